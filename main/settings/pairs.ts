import type { WrongPair } from '../contract/learning.ts';
import type { TopologyPair } from '../contract/settings.ts';

type PairEnds = Pick<TopologyPair, 'upstream' | 'downstream' | 'connectionId'>;

/** The same for pairs that say the same, whoever says it and since when. */
export const pairKey = ({ upstream, downstream, connectionId }: PairEnds): string =>
  JSON.stringify([upstream, downstream, connectionId]);

/** By `pairKey`: what a pair is to be; null: not there any more. */
export type PairChange = ReadonlyMap<string, TopologyPair | null>;

/** The same of what a person dismissed. */
export type WrongChange = ReadonlyMap<string, WrongPair | null>;

/** Pairs with a change done to them: those that stay keep their place. */
export function withPairs<P extends PairEnds>(pairs: readonly P[], change: ReadonlyMap<string, P | null>): P[] {
  const known = new Set<string>();
  const kept = pairs.flatMap((pair) => {
    const key = pairKey(pair);
    known.add(key);
    const after = change.get(key);
    return after === undefined ? [pair] : after === null ? [] : [after];
  });
  return [...kept, ...[...change].flatMap(([key, pair]) => (pair === null || known.has(key) ? [] : [pair]))];
}

/** What takes a change back. */
export function withoutChange<P extends PairEnds>(
  pairs: readonly P[],
  change: ReadonlyMap<string, P | null>,
): ReadonlyMap<string, P | null> {
  const before = new Map(pairs.map((pair) => [pairKey(pair), pair]));
  return new Map([...change.keys()].map((key) => [key, before.get(key) ?? null]));
}
