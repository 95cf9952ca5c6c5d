import type { FeedValue } from '../contract/feed.ts';
import { NOTES_SHOWN } from '../contract/limits.ts';
import type { MaintenanceSpan } from '../contract/maintenance.ts';
import type { AffectedView, DeviceDetail, DeviceRow, Doubt, Evidence, MuteView } from '../contract/model.ts';
import type { BlindSpotRecord, DeviceRecord, History, MessageRecord, MuteRecord } from '../history/port.ts';
import type { Feed } from '../presence/feed.ts';
import type { Device, DeviceTable } from './device-table.ts';
import { recall } from './feed-book.ts';
import { blindSpotView, messageView, noteView, openOutageView } from './views.ts';

const NEXT_SHOWN = 20;
const AFFECTED_SHOWN = 500;
const BLIND_SPOTS_SHOWN = 200;
const SPANS_SHOWN = 200;
/** Of all windows; few of them are of this device. */
const SPANS_READ = 2000;
const BLIND_SPOT_DAYS = 90;
/** A will this soon after a birth may be that of the session before. */
const OLD_SESSION_MS = 60_000;
/** Of a device's newest messages so many are looked at for what it measured. */
const RECALLED = 50;
const DAY_MS = 86_400_000;

export interface DetailParts {
  readonly history: History;
  readonly table: DeviceTable;
  readonly row: (device: Device) => DeviceRow;
  readonly isBlind: (connectionId: string) => boolean;
  readonly mutesOf: (device: DeviceRecord) => readonly MuteView[];
  readonly spansOf: (device: DeviceRecord, mutes: readonly MuteRecord[]) => readonly MaintenanceSpan[];
  readonly watchTopic: (watchId: string, convention: string) => string;
  /** What its watch names of what it measures; null: nothing. */
  readonly feed: Feed | null;
  /** What it measured last. */
  readonly values: readonly FeedValue[];
  readonly now: number;
}

/** Everything the device page shows: the state, the evidence for it, what we do not know, and what hangs on it. */
export async function describeDevice(device: Device, parts: DetailParts): Promise<DeviceDetail> {
  const { history, table, now } = parts;
  const { record } = device;
  const since = now - BLIND_SPOT_DAYS * DAY_MS;
  // After a start nothing was heard yet, or not all of it.
  const isPartial = device.outage === null && parts.feed !== null && parts.values.length < parts.feed.valueCount;
  const [will, birth, outageCount, blindSpots, notes, maintenance, before, stored] = await Promise.all([
    record.willMessageId === null ? null : history.message(record.willMessageId),
    record.birthMessageId === null ? null : history.message(record.birthMessageId),
    history.outageCount(record.key),
    history.blindSpots({ connectionId: record.connectionId, since, limit: BLIND_SPOTS_SHOWN }),
    history.notes({ deviceKey: record.key, beforeId: null, limit: NOTES_SHOWN }),
    history.maintenanceMutes({ since, limit: SPANS_READ }),
    device.outage === null ? null : history.feeds([device.outage.record.id]),
    isPartial ? history.messages({ deviceKey: record.key, beforeId: null, limit: RECALLED }) : [],
  ]);
  const affected = await affectedOf(device, parts);
  const lost = affected.filter(({ status }) => status !== 'degraded');
  const gateways = lost.filter((one) => one.kind === 'gateway').length;
  return {
    row: parts.row(device),
    evidence: evidenceOf(device, parts, will, birth, blindSpots),
    doubts: doubtsOf(device, parts),
    holdUntil: device.outage?.heldUntil ?? null,
    outage: device.outage === null ? null : openOutageView(device.outage, (key) => table.nameOf(key)),
    will: will === null ? null : messageView(will),
    birth: birth === null ? null : messageView(birth),
    affected: affected.slice(0, AFFECTED_SHOWN),
    affectedTotal: { gateways, devices: lost.length - gateways },
    next: table.topology
      .impact([record.key], table.isDown)
      .next.slice(0, NEXT_SHOWN)
      .map(({ key, carries }) => ({ device: table.ref(key), carries: carries.length })),
    dependsOn: table.topology.upstreams(record.key).map((key) => {
      const upstream = table.get(key);
      return { ...table.ref(key), state: upstream === undefined ? 'unknown' : table.state(upstream) };
    }),
    watch: { id: record.watchId, convention: record.convention, topic: parts.watchTopic(record.watchId, record.convention) },
    topics: topicsOf(record, will, birth, parts.feed),
    feed: feedView(device, parts, before, stored),
    outageCount,
    blindSpots: blindSpots.map(blindSpotView),
    notes: notes.map(noteView),
    mutes: parts.mutesOf(record),
    maintenance: parts.spansOf(record, maintenance).slice(-SPANS_SHOWN),
  };
}

/** Of a lost device what it measured before; else what it measures. */
function feedView(
  { outage }: Device,
  { feed, values }: DetailParts,
  before: ReadonlyMap<number, readonly FeedValue[]> | null,
  stored: readonly MessageRecord[],
): DeviceDetail['feed'] {
  const now = feed === null || stored.length === 0 ? values : recall(stored, feed, values);
  const shown = outage === null ? now : (before?.get(outage.record.id) ?? []);
  return feed === null && shown.length === 0 ? null : { values: shown, kept: outage !== null };
}

function topicsOf(
  { id, lastHeardTopic }: DeviceRecord,
  will: MessageRecord | null,
  birth: MessageRecord | null,
  feed: Feed | null,
): readonly string[] {
  const topics = [will?.topic ?? '', birth?.topic ?? '', lastHeardTopic, ...(feed?.filtersOf(id) ?? [])];
  return [...new Set(topics)].filter((topic) => topic !== '');
}

/** While it is down: what its outage took with it, as stored then. Else what it would take down now. */
async function affectedOf(device: Device, { table, history }: DetailParts): Promise<readonly AffectedView[]> {
  const { outage, record } = device;
  if (outage === null)
    return table.topology
      .impactOf(record.key, () => false)
      .map(({ key, depth }) => ({ ...table.ref(key), depth, status: table.isDown(key) ? 'confirmed' : 'inferred' }));
  return affectedViews(outage.record.id, { history, table });
}

/** What an outage took down, as stored then; confirmed where the device's own offline came too. */
export async function affectedViews(
  outageId: number,
  { history, table }: Pick<DetailParts, 'history' | 'table'>,
): Promise<readonly AffectedView[]> {
  const records = await history.affected(outageId);
  return records.map(({ deviceKey, deviceId, kind, depth, loss, confirmed }) => ({
    key: deviceKey,
    id: deviceId,
    kind,
    name: table.nameOf(deviceKey),
    depth,
    status: loss === 'degraded' ? 'degraded' : confirmed ? 'confirmed' : 'inferred',
  }));
}

function evidenceOf(
  { record, outage }: Device,
  { table, now }: DetailParts,
  will: MessageRecord | null,
  birth: MessageRecord | null,
  blindSpots: readonly BlindSpotRecord[],
): readonly Evidence[] {
  const list: Evidence[] = [];
  if (birth !== null) list.push({ kind: 'birth', at: birth.receivedAt, topic: birth.topic, freshness: birth.freshness });
  const heardAfterBirth = record.lastHeardAt > (birth?.receivedAt ?? 0) && record.lastHeardAt !== will?.receivedAt;
  if (heardAfterBirth && record.lastHeardTopic !== '')
    list.push({ kind: 'last-heard', at: record.lastHeardAt, topic: record.lastHeardTopic });
  if (record.presence === 'offline' && will !== null) {
    const kind = will.says === 'goodbye' ? 'goodbye' : 'will';
    list.push({ kind, at: will.receivedAt, topic: will.topic, qos: will.qos, freshness: will.freshness });
  }
  if (record.verdict === 'silent' && record.since.notAfter !== null)
    list.push({
      kind: 'silence',
      at: record.since.notAfter,
      seconds: Math.round((record.since.notAfter - (record.since.notBefore ?? record.since.notAfter)) / 1000),
    });
  const cause = table.cutOffBy(record.key);
  const above = cause === null ? undefined : table.get(cause);
  if (cause !== null && above?.outage != null)
    list.push({
      kind: 'upstream',
      at: above.outage.record.began.notAfter ?? now,
      device: table.ref(cause),
      outageId: above.outage.record.id,
    });
  // Blindness matters here where it touches what is being told: around the present state.
  const from = outage?.record.began.notBefore ?? record.since.notBefore ?? now;
  for (const spot of blindSpots)
    if (spot.ended === null || spot.ended >= from)
      list.push({ kind: 'blind', began: spot.began, ended: spot.ended, reason: spot.reason });
  return list.sort((a, b) => timeOf(a) - timeOf(b));
}

const timeOf = (one: Evidence): number => (one.kind === 'blind' ? one.began : one.at);

function doubtsOf({ record }: Device, { isBlind }: DetailParts): readonly Doubt[] {
  const doubts: Doubt[] = [];
  if (isBlind(record.connectionId)) doubts.push('blind-now');
  if (record.presence !== 'offline') return record.freshness === 'retained' ? [...doubts, 'age-of-retained'] : doubts;
  if (record.verdict === 'abrupt' || record.verdict === 'silent') doubts.push('cause');
  if (record.verdict === 'unspecified') doubts.push('clean-or-abrupt');
  if (record.freshness === 'retained' && record.since.notBefore === null) doubts.push('age-of-retained');
  else if (record.freshness !== 'live') doubts.push('began-between');
  const wentAt = record.since.notAfter;
  if (
    record.verdict === 'abrupt' &&
    record.freshness === 'live' &&
    record.bornAt !== null &&
    wentAt !== null &&
    wentAt - record.bornAt < OLD_SESSION_MS
  )
    doubts.push('birth-before-will');
  return doubts;
}
