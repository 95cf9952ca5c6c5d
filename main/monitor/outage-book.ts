import type { FeedValue } from '../contract/feed.ts';
import type { Freshness, Interval } from '../contract/model.ts';
import type { Acknowledged, AffectedRecord, OutageRecord, OutboxRecord, RegroupedRecord } from '../history/port.ts';
import type { Affected, Impact } from '../impact/topology.ts';
import type { RecentLosses } from '../incidents/recent-losses.ts';
import { reasonForSilence } from '../incidents/silence.ts';
import type { DomainWords, SilenceReason } from '../words/domain.en.ts';
import type { Announced, Announcer } from './announcer.ts';
import type { Away } from './away.ts';
import type { Committer } from './committer.ts';
import { type Device, type DeviceTable, idOf, type OpenOutage } from './device-table.ts';
import type { MonitorEvent } from './events.ts';
import { IncidentBook } from './incident-book.ts';
import type { Clock } from './ports.ts';
import { Snoozes } from './snoozes.ts';
import { type HeldOutage, RETURN_PATIENCE_MS, type Teller, type Told } from './teller.ts';

/** A hold that ends later by less than this is not told anew. */
const SAME_HOLD_MS = 1000;
/** Gateways an outage row names by id. */
const NAMED_GATEWAYS = 20;

export interface OutageBookParts {
  readonly clock: Clock;
  readonly committer: Committer;
  readonly table: DeviceTable;
  readonly announcer: Announcer;
  readonly nextId: () => number;
  readonly holdMs: (watchId: string) => number;
  readonly words: () => DomainWords;
  /** How much of this run's sleep the monotonic clock did not count. */
  readonly uncountedMs: () => number;
  /** Whether it may be of the will of a broker that went down, of a former run. */
  readonly wasBrokerStop: (record: OutageRecord) => boolean;
  readonly losses: RecentLosses;
  /** What a device measured last. */
  readonly feedOf: (deviceKey: string) => readonly FeedValue[];
  /** An outage is over. */
  readonly ended: (record: OutageRecord) => void;
  /** A row that a window may show has changed. */
  readonly changed: (deviceKey: string) => void;
}

/** What one change of a device came from. */
export interface Source {
  readonly at: number;
  readonly mono: number;
  readonly freshness: Freshness;
  readonly messageId: number | null;
  readonly topic: string | null;
  readonly payload: Uint8Array | null;
  readonly quiet: boolean;
  readonly knownOnline: boolean;
}

/** The open outages: opened with their impact and cause, held, told, closed. Everything goes into the committer's draft. */
export class OutageBook {
  readonly #parts: OutageBookParts;
  readonly snoozes: Snoozes;
  readonly incidents: IncidentBook;
  #teller: Teller | null = null;
  #away: Away | null = null;
  readonly #outages = new Map<number, Device>();
  /** The open outages that left a device on another upstream, by that device: when that one goes too, it is lost. */
  readonly #degraded = new Map<string, Set<number>>();
  readonly #leftBy = new Map<number, readonly string[]>();

  constructor(parts: OutageBookParts) {
    this.#parts = parts;
    this.incidents = new IncidentBook({
      ...parts,
      open: (id) => this.#outages.get(id),
      regroup: (device, group) => this.#regroup(device, group),
      joined: (id, rootId) => this.#takeOver(id, rootId),
    });
    this.snoozes = new Snoozes(parts, {
      open: (id) => this.#outages.get(id)?.outage ?? null,
      drop: (outage) => this.#drop(outage, 'snoozed'),
      hold: (held) => this.#teller?.hold(held),
    });
  }

  /** Those who tell ask the book, and the book feeds them: they meet here. */
  attach(teller: Teller, away: Away): void {
    this.#teller = teller;
    this.#away = away;
  }

  /** A device whose outage history holds open. */
  restore(id: number, device: Device): void {
    this.#outages.set(id, device);
  }

  /** An alert that was due when the last run ended: held again from now on, to see first whether it is still true. */
  resume(entry: OutboxRecord): void {
    const { clock } = this.#parts;
    const device = this.#outages.get(entry.outageId);
    if (device?.outage == null) {
      this.#parts.committer.draft.outboxDone.add(entry.id);
      return;
    }
    const wasBrokerStop = this.#parts.wasBrokerStop(device.outage.record);
    const holdMs = Math.max(this.#parts.holdMs(device.record.watchId), wasBrokerStop ? RETURN_PATIENCE_MS : 0);
    const held = {
      outageId: entry.outageId,
      outboxId: entry.id,
      willMono: null,
      dueMono: clock.mono() + holdMs,
      again: false,
    };
    const { acknowledged, snoozedUntil } = device.outage;
    if (acknowledged !== null || snoozedUntil !== null) {
      const reason = this.#parts.words().silence(acknowledged !== null ? 'acknowledged' : 'snoozed');
      this.told([held], { outcome: 'silent', reason });
      return;
    }
    device.outage.heldUntil = clock.now() + holdMs;
    device.outage.outboxId = entry.id;
    this.#teller?.hold(held);
  }

  /** What people had done to an open outage when the last run ended. */
  restoreMarks(outageId: number, marks: Partial<Pick<OpenOutage, 'acknowledged' | 'mutedBy'>>): void {
    const outage = this.#outages.get(outageId)?.outage;
    if (outage != null) Object.assign(outage, marks);
  }

  /** A person has seen it, or takes that back. What was due to be told of it is not. */
  acknowledge(outageId: number, acknowledged: Acknowledged | null): void {
    const device = this.#outages.get(outageId);
    if (device?.outage == null) return;
    device.outage.acknowledged = acknowledged;
    if (acknowledged !== null) this.#drop(device.outage, 'acknowledged');
  }

  /** What a person did about an incident holds for what joins it too. */
  #takeOver(outageId: number, rootId: number): void {
    const { committer, nextId } = this.#parts;
    const root = this.#outages.get(rootId)?.outage;
    const outage = this.#outages.get(outageId)?.outage;
    if (root == null || outage == null || outage.acknowledged !== null || outage.snoozedUntil !== null) return;
    const { draft } = committer;
    const { acknowledged, snoozedUntil } = root;
    if (acknowledged !== null) draft.acknowledgements.set(outageId, acknowledged);
    if (acknowledged !== null) draft.afterwards.push(() => this.acknowledge(outageId, acknowledged));
    else if (snoozedUntil !== null) {
      const outboxId = nextId();
      draft.outboxAdd.set(outboxId, { id: outboxId, kind: 'snooze', outageId, dueAt: snoozedUntil });
      draft.afterwards.push(() => this.snoozes.set(outageId, { until: snoozedUntil, outboxId }));
    }
  }

  /** A mute of everything kept it silent; null: that was told. */
  muted(outageId: number, muteId: number | null): void {
    this.#parts.committer.draft.muted.set(outageId, muteId);
    this.restoreMarks(outageId, { mutedBy: muteId });
  }

  /** The open outages that a mute of everything kept silent and nobody has in hand. */
  mutedBy(muteId: number): readonly OutageRecord[] {
    const records: OutageRecord[] = [];
    for (const { outage } of this.#outages.values())
      if (outage?.mutedBy === muteId && outage.acknowledged === null && outage.snoozedUntil === null) records.push(outage.record);
    return records;
  }

  /** Whatever is due to be told of it is not told any more. */
  #drop(outage: OpenOutage, reason: SilenceReason): void {
    const { id, connectionId } = outage.record;
    const held = this.#away?.forget(connectionId, id) ?? null;
    if (held !== null) this.told([held], { outcome: 'silent', reason: this.#parts.words().silence(reason) });
    this.#teller?.dismiss(id, reason);
  }

  get(outageId: number): Told | null {
    const device = this.#outages.get(outageId);
    if (device?.outage == null) return null;
    const confirmed = this.incidents.confirmed(outageId);
    return { record: device.outage.record, will: device.record.will ?? '', confirmed };
  }

  /** Of an open outage: its device, and what people did. Null when it is over. */
  marks(outageId: number): (Pick<OpenOutage, 'acknowledged' | 'snoozedUntil'> & { readonly deviceKey: string }) | null {
    const outage = this.#outages.get(outageId)?.outage;
    if (outage == null) return null;
    return { deviceKey: outage.record.deviceKey, acknowledged: outage.acknowledged, snoozedUntil: outage.snoozedUntil };
  }

  holdOver(outageId: number): void {
    const device = this.#outages.get(outageId);
    if (device?.outage == null || device.outage.heldUntil === null) return;
    device.outage.heldUntil = null;
    this.#parts.changed(device.record.key);
  }

  /** The hold goes on, for so long from now. */
  postponed(outageId: number, forMs: number): void {
    const device = this.#outages.get(outageId);
    const heldUntil = this.#parts.clock.now() + forMs;
    if (device?.outage == null || Math.abs((device.outage.heldUntil ?? 0) - heldUntil) < SAME_HOLD_MS) return;
    device.outage.heldUntil = heldUntil;
    this.#parts.changed(device.record.key);
  }

  /** Stores what became of held outages. */
  told(outages: readonly HeldOutage[], { outcome, reason }: Announced): void {
    const { committer, clock } = this.#parts;
    for (const held of outages) {
      committer.draft.outboxDone.add(held.outboxId);
      const device = this.#outages.get(held.outageId);
      if (device?.outage == null) continue;
      device.outage.heldUntil = null;
      if (device.outage.outboxId === held.outboxId) device.outage.outboxId = null;
      this.update(device, { alertOutcome: outcome, alertReason: reason, alertAt: clock.now() });
    }
  }

  /** Stores that outages were told after all, with others. */
  toldLater(records: readonly OutageRecord[], alertOutcome: Announced['outcome'], alertReason: Announced['reason']): void {
    for (const { id } of records) {
      const device = this.#outages.get(id);
      if (device !== undefined) this.update(device, { alertOutcome, alertReason, alertAt: this.#parts.clock.now() });
    }
  }

  /** Opens an outage; gives the events that tell it. */
  open(device: Device, began: Interval, source: Source): readonly MonitorEvent[] {
    const { table, nextId, committer, words, clock } = this.#parts;
    const { record } = device;
    const id = nextId();
    const impact = table.topology.impact([record.key], table.isDown);
    const affected = impact.lost;
    const gateways = affected.filter((one) => one.kind === 'gateway');
    const cause = table.cutOffBy(record.key);
    const { freshness, quiet, knownOnline } = source;
    const silence = reasonForSilence({ verdict: record.verdict ?? 'unspecified', freshness, quiet, knownOnline });
    const outage: OutageRecord = {
      id,
      deviceKey: record.key,
      deviceId: record.id,
      connectionId: record.connectionId,
      verdict: record.verdict ?? 'unspecified',
      freshness: source.freshness,
      began,
      ended: null,
      durationMs: null,
      topic: source.topic,
      messageId: source.messageId,
      endMessageId: null,
      causeOutageId: cause === null ? null : (table.get(cause)?.record.outageId ?? null),
      incidentId: id,
      affectedGateways: gateways.length,
      affectedDevices: affected.length - gateways.length,
      affectedGatewayIds: gateways.slice(0, NAMED_GATEWAYS).map((one) => idOf(one.key)),
      degraded: impact.degraded.length,
      deviceIsGateway: table.topology.kind(record.key) === 'gateway',
      alertOutcome: silence === null ? null : 'silent',
      alertReason: silence === null ? null : words().silence(silence),
      alertAt: silence === null ? null : source.at,
    };
    const holdMs = this.#parts.holdMs(record.watchId);
    const outboxId = silence === null ? nextId() : null;
    device.outage = {
      record: outage,
      openedMono: source.mono,
      openedUncountedMs: this.#parts.uncountedMs(),
      heldUntil: outboxId === null ? null : source.at + holdMs,
      outboxId,
      acknowledged: null,
      snoozedUntil: null,
      mutedBy: null,
    };
    device.record = { ...record, outageId: id };
    this.#outages.set(id, device);
    // A goodbye is no loss, and of old news nobody knows when it was one.
    if (outage.verdict !== 'clean' && began.notBefore !== null) this.#parts.losses.add(record.key, source.at, clock.now());
    const { draft } = committer;
    const { incidentId, events } = this.incidents.opened(outage, source.mono, impact);
    if (incidentId === id) this.#draft(device, outage);
    else this.update(device, { incidentId });
    this.#draftAffected(id, impact);
    const feed = this.#parts.feedOf(record.key);
    if (feed.length > 0) draft.feeds.set(id, feed);
    if (this.#degraded.size > 0) this.#reassess(id, affected, source.mono);
    if (impact.degraded.length > 0) this.#noteDegraded(id, impact);
    if (outboxId !== null) {
      draft.outboxAdd.set(outboxId, { id: outboxId, kind: 'alert', outageId: id, dueAt: source.at + holdMs });
      const willMono = source.messageId === null ? null : source.mono;
      const held: HeldOutage = { outageId: id, outboxId, willMono, dueMono: source.mono + holdMs, again: false };
      const isAway = source.freshness !== 'live' && this.#away?.takes(record.connectionId, held) === true;
      // Only after the commit: a notification must never be ahead of the record.
      draft.afterwards.push(() => {
        if (this.#outages.has(id) && !isAway) this.#teller?.hold(held);
      });
    }
    const opened: MonitorEvent = {
      type: 'outage',
      id,
      connectionId: record.connectionId,
      deviceId: record.id,
      verdict: outage.verdict,
      freshness: outage.freshness,
      topic: outage.topic,
      payload: source.payload,
      notBefore: began.notBefore,
      notAfter: began.notAfter,
      affected: affected.map((one) => idOf(one.key)),
      feed,
      at: clock.now(),
    };
    return [opened, ...events];
  }

  #draftAffected(outageId: number, { lost, degraded }: Impact): void {
    const { affected } = this.#parts.committer.draft;
    for (const one of lost) affected.push(affectedRecord(outageId, one, 'lost'));
    for (const one of degraded) affected.push(affectedRecord(outageId, one, 'degraded'));
  }

  #noteDegraded(outageId: number, { degraded }: Impact): void {
    this.#leftBy.set(
      outageId,
      degraded.map(({ key }) => key),
    );
    for (const { key } of degraded) this.#degraded.set(key, (this.#degraded.get(key) ?? new Set()).add(outageId));
  }

  #forgetDegraded(outageId: number): void {
    for (const key of this.#leftBy.get(outageId) ?? []) {
      const outages = this.#degraded.get(key);
      outages?.delete(outageId);
      if (outages?.size === 0) this.#degraded.delete(key);
    }
    this.#leftBy.delete(outageId);
  }

  /** What was left on one upstream by an outage a moment ago lost that one too: it is lost to both, whichever came first. */
  #reassess(outageId: number, lost: Impact['lost'], mono: number): void {
    const { table } = this.#parts;
    const changed = new Set(lost.flatMap(({ key }) => [...(this.#degraded.get(key) ?? [])]));
    for (const id of changed) {
      const device = this.#outages.get(id);
      const opened = device?.outage?.openedMono ?? Number.NEGATIVE_INFINITY;
      if (device === undefined || id === outageId || mono - opened > this.incidents.windowMs) continue;
      const impact = table.topology.impact([device.record.key], table.isDown);
      this.#draftAffected(id, impact);
      this.#forgetDegraded(id);
      if (impact.degraded.length > 0) this.#noteDegraded(id, impact);
      const gateways = impact.lost.filter((one) => one.kind === 'gateway');
      this.update(device, {
        affectedGateways: gateways.length,
        affectedDevices: impact.lost.length - gateways.length,
        affectedGatewayIds: gateways.slice(0, NAMED_GATEWAYS).map((one) => idOf(one.key)),
        degraded: impact.degraded.length,
      });
    }
  }

  /**
   * Closes the outage of a device; gives the events that tell it, none when none was open.
   * @param isGone the device did not come back, but was removed
   */
  close(device: Device, ended: Interval, source: Source, isGone = false): readonly MonitorEvent[] {
    const { outage } = device;
    device.record = { ...device.record, outageId: null };
    if (outage === null) return [];
    const { committer } = this.#parts;
    const id = outage.record.id;
    const slept = this.#parts.uncountedMs() - outage.openedUncountedMs;
    const lasted = outage.openedMono === null ? null : source.mono - outage.openedMono + slept;
    const durationMs = lengthOf(outage.record.began, ended, lasted);
    const isHeld = outage.record.alertOutcome === null;
    const silence = isGone ? 'expired' : 'back';
    this.update(device, {
      ended,
      durationMs,
      endMessageId: source.messageId,
      ...(isHeld && { alertOutcome: 'silent', alertReason: this.#parts.words().silence(silence), alertAt: source.at }),
    });
    this.#parts.ended(outage.record);
    if (isHeld && this.#away?.ended(device.record.connectionId, id) !== true) this.#teller?.dismiss(id, silence);
    else this.#teller?.forget(id);
    if (outage.outboxId !== null) committer.draft.outboxDone.add(outage.outboxId);
    this.#outages.delete(id);
    this.snoozes.forget(id);
    device.outage = null;
    const { announcer } = this.#parts;
    if (announcer.follows(id))
      committer.draft.afterwards.push(() => (isGone ? announcer.removed(id) : announcer.ended(id, durationMs)));
    this.#forgetDegraded(id);
    const { connectionId, id: deviceId } = device.record;
    return [{ type: 'recovery', id, connectionId, deviceId, durationMs, at: source.at }, ...this.incidents.ended(id, isGone)];
  }

  update(device: Device, change: Partial<OutageRecord>): void {
    if (device.outage === null) return;
    device.outage.record = { ...device.outage.record, ...change };
    this.#draft(device, device.outage.record);
  }

  /** An outage that is on disk already goes to its new incident without the rest of its row: a gateway may take thousands along. */
  #regroup(device: Device, group: Omit<RegroupedRecord, 'id'>): void {
    if (device.outage === null) return;
    const { draft } = this.#parts.committer;
    const record = { ...device.outage.record, ...group };
    device.outage.record = record;
    draft.regroupedKeys.add(record.deviceKey);
    if (draft.outages.has(record.id)) draft.outages.set(record.id, record);
    else draft.regrouped.set(record.id, { id: record.id, ...group });
  }

  #draft(device: Device, outage: OutageRecord): void {
    const { draft } = this.#parts.committer;
    draft.outages.set(outage.id, outage);
    draft.regrouped.delete(outage.id);
    this.#parts.changed(device.record.key);
  }
}

function affectedRecord(outageId: number, { key, kind, depth }: Affected, loss: AffectedRecord['loss']): AffectedRecord {
  return { outageId, deviceKey: key, deviceId: idOf(key), kind, depth, loss };
}

/** The length of an outage when both ends are exact; by the clock that does not jump where one run saw both. */
function lengthOf(began: Interval, ended: Interval, monoMs: number | null): number | null {
  if (began.notAfter === null || ended.notAfter === null) return null;
  if (began.notBefore !== began.notAfter || ended.notBefore !== ended.notAfter) return null;
  return Math.max(0, Math.round(monoMs ?? ended.notAfter - began.notAfter));
}
