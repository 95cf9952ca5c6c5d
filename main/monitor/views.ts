import { PAYLOAD_VIEW_BYTES } from '../contract/limits.ts';
import type { AlertView, BlindSpotView, MessageView, NoteView, OutageView } from '../contract/model.ts';
import type {
  Acknowledged,
  AlertRecord,
  BlindSpotRecord,
  History,
  MessageRecord,
  NoteRecord,
  OutageRecord,
} from '../history/port.ts';
import { type DeviceTable, keyOf, type OpenOutage } from './device-table.ts';

/** What an outage's own row does not have: what people did, and what they call devices. */
export interface OutageContext {
  readonly acknowledged: Acknowledged | null;
  readonly snoozedUntil: number | null;
  readonly nameOf: (deviceKey: string) => string | null;
}

export function outageView(record: OutageRecord, { acknowledged, snoozedUntil, nameOf }: OutageContext): OutageView {
  const { id, connectionId, verdict, freshness, began, ended, durationMs, topic, causeOutageId } = record;
  const kind = record.deviceIsGateway ? 'gateway' : 'device';
  return {
    id,
    device: { key: record.deviceKey, id: record.deviceId, kind, name: nameOf(record.deviceKey) },
    connectionId,
    verdict,
    freshness,
    began,
    ended,
    durationMs,
    topic,
    affectedGateways: record.affectedGateways,
    affectedDevices: record.affectedDevices,
    affectedGatewayNames: record.affectedGatewayIds.map((one) => nameOf(keyOf(connectionId, one)) ?? one),
    causeOutageId,
    alert:
      record.alertOutcome === null || record.alertAt === null
        ? null
        : { outcome: record.alertOutcome, reason: record.alertReason, at: record.alertAt },
    acknowledged,
    snoozedUntil,
  };
}

/** The outage that a device is in now. */
export function openOutageView({ record, acknowledged, snoozedUntil }: OpenOutage, nameOf: OutageContext['nameOf']): OutageView {
  return outageView(record, { acknowledged, snoozedUntil, nameOf });
}

/** Outages of the history; what people did to those that last is in memory. */
export async function storedOutageViews(
  records: readonly OutageRecord[],
  {
    history,
    table,
  }: { readonly history: Pick<History, 'acknowledgements'>; readonly table: Pick<DeviceTable, 'get' | 'nameOf'> },
): Promise<readonly OutageView[]> {
  const acknowledged = await history.acknowledgements(records.map(({ id }) => id));
  const nameOf = (key: string): string | null => table.nameOf(key);
  return records.map((record) => {
    const open = table.get(record.deviceKey)?.outage;
    if (open?.record.id === record.id) return outageView(record, { ...open, nameOf });
    return outageView(record, { acknowledged: acknowledged.get(record.id) ?? null, snoozedUntil: null, nameOf });
  });
}

export function noteView({ id, deviceKey, outageId, text, at, editedAt }: NoteRecord): NoteView {
  return { id, deviceKey, outageId, text, at, editedAt };
}

export function messageView(record: MessageRecord): MessageView {
  const { id, connectionId, topic, payload, qos, retain, dup, receivedAt, freshness, says } = record;
  const payloadBase64 = Buffer.from(payload.buffer, payload.byteOffset, Math.min(payload.length, PAYLOAD_VIEW_BYTES)).toString(
    'base64',
  );
  return { id, connectionId, topic, payloadBase64, payloadBytes: payload.length, qos, retain, dup, receivedAt, freshness, says };
}

export function blindSpotView({ id, connectionId, began, ended, reason }: BlindSpotRecord): BlindSpotView {
  return { id, connectionId, began, ended, reason };
}

export function alertView({ id, at, deviceKey, outageId, title, body, outcome, reason, path }: AlertRecord): AlertView {
  return { id, at, deviceKey, outageId, title, body, outcome, reason, path };
}
