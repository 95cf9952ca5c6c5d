import type { DismissedGroup, WrongPair } from '../contract/learning.ts';
import type { TopologyPair } from '../contract/settings.ts';

type PairEnds = Pick<TopologyPair, 'upstream' | 'downstream' | 'connectionId'>;

/** The same for pairs that say the same, whoever says it and since when. */
export const pairKey = ({ upstream, downstream, connectionId }: PairEnds): string =>
  JSON.stringify([upstream, downstream, connectionId]);

/** By `pairKey`: what a pair is to be; null: not there any more. */
export type PairChange = ReadonlyMap<string, TopologyPair | null>;

/** The same of what a person dismissed. */
export type WrongChange = ReadonlyMap<string, WrongPair | null>;

/** The same of groups that a person does not want to have proposed again. */
export const groupKey = ({ devices }: DismissedGroup): string => JSON.stringify(devices);
export type GroupChange = ReadonlyMap<string, DismissedGroup | null>;

/** Pairs with a change done to them: those that stay keep their place. */
export const withPairs = <P extends PairEnds>(pairs: readonly P[], change: ReadonlyMap<string, P | null>): P[] =>
  withChange(pairs, change, pairKey);

/** A list with a change done to it, as `withPairs`. */
export function withChange<T>(list: readonly T[], change: ReadonlyMap<string, T | null>, keyOf: (one: T) => string): T[] {
  const known = new Set<string>();
  const kept = list.flatMap((one) => {
    const key = keyOf(one);
    known.add(key);
    const after = change.get(key);
    return after === undefined ? [one] : after === null ? [] : [after];
  });
  return [...kept, ...[...change].flatMap(([key, one]) => (one === null || known.has(key) ? [] : [one]))];
}

/** What takes a change back. */
export function withoutChange<T>(
  list: readonly T[],
  change: ReadonlyMap<string, T | null>,
  keyOf: (one: T) => string,
): ReadonlyMap<string, T | null> {
  const before = new Map(list.map((one) => [keyOf(one), one]));
  return new Map([...change.keys()].map((key) => [key, before.get(key) ?? null]));
}
