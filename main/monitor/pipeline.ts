import type { Freshness, LinkReason, Saying } from '../contract/model.ts';
import type { BlindSpotRecord, DeviceRecord, MessageRecord, OutageRecord } from '../history/port.ts';
import type { RawMessage } from '../presence/message.ts';
import { firstLine } from '../presence/payload.ts';
import { type Change, type DevicePresence, fallSilent, reduce } from '../presence/reducer.ts';
import { type Recognised, recognise, type Watch } from '../presence/watch.ts';
import { birthMark } from './birth-mark.ts';
import type { Committer } from './committer.ts';
import { type Device, type DeviceTable, idOf, keyOf } from './device-table.ts';
import type { EdgeBook } from './edge-book.ts';
import type { MonitorEvent } from './events.ts';
import type { FeedBook } from './feed-book.ts';
import type { Ledger } from './ledger.ts';
import type { OutageBook, Source } from './outage-book.ts';
import type { Clock } from './ports.ts';
import type { Rules } from './rules.ts';
import type { Sight } from './sight.ts';

export interface PipelineParts {
  readonly clock: Clock;
  readonly committer: Committer;
  readonly table: DeviceTable;
  readonly sight: Sight;
  readonly ledger: Ledger;
  readonly book: OutageBook;
  readonly feeds: FeedBook;
  readonly edges: EdgeBook;
  readonly emit: (event: MonitorEvent) => void;
  readonly nextId: () => number;
  readonly watchesOf: (connectionId: string) => readonly Watch[];
  /** Shows a message to the rules. Whether any listens to its topic. */
  readonly rules: Pick<Rules, 'see'>;
}

/**
 * The way of one message: recognised, reduced, its outage opened or closed with its impact, drafted for the next commit;
 * acknowledged and told only afterwards.
 */
export class Pipeline {
  readonly #parts: PipelineParts;
  readonly #unrecognised = new Map<string, number>();

  constructor(parts: PipelineParts) {
    this.#parts = parts;
  }

  unrecognised(connectionId: string): number {
    return this.#unrecognised.get(connectionId) ?? 0;
  }

  /** A device as history knows it. */
  restore(record: DeviceRecord, outage: OutageRecord | null): void {
    const device: Device = {
      record,
      outage:
        outage === null
          ? null
          : {
              record: outage,
              openedMono: null,
              openedUncountedMs: 0,
              heldUntil: null,
              outboxId: null,
              acknowledged: null,
              snoozedUntil: null,
              mutedBy: null,
            },
      heardMono: Number.NEGATIVE_INFINITY,
      newsMono: Number.NEGATIVE_INFINITY,
    };
    this.#parts.table.set(device);
    if (outage !== null) this.#parts.book.restore(outage.id, device);
  }

  /** @returns whether it is the second copy of a message of this life of its connection */
  receive(message: RawMessage, settle: () => void): { readonly isTwin: boolean } {
    const { committer, nextId, watchesOf, sight, ledger, edges } = this.#parts;
    const { draft } = committer;
    const id = nextId();
    const meeting = ledger.meet(message, id);
    if (meeting.met !== 'new') {
      draft.twin(meeting.messageId, message.packetId, message.qos);
      if (message.dup) draft.messages.push(messageRecord(message, id, null, null, meeting.messageId));
      draft.afterwards.push(settle);
      return { isTwin: meeting.met === 'twin' };
    }
    const freshness = freshnessOf(message);
    const found = recognise(watchesOf(message.connectionId), message.topic, message.payload);
    const says = found?.reading.kind === 'says' ? found.reading : null;
    const heard = found === null || !('deviceId' in found.reading) ? null : keyOf(message.connectionId, found.reading.deviceId);
    const before = heard === null ? undefined : this.#parts.table.get(heard);
    // Whoever looks it up again finds the string by itself: an equal one has to be compared.
    const deviceKey = before?.record.key ?? heard;
    draft.messages.push(messageRecord(message, id, deviceKey, says?.saying ?? null, null));
    const isForRules = this.#parts.rules.see(message, id, deviceKey);
    if (found?.reading.kind === 'cleared' && deviceKey !== null) this.#clear(deviceKey, message.receivedAt);
    else if (found?.reading.kind === 'tree') {
      edges.hear(message.connectionId, found.reading.tree, message.receivedAt, message.retain);
    } else if (says === null || deviceKey === null) {
      if (found !== null || !isForRules)
        this.#unrecognised.set(message.connectionId, this.unrecognised(message.connectionId) + 1);
    } else if (found !== null) {
      // A will may repeat a value: that is not what was measured before it.
      if (found.watch.feed !== null && says.saying !== 'offline')
        this.#parts.feeds.note(deviceKey, found.watch.feed, { ...message, freshness });
      const knownOnline = before?.record.presence === 'online';
      const link = sight.get(message.connectionId);
      const known = before?.record.birthMark ?? null;
      const mark = says.saying === 'online' ? birthMark(message.payload, known) : known;
      // The first retained messages were read when this connection began; on the other connection something newer may have been faster.
      // One that the kept session still owed us is of the SUBSCRIBE before.
      const isOvertaken =
        message.retain &&
        (message.queued || message.dup || (link?.ready === false && before !== undefined && before.newsMono > link.sinceMono));
      // Before what it says of presence: a device is heard and lost by one will, and its gateway named by it.
      if (!isOvertaken && says.tree !== undefined)
        edges.hear(message.connectionId, says.tree, message.receivedAt, message.retain);
      const reduced = isOvertaken
        ? null
        : reduce(before?.record ?? null, {
            saying: says.saying,
            verdict: says.verdict,
            freshness,
            at: message.receivedAt,
            hasBirths: found.convention.hasBirths,
            blindSince: link?.blindSince ?? null,
            isKnownBirth: says.saying === 'online' && mark === known,
          });
      if (reduced !== null) {
        const news = reduced.changes.length > 0 ? id : null;
        const device = this.#place(before, deviceKey, message, found, reduced.state, mark, news);
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
      if (clock.mono() - Math.max(device.heardMono, link.sinceMono) < limit) continue;
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

  /** @param news the message's id when it changed what we hold of the device: an old copy is no better evidence than the first */
  #place(
    before: Device | undefined,
    key: string,
    message: RawMessage,
    found: Recognised,
    state: DevicePresence,
    birthMark: string | null,
    news: number | null,
  ): Device {
    const device: Device = before ?? {
      record: emptyRecord(key, message),
      outage: null,
      heardMono: message.receivedMono,
      newsMono: Number.NEGATIVE_INFINITY,
    };
    if (before === undefined) this.#parts.table.set(device);
    const saying = found.reading.kind === 'says' ? found.reading.saying : 'heard';
    const isLife = !message.retain && (saying === 'online' || saying === 'heard');
    if (isLife) device.heardMono = message.receivedMono;
    if (!message.retain && !message.queued) device.newsMono = message.receivedMono;
    const { record } = device;
    const isBirth = saying === 'online';
    const isEnd = saying === 'offline' || saying === 'goodbye';
    // Spelled out: a will costs several of these, and two spreads into one literal take three times as long as one.
    device.record = {
      ...record,
      watchId: found.watch.id,
      convention: found.convention.id,
      presence: state.presence,
      verdict: state.verdict,
      freshness: state.freshness,
      since: state.since,
      lastHeardAt: state.lastHeardAt,
      lastHeardTopic: isLife ? message.topic : record.lastHeardTopic,
      bornAt: isBirth && !message.retain ? message.receivedAt : record.bornAt,
      birthMessageId: isBirth && news !== null ? news : record.birthMessageId,
      birthMark,
      willMessageId: isEnd && news !== null ? news : record.willMessageId,
      will: isEnd && news !== null ? firstLine(message.payload) : record.will,
    };
    return device;
  }

  #apply(device: Device, changes: readonly Change[], source: Source): void {
    const { committer, emit } = this.#parts;
    const { draft } = committer;
    const events = changes.flatMap((change) => this.#change(device, change, source));
    draft.devices.set(device.record.key, device.record);
    draft.devicesGone.delete(device.record.key);
    if (changes.length > 0) {
      const { connectionId, id, presence, verdict, freshness } = device.record;
      draft.afterwards.push(() =>
        emit({ type: 'presence', connectionId, deviceId: id, presence, verdict, freshness, at: source.at }),
      );
    }
    // The outage and recovery of this message are told after the presence that they follow from.
    this.#tell(events);
    draft.changed.add(device.record.key);
  }

  #tell(events: readonly MonitorEvent[]): void {
    const { committer, emit } = this.#parts;
    const { draft } = committer;
    for (const event of events)
      draft.afterwards.push(() => {
        const heard = event.type === 'incident' ? draft.heard(event) : event;
        if (heard !== null) emit(heard);
      });
  }

  #change(device: Device, change: Change, source: Source): readonly MonitorEvent[] {
    const { book } = this.#parts;
    switch (change.kind) {
      case 'learned':
        return [];
      case 'came':
        return book.close(device, change.ended, source);
      case 'went':
        return book.open(device, change.began, source);
      case 'verdict':
        book.update(device, { verdict: change.verdict, messageId: source.messageId, topic: source.topic });
        return [];
    }
  }

  /** The device was renamed or removed: it leaves the list; its history stays. */
  #clear(key: string, at: number): void {
    const { table, committer, clock, book, edges } = this.#parts;
    const device = table.get(key);
    if (device === undefined) return;
    const events = book.close(
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
      true,
    );
    table.delete(key);
    this.#parts.feeds.forget(key);
    edges.forget(key);
    committer.draft.devices.delete(key);
    committer.draft.devicesGone.add(key);
    this.#tell(events);
    committer.draft.changed.add(key);
    committer.draft.outagesChanged ||= events.length > 0;
  }
}

const freshnessOf = (message: RawMessage): Freshness => (message.retain ? 'retained' : message.queued ? 'queued' : 'live');

function messageRecord(
  message: RawMessage,
  id: number,
  deviceKey: string | null,
  says: Saying | null,
  redeliveryOf: number | null,
): MessageRecord {
  const { connectionId, topic, payload, qos, retain, dup, receivedAt, packetId, side, properties } = message;
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
    deviceKey,
    says,
    redeliveryOf,
    properties,
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
    birthMark: null,
    will: null,
  };
}
