import type { LearnedSource } from '../contract/model.ts';
import type { Settings } from '../contract/settings.ts';
import { type FileEdge, topologyCsv, topologyJson } from '../impact/topology-file.ts';
import { pairKey } from './pairs.ts';

/** What was learned of one device hanging on another, by their keys. */
export interface LearnedEdge {
  readonly upstream: string;
  readonly downstream: string;
  readonly source: LearnedSource;
  readonly seenAt: number;
}

/**
 * What people, files and Willwatch say, as a file. What was learned and is said by a person too stands there once; what was learned and dismissed does not.
 * @param connectionId only of this one; null: of all
 */
export function exportTopology(
  { topology, learning }: Pick<Settings, 'topology' | 'learning'>,
  learned: Iterable<LearnedEdge>,
  format: 'csv' | 'json',
  connectionId: string | null,
): string {
  const edges: FileEdge[] = [];
  const told = new Set<string>();
  const wrong = new Set(learning.wrong.map(pairKey));
  const nameOf = (one: Pick<FileEdge, 'upstream' | 'downstream' | 'connection'>): string =>
    JSON.stringify([one.upstream, one.downstream, one.connection]);
  for (const { upstream, downstream, connectionId: connection, source, setAt } of topology) {
    if (connectionId !== null && connection !== null && connection !== connectionId) continue;
    const edge = { upstream, downstream, connection, source, seenAt: setAt };
    told.add(nameOf(edge));
    edges.push(edge);
  }
  const newest = new Map<string, FileEdge>();
  for (const { upstream, downstream, source, seenAt } of learned) {
    const [connection, above] = split(upstream);
    const edge = { upstream: above, downstream: split(downstream)[1], connection, source, seenAt };
    if (connectionId !== null && connection !== connectionId) continue;
    if (wrong.has(pairKey({ upstream: above, downstream: edge.downstream, connectionId: connection }))) continue;
    const name = nameOf(edge);
    if (told.has(name) || told.has(nameOf({ ...edge, connection: null }))) continue;
    if ((newest.get(name)?.seenAt ?? -1) < seenAt) newest.set(name, edge);
  }
  const all = [...edges, ...newest.values()];
  return format === 'csv' ? topologyCsv(all) : topologyJson(all);
}

const split = (key: string): [connection: string, id: string] => {
  const at = key.indexOf('/');
  return [key.slice(0, at), key.slice(at + 1)];
};
