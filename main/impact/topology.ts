import type { DeviceKind } from '../contract/model.ts';

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

const NONE: readonly string[] = [];

/**
 * Which device hangs on which. A device may have several upstreams: one that is left carries it.
 * Cycles in what we were given do no harm: a ring that hangs on nothing carries itself. The order of the edges only decides `path`.
 */
export class Topology {
  readonly #up = new Map<string, readonly string[]>();
  readonly #down = new Map<string, string[]>();
  /** Edges from the top, along the shortest way. 0: hangs on nothing, or on a ring that it is part of. */
  readonly #rank = new Map<string, number>();

  constructor(edges: Iterable<Edge>) {
    const up = new Map<string, string[]>();
    for (const { upstream, downstream } of edges) if (upstream !== downstream) push(up, downstream, upstream);
    for (const [key, listed] of up) {
      const upstreams = listed.length === 1 ? listed : [...new Set(listed)];
      this.#up.set(key, upstreams);
      for (const upstream of upstreams) push(this.#down, upstream, key);
    }
    this.#rankBelow([...this.#down.keys()].filter((key) => !this.#up.has(key)));
    this.#rankBelow(this.#rings());
  }

  upstreams(key: string): readonly string[] {
    return this.#up.get(key) ?? NONE;
  }

  downstreams(key: string): readonly string[] {
    return this.#down.get(key) ?? NONE;
  }

  /** A gateway is a device that others depend on. */
  kind(key: string): DeviceKind {
    return this.#down.has(key) ? 'gateway' : 'device';
  }

  /** One chain of upstreams from the top down to the nearest, without the device itself; the first upstream where there are several. */
  path(key: string): readonly string[] {
    const path: string[] = [];
    const seen = new Set([key]);
    for (let here = this.upstreams(key)[0]; here !== undefined && !seen.has(here); here = this.upstreams(here)[0]) {
      seen.add(here);
      path.push(here);
    }
    return path.reverse();
  }

  /**
   * What is lost when a device goes: everything below it that nothing else carries any more.
   * @param isDown whether another device is already gone
   * @returns gateways first, then by depth, then by key
   */
  impactOf(key: string, isDown: (key: string) => boolean): readonly Affected[] {
    const isGone = (one: string): boolean => one === key || isDown(one);
    const lost = new Map<string, number>([[key, 0]]);
    let carrying: ReadonlySet<string> | null = null;
    const queue = [key];
    for (const here of queue) {
      for (const below of this.downstreams(here)) {
        if (lost.has(below) || this.#isTop(below)) continue;
        // Still carried by another upstream: only its redundancy is lost. Looked for only where there is another one.
        const others = this.upstreams(below).filter((up) => !lost.has(up) && !isGone(up));
        if (others.length > 0) carrying ??= this.#carrying(key, isGone);
        if (others.some((up) => carrying?.has(up))) continue;
        lost.set(below, (lost.get(here) ?? 0) + 1);
        queue.push(below);
      }
    }
    lost.delete(key);
    return [...lost]
      .map(([below, depth]) => ({ key: below, kind: this.kind(below), depth }))
      .sort((a, b) => (a.kind === b.kind ? a.depth - b.depth || compare(a.key, b.key) : a.kind === 'gateway' ? -1 : 1));
  }

  /**
   * The nearest upstream that explains why a device is cut off: every way up to the top is gone. Null when one is left, or it hangs on nothing.
   * It is nearer to the top than the device, so that two devices never explain each other.
   */
  cutOffBy(key: string, isDown: (key: string) => boolean): string | null {
    if (this.#isTop(key)) return null;
    // One upstream above the other is the common case, asked for every device of a list: no sets, no lists.
    let start = key;
    for (let ups = this.upstreams(key); ups.length === 1; ups = this.upstreams(start)) {
      const [up = start] = ups;
      if (isDown(up)) return up;
      if (this.#isTop(up)) return null;
      start = up;
    }
    const rank = this.#rankOf(key);
    const seen = new Set([start]);
    let cause: string | null = null;
    let level: readonly string[] = [start];
    while (level.length > 0) {
      const next: string[] = [];
      let nearest: string | null = null;
      for (const here of level) {
        for (const up of this.upstreams(here)) {
          if (seen.has(up)) continue;
          seen.add(up);
          if (!isDown(up)) {
            if (this.#isTop(up)) return null;
            next.push(up);
          } else if (this.#rankOf(up) < rank && (nearest === null || up < nearest)) nearest = up;
        }
      }
      cause ??= nearest;
      level = next;
    }
    return cause;
  }

  /** Which devices around and below `key` still have a way to the top. */
  #carrying(key: string, isGone: (key: string) => boolean): ReadonlySet<string> {
    const around = new Set([key]);
    for (const here of around) for (const below of this.downstreams(here)) around.add(below);
    const below = new Map<string, string[]>();
    const alive: string[] = [];
    for (const here of around) {
      if (this.#isTop(here) && !isGone(here)) alive.push(here);
      for (const up of this.upstreams(here)) {
        if (isGone(up)) continue;
        push(below, up, here);
        around.add(up);
      }
    }
    const carrying = new Set(alive);
    for (const here of carrying) for (const one of below.get(here) ?? NONE) if (!isGone(one)) carrying.add(one);
    return carrying;
  }

  #rankBelow(tops: readonly string[]): void {
    for (const top of tops) this.#rank.set(top, 0);
    const queue = [...tops];
    for (const here of queue) {
      for (const below of this.downstreams(here)) {
        if (this.#rank.has(below)) continue;
        this.#rank.set(below, this.#rankOf(here) + 1);
        queue.push(below);
      }
    }
  }

  /** The rings that hang on nothing: what is left of the devices below no top when those that carry nothing are taken away, again and again. */
  #rings(): readonly string[] {
    const left = new Map<string, number>();
    const isBelowTop = (key: string): boolean => this.#rank.has(key);
    for (const key of this.#up.keys()) {
      if (isBelowTop(key)) continue;
      left.set(key, this.downstreams(key).filter((below) => !isBelowTop(below)).length);
    }
    const leaves = [...left].filter(([, carried]) => carried === 0).map(([key]) => key);
    for (const leaf of leaves) {
      left.delete(leaf);
      for (const up of this.upstreams(leaf)) {
        const carried = (left.get(up) ?? 0) - 1;
        left.set(up, carried);
        if (carried === 0) leaves.push(up);
      }
    }
    return [...left.keys()];
  }

  #rankOf(key: string): number {
    return this.#rank.get(key) ?? 0;
  }

  #isTop(key: string): boolean {
    return this.#rankOf(key) === 0;
  }
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
