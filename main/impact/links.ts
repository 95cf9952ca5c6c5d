/**
 * What hangs on what, by number: of each device the devices above or below it. The lists lie one behind the other in one array, where a walk over
 * 100,000 devices takes milliseconds; over as many lists of their own it takes ten times as long.
 */
export interface Links {
  /** Where the list of each device begins, and one more: where the last one ends. */
  readonly begins: Int32Array;
  readonly targets: Int32Array;
}

/** @param pairs a device and its target, pair behind pair. Each list keeps their order, and has each target once. */
export function makeLinks(devices: number, pairs: readonly number[]): Links {
  const all = listed(devices, pairs);
  const once: number[] = [];
  for (let one = 0; one < devices; one++) {
    const count = countOf(all, one);
    if (count === 1) once.push(one, all.targets[all.begins[one]!]!);
    else if (count > 1) for (const target of new Set(linksOf(all, one))) once.push(one, target);
  }
  return once.length === pairs.length ? all : listed(devices, once);
}

/** The same links from the other end. */
export function turned(links: Links): Links {
  const { begins, targets } = links;
  const devices = begins.length - 1;
  const pairs: number[] = [];
  for (let one = 0; one < devices; one++) for (let at = begins[one]!; at < begins[one + 1]!; at++) pairs.push(targets[at]!, one);
  return listed(devices, pairs);
}

/** The list of one device; empty for a number that is none. */
export function linksOf({ begins, targets }: Links, one: number): Int32Array {
  return targets.subarray(begins[one] ?? 0, begins[one + 1] ?? 0);
}

/** How many there are, without making the list. */
export function countOf({ begins }: Links, one: number): number {
  return (begins[one + 1] ?? 0) - (begins[one] ?? 0);
}

function listed(devices: number, pairs: readonly number[]): Links {
  const begins = new Int32Array(devices + 1);
  for (let at = 0; at < pairs.length; at += 2) begins[pairs[at]! + 1]!++;
  for (let one = 0; one < devices; one++) begins[one + 1]! += begins[one]!;
  const targets = new Int32Array(pairs.length / 2);
  const free = begins.slice();
  for (let at = 0; at < pairs.length; at += 2) targets[free[pairs[at]!]!++] = pairs[at + 1]!;
  return { begins, targets };
}
