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

/** Which device hangs on which. A device may have several upstreams; cycles in what we were given do no harm. */
export class Topology {
  readonly #up = new Map<string, string[]>();
  readonly #down = new Map<string, string[]>();

  constructor(edges: Iterable<Edge>) {
    for (const { upstream, downstream } of edges) {
      if (upstream === downstream || this.#up.get(downstream)?.includes(upstream)) continue;
      push(this.#up, downstream, upstream);
      push(this.#down, upstream, downstream);
    }
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
      path.unshift(here);
    }
    return path;
  }

  /**
   * What is lost when a device goes: everything below it that has no other upstream left.
   * @param isDown whether another device is already gone
   * @returns gateways first, then by depth, then by key
   */
  impactOf(key: string, isDown: (key: string) => boolean): readonly Affected[] {
    const lost = new Map<string, number>([[key, 0]]);
    const queue = [key];
    for (const here of queue) {
      for (const below of this.downstreams(here)) {
        if (lost.has(below)) continue;
        // Still carried by another upstream: only its redundancy is lost.
        if (this.upstreams(below).some((up) => !lost.has(up) && !isDown(up))) continue;
        lost.set(below, (lost.get(here) ?? 0) + 1);
        queue.push(below);
      }
    }
    lost.delete(key);
    return [...lost]
      .map(([below, depth]) => ({ key: below, kind: this.kind(below), depth }))
      .sort((a, b) => (a.kind === b.kind ? a.depth - b.depth || compare(a.key, b.key) : a.kind === 'gateway' ? -1 : 1));
  }

  /** The nearest upstream that explains why a device is cut off: all its upstreams are gone. Null when one lives, or it has none. */
  cutOffBy(key: string, isDown: (key: string) => boolean): string | null {
    return this.#cutOff(key, isDown, new Set([key]));
  }

  #cutOff(key: string, isDown: (key: string) => boolean, seen: Set<string>): string | null {
    let first: string | null = null;
    for (const up of this.upstreams(key)) {
      if (seen.has(up)) continue;
      seen.add(up);
      const cause = isDown(up) ? up : this.#cutOff(up, isDown, seen);
      if (cause === null) return null;
      first ??= cause;
    }
    return first;
  }
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
