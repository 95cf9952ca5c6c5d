import type { DeviceKind } from '../contract/model.ts';
import { countOf, type Links, linksOf } from './links.ts';
import { type Numbered, numbered } from './numbered.ts';
import { allAtOnce, type Slices } from './slices.ts';

/** `downstream` hangs on `upstream`. Both are device keys. */
export interface Edge {
  readonly upstream: string;
  readonly downstream: string;
}

export interface Affected {
  readonly key: string;
  readonly kind: DeviceKind;
  /** Edges below the device that went; 1 hangs on it directly. */
  readonly depth: number;
}

export interface Impact {
  /** Gateways first, then by depth; of one depth those together that hang on the same, by key. */
  readonly lost: readonly Affected[];
  /** Lost one of its upstreams; another one still carries it, or would if it were not down by itself. In the same order. */
  readonly degraded: readonly Affected[];
  /** What would take the degraded down now: the one upstream that is left of them. By how many, then by key. */
  readonly next: readonly Next[];
}

export interface Next {
  readonly key: string;
  /** The degraded devices that only this one still carries. */
  readonly carries: readonly string[];
}

type IsDown = (key: string) => boolean;

const NOTHING: Impact = { lost: [], degraded: [], next: [] };

/**
 * Which device hangs on which. A device may have several upstreams: one that is left carries it.
 * Cycles in what we were given do no harm: a ring that hangs on nothing carries itself. The order of the edges only decides `path`.
 * Inside devices are numbers, and what a walk found out of each lies in arrays that the next walk uses again: 100,000 are walked in milliseconds.
 */
export class Topology {
  readonly #keys: readonly string[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #up: Links;
  readonly #down: Links;
  readonly #rank: Int32Array;
  #walk = 0;
  #lastKey: string | null = null;
  #lastNumber = -1;
  /** Which walk found a device lost or carried by another, near what went, or still with a way to the top. */
  readonly #foundIn: Int32Array;
  readonly #aroundIn: Int32Array;
  readonly #carryingIn: Int32Array;
  readonly #depth: Int32Array;
  /** Who a walk has still to look at, in the order of finding: used again by the next walk. */
  readonly #queue: Int32Array;
  readonly #around: Int32Array;

  /** @param made out of the edges, which are then not looked at */
  constructor(edges: Iterable<Edge>, made: Numbered = allAtOnce(numbered(edges))) {
    this.#keys = made.keys;
    this.#numbers = made.numbers;
    this.#up = made.up;
    this.#down = made.down;
    this.#rank = made.ranks;
    const devices = made.keys.length;
    const marks = (): Int32Array => new Int32Array(devices);
    this.#foundIn = marks();
    this.#aroundIn = marks();
    this.#carryingIn = marks();
    this.#depth = marks();
    this.#queue = marks();
    this.#around = marks();
  }

  /** One that is made while something else goes on. */
  static *inSlices(edges: Iterable<Edge>): Slices<Topology> {
    return new Topology([], yield* numbered(edges));
  }

  upstreams(key: string): readonly string[] {
    return Array.from(this.#upOf(this.#number(key)), (up) => this.#key(up));
  }

  /**
   * What hangs on some devices with nothing between that is gone: for these it may matter whether those are. Whatever is behind another one
   * that is gone is cut off by that.
   */
  exposedTo(keys: Iterable<string>, isDown: IsDown): readonly string[] {
    const walk = ++this.#walk;
    const { begins, targets } = this.#down;
    const exposed: string[] = [];
    const queue = Array.from(keys, (key) => this.#number(key)).filter((one) => one >= 0);
    for (const one of queue) this.#foundIn[one] = walk;
    for (const here of queue)
      for (let at = begins[here]!; at < begins[here + 1]!; at++) {
        const below = targets[at]!;
        if (this.#foundIn[below] === walk) continue;
        this.#foundIn[below] = walk;
        const key = this.#key(below);
        exposed.push(key);
        if (begins[below + 1]! > begins[below]! && !isDown(key)) queue.push(below);
      }
    return exposed;
  }

  /** Whether a device and everything above it hang on one thing each. */
  hasOneWayUp(key: string): boolean {
    let here = this.#number(key);
    while (countOf(this.#up, here) === 1 && !this.#isTop(here)) here = this.#up.targets[this.#up.begins[here]!]!;
    return this.#isTop(here);
  }

  /** A gateway is a device that others depend on. */
  kind(key: string): DeviceKind {
    return this.#kind(this.#number(key));
  }

  /** One chain of upstreams from the top down to the nearest, without the device itself; the first upstream where there are several. */
  path(key: string): readonly string[] {
    const path: string[] = [];
    const start = this.#number(key);
    const seen = new Set([start]);
    for (let here = this.#upOf(start)[0]; here !== undefined && !seen.has(here); here = this.#upOf(here)[0]) {
      seen.add(here);
      path.push(this.#key(here));
    }
    return path.reverse();
  }

  /** What is lost when a device goes, as `impact` has it. */
  impactOf(key: string, isDown: IsDown): readonly Affected[] {
    return this.impact([key], isDown).lost;
  }

  /**
   * What goes with devices that go: lost is everything below them that nothing else carries any more, degraded what another upstream still carries.
   * @param went gone together; not part of the answer
   * @param isDown whether another device is already gone
   */
  impact(went: readonly string[], isDown: IsDown): Impact {
    const numbers = went.map((key) => this.#number(key));
    // Of most nothing hangs on them.
    if (!numbers.some((one) => countOf(this.#down, one) > 0)) return NOTHING;
    const begin = new Set(numbers);
    const gone = [...begin].filter((one) => countOf(this.#down, one) > 0);
    const walk = ++this.#walk;
    const isGone = (one: number): boolean => begin.has(one) || isDown(this.#key(one));
    const [foundIn, depths, ranks, queue] = [this.#foundIn, this.#depth, this.#rank, this.#queue];
    for (const one of begin) {
      if (one < 0) continue;
      foundIn[one] = walk;
      depths[one] = 0;
    }
    let carrying: number | null = null;
    const degraded: number[] = [];
    queue.set(gone);
    let found = gone.length;
    const { begins, targets } = this.#down;
    const ups = this.#up.begins;
    for (let next = 0; next < found; next++) {
      const here = queue[next]!;
      const depth = depths[here]! + 1;
      for (let at = begins[here]!; at < begins[here + 1]!; at++) {
        const below = targets[at]!;
        if (foundIn[below] === walk || ranks[below] === 0) continue;
        foundIn[below] = walk;
        depths[below] = depth;
        // Still carried by another upstream: only its redundancy is lost. Looked for only where there is another one.
        const hasOthers = ups[below + 1]! - ups[below]! > 1;
        if (hasOthers) carrying ??= this.#markCarrying(gone, isGone);
        if (hasOthers && carrying !== 0 && this.#isCarried(below)) degraded.push(below);
        else queue[found++] = below;
      }
    }
    return {
      lost: this.#listed(queue.subarray(gone.length, found)),
      degraded: this.#listed(degraded),
      next: this.#next(degraded),
    };
  }

  /**
   * The nearest upstream that explains why a device is cut off: every way up to the top is gone. Null when one is left, or it hangs on nothing.
   * It is nearer to the top than the device, so that two devices never explain each other.
   */
  cutOffBy(key: string, isDown: IsDown): string | null {
    const cause = this.#cutOffBy(this.#number(key), isDown);
    return cause === null ? null : this.#key(cause);
  }

  /**
   * The topmost upstream that went of those that together cut a device off: nothing above explains it in turn. Null when a way up is left.
   * Of several the one nearest to the top, then the first by key: which of them went first makes no difference.
   * @param counts whether an upstream that is gone may explain this device
   */
  rootOf(key: string, isDown: IsDown, counts: (root: string) => boolean = () => true): string | null {
    const start = this.#number(key);
    if (this.#cutOffBy(start, isDown) === null) return null;
    let root: number | null = null;
    const cutOff = new Set([start]);
    for (const here of cutOff) {
      for (const up of this.#upOf(here)) {
        if (cutOff.has(up)) continue;
        if (this.#cutOffBy(up, isDown) !== null) cutOff.add(up);
        else if ((root === null || this.#isAbove(up, root)) && isDown(this.#key(up)) && counts(this.#key(up))) root = up;
      }
    }
    return root === null ? null : this.#key(root);
  }

  #cutOffBy(one: number, isDown: IsDown): number | null {
    if (this.#isTop(one)) return null;
    // One upstream above the other is the common case, asked for every device of a list: no sets, no lists.
    let start = one;
    while (countOf(this.#up, start) === 1) {
      const up = this.#up.targets[this.#up.begins[start]!]!;
      if (isDown(this.#key(up))) return up;
      if (this.#isTop(up)) return null;
      start = up;
    }
    const seen = new Set([start]);
    let cause: number | null = null;
    let level: readonly number[] = [start];
    while (level.length > 0) {
      const next: number[] = [];
      let nearest: number | null = null;
      for (const here of level) {
        for (const up of this.#upOf(here)) {
          if (seen.has(up)) continue;
          seen.add(up);
          if (!isDown(this.#key(up))) {
            if (this.#isTop(up)) return null;
            next.push(up);
          } else if (this.#rankOf(up) < this.#rankOf(one) && (nearest === null || this.#key(up) < this.#key(nearest)))
            nearest = up;
        }
      }
      cause ??= nearest;
      level = next;
    }
    return cause;
  }

  /** Marks which devices around and below what went still have a way to the top: in one pass down, one up, and one down again. @returns how many */
  #markCarrying(went: readonly number[], isGone: (one: number) => boolean): number {
    const walk = this.#walk;
    const [up, down, aroundIn, carryingIn] = [this.#up, this.#down, this.#aroundIn, this.#carryingIn];
    const around = this.#around;
    around.set(went);
    let found = went.length;
    for (const one of went) aroundIn[one] = walk;
    for (let next = 0; next < found; next++) {
      const here = around[next]!;
      for (let at = down.begins[here]!; at < down.begins[here + 1]!; at++) {
        const below = down.targets[at]!;
        if (aroundIn[below] === walk) continue;
        aroundIn[below] = walk;
        around[found++] = below;
      }
    }
    for (let next = 0; next < found; next++) {
      const here = around[next]!;
      for (let at = up.begins[here]!; at < up.begins[here + 1]!; at++) {
        const above = up.targets[at]!;
        if (aroundIn[above] === walk || isGone(above)) continue;
        aroundIn[above] = walk;
        around[found++] = above;
      }
    }
    const carrying: number[] = [];
    for (let next = 0; next < found; next++) {
      const here = around[next]!;
      if (this.#isTop(here) && !isGone(here)) carrying.push(here);
    }
    for (const one of carrying) carryingIn[one] = walk;
    for (const here of carrying)
      for (let at = down.begins[here]!; at < down.begins[here + 1]!; at++) {
        const below = down.targets[at]!;
        if (aroundIn[below] !== walk || carryingIn[below] === walk || isGone(below)) continue;
        carryingIn[below] = walk;
        carrying.push(below);
      }
    return carrying.length;
  }

  #isCarried(one: number): boolean {
    const { begins, targets } = this.#up;
    for (let at = begins[one]!; at < begins[one + 1]!; at++) if (this.#carryingIn[targets[at]!] === this.#walk) return true;
    return false;
  }

  /** As they were found, by depth; gateways first. */
  #listed(found: Iterable<number>): readonly Affected[] {
    const gateways: Affected[] = [];
    const devices: Affected[] = [];
    for (const one of found) {
      const kind = this.#kind(one);
      (kind === 'gateway' ? gateways : devices).push({ key: this.#key(one), kind, depth: this.#depth[one] ?? 0 });
    }
    return gateways.concat(devices);
  }

  #next(degraded: readonly number[]): readonly Next[] {
    const carried = new Map<number, string[]>();
    for (const one of degraded) {
      const [last, ...others] = this.#upOf(one).filter((up) => this.#carryingIn[up] === this.#walk);
      if (last === undefined || others.length > 0) continue;
      const list = carried.get(last);
      if (list === undefined) carried.set(last, [this.#key(one)]);
      else list.push(this.#key(one));
    }
    return [...carried]
      .map(([last, carries]) => ({ key: this.#key(last), carries }))
      .sort((a, b) => b.carries.length - a.carries.length || compare(a.key, b.key));
  }

  #kind(one: number): DeviceKind {
    return countOf(this.#down, one) > 0 ? 'gateway' : 'device';
  }

  #isAbove(one: number, other: number): boolean {
    const [a, b] = [this.#rankOf(one), this.#rankOf(other)];
    return a === b ? this.#key(one) < this.#key(other) : a < b;
  }

  /** -1: not of this topology; it hangs on nothing, and nothing on it. */
  #number(key: string): number {
    // Several questions about one device follow each other: of 100,000 keys each is far away in memory.
    if (key !== this.#lastKey) {
      this.#lastKey = key;
      this.#lastNumber = this.#numbers.get(key) ?? -1;
    }
    return this.#lastNumber;
  }

  #key(one: number): string {
    return this.#keys[one] ?? '';
  }

  #upOf(one: number): Int32Array {
    return linksOf(this.#up, one);
  }

  #rankOf(one: number): number {
    return this.#rank[one] ?? 0;
  }

  #isTop(one: number): boolean {
    return this.#rankOf(one) === 0;
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
