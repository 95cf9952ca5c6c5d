import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { LinkReasonCode } from '../contract/model.ts';
import type {
  Acknowledged,
  AcknowledgementRecord,
  AffectedRecord,
  AlertRecord,
  BlindSpotRecord,
  DeviceRecord,
  EdgeRecord,
  FeedRecord,
  HandoverRecord,
  IncidentRecord,
  MaintenanceRecord,
  MessageRecord,
  MutedRecord,
  MuteRecord,
  NameRecord,
  NoteRecord,
  OutageRecord,
  OutboxRecord,
  RecentMessage,
} from './port.ts';
import { readProperties, storeProperties } from './properties.ts';
import {
  awaitsOrNull,
  bytes,
  feedValues,
  freshness,
  int,
  interval,
  intOrNull,
  kind,
  learnedSource,
  loss,
  muteScope,
  names,
  outcome,
  outcomeOrNull,
  presence,
  saidBy,
  sayingOrNull,
  shared,
  text,
  textOrNull,
  times,
  verdict,
  verdictOrNull,
  word,
} from './stored.ts';
import { foldText, storeText } from './text.ts';

export type Row = Record<string, SQLOutputValue>;

export interface Shape {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: readonly string[];
}

/** How one kind of record lies in its table. `write` gives the values in the order of `columns`. */
export interface Table<R> extends Shape {
  write(record: R): SQLInputValue[];
  read(row: Row): R;
}

/** What comes before the values of an insert. */
export const insertSql = (table: Shape): string => `INSERT INTO ${table.name} (${table.columns.join(', ')})`;

/** What comes after them: a row replaces the older version with the same key. */
export function replacingSql(table: Shape): string {
  const rest = table.columns.filter((column) => !table.key.includes(column)).map((column) => `${column} = excluded.${column}`);
  return `ON CONFLICT (${table.key.join(', ')}) DO UPDATE SET ${rest.join(', ')}`;
}

export function selectSql(table: Shape, rest = ''): string {
  return `SELECT ${table.columns.join(', ')} FROM ${table.name} ${rest}`;
}

const put = (text: string | null) => (text === null ? null : storeText(text));
const flag = (value: boolean) => (value ? 1 : 0);

export const messageTable: Table<MessageRecord> & { readonly name: 'message' } = {
  name: 'message',
  key: ['id'],
  columns:
    'id connection_id device_key topic qos retain dup received_at freshness says packet_id awaits redelivery_of payload properties'.split(
      ' ',
    ),
  write: (m) => [
    m.id,
    storeText(m.connectionId),
    put(m.deviceKey),
    storeText(m.topic),
    m.qos,
    flag(m.retain),
    flag(m.dup),
    m.receivedAt,
    m.freshness,
    m.says,
    m.packetId,
    m.awaits,
    m.redeliveryOf,
    m.payload,
    m.properties === null ? null : storeProperties(m.properties),
  ],
  read: (row) => ({
    id: int(row.id),
    connectionId: shared(text(row.connection_id)),
    deviceKey: textOrNull(row.device_key),
    topic: text(row.topic),
    payload: bytes(row.payload),
    qos: int(row.qos) as 0 | 1 | 2,
    retain: row.retain === 1,
    dup: row.dup === 1,
    receivedAt: int(row.received_at),
    freshness: freshness(row.freshness),
    says: sayingOrNull(row.says),
    packetId: intOrNull(row.packet_id),
    awaits: awaitsOrNull(row.awaits),
    redeliveryOf: intOrNull(row.redelivery_of),
    properties: readProperties(textOrNull(row.properties)),
  }),
};

/** As much of a message as knowing it again takes. */
export const recentTable: Table<RecentMessage> = {
  name: 'message',
  key: ['id'],
  columns: 'id connection_id topic payload received_at packet_id awaits'.split(' '),
  write: (m) => [m.id, storeText(m.connectionId), storeText(m.topic), m.payload, m.receivedAt, m.packetId, m.awaits],
  read: (row) => ({
    id: int(row.id),
    connectionId: shared(text(row.connection_id)),
    topic: text(row.topic),
    payload: bytes(row.payload),
    receivedAt: int(row.received_at),
    packetId: intOrNull(row.packet_id),
    awaits: awaitsOrNull(row.awaits),
  }),
};

export const deviceTable: Table<DeviceRecord> = {
  name: 'device',
  key: ['key'],
  columns: (
    'key connection_id id watch_id convention presence verdict freshness since_not_before since_not_after ' +
    'last_heard_at last_heard_topic born_at outage_id will_message_id birth_message_id birth_mark will'
  ).split(' '),
  write: (d) => [
    storeText(d.key),
    storeText(d.connectionId),
    storeText(d.id),
    storeText(d.watchId),
    storeText(d.convention),
    d.presence,
    d.verdict,
    d.freshness,
    d.since.notBefore,
    d.since.notAfter,
    d.lastHeardAt,
    storeText(d.lastHeardTopic),
    d.bornAt,
    d.outageId,
    d.willMessageId,
    d.birthMessageId,
    d.birthMark,
    put(d.will),
  ],
  read: (row) => ({
    key: text(row.key),
    connectionId: shared(text(row.connection_id)),
    id: text(row.id),
    watchId: shared(text(row.watch_id)),
    convention: shared(text(row.convention)),
    presence: presence(row.presence),
    verdict: verdictOrNull(row.verdict),
    freshness: freshness(row.freshness),
    since: interval(row.since_not_before, row.since_not_after),
    lastHeardAt: int(row.last_heard_at),
    lastHeardTopic: text(row.last_heard_topic),
    bornAt: intOrNull(row.born_at),
    outageId: intOrNull(row.outage_id),
    willMessageId: intOrNull(row.will_message_id),
    birthMessageId: intOrNull(row.birth_message_id),
    birthMark: row.birth_mark === null ? null : shared(text(row.birth_mark)),
    will: textOrNull(row.will),
  }),
};

export const outageTable: Table<OutageRecord> & { readonly name: 'outage' } = {
  name: 'outage',
  key: ['id'],
  columns: (
    'id device_key device_id device_id_folded connection_id verdict freshness began_not_before began_not_after ' +
    'is_open ended_not_before ended_not_after duration_ms topic message_id end_message_id cause_outage_id incident_id ' +
    'affected_gateways affected_devices affected_gateway_ids degraded device_is_gateway alert_outcome alert_reason alert_at'
  ).split(' '),
  write: (o) => [
    o.id,
    storeText(o.deviceKey),
    storeText(o.deviceId),
    foldText(o.deviceId),
    storeText(o.connectionId),
    o.verdict,
    o.freshness,
    o.began.notBefore,
    o.began.notAfter,
    flag(o.ended === null),
    o.ended?.notBefore ?? null,
    o.ended?.notAfter ?? null,
    o.durationMs,
    put(o.topic),
    o.messageId,
    o.endMessageId,
    o.causeOutageId,
    o.incidentId,
    o.affectedGateways,
    o.affectedDevices,
    o.affectedGatewayIds.length === 0 ? '[]' : JSON.stringify(o.affectedGatewayIds),
    o.degraded,
    flag(o.deviceIsGateway),
    o.alertOutcome,
    put(o.alertReason),
    o.alertAt,
  ],
  read: (row) => ({
    id: int(row.id),
    deviceKey: text(row.device_key),
    deviceId: text(row.device_id),
    connectionId: shared(text(row.connection_id)),
    verdict: verdict(row.verdict),
    freshness: freshness(row.freshness),
    began: interval(row.began_not_before, row.began_not_after),
    ended: row.is_open === 1 ? null : interval(row.ended_not_before, row.ended_not_after),
    durationMs: intOrNull(row.duration_ms),
    topic: textOrNull(row.topic),
    messageId: intOrNull(row.message_id),
    endMessageId: intOrNull(row.end_message_id),
    causeOutageId: intOrNull(row.cause_outage_id),
    incidentId: int(row.incident_id),
    affectedGateways: int(row.affected_gateways),
    affectedDevices: int(row.affected_devices),
    affectedGatewayIds: names(row.affected_gateway_ids),
    degraded: int(row.degraded),
    deviceIsGateway: row.device_is_gateway === 1,
    alertOutcome: outcomeOrNull(row.alert_outcome),
    alertReason: textOrNull(row.alert_reason),
    alertAt: intOrNull(row.alert_at),
  }),
};

export const affectedTable: Table<AffectedRecord> & { readonly name: 'affected' } = {
  name: 'affected',
  key: ['outage_id', 'device_key'],
  columns: 'outage_id device_key device_id kind depth loss'.split(' '),
  write: (a) => [a.outageId, storeText(a.deviceKey), storeText(a.deviceId), a.kind, a.depth, a.loss],
  read: (row) => ({
    outageId: int(row.outage_id),
    deviceKey: text(row.device_key),
    deviceId: text(row.device_id),
    kind: kind(row.kind),
    depth: int(row.depth),
    loss: loss(row.loss),
  }),
};

export const feedTable: Table<FeedRecord> = {
  name: 'outage_feed',
  key: ['outage_id'],
  columns: 'outage_id taken'.split(' '),
  write: (f) => [f.outageId, storeText(JSON.stringify(f.values))],
  read: (row) => ({ outageId: int(row.outage_id), values: feedValues(row.taken) }),
};

export const incidentTable: Table<IncidentRecord> = {
  name: 'incident',
  key: ['id'],
  columns: 'id root_outage_id root_device_key began root_back_at closed_at merged_into outages stragglers_told'.split(' '),
  write: (i) => [
    i.id,
    i.rootOutageId,
    storeText(i.rootDeviceKey),
    i.began,
    i.rootBackAt,
    i.closedAt,
    i.mergedInto,
    i.outages,
    flag(i.stragglersTold),
  ],
  read: (row) => ({
    id: int(row.id),
    rootOutageId: int(row.root_outage_id),
    rootDeviceKey: text(row.root_device_key),
    began: int(row.began),
    rootBackAt: intOrNull(row.root_back_at),
    closedAt: intOrNull(row.closed_at),
    mergedInto: intOrNull(row.merged_into),
    outages: int(row.outages),
    stragglersTold: row.stragglers_told === 1,
  }),
};

export const blindSpotTable: Table<BlindSpotRecord> = {
  name: 'blind_spot',
  key: ['id'],
  columns: 'id connection_id began ended reason_code reason_detail'.split(' '),
  write: (b) => [b.id, put(b.connectionId), b.began, b.ended, b.reason.code, put(b.reason.detail)],
  read: (row) => ({
    id: int(row.id),
    connectionId: textOrNull(row.connection_id),
    began: int(row.began),
    ended: intOrNull(row.ended),
    reason: { code: word(row.reason_code) as LinkReasonCode, detail: textOrNull(row.reason_detail) },
  }),
};

export const alertTable: Table<AlertRecord> = {
  name: 'alert',
  key: ['id'],
  columns: 'id at device_key outage_id title body outcome reason path'.split(' '),
  write: (a) => [
    a.id,
    a.at,
    put(a.deviceKey),
    a.outageId,
    storeText(a.title),
    storeText(a.body),
    a.outcome,
    put(a.reason),
    storeText(a.path),
  ],
  read: (row) => ({
    id: int(row.id),
    at: int(row.at),
    deviceKey: textOrNull(row.device_key),
    outageId: intOrNull(row.outage_id),
    title: text(row.title),
    body: text(row.body),
    outcome: outcome(row.outcome),
    reason: textOrNull(row.reason),
    path: text(row.path),
  }),
};

export const outboxTable: Table<OutboxRecord> = {
  name: 'outbox',
  key: ['id'],
  columns: 'id kind outage_id due_at'.split(' '),
  write: (o) => [o.id, o.kind, o.outageId, o.dueAt],
  read: (row) => ({
    id: int(row.id),
    kind: word(row.kind) as OutboxRecord['kind'],
    outageId: int(row.outage_id),
    dueAt: int(row.due_at),
  }),
};

export const acknowledgementTable: Table<AcknowledgementRecord & { readonly acknowledged: Acknowledged }> = {
  name: 'acknowledgement',
  key: ['outage_id'],
  columns: 'outage_id at note'.split(' '),
  write: ({ outageId, acknowledged: { at, note } }) => [outageId, at, put(note)],
  read: (row) => ({ outageId: int(row.outage_id), acknowledged: { at: int(row.at), note: textOrNull(row.note) } }),
};

export const mutedTable: Table<MutedRecord & { readonly muteId: number }> = {
  name: 'muted',
  key: ['outage_id'],
  columns: 'outage_id mute_id'.split(' '),
  write: (m) => [m.outageId, m.muteId],
  read: (row) => ({ outageId: int(row.outage_id), muteId: int(row.mute_id) }),
};

export const muteTable: Table<MuteRecord> = {
  name: 'mute',
  key: ['id'],
  columns: 'id scope keys set_at until silenced maintenance_id maintenance_name is_over'.split(' '),
  write: (m) => [
    m.id,
    m.scope,
    JSON.stringify(m.keys),
    m.setAt,
    m.until,
    m.silenced,
    m.maintenance?.id ?? null,
    put(m.maintenance?.name ?? null),
    m.maintenance?.over ? 1 : 0,
  ],
  read: (row) => ({
    id: int(row.id),
    scope: muteScope(row.scope),
    keys: names(row.keys),
    setAt: int(row.set_at),
    until: intOrNull(row.until),
    silenced: int(row.silenced),
    maintenance:
      row.maintenance_id === null
        ? null
        : { id: int(row.maintenance_id), name: text(row.maintenance_name), over: int(row.is_over) === 1 },
  }),
};

export const maintenanceTable: Table<MaintenanceRecord> = {
  name: 'maintenance',
  key: ['id'],
  columns: 'id name note scope keys times set_at ended_until'.split(' '),
  write: (m) => [
    m.id,
    storeText(m.name),
    storeText(m.note),
    m.scope,
    JSON.stringify(m.keys),
    JSON.stringify(m.times),
    m.setAt,
    m.endedUntil,
  ],
  read: (row) => ({
    id: int(row.id),
    name: text(row.name),
    note: text(row.note),
    scope: muteScope(row.scope),
    keys: names(row.keys),
    times: times(row.times),
    setAt: int(row.set_at),
    endedUntil: intOrNull(row.ended_until),
  }),
};

export const nameTable: Table<NameRecord & { readonly name: string }> = {
  name: 'device_name',
  key: ['key'],
  columns: 'key name name_folded'.split(' '),
  write: (n) => [storeText(n.key), storeText(n.name), foldText(n.name)],
  read: (row) => ({ key: text(row.key), name: text(row.name) }),
};

export const noteTable: Table<NoteRecord> = {
  name: 'note',
  key: ['id'],
  columns: 'id device_key outage_id text at edited_at'.split(' '),
  write: (n) => [n.id, storeText(n.deviceKey), n.outageId, storeText(n.text), n.at, n.editedAt],
  read: (row) => ({
    id: int(row.id),
    deviceKey: text(row.device_key),
    outageId: intOrNull(row.outage_id),
    text: text(row.text),
    at: int(row.at),
    editedAt: intOrNull(row.edited_at),
  }),
};

export const edgeTable: Table<EdgeRecord> = {
  name: 'edge',
  key: ['upstream', 'downstream', 'source', 'said_by'],
  columns: 'upstream downstream source said_by seen_at'.split(' '),
  write: (e) => [storeText(e.upstream), storeText(e.downstream), e.source, e.saidBy, e.seenAt],
  read: (row) => ({
    upstream: text(row.upstream),
    downstream: text(row.downstream),
    source: learnedSource(row.source),
    saidBy: saidBy(row.said_by),
    seenAt: int(row.seen_at),
  }),
};

export const handoverTable: Table<HandoverRecord> = {
  name: 'handover',
  key: ['id'],
  columns: 'id at since until text'.split(' '),
  write: (h) => [h.id, h.at, h.since, h.until, storeText(h.text)],
  read: (row) => ({ id: int(row.id), at: int(row.at), since: int(row.since), until: int(row.until), text: text(row.text) }),
};

type RowView = Row & { values: readonly SQLOutputValue[] };

/** Makes records of the values of rows, in the order of `columns`: a record is read by the names of its columns, from one row view for all. */
export function recordReader<R>(table: Table<R>): (values: readonly SQLOutputValue[]) => R {
  class View {
    values: readonly SQLOutputValue[] = [];
  }
  for (const [index, column] of table.columns.entries())
    Object.defineProperty(View.prototype, column, {
      get(this: View) {
        return this.values[index];
      },
    });
  const view = new View() as unknown as RowView;
  return (values) => {
    view.values = values;
    return table.read(view);
  };
}
