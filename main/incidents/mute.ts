import type { MuteView } from '../contract/model.ts';

/** What a mute is, as far as it decides. `keys` as its scope has it: device keys, one gateway, one connection, one site by its `placeKey`, nothing. */
export interface Mute {
  readonly id: number;
  readonly scope: MuteView['scope'];
  readonly keys: readonly string[];
  /** Epoch milliseconds; `null`: until a person ends it. */
  readonly until: number | null;
}

const NONE: readonly never[] = [];

/** Names a site of a connection, whose id has no slash. */
export const placeKey = (connectionId: string, site: string): string => `${connectionId}/${site}`;

/** Which mutes keep a device silent. Made anew when a mute is set or ended; asked for every alert. */
export class MuteIndex<M extends Mute> {
  readonly #all: readonly M[];
  readonly #byScope: { readonly [S in Exclude<MuteView['scope'], 'all'>]: ReadonlyMap<string, readonly M[]> };
  readonly isEmpty: boolean;

  constructor(mutes: readonly M[]) {
    const of = (scope: MuteView['scope']) => mutes.filter((mute) => mute.scope === scope);
    this.isEmpty = mutes.length === 0;
    this.#all = of('all');
    this.#byScope = {
      devices: byKey(of('devices')),
      gateway: byKey(of('gateway')),
      connection: byKey(of('connection')),
      site: byKey(of('site')),
    };
  }

  /**
   * The mutes in force at `now` that cover a device: its own, that of a gateway that is it or above it, its site's, its connection's, that of
   * everything.
   * @param upstreams what a device hangs on directly
   * @param siteOf the site a device belongs to; empty: none
   * @returns the one that lasts longest first
   */
  covering(
    device: { key: string; connectionId: string },
    upstreams: (key: string) => readonly string[],
    siteOf: (key: string) => string,
    now: number,
  ): readonly M[] {
    if (this.isEmpty) return NONE;
    const found = [...this.coveringConnection(device.connectionId, now), ...inForce(this.#byScope.devices.get(device.key), now)];
    if (this.#byScope.site.size > 0) {
      const site = siteOf(device.key);
      if (site !== '') found.push(...inForce(this.#byScope.site.get(placeKey(device.connectionId, site)), now));
    }
    if (this.#byScope.gateway.size > 0) {
      const chain = new Set([device.key]);
      for (const key of chain) {
        found.push(...inForce(this.#byScope.gateway.get(key), now));
        for (const upstream of upstreams(key)) chain.add(upstream);
      }
    }
    return found.sort(longestFirst);
  }

  /** Those that cover a connection with everything on it. */
  coveringConnection(connectionId: string, now: number): readonly M[] {
    if (this.isEmpty) return NONE;
    return [...this.coveringAll(now), ...inForce(this.#byScope.connection.get(connectionId), now)].sort(longestFirst);
  }

  coveringAll(now: number): readonly M[] {
    return inForce(this.#all, now).sort(longestFirst);
  }
}

const inForce = <M extends Mute>(mutes: readonly M[] = NONE, now: number): M[] => mutes.filter((mute) => isInForce(mute, now));

export const isInForce = ({ until }: Mute, now: number): boolean => until === null || until > now;

const endOf = ({ until }: Mute): number => until ?? Number.POSITIVE_INFINITY;
const longestFirst = (a: Mute, b: Mute): number => (endOf(a) === endOf(b) ? b.id - a.id : endOf(b) > endOf(a) ? 1 : -1);

function byKey<M extends Mute>(mutes: readonly M[]): ReadonlyMap<string, readonly M[]> {
  const map = new Map<string, M[]>();
  for (const mute of mutes)
    for (const key of mute.keys) {
      const list = map.get(key);
      if (list === undefined) map.set(key, [mute]);
      else list.push(mute);
    }
  return map;
}
