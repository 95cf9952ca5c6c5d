import type { Topology } from '../impact/topology.ts';

/** Outages this close together, in either order, may be one incident: wills of what hangs on a gateway often come before the gateway's own. */
export const WINDOW_MS = 10_000;

/** One outage, as far as it decides what belongs together. */
export interface Loss {
  readonly outageId: number;
  readonly deviceKey: string;
  /** When it opened, on a clock that does not jump, ms; in an earlier run as far as the wall clock tells, `-Infinity` where it does not. */
  readonly at: number;
  /** A goodbye is nobody's consequence, though others may be its. */
  readonly isGoodbye: boolean;
}

/** One cause with everything it took down. Outages that nothing explains are incidents of one. */
export interface Incident {
  /** That of its first outage; stays the same when a later one turns out to be the root. */
  readonly id: number;
  readonly root: Loss;
  /** The outages of it that last, the root's too while it does. */
  readonly open: ReadonlyMap<number, Loss>;
  /** All outages that ever belonged to it. */
  readonly total: number;
  /** When the root came back while others are still missing, by the caller's clock; null while it is down. */
  readonly rootBackAt: number | null;
  readonly stragglersTold: boolean;
}

export type IncidentChange =
  | { readonly kind: 'opened'; readonly incident: Incident }
  /** `joined`: outages that belong to it now. */
  | { readonly kind: 'grown'; readonly incident: Incident; readonly joined: readonly number[] }
  | { readonly kind: 'shrunk'; readonly incident: Incident }
  /** `mergedInto`: the incident that its outages belong to now; null: all of them are over. */
  | { readonly kind: 'closed'; readonly incident: Incident; readonly mergedInto: number | null };

interface Group {
  id: number;
  root: Loss;
  readonly open: Map<number, Loss>;
  total: number;
  /** Outages of it that are over. */
  ended: number;
  rootBackAt: number | null;
  stragglersTold: boolean;
}

type Tree = Pick<Topology, 'rootOf' | 'hasOneWayUp'>;
type IsDown = (key: string) => boolean;

const NONE: readonly IncidentChange[] = [];

/**
 * The open incidents: which outages belong together. An outage joins the incident of its topmost lost upstream, when that went before it or
 * up to `windowMs` after it. Which of those within the window is known first makes no difference: what a loss explains is looked at again.
 */
export class Incidents {
  readonly #byOutage = new Map<number, Group>();
  /** The open outage of each device. */
  readonly #losses = new Map<string, Loss>();
  /** Whose root came back while others are missing, by the root's device. */
  readonly #rootless = new Map<string, Group>();
  windowMs = WINDOW_MS;

  /** The incident that an open outage belongs to. */
  of(outageId: number): Incident | null {
    return this.#byOutage.get(outageId) ?? null;
  }

  /** Whether another outage is the root of its incident: then that one tells of it. */
  isPart(outageId: number): boolean {
    const group = this.#byOutage.get(outageId);
    return group !== undefined && group.root.outageId !== outageId;
  }

  /** How many incidents are open. */
  get size(): number {
    return new Set(this.#byOutage.values()).size;
  }

  /** An incident of an earlier run. */
  restore(incident: Incident): void {
    const group: Group = { ...incident, open: new Map(incident.open), ended: incident.total - incident.open.size };
    for (const loss of group.open.values()) {
      this.#byOutage.set(loss.outageId, group);
      this.#losses.set(loss.deviceKey, loss);
    }
    if (group.rootBackAt !== null) this.#rootless.set(group.root.deviceKey, group);
  }

  /**
   * An outage opened.
   * @param below keys of what it took down: what of that is down already may be its consequence
   * @param isDown whether a device is gone, this one included
   */
  opened(loss: Loss, below: readonly string[], topology: Tree, isDown: IsDown): readonly IncidentChange[] {
    this.#losses.set(loss.deviceKey, loss);
    const above = this.#rootOf(loss, topology, isDown);
    const left = this.#rootless.get(loss.deviceKey);
    const again = above === null ? left : undefined;
    const home = (above === null ? again : this.#byOutage.get(above.outageId)) ?? newGroup(loss);
    const isNew = home.root === loss;
    if (isNew && below.length === 0) {
      // Nothing hangs together here: the common case, and in a power cut the one that must cost nothing.
      this.#put(loss, home);
      return [{ kind: 'opened', incident: home }];
    }
    if (again !== undefined) Object.assign(again, { root: loss, rootBackAt: null, stragglersTold: false });
    if (again !== undefined) this.#rootless.delete(loss.deviceKey);
    const joined = new Map<Group, number[]>();
    const emptied = new Map<Group, Group>();
    if (isNew) this.#put(loss, home);
    else this.#move(loss, home, joined, emptied);
    // It fell again, and something above it too: what was left of its own incident goes with it.
    if (left !== undefined && left !== home) for (const one of [...left.open.values()]) this.#move(one, home, joined, emptied);
    for (const key of below) {
      const other = this.#losses.get(key);
      if (other === undefined || loss.at - other.at > this.windowMs) continue;
      // It came along with the root of its incident, and has no other.
      if (this.#byOutage.get(other.outageId) === home && topology.hasOneWayUp(key)) continue;
      const root = this.#rootOf(other, topology, isDown);
      const target = root === null ? undefined : this.#byOutage.get(root.outageId);
      if (target !== undefined) this.#move(other, target, joined, emptied);
    }
    return this.#changes(home, isNew, joined, emptied);
  }

  /**
   * An outage is over.
   * @param at by the caller's clock
   * @param isGone its device did not come back, but was removed: of a root that is no more nobody says what is still missing
   */
  ended(outageId: number, at: number, isGone = false): readonly IncidentChange[] {
    const group = this.#byOutage.get(outageId);
    const loss = group?.open.get(outageId);
    if (group === undefined || loss === undefined) return NONE;
    this.#byOutage.delete(outageId);
    group.open.delete(outageId);
    group.ended++;
    if (this.#losses.get(loss.deviceKey) === loss) this.#losses.delete(loss.deviceKey);
    if (group.open.size === 0) {
      if (this.#rootless.get(group.root.deviceKey) === group) this.#rootless.delete(group.root.deviceKey);
      return [{ kind: 'closed', incident: group, mergedInto: null }];
    }
    if (group.root === loss) {
      group.rootBackAt = at;
      group.stragglersTold = isGone;
      this.#rootless.set(loss.deviceKey, group);
    }
    return [{ kind: 'shrunk', incident: group }];
  }

  /** Incidents whose root has been back for `afterMs` while others are missing, each once. `sees`: whether it is known how they are now. */
  stragglers(now: number, afterMs: number, sees: (incident: Incident) => boolean = () => true): readonly Incident[] {
    const due: Group[] = [];
    for (const group of this.#rootless.values())
      if (!group.stragglersTold && group.rootBackAt !== null && now - group.rootBackAt >= afterMs && sees(group)) due.push(group);
    for (const group of due) group.stragglersTold = true;
    return due;
  }

  /** The outage that explains this one: of a topmost lost upstream that went before it, or not long after. */
  #rootOf(loss: Loss, topology: Tree, isDown: IsDown): Loss | null {
    if (loss.isGoodbye) return null;
    const explains = (key: string): boolean => {
      const root = this.#losses.get(key);
      return root !== undefined && root.at - loss.at <= this.windowMs;
    };
    const root = topology.rootOf(loss.deviceKey, isDown, explains);
    return root === null ? null : (this.#losses.get(root) ?? null);
  }

  #put(loss: Loss, group: Group): void {
    group.open.set(loss.outageId, loss);
    group.total++;
    this.#byOutage.set(loss.outageId, group);
  }

  /** Into another incident; with it all that it is the root of. */
  #move(loss: Loss, target: Group, joined: Map<Group, number[]>, emptied: Map<Group, Group>): void {
    const from = this.#byOutage.get(loss.outageId);
    if (from === target) return;
    const moving = from === undefined || from.root !== loss ? [loss] : [...from.open.values()];
    for (const one of moving) {
      from?.open.delete(one.outageId);
      this.#put(one, target);
    }
    const list = joined.get(target) ?? [];
    joined.set(target, list);
    for (const { outageId } of moving) list.push(outageId);
    if (from !== undefined && from.open.size === 0) emptied.set(from, target);
  }

  #changes(
    home: Group,
    isNew: boolean,
    joined: ReadonlyMap<Group, readonly number[]>,
    emptied: ReadonlyMap<Group, Group>,
  ): readonly IncidentChange[] {
    const absorbed = [...emptied].filter(([, target]) => target === home).map(([from]) => from);
    // What a later loss explains goes on under the name by which it is known.
    const first = isNew
      ? absorbed.reduce<Group | null>((least, one) => (least === null || one.id < least.id ? one : least), null)
      : null;
    if (first !== null) {
      home.id = first.id;
      home.total += first.ended;
      home.ended += first.ended;
    }
    const changes: IncidentChange[] = [];
    for (const [from, target] of emptied) {
      if (this.#rootless.get(from.root.deviceKey) === from) this.#rootless.delete(from.root.deviceKey);
      if (from !== first) changes.push({ kind: 'closed', incident: from, mergedInto: target.id });
    }
    if (isNew && first === null) changes.push({ kind: 'opened', incident: home });
    for (const [group, outageIds] of joined) changes.push({ kind: 'grown', incident: group, joined: outageIds });
    return changes;
  }
}

const newGroup = (root: Loss): Group => ({
  id: root.outageId,
  root,
  open: new Map(),
  total: 0,
  ended: 0,
  rootBackAt: null,
  stragglersTold: false,
});
