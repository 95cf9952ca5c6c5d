import { PAYLOAD_VIEW_BYTES } from '../contract/limits.ts';
import type { AlertView, BlindSpotView, MessageView, OutageView } from '../contract/model.ts';
import type { AlertRecord, BlindSpotRecord, MessageRecord, OutageRecord } from '../history/port.ts';

export function outageView(record: OutageRecord): OutageView {
  const { id, connectionId, verdict, freshness, began, ended, durationMs, topic, causeOutageId } = record;
  return {
    id,
    device: { key: record.deviceKey, id: record.deviceId, kind: record.deviceIsGateway ? 'gateway' : 'device', name: null },
    connectionId,
    verdict,
    freshness,
    began,
    ended,
    durationMs,
    topic,
    affectedGateways: record.affectedGateways,
    affectedDevices: record.affectedDevices,
    affectedGatewayIds: record.affectedGatewayIds,
    causeOutageId,
    alert:
      record.alertOutcome === null || record.alertAt === null
        ? null
        : { outcome: record.alertOutcome, reason: record.alertReason, at: record.alertAt },
    acknowledged: null,
    snoozedUntil: null,
  };
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
