import { expect, test } from 'vitest';
import type { RehearsalNode } from '../../main/contract/model.ts';
import { siteTreeOf } from '../../renderer/rehearsal/site-tree.ts';

function node(
  id: string,
  kind: RehearsalNode['kind'],
  parent: string | null,
  state: RehearsalNode['state'] = 'running',
): RehearsalNode {
  return { id, name: id, kind, parent, state, deviceKey: `rehearsal/${id}` };
}

test('a site is a tree that counts what hangs on each node and what of it is down', () => {
  const [router] = siteTreeOf([
    node('r', 'router', null),
    node('g1', 'gateway', 'r', 'unplugged'),
    node('g2', 'gateway', 'r'),
    node('d1', 'device', 'g1', 'dark'),
    node('d2', 'device', 'g2', 'starting'),
  ]);
  expect(router).toMatchObject({ gateways: 2, devices: 2, down: 2 });
  expect(router?.children.map((child) => child.down)).toEqual([1, 0]);
});

test('a node whose parent is missing stands at the top', () => {
  expect(siteTreeOf([node('d', 'device', 'gone')]).map((site) => site.node.id)).toEqual(['d']);
});
