import type { Freshness, Interval, LinkReason } from '../contract/model.ts';
import type {
  AffectedRecord,
  BlindSpotRecord,
  DeviceRecord,
  MessageRecord,
  OutageRecord,
  OutboxRecord,
} from '../history/port.ts';
import { reasonForSilence } from '../incidents/silence.ts';
import type { RawMessage } from '../presence/message.ts';
import { firstLine } from '../presence/payload.ts';
import { type Change, fallSilent, reduce } from '../presence/reducer.ts';
import { type Recognised, recognise, type Watch } from '../presence/watch.ts';
import type { DomainWords } from '../words/domain.en.ts';
import type { Announced } from './announcer.ts';
import type { Away } from './away.ts';
import type { Committer } from './committer.ts';
import { type Device, type DeviceTable, idOf, keyOf } from './device-table.ts';
import type { MonitorEvent } from './events.ts';
import type { Ledger } from './ledger.ts';
import type { Clock } from './ports.ts';
import type { Sight } from './sight.ts';
import type { HeldOutage, Teller } from './teller.ts';

/** Gateways an outage row names by id. */
const NAMED_GATEWAYS = 20;
/** How much earlier than its gateway's an outage may have come and still be explained by it: keep-alives differ between devices. */
const ADOPT_MS = 120_000;

export interface PipelineParts {
  readonly clock: Clock;
  readonly committer: Committer;
  readonly table: DeviceTable;
  readonly sight: Sight;
  readonly ledger: Ledger;
  readonly emit: (event: MonitorEvent) => void;
  readonly nextId: () => number;
  readonly watchesOf: (connectionId: string) => readonly Watch[];
  readonly holdMs: (watchId: string) => number;
  readonly words: () => DomainWords;
}

/** What one change of a device came from. */
interface Source {
  readonly at: number;
  readonly mono: number;
  readonly freshness: Freshness;
  readonly messageId: number | null;
  readonly topic: string | null;
  readonly payload: Uint8Array | null;
  readonly quiet: boolean;
  readonly knownOnline: boolean;
}

/**
 * The way of one message: recognised, reduced, its outage opened or closed with its impact, drafted for the next commit;
 * acknowledged and told only afterwards.
 */
export class Pipeline {
  readonly #parts: PipelineParts;
  #teller: Teller | null = null;
  #away: Away | null = null;
  readonly #outages = new Map<number, Device>();
  readonly #unrecognised = new Map<string, number>();

  constructor(parts: PipelineParts) {
    this.#parts = parts;
  }

  /** Those who tell ask the pipeline, and the pipeline feeds them: they meet here. */
  attach(teller: Teller, away: Away): void {
    this.#teller = teller;
    this.#away = away;
  }

  unrecognised(connectionId: string): number {
    return this.#unrecognised.get(connectionId) ?? 0;
  }

  /** A device as history knows it. */
  restore(record: DeviceRecord, outage: OutageRecord | null): void {
    const device: Device = {
      record,
      outage: outage === null ? null : { record: outage, openedMono: null, heldUntil: null, outboxId: null },
    };
    this.#parts.table.set(device);
    if (outage !== null) this.#outages.set(outage.id, device);
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
    device.outage.heldUntil = clock.now() + holdMs;
    device.outage.outboxId = entry.id;
    this.#teller?.hold({
      outageId: entry.outageId,
      outboxId: entry.id,
      openedMono: clock.mono(),
      dueMono: clock.mono() + holdMs,
    });
  }

  open(outageId: number): { readonly record: OutageRecord; readonly will: string } | null {
    const device = this.#outages.get(outageId);
    return device?.outage == null ? null : { record: device.outage.record, will: device.record.will ?? '' };
  }

  holdOver(outageId: number): void {
    const device = this.#outages.get(outageId);
    if (device?.outage == null || device.outage.heldUntil === null) return;
    device.outage.heldUntil = null;
    this.#changed(device.record.key);
  }

  /** @returns whether it is the second copy of a message of this life of its connection */
  receive(message: RawMessage, settle: () => void): { readonly isTwin: boolean } {
    const { committer, nextId, watchesOf, sight, ledger } = this.#parts;
    const { draft } = committer;
    const id = nextId();
    const meeting = ledger.meet(message, id);
    if (meeting.met !== 'new') {
      draft.twins.push({ id: meeting.messageId, packetId: message.packetId });
      if (message.dup) draft.messages.push({ ...messageRecord(message, id), redeliveryOf: meeting.messageId });
      draft.afterwards.push(settle);
      return { isTwin: meeting.met === 'twin' };
    }
    const freshness = freshnessOf(message);
    const found = recognise(watchesOf(message.connectionId), message.topic, message.payload);
    const says = found?.reading.kind === 'says' ? found.reading : null;
    const deviceKey =
      found === null || found.reading.kind === 'unrecognised' ? null : keyOf(message.connectionId, found.reading.deviceId);
    draft.messages.push({ ...messageRecord(message, id), deviceKey, says: says?.saying ?? null });
    if (found?.reading.kind === 'cleared' && deviceKey !== null) this.#clear(deviceKey, message.receivedAt);
    else if (says === null || deviceKey === null) {
      this.#unrecognised.set(message.connectionId, this.unrecognised(message.connectionId) + 1);
    } else if (found !== null) {
      const before = this.#parts.table.get(deviceKey);
      const knownOnline = before?.record.presence === 'online';
      const reduced = reduce(before?.record ?? null, {
        saying: says.saying,
        verdict: says.verdict,
        freshness,
        at: message.receivedAt,
        hasBirths: found.convention.hasBirths,
        blindSince: sight.get(message.connectionId)?.blindSince ?? null,
      });
      if (reduced !== null) {
        const device = this.#place(before, deviceKey, message, found, id);
        device.record = { ...device.record, ...reduced.state };
        this.#apply(device, reduced.changes, {
          at: message.receivedAt,
          mono: message.receivedMono,
          freshness,
          messageId: id,
          topic: message.topic,
          payload: message.payload,
          quiet: says.quiet,
          knownOnline,
        });
      }
    }
    draft.afterwards.push(settle);
    return { isTwin: false };
  }

  /** Looks for devices that have been silent for longer than their watch allows, while we could see. */
  sweepSilence(): void {
    const { clock, table, sight } = this.#parts;
    const now = clock.now();
    for (const device of table.values()) {
      const { record } = device;
      const watch = this.#parts.watchesOf(record.connectionId).find((one) => one.id === record.watchId);
      const link = sight.get(record.connectionId);
      if (watch === undefined || watch.silentAfterSeconds === 0 || link?.state !== 'connected') continue;
      const limit = watch.silentAfterSeconds * 1000;
      // Silence counts only while we were listening.
      if (now - Math.max(record.lastHeardAt, link.since) < limit) continue;
      const reduced = fallSilent(record, now);
      if (reduced === null) continue;
      device.record = { ...record, ...reduced.state, willMessageId: null, will: null };
      this.#apply(device, reduced.changes, {
        at: now,
        mono: clock.mono(),
        freshness: 'live',
        messageId: null,
        topic: null,
        payload: null,
        quiet: false,
        knownOnline: true,
      });
    }
  }

  /** Stores what became of held outages. */
  told(outages: readonly HeldOutage[], { outcome, reason }: Announced): void {
    const { committer, clock } = this.#parts;
    for (const held of outages) {
      committer.draft.outboxDone.add(held.outboxId);
      const device = this.#outages.get(held.outageId);
      if (device?.outage == null) continue;
      device.outage.heldUntil = null;
      this.#update(device, { alertOutcome: outcome, alertReason: reason, alertAt: clock.now() });
    }
  }

  /** Drafts a blind spot's row and tells of the link, in one commit. */
  link(connectionId: string, state: 'connected' | 'blind', reason: LinkReason | null, spot: BlindSpotRecord | null): void {
    const { committer, emit, clock } = this.#parts;
    const { draft } = committer;
    if (spot !== null) draft.blindSpots.set(spot.id, spot);
    const at = clock.now();
    draft.afterwards.push(() => {
      emit({ type: 'link', connectionId, state, reason, at });
      emit({ type: 'changed', topics: ['connections', 'devices', 'outages'], deviceKeys: [] });
    });
  }

  #place(before: Device | undefined, key: string, message: RawMessage, found: Recognised, messageId: number): Device {
    const device: Device = before ?? { record: emptyRecord(key, message), outage: null };
    if (before === undefined) this.#parts.table.set(device);
    const saying = found.reading.kind === 'says' ? found.reading.saying : 'heard';
    const isLife = !message.retain && (saying === 'online' || saying === 'heard');
    device.record = {
      ...device.record,
      watchId: found.watch.id,
      convention: found.convention.id,
      ...(isLife && { lastHeardTopic: message.topic }),
      ...(saying === 'online' && { birthMessageId: messageId, ...(!message.retain && { bornAt: message.receivedAt }) }),
      ...((saying === 'offline' || saying === 'goodbye') && { willMessageId: messageId, will: firstLine(message.payload) }),
    };
    return device;
  }

  #apply(device: Device, changes: readonly Change[], source: Source): void {
    const { committer, emit } = this.#parts;
    const { draft } = committer;
    for (const change of changes) {
      switch (change.kind) {
        case 'learned':
          break;
        case 'came':
          this.#close(device, change.ended, source);
          break;
        case 'went':
          this.#open(device, change.began, source);
          break;
        case 'verdict':
          if (device.outage !== null)
            this.#update(device, { verdict: change.verdict, messageId: source.messageId, topic: source.topic });
          break;
      }
    }
    draft.devices.set(device.record.key, device.record);
    draft.devicesGone.delete(device.record.key);
    if (changes.length > 0) {
      const { connectionId, id, presence, verdict, freshness } = device.record;
      draft.afterwards.push(() =>
        emit({ type: 'presence', connectionId, deviceId: id, presence, verdict, freshness, at: source.at }),
      );
    }
    // The outage and recovery of this message are told after the presence that they follow from.
    for (const event of this.#events.splice(0)) draft.afterwards.push(() => emit(event));
    this.#changed(
      device.record.key,
      changes.some((change) => change.kind !== 'learned'),
    );
  }

  readonly #events: MonitorEvent[] = [];

  #open(device: Device, began: Interval, source: Source): void {
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
      heldUntil: outboxId === null ? null : source.at + holdMs,
      outboxId,
    };
    device.record = { ...record, outageId: id };
    this.#outages.set(id, device);
    const { draft } = committer;
    draft.outages.set(id, outage);
    for (const one of affected) {
      draft.affected.push(affectedRecord(id, one));
      this.#adopt(one.key, id, source.mono);
    }
    if (outboxId !== null) {
      draft.outboxAdd.set(outboxId, { id: outboxId, kind: 'alert', outageId: id, dueAt: source.at + holdMs });
      const held: HeldOutage = { outageId: id, outboxId, openedMono: source.mono, dueMono: source.mono + holdMs };
      const isAway = source.freshness !== 'live' && this.#away?.takes(record.connectionId, held) === true;
      // Only after the commit: a notification must never be ahead of the record.
      draft.afterwards.push(() => {
        if (this.#outages.has(id) && !isAway) this.#teller?.hold(held);
      });
    }
    this.#events.push({
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
    });
  }

  /** Wills of what hangs on a gateway often come before the gateway's own: their outages are then explained after the fact. */
  #adopt(key: string, causeOutageId: number, mono: number): void {
    const device = this.#parts.table.get(key);
    if (device?.outage == null || device.outage.record.causeOutageId !== null || device.outage.record.verdict === 'clean') return;
    if (device.outage.openedMono === null || mono - device.outage.openedMono > ADOPT_MS) return;
    this.#update(device, { causeOutageId });
  }

  #close(device: Device, ended: Interval, source: Source): void {
    const { outage } = device;
    device.record = { ...device.record, outageId: null };
    if (outage === null) return;
    const { committer } = this.#parts;
    const id = outage.record.id;
    const durationMs = lengthOf(outage.record.began, ended, outage.openedMono === null ? null : source.mono - outage.openedMono);
    const isHeld = outage.record.alertOutcome === null;
    this.#update(device, {
      ended,
      durationMs,
      endMessageId: source.messageId,
      ...(isHeld && { alertOutcome: 'silent', alertReason: this.#parts.words().silence('back'), alertAt: source.at }),
    });
    if (isHeld && this.#away?.ended(device.record.connectionId, id) !== true) this.#teller?.dismiss(id, 'back');
    if (outage.outboxId !== null) committer.draft.outboxDone.add(outage.outboxId);
    this.#outages.delete(id);
    device.outage = null;
    this.#events.push({
      type: 'recovery',
      id,
      connectionId: device.record.connectionId,
      deviceId: device.record.id,
      durationMs,
      at: source.at,
    });
  }

  #update(device: Device, change: Partial<OutageRecord>): void {
    if (device.outage === null) return;
    device.outage.record = { ...device.outage.record, ...change };
    this.#parts.committer.draft.outages.set(device.outage.record.id, device.outage.record);
    this.#changed(device.record.key, true);
  }

  /** The device was renamed or removed: it leaves the list; its history stays. */
  #clear(key: string, at: number): void {
    const { table, committer, clock } = this.#parts;
    const device = table.get(key);
    if (device === undefined) return;
    this.#close(
      device,
      { notBefore: at, notAfter: at },
      {
        at,
        mono: clock.mono(),
        freshness: 'live',
        messageId: null,
        topic: null,
        payload: null,
        quiet: true,
        knownOnline: false,
      },
    );
    table.delete(key);
    committer.draft.devices.delete(key);
    committer.draft.devicesGone.add(key);
    for (const event of this.#events.splice(0)) committer.draft.afterwards.push(() => this.#parts.emit(event));
    this.#changed(key, true);
  }

  #changed(key: string, outages = false): void {
    const { committer, emit } = this.#parts;
    committer.draft.afterwards.push(() =>
      emit({ type: 'changed', topics: outages ? ['devices', 'outages'] : ['devices'], deviceKeys: [key] }),
    );
  }
}

const freshnessOf = (message: RawMessage): Freshness => (message.retain ? 'retained' : message.queued ? 'queued' : 'live');

function messageRecord(message: RawMessage, id: number): MessageRecord {
  const { connectionId, topic, payload, qos, retain, dup, receivedAt, packetId, side } = message;
  const awaits = retain || side === 'only' ? null : side === 'kept' ? 'live' : 'kept';
  const freshness = freshnessOf(message);
  return {
    id,
    connectionId,
    topic,
    payload,
    qos,
    retain,
    dup,
    receivedAt,
    packetId,
    awaits,
    freshness,
    deviceKey: null,
    says: null,
    redeliveryOf: null,
  };
}

function emptyRecord(key: string, message: RawMessage): DeviceRecord {
  return {
    key,
    connectionId: message.connectionId,
    id: idOf(key),
    watchId: '',
    convention: '',
    presence: 'unknown',
    verdict: null,
    freshness: 'live',
    since: { notBefore: null, notAfter: null },
    lastHeardAt: message.receivedAt,
    lastHeardTopic: message.topic,
    bornAt: null,
    outageId: null,
    willMessageId: null,
    birthMessageId: null,
    will: null,
  };
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
