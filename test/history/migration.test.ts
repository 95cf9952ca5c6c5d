import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { Commit } from '../../main/history/port.ts';
import { migrate, readMarks, SCHEMA_VERSION, STEPS } from '../../main/history/schema.ts';
import { blindSpot, device, indexed, message, mustOpen, outage, temporaryFolder } from './records.ts';

/** Something in every table. */
const full: Commit = {
  messages: [message(1), message(2, { payload: Buffer.of(0, 255), topic: 'lone \ud800' }), message(3, { deviceKey: null })],
  devices: [device('pump-7'), device('gw-1', { outageId: null })],
  outages: [outage(4, 2000), outage(5, 100, { ended: { notBefore: 150, notAfter: 200 }, durationMs: 50 })],
  affected: [{ outageId: 4, deviceKey: 'plant/b', deviceId: 'b', kind: 'device', depth: 1, loss: 'lost' }],
  feeds: [
    { outageId: 4, values: [{ topic: 't', path: 'p', label: 'Battery', unit: 'V', value: '11.9', at: 9, freshness: 'live' }] },
  ],
  incidents: [
    {
      id: 4,
      rootOutageId: 4,
      rootDeviceKey: 'plant/pump-7',
      began: 2000,
      rootBackAt: null,
      closedAt: null,
      mergedInto: null,
      outages: 2,
      stragglersTold: false,
    },
  ],
  blindSpots: [blindSpot(6, 500)],
  alerts: [
    {
      id: 7,
      at: 170,
      deviceKey: null,
      outageId: 4,
      title: 'Gone',
      body: 'b',
      outcome: 'failed',
      reason: 'no-bus',
      path: '/devices',
    },
  ],
  outboxAdd: [{ id: 8, kind: 'alert', outageId: 4, dueAt: 5000 }],
  ruleRuns: [
    {
      id: 9,
      ruleId: 'r',
      action: 0,
      kind: 'webhook',
      state: 'waiting',
      at: 1,
      messageId: 1,
      connectionId: 'plant',
      topic: 't',
      deviceKey: null,
      target: 'https://h.example',
      tries: 1,
      triedAt: 2,
      nextAt: 3,
      reason: null,
      work: '{}',
      payload: Buffer.of(1),
    },
  ],
  ruleStates: [
    {
      ruleId: 'r',
      matched: 3,
      failed: 1,
      limited: 2,
      lastAt: 4,
      lastMessageId: 1,
      lastConnectionId: 'plant',
      lastTopic: 't',
      failedAt: 6,
      failedReason: 'r',
      failing: { '0': 7 },
    },
  ],
  rulesUnseen: [3],
  acknowledgements: [{ outageId: 5, acknowledged: { at: 10, note: 'seen' } }],
  muted: [{ outageId: 4, muteId: 10 }],
  mutes: [{ id: 10, scope: 'devices', keys: ['plant/gw-1'], setAt: 1, until: null, silenced: 1, maintenance: null }],
  maintenance: [
    {
      id: 11,
      name: 'Line 2',
      note: '',
      scope: 'all',
      keys: [],
      times: { kind: 'once', from: 1, to: 2 },
      setAt: 1,
      endedUntil: null,
    },
  ],
  names: [{ key: 'plant/pump-7', name: 'Pump seven' }],
  notes: [{ id: 12, deviceKey: 'plant/pump-7', outageId: null, text: 'note', at: 1, editedAt: null }],
  handovers: [{ id: 13, at: 3, since: 1, until: 2, text: 'handed over' }],
  edges: [{ upstream: 'plant/gw-1', downstream: 'plant/b', source: 'payload', saidBy: 'upstream', seenAt: 7 }],
  heartbeatAt: 12_345,
};

type Row = Readonly<Record<string, SQLOutputValue>>;

const tablesOf = (db: DatabaseSync): readonly string[] =>
  db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all()
    .map(({ name }) => String(name));
const rowsOf = (db: DatabaseSync, table: string): Row[] =>
  db
    .prepare(`SELECT * FROM ${table}`)
    .all()
    .map((row) => ({ ...row }));

/** What a program of that version could have written of all this. */
function writeVersion(path: string, version: number, now: ReadonlyMap<string, readonly Row[]>): ReadonlyMap<string, Row[]> {
  const db = new DatabaseSync(path);
  migrate(db, STEPS.slice(0, version));
  db.exec('PRAGMA journal_mode = WAL; DELETE FROM meta');
  for (const table of tablesOf(db)) {
    const columns = db
      .prepare(`PRAGMA table_info(${table})`)
      .all()
      .map(({ name }) => String(name));
    const insert = db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
    for (const row of now.get(table) ?? []) insert.run(...columns.map((column) => row[column] ?? null));
  }
  const written = new Map(tablesOf(db).map((table) => [table, rowsOf(db, table)]));
  db.close();
  return written;
}

test('a file of every earlier version opens, and nothing in it is lost', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'now.db');
  const history = await mustOpen(path);
  await history.commit(full);
  await history.commit({ messages: [message(14)] });
  await indexed(path, 13);
  const { installationId } = await history.load();
  await history.close();
  const db = new DatabaseSync(path, { readOnly: true });
  const now = new Map(tablesOf(db).map((table) => [table, rowsOf(db, table)]));
  db.close();
  // What waits for a burst to be over may be empty.
  for (const [table, rows] of now) if (table !== 'device_news') expect(rows, table).not.toEqual([]);

  for (let version = 1; version < SCHEMA_VERSION; version++) {
    const older = join(folder, `version-${version}.db`);
    const written = writeVersion(older, version, now);
    const opened = await mustOpen(older);
    const snapshot = await opened.load();
    expect(snapshot).toMatchObject({ installationId, nextId: 15, heartbeatAt: 12_345 });
    expect(snapshot.devices.map(({ key }) => key).sort()).toEqual(['plant/gw-1', 'plant/pump-7']);
    expect((await opened.affected(4)).map(({ deviceId }) => deviceId)).toEqual(['b']);
    // It goes on: everything that the newest version keeps can be written to it.
    await opened.commit({ feeds: full.feeds ?? [], handovers: full.handovers ?? [], ruleStates: full.ruleStates ?? [] });
    await opened.close();
    const after = new DatabaseSync(older, { readOnly: true });
    expect(readMarks(after).version).toBe(SCHEMA_VERSION);
    expect(after.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    for (const [table, rows] of written) expect(rowsOf(after, table), `${table} of ${version}`).toMatchObject(rows);
    expect(rowsOf(after, 'affected_of'), `affected_of of ${version}`).toEqual(now.get('affected_of'));
    after.close();
  }
});
