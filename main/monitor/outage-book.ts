import type { Freshness, Interval } from '../contract/model.ts';
import type { Acknowledged, AffectedRecord, OutageRecord, OutboxRecord } from '../history/port.ts';
import type { RecentLosses } from '../incidents/recent-losses.ts';
import { reasonForSilence } from '../incidents/silence.ts';
import type { DomainWords, SilenceReason } from '../words/domain.en.ts';
import type { Announced, Announcer } from './announcer.ts';
import type { Away } from './away.ts';
import type { Committer } from './committer.ts';
import { type Device, type DeviceTable, idOf, type OpenOutage } from './device-table.ts';
import type { MonitorEvent } from './events.ts';
import type { Clock } from './ports.ts';
import { Snoozes } from './snoozes.ts';
import type { HeldOutage, Teller } from './teller.ts';

/** Gateways an outage row names by id. */
const NAMED_GATEWAYS = 20;
/** How much earlier than its gateway's an outage may have come and still be explained by it: keep-alives differ between devices. */
const ADOPT_MS = 120_000;

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
  readonly losses: RecentLosses;
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
  #teller: Teller | null = null;
  #away: Away | null = null;
  readonly #outages = new Map<number, Device>();

  constructor(parts: OutageBookParts) {
    this.#parts = parts;
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
    const holdMs = this.#parts.holdMs(device.record.watchId);
    const held = {
      outageId: entry.outageId,
      outboxId: entry.id,
      openedMono: clock.mono(),
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

  get(outageId: number): { readonly record: OutageRecord; readonly will: string } | null {
    const device = this.#outages.get(outageId);
    return device?.outage == null ? null : { record: device.outage.record, will: device.record.will ?? '' };
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

  /** Opens an outage; gives the event that tells it. */
  open(device: Device, began: Interval, source: Source): MonitorEvent {
    const { table, nextId, committer, words, clock } = this.#parts;
    const { record } = device;
    const id = nextId();
    const affected = table.topology.impactOf(record.key, table.isDown);
    const gateways = affected.filter((one) => one.kind === 'gateway');
    const cause = table.topology.cutOffBy(record.key, table.isDown);
    const silence = reasonForSilence({ verdict: record.verdict ?? 'unspecified', ...source });
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
      affectedGateways: gateways.length,
      affectedDevices: affected.length - gateways.length,
      affectedGatewayIds: gateways.slice(0, NAMED_GATEWAYS).map((one) => idOf(one.key)),
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
    draft.outages.set(id, outage);
    for (const one of affected) {
      draft.affected.push(affectedRecord(id, one));
      this.#adopt(one.key, id, source.mono);
    }
    if (outboxId !== null) {
      draft.outboxAdd.set(outboxId, { id: outboxId, kind: 'alert', outageId: id, dueAt: source.at + holdMs });
      const held: HeldOutage = { outageId: id, outboxId, openedMono: source.mono, dueMono: source.mono + holdMs, again: false };
      const isAway = source.freshness !== 'live' && this.#away?.takes(record.connectionId, held) === true;
      // Only after the commit: a notification must never be ahead of the record.
      draft.afterwards.push(() => {
        if (this.#outages.has(id) && !isAway) this.#teller?.hold(held);
      });
    }
    return {
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
      at: clock.now(),
    };
  }

  /** Wills of what hangs on a gateway often come before the gateway's own: their outages are then explained after the fact. */
  #adopt(key: string, causeOutageId: number, mono: number): void {
    const device = this.#parts.table.get(key);
    if (device?.outage == null || device.outage.record.causeOutageId !== null || device.outage.record.verdict === 'clean') return;
    if (device.outage.openedMono === null || mono - device.outage.openedMono > ADOPT_MS) return;
    this.update(device, { causeOutageId });
  }

  /** Closes the outage of a device; gives the event that tells it, null when none was open. */
  close(device: Device, ended: Interval, source: Source): MonitorEvent | null {
    const { outage } = device;
    device.record = { ...device.record, outageId: null };
    if (outage === null) return null;
    const { committer } = this.#parts;
    const id = outage.record.id;
    const slept = this.#parts.uncountedMs() - outage.openedUncountedMs;
    const lasted = outage.openedMono === null ? null : source.mono - outage.openedMono + slept;
    const durationMs = lengthOf(outage.record.began, ended, lasted);
    const isHeld = outage.record.alertOutcome === null;
    this.update(device, {
      ended,
      durationMs,
      endMessageId: source.messageId,
      ...(isHeld && { alertOutcome: 'silent', alertReason: this.#parts.words().silence('back'), alertAt: source.at }),
    });
    if (isHeld && this.#away?.ended(device.record.connectionId, id) !== true) this.#teller?.dismiss(id, 'back');
    else this.#teller?.forget(id);
    if (outage.outboxId !== null) committer.draft.outboxDone.add(outage.outboxId);
    this.#outages.delete(id);
    this.snoozes.forget(id);
    device.outage = null;
    const { announcer } = this.#parts;
    if (announcer.follows(id)) committer.draft.afterwards.push(() => announcer.ended(id, durationMs));
    return {
      type: 'recovery',
      id,
      connectionId: device.record.connectionId,
      deviceId: device.record.id,
      durationMs,
      at: source.at,
    };
  }

  update(device: Device, change: Partial<OutageRecord>): void {
    if (device.outage === null) return;
    device.outage.record = { ...device.outage.record, ...change };
    this.#parts.committer.draft.outages.set(device.outage.record.id, device.outage.record);
    this.#parts.changed(device.record.key);
  }
}

function affectedRecord(
  outageId: number,
  one: { readonly key: string; readonly kind: 'gateway' | 'device'; readonly depth: number },
): AffectedRecord {
  return { outageId, deviceKey: one.key, deviceId: idOf(one.key), kind: one.kind, depth: one.depth };
}

/** The length of an outage when both ends are exact; by the clock that does not jump where one run saw both. */
function lengthOf(began: Interval, ended: Interval, monoMs: number | null): number | null {
  if (began.notAfter === null || ended.notAfter === null) return null;
  if (began.notBefore !== began.notAfter || ended.notBefore !== ended.notAfter) return null;
  return Math.max(0, Math.round(monoMs ?? ended.notAfter - began.notAfter));
}
