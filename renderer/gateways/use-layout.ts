import { useEffect, useState } from 'react';
import type { TopologyGraph } from '../../main/contract/topology.ts';
import { type Layout, layOut } from './layout.ts';

/** Where the nodes stand; the former places until the new ones are known. Only another structure is laid out anew, not another state. */
export function useLayout(graph: TopologyGraph | undefined): { readonly layout: Layout | null; readonly failed: boolean } {
  const [layout, setLayout] = useState<Layout | null>(null);
  const [failed, setFailed] = useState(false);
  const structure =
    graph === undefined
      ? ''
      : JSON.stringify([
          graph.nodes.map(({ id }) => id),
          graph.links.map(({ from, to, state }) => [from, to, state === 'breaks-cycle']),
        ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the structure stands for the graph
  useEffect(() => {
    if (graph === undefined) return;
    let current = true;
    layOut(
      graph.nodes.map(({ id }) => id),
      graph.links,
    ).then(
      (next) => {
        if (current) setLayout(next);
      },
      () => {
        if (current) setFailed(true);
      },
    );
    return () => {
      current = false;
    };
  }, [structure]);
  return { layout, failed };
}
