import elkApi, { type ElkNode } from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';
import type { TopologyGraph } from '../../main/contract/topology.ts';

export const NODE = { width: 226, height: 54 } as const;
/** More nodes than this are easier to read from left to right: names are wide and low. */
const DOWN_UP_TO = 16;

export interface Layout {
  readonly direction: 'down' | 'right';
  readonly places: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
}

// A CommonJS file: its default export is within.
const Elk = elkApi.default;
// With the page: the worker is compiled while main makes the graph.
const elk = new Elk({ workerFactory: () => new Worker(workerUrl) });

/** Where each node stands, in layers from the broker on. Computed in a worker, so that the window goes on meanwhile. */
export async function layOut(nodes: readonly string[], links: TopologyGraph['links']): Promise<Layout> {
  const direction = nodes.length <= DOWN_UP_TO ? 'down' : 'right';
  const known = new Set(nodes);
  const result: ElkNode = await elk.layout({
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': direction === 'down' ? 'DOWN' : 'RIGHT',
      'elk.layered.spacing.nodeNodeBetweenLayers': direction === 'down' ? '56' : '90',
      'elk.spacing.nodeNode': direction === 'down' ? '26' : '14',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
      // All brokers stand in the first layer, and not below one another.
      'elk.separateConnectedComponents': 'false',
      'elk.layered.thoroughness': '3',
    },
    children: nodes.map((id) => ({ id, ...NODE })),
    edges: links
      // What would close a circle would turn the layers round.
      .filter(({ from, to, state }) => state !== 'breaks-cycle' && known.has(from) && known.has(to))
      .map(({ from, to }, i) => ({ id: `e${i}`, sources: [from], targets: [to] })),
  });
  return {
    direction,
    places: new Map((result.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x, y }])),
  };
}
