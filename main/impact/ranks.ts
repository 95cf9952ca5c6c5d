import { countOf, type Links, linksOf } from './links.ts';

/** Edges from the top to each device, along the shortest way. 0: hangs on nothing, or on a ring that it is part of. */
export function ranksOf(up: Links, down: Links): Int32Array {
  const ranks = new Int32Array(up.begins.length - 1).fill(-1);
  const tops: number[] = [];
  for (let one = 0; one < ranks.length; one++) if (countOf(up, one) === 0) tops.push(one);
  rankBelow(tops, down, ranks);
  rankBelow(ringsOf(up, down, ranks), down, ranks);
  return ranks;
}

function rankBelow(tops: readonly number[], down: Links, ranks: Int32Array): void {
  for (const top of tops) ranks[top] = 0;
  const { begins, targets } = down;
  const queue = [...tops];
  for (const here of queue)
    for (let at = begins[here]!; at < begins[here + 1]!; at++) {
      const below = targets[at]!;
      if (ranks[below] !== -1) continue;
      ranks[below] = ranks[here]! + 1;
      queue.push(below);
    }
}

/** The rings that hang on nothing: what is left of the devices below no top when those that carry nothing are taken away, again and again. */
function ringsOf(up: Links, down: Links, ranks: Int32Array): readonly number[] {
  const left = new Map<number, number>();
  for (let one = 0; one < ranks.length; one++)
    if (ranks[one] === -1) left.set(one, linksOf(down, one).filter((below) => ranks[below] === -1).length);
  const leaves = [...left].filter(([, carried]) => carried === 0).map(([one]) => one);
  for (const leaf of leaves) {
    left.delete(leaf);
    for (const above of linksOf(up, leaf)) {
      const carried = (left.get(above) ?? 0) - 1;
      left.set(above, carried);
      if (carried === 0) leaves.push(above);
    }
  }
  return [...left.keys()];
}
