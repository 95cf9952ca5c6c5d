import { mkdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { openHistory } from '../../main/history/open.ts';
import type { DeviceRecord, MessageRecord, OutageRecord } from '../../main/history/port.ts';

/** Small enough for the index of devices to keep up: it follows 512 rows with each commit. */
const BATCH = 500;

/** Writes a history as the app would have: so many devices of one connection, their births, wills and ended outages, until there are so many messages. */
export async function buildHistory(
  folder: string,
  {
    devices,
    messages,
    connectionId,
    willOf,
  }: {
    devices: number;
    messages: number;
    connectionId: string;
    /** What the will of a device says; left out: it says offline, and no device is known by it. */
    willOf?: (device: number) => string;
  },
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/history.db`;
  const opened = await openHistory({ path });
  if (!opened.ok) throw new Error(opened.reason);
  const { history } = opened;
  const start = Date.now() - 30 * 86_400_000;
  let id = (await history.load()).nextId;
  const first = id;
  for (let written = 0; written < messages; written += BATCH) {
    const batch: MessageRecord[] = [];
    const outages: OutageRecord[] = [];
    const states: DeviceRecord[] = [];
    for (let n = written; n < written + BATCH; n++) {
      const device = n % devices;
      const isBirth = Math.floor(n / devices) % 2 === 0;
      const at = start + n * 2;
      const key = `${connectionId}/device-${device}`;
      const record = messageOf(id++, connectionId, device, at, isBirth ? 'online' : (willOf?.(device) ?? 'offline'), isBirth);
      batch.push(record);
      // Every tenth will is kept as an outage that is over: a plant does not lose everything every day.
      if (!isBirth && n % 10 === 0) outages.push(outageOf(id++, record, device, at));
      if (n >= messages - devices || written < devices)
        states.push({
          key,
          connectionId,
          id: `device-${device}`,
          watchId: 'watch-1',
          convention: 'custom',
          presence: 'online',
          verdict: null,
          freshness: 'live',
          since: { notBefore: at, notAfter: at },
          lastHeardAt: at,
          lastHeardTopic: record.topic,
          bornAt: at,
          outageId: null,
          willMessageId: willOf === undefined || isBirth ? null : record.id,
          birthMessageId: isBirth || willOf === undefined ? record.id : null,
          birthMark: null,
          will: null,
        });
    }
    await history.commit({ messages: batch, outages, devices: states });
  }
  await history.commit({ heartbeatAt: Date.now() });
  await untilIndexed(path, id - 1 - first);
  await history.close();
}

/** The index of devices is made when it is quiet; an app that ran for weeks has it. */
async function untilIndexed(path: string, ids: number): Promise<void> {
  const db = new DatabaseSync(path, { readOnly: true });
  while (Number(db.prepare('SELECT indexed_to FROM meta').get()?.indexed_to) < ids) await sleep(200);
  while (Number(db.prepare('SELECT count(*) AS n FROM device_news').get()?.n) > 0) await sleep(200);
  db.close();
}

function messageOf(
  id: number,
  connectionId: string,
  device: number,
  at: number,
  payload: string,
  isBirth: boolean,
): MessageRecord {
  return {
    id,
    connectionId,
    deviceKey: `${connectionId}/device-${device}`,
    topic: `site/device-${device}/status`,
    payload: Buffer.from(payload),
    qos: 1,
    retain: false,
    dup: false,
    packetId: null,
    awaits: null,
    redeliveryOf: null,
    properties: null,
    receivedAt: at,
    freshness: 'live',
    says: isBirth ? 'online' : 'offline',
  } as MessageRecord;
}

function outageOf(id: number, will: MessageRecord, device: number, at: number): OutageRecord {
  return {
    id,
    deviceKey: will.deviceKey ?? '',
    deviceId: `device-${device}`,
    connectionId: will.connectionId,
    verdict: 'abrupt',
    freshness: 'live',
    began: { notBefore: at, notAfter: at },
    ended: { notBefore: at + 60_000, notAfter: at + 60_000 },
    durationMs: 60_000,
    topic: will.topic,
    messageId: will.id,
    endMessageId: null,
    causeOutageId: null,
    incidentId: id,
    degraded: 0,
    affectedGateways: 0,
    affectedDevices: 0,
    affectedGatewayIds: [],
    deviceIsGateway: false,
    alertOutcome: 'silent',
    alertReason: 'notifications are off',
    alertAt: at + 3000,
  } as OutageRecord;
}
