import { expect, test } from 'vitest';
import type { MergedEdge } from '../../main/impact/edges.ts';
import { byName, type ShapeNode, shapeOf } from '../../main/monitor/topology-shape.ts';

const called = (key: string): string => key.slice(2);
const edge = (pair: string, state: MergedEdge['state'] = 'in-force'): MergedEdge => {
  const [upstream = '', downstream = ''] = pair.split('>').map((id) => `p/${id}`);
  return { upstream, downstream, state, sources: [{ source: 'topic', seenAt: 1 }], cycle: [] };
};
const lines = (edges: readonly MergedEdge[]): readonly string[] => {
  const { brokers } = shapeOf({ connections: [{ id: 'p' }], edges, siteOf: () => null, called });
  const line = (node: ShapeNode): string => `${called(node.what) || 'p'}(${byName(node.devices, called).map(called)})`;
  const walk = (node: ShapeNode): readonly string[] => [line(node), ...node.children.flatMap(walk)];
  return brokers.flatMap(walk);
};

test('each gateway stands below its first upstream, its devices by name as people sort', () => {
  expect(lines([edge('r>g'), edge('g>d10'), edge('g>d2'), edge('x>g')])).toEqual(['p()', 'r()', 'g(d2,d10)', 'x()']);
});

test('what only hung on something long ago is shown there, and makes a gateway of what else would be a device', () => {
  expect(lines([edge('r>g'), edge('g>d', 'faded')])).toEqual(['p()', 'r()', 'g(d)']);
});

test('an edge that faded makes no gateway when its device hangs on another one now', () => {
  expect(lines([edge('g>d'), edge('old>d', 'faded')])).toEqual(['p()', 'g(d)']);
});
