import type { IncidentRecord, OutageRecord, RegroupedRecord } from '../history/port.ts';
import type { Impact } from '../impact/topology.ts';
import { type Incident, type IncidentChange, Incidents, type Loss } from '../incidents/incidents.ts';
import type { Committer } from './committer.ts';
import { type Device, type DeviceTable, idOf } from './device-table.ts';
import type { IncidentAffected, IncidentEvent } from './events.ts';
import type { Clock } from './ports.ts';

export interface IncidentBookParts {
  readonly clock: Clock;
  readonly committer: Committer;
  readonly table: DeviceTable;
  /** The device of an open outage. */
  readonly open: (outageId: number) => Device | undefined;
  /** An open outage belongs to another incident. */
  readonly regroup: (device: Device, group: Omit<RegroupedRecord, 'id'>) => void;
  /** An outage belongs to the incident of another now. */
  readonly joined: (outageId: number, rootOutageId: number) => void;
}

/** Which open outages belong together: drafts what changes of it, and tells it. An outage that nothing hangs together with costs no row. */
export class IncidentBook {
  readonly #parts: IncidentBookParts;
  readonly #incidents = new Incidents();
  /** Of open incidents that have one on disk. */
  readonly #rows = new Map<number, IncidentRecord>();
  /** Grown since the last look, and told before: the notification says so when it is looked at. */
  readonly #grown = new Set<number>();

  constructor(parts: IncidentBookParts) {
    this.#parts = parts;
  }

  get windowMs(): number {
    return this.#incidents.windowMs;
  }

  set windowMs(ms: number) {
    this.#incidents.windowMs = ms;
  }

  /** Another outage is the root of its incident, and tells of it. */
  readonly isPart = (outageId: number): boolean => this.#incidents.isPart(outageId);

  /** The root of the incident that an open outage belongs to. */
  rootOf(outageId: number): number | null {
    return this.#incidents.of(outageId)?.root.outageId ?? null;
  }

  /** Of a root: how many others are down by their own word. */
  confirmed(outageId: number): number {
    const incident = this.#incidents.of(outageId);
    return incident === null || incident.root.outageId !== outageId ? 0 : incident.open.size - 1;
  }

  /** What belongs to the incident of which this is the root; nothing when it is none. */
  partsOf(outageId: number): Iterable<Loss> {
    const incident = this.#incidents.of(outageId);
    return incident === null || incident.root.outageId !== outageId ? [] : incident.open.values();
  }

  /** What an earlier run knew. */
  restore(rows: readonly IncidentRecord[], outages: readonly OutageRecord[]): void {
    const { clock } = this.#parts;
    const known = new Map(rows.map((row) => [row.id, row]));
    const groups = new Map<number, Loss[]>();
    for (const outage of outages) {
      const age = clock.now() - (outage.began.notAfter ?? EARLIER);
      const at = age < 0 ? EARLIER : clock.mono() - age;
      const group = groups.get(outage.incidentId);
      if (group === undefined) groups.set(outage.incidentId, [lossOf(outage, at)]);
      else group.push(lossOf(outage, at));
    }
    for (const [id, losses] of groups) {
      const row = known.get(id);
      const [first] = losses;
      if (first === undefined) continue;
      const root = losses.find(({ outageId }) => outageId === (row?.rootOutageId ?? id));
      const gone = {
        outageId: row?.rootOutageId ?? id,
        deviceKey: row?.rootDeviceKey ?? first.deviceKey,
        at: EARLIER,
        isGoodbye: false,
      };
      this.#incidents.restore({
        id,
        root: root ?? gone,
        open: new Map(losses.map((loss) => [loss.outageId, loss])),
        total: row?.outages ?? losses.length,
        rootBackAt: root === undefined ? (row?.rootBackAt ?? this.#parts.clock.now()) : null,
        stragglersTold: row?.stragglersTold ?? false,
      });
      if (row !== undefined) this.#rows.set(id, row);
    }
    // Its last outage ended with a run that could not say so any more, or was pruned.
    for (const row of rows)
      if (!groups.has(row.id)) this.#parts.committer.draft.incidents.set(row.id, { ...row, closedAt: this.#parts.clock.now() });
  }

  /** @returns the id of its incident, and what to tell */
  opened(
    outage: OutageRecord,
    mono: number,
    impact: Impact,
  ): { readonly incidentId: number; readonly events: readonly IncidentEvent[] } {
    const { table } = this.#parts;
    const loss = lossOf(outage, mono);
    const below = impact.lost.map(({ key }) => key);
    const changes = this.#incidents.opened(loss, below, table.topology, table.isDown);
    const incidentId = this.#incidents.of(outage.id)?.id ?? outage.id;
    const carried = new Map<number, IncidentAffected[]>();
    const events = changes.flatMap((change) => this.#took(change, outage, impact, carried) ?? []);
    return { incidentId, events };
  }

  /** @param isGone its device was removed @returns what to tell */
  ended(outageId: number, isGone: boolean): readonly IncidentEvent[] {
    return this.#incidents.ended(outageId, this.#parts.clock.now(), isGone).flatMap((change) => {
      const { incident } = change;
      if (change.kind === 'closed') return this.#closed(incident, null);
      if (incident.root.outageId === outageId) this.#draft(incident);
      return [];
    });
  }

  /** Incidents that grew since the last look. */
  takeGrown(): readonly number[] {
    if (this.#grown.size === 0) return [];
    const grown = [...this.#grown];
    this.#grown.clear();
    return grown;
  }

  /** Whose root has been back for `afterMs`, with what is still missing; each once. `sees`: whether a connection can tell. */
  stragglers(afterMs: number, sees: (incident: Incident) => boolean): readonly Incident[] {
    const due = this.#incidents.stragglers(this.#parts.clock.now(), afterMs, sees);
    for (const incident of due) this.#draft(incident);
    return due;
  }

  /**
   * @param carried by the id of the incident that they became part of: what those that nobody hears of affect
   * @returns null where nobody need hear of it
   */
  #took(
    change: IncidentChange,
    outage: OutageRecord,
    impact: Impact,
    carried: Map<number, IncidentAffected[]>,
  ): IncidentEvent | null {
    const { incident } = change;
    const { opened, unheard } = this.#parts.committer.draft;
    if (change.kind === 'closed') {
      const { mergedInto } = change;
      const untold = opened.get(incident.id);
      const event = this.#closed(incident, mergedInto);
      if (mergedInto === null || untold === undefined) return event;
      unheard.set(incident.id, mergedInto);
      const others = carried.get(mergedInto);
      if (others === undefined) carried.set(mergedInto, untold);
      else others.push(...untold);
      return null;
    }
    const joined = change.kind === 'grown' ? change.joined : [];
    for (const id of joined) {
      if (id !== outage.id) this.#join(id, incident.id);
      if (id !== incident.root.outageId) this.#parts.joined(id, incident.root.outageId);
    }
    if (incident.total > 1 || impact.lost.length + impact.degraded.length > 0) this.#draft(incident);
    if (change.kind === 'grown') this.#grown.add(incident.root.outageId);
    // The root's own impact is the whole picture; else what it is more than before.
    const isRoot = incident.root.outageId === outage.id;
    const affected = isRoot
      ? this.#picture(impact)
      : withOthers(
          joined.map((id) => this.#confirmed(id, outage)),
          carried.get(incident.id) ?? [],
        );
    if (change.kind === 'opened') opened.set(incident.id, [...affected]);
    else opened.get(incident.id)?.push(...affected);
    return this.#event(incident, change.kind === 'opened' ? 'opened' : 'grown', affected, null);
  }

  #join(outageId: number, incidentId: number): void {
    const { open, regroup, table } = this.#parts;
    const device = open(outageId);
    if (device === undefined) return;
    const cause = table.cutOffBy(device.record.key);
    const causeOutageId = cause === null ? null : (table.get(cause)?.record.outageId ?? null);
    regroup(device, { incidentId, causeOutageId });
  }

  #closed(incident: Incident, mergedInto: number | null): IncidentEvent {
    const { committer, clock } = this.#parts;
    const row = this.#rows.get(incident.id);
    this.#rows.delete(incident.id);
    if (row !== undefined)
      committer.draft.incidents.set(incident.id, { ...row, outages: incident.total, closedAt: clock.now(), mergedInto });
    return this.#event(incident, 'closed', [], mergedInto);
  }

  #draft(incident: Incident): void {
    const { committer, clock, open } = this.#parts;
    const { id, root, rootBackAt, total, stragglersTold } = incident;
    const began = this.#rows.get(id)?.began ?? open(root.outageId)?.outage?.record.began.notAfter ?? clock.now();
    const row: IncidentRecord = {
      id,
      rootOutageId: root.outageId,
      rootDeviceKey: root.deviceKey,
      began,
      rootBackAt,
      closedAt: null,
      mergedInto: null,
      outages: total,
      stragglersTold,
    };
    this.#rows.set(id, row);
    committer.draft.incidents.set(id, row);
  }

  #picture({ lost, degraded }: Impact): readonly IncidentAffected[] {
    const { isDown } = this.#parts.table;
    return [
      ...lost.map(({ key }): IncidentAffected => ({ deviceId: idOf(key), status: isDown(key) ? 'confirmed' : 'inferred' })),
      ...degraded.map(({ key }): IncidentAffected => ({ deviceId: idOf(key), status: 'degraded' })),
    ];
  }

  #confirmed(outageId: number, opening: OutageRecord): IncidentAffected {
    const deviceId = outageId === opening.id ? opening.deviceId : (this.#parts.open(outageId)?.record.id ?? '');
    return { deviceId, status: 'confirmed' };
  }

  #event(
    { id, root, total }: Incident,
    change: IncidentEvent['change'],
    affected: readonly IncidentAffected[],
    mergedInto: number | null,
  ): IncidentEvent {
    const connectionId = root.deviceKey.slice(0, root.deviceKey.indexOf('/'));
    const rootId = idOf(root.deviceKey);
    return {
      type: 'incident',
      change,
      id,
      connectionId,
      rootId,
      outages: total,
      affected,
      mergedInto,
      at: this.#parts.clock.now(),
    };
  }
}

function withOthers(confirmed: readonly IncidentAffected[], others: readonly IncidentAffected[]): readonly IncidentAffected[] {
  if (others.length === 0) return confirmed;
  const named = new Set(confirmed.map(({ deviceId }) => deviceId));
  return [...confirmed, ...others.filter(({ deviceId }) => !named.has(deviceId))];
}

/** Nobody knows how long before this run, on its monotonic clock. */
const EARLIER = Number.NEGATIVE_INFINITY;

const lossOf = ({ id, deviceKey, verdict }: OutageRecord, at: number): Loss => ({
  outageId: id,
  deviceKey,
  at,
  isGoodbye: verdict === 'clean',
});
