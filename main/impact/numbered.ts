import { countOf, type Links, linksOf, makeLinks, turned } from './links.ts';
import { ranksOf } from './ranks.ts';
import { PIECE, type Slices } from './slices.ts';
import type { Edge } from './topology.ts';

/** The devices of a topology as numbers. */
export interface Numbered {
  readonly keys: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly up: Links;
  /** Those of one device by key. */
  readonly down: Links;
  readonly ranks: Int32Array;
}

/** Gives devices numbers in the order in which edges name them. */
export function* numbered(edges: Iterable<Edge>): Slices<Numbered> {
  const keys: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (key: string): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, keys.length);
    return keys.push(key) - 1;
  };
  const given: number[] = [];
  let turns = 0;
  for (const { upstream, downstream } of edges) {
    if (upstream !== downstream) given.push(numberOf(downstream), numberOf(upstream));
    if (++turns % PIECE === 0) yield;
  }
  const up = makeLinks(keys.length, given);
  yield;
  const down = turned(up);
  yield;
  const byKey = (a: number, b: number): number => compare(keys[a] ?? '', keys[b] ?? '');
  for (let one = 0; one < keys.length; one++) {
    const count = countOf(down, one);
    if (count > 1) linksOf(down, one).sort(byKey);
    turns += count;
    if (turns < PIECE) continue;
    turns = 0;
    yield;
  }
  return { keys, numbers, up, down, ranks: ranksOf(up, down) };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
