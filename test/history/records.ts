import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { openHistory } from '../../main/history/open.ts';
import type {
  BlindSpotRecord,
  DeviceRecord,
  History,
  MessageRecord,
  OutageRecord,
  TimelineQuery,
} from '../../main/history/port.ts';

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'willwatch-history-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens a history that must open without a word, and closes it when the test is over. */
export async function mustOpen(path: string): Promise<History> {
  const opened = await openHistory({ path });
  if (!opened.ok) throw new Error(`refused: ${opened.reason}`);
  if (opened.notices.length > 0) throw new Error(`notices: ${JSON.stringify(opened.notices)}`);
  onTestFinished(() => opened.history.close());
  return opened.history;
}

export const newHistory = () => mustOpen(join(temporaryFolder(), 'history.db'));

/** Messages of nobody: with them a commit is a burst, whose devices are indexed later. */
export const burst = (firstId: number) => Array.from({ length: 40 }, (_, n) => message(firstId + n, { deviceKey: null }));

/** Resolves when the index of devices has reached an id, which happens when no commit comes for a while. */
export async function indexed(path: string, id: number): Promise<void> {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    while (Number(db.prepare('SELECT indexed_to FROM meta').get()?.indexed_to) < id) await sleep(20);
  } finally {
    db.close();
  }
}

export function message(id: number, over: Partial<MessageRecord> = {}): MessageRecord {
  return {
    id,
    connectionId: 'plant',
    deviceKey: 'plant/pump-7',
    topic: 'site/pump-7/status',
    payload: Buffer.from('offline'),
    qos: 1,
    retain: false,
    dup: false,
    packetId: null,
    awaits: null,
    redeliveryOf: null,
    properties: null,
    receivedAt: 1_750_000_000_000 + id,
    freshness: 'live',
    says: 'offline',
    ...over,
  };
}

export function device(id: string, over: Partial<DeviceRecord> = {}): DeviceRecord {
  return {
    key: `plant/${id}`,
    connectionId: 'plant',
    id,
    watchId: 'watch-1',
    convention: 'homie',
    presence: 'offline',
    verdict: 'abrupt',
    freshness: 'live',
    since: { notBefore: 1000, notAfter: 2000 },
    lastHeardAt: 900,
    lastHeardTopic: `site/${id}/status`,
    bornAt: 100,
    outageId: 4,
    willMessageId: 3,
    birthMessageId: 1,
    birthMark: '=b25saW5l',
    will: '{"state":"lost"}',
    ...over,
  };
}

/** Open, of pump-7, begun exactly at `at`. */
export function outage(id: number, at: number, over: Partial<OutageRecord> = {}): OutageRecord {
  return {
    id,
    deviceKey: 'plant/pump-7',
    deviceId: 'pump-7',
    connectionId: 'plant',
    verdict: 'abrupt',
    freshness: 'live',
    began: { notBefore: at, notAfter: at },
    ended: null,
    durationMs: null,
    topic: 'site/pump-7/status',
    messageId: null,
    endMessageId: null,
    causeOutageId: null,
    incidentId: id,
    affectedGateways: 0,
    affectedDevices: 0,
    affectedGatewayIds: [],
    degraded: 0,
    deviceIsGateway: false,
    alertOutcome: null,
    alertReason: null,
    alertAt: null,
    ...over,
  };
}

export const ended = (at: number) => ({ ended: { notBefore: at, notAfter: at } });

export function blindSpot(id: number, began: number, over: Partial<BlindSpotRecord> = {}): BlindSpotRecord {
  return { id, connectionId: 'plant', began, ended: null, reason: { code: 'reset', detail: 'ECONNRESET' }, ...over };
}

export function query(over: Partial<TimelineQuery> = {}): TimelineQuery {
  return {
    deviceKey: null,
    text: '',
    verdicts: [],
    since: null,
    until: null,
    blindSpots: true,
    onlyOpen: false,
    rootsOnly: false,
    from: 0,
    to: 100,
    ...over,
  };
}
