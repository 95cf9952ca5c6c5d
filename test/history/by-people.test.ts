import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { History, MaintenanceRecord, MuteRecord, NoteRecord } from '../../main/history/port.ts';
import { ended, mustOpen, newHistory, outage, query, temporaryFolder } from './records.ts';

const DAY = 86_400_000;
const HOSTILE = 'a\0b\ud800\u{10FFFF}"\'; --\n';
const mute: MuteRecord = {
  id: 10,
  scope: 'devices',
  keys: [`plant/${HOSTILE}`, 'plant/b'],
  setAt: 5,
  until: null,
  silenced: 3,
  maintenance: null,
};
const window: MaintenanceRecord = {
  id: 14,
  name: HOSTILE,
  note: HOSTILE,
  scope: 'site',
  keys: [`plant/${HOSTILE}`],
  times: { kind: 'weekly', days: [1, 7], startMinute: 90, minutes: 60, zone: 'Europe/Berlin' },
  setAt: 5,
  endedUntil: null,
};
const note = (id: number, over: Partial<NoteRecord> = {}): NoteRecord => ({
  id,
  deviceKey: 'plant/pump-7',
  outageId: null,
  text: `note ${id}`,
  at: id,
  editedAt: null,
  ...over,
});
const notesOf = (history: History, outageId?: number) =>
  history.notes({ ...(outageId === undefined ? { deviceKey: 'plant/pump-7' } : { outageId }), beforeId: null, limit: 10 });

test('what people did is there after closing and opening again, whatever was written', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const first = await mustOpen(path);
  await first.commit({
    outages: [outage(1, 100), outage(2, 100, ended(200)), outage(3, 100)],
    acknowledgements: [1, 2].map((outageId) => ({ outageId, acknowledged: { at: 300, note: HOSTILE } })),
    muted: [1, 2].map((outageId) => ({ outageId, muteId: 10 })),
    mutes: [mute],
    names: [{ key: `plant/${HOSTILE}`, name: HOSTILE }],
    notes: [note(11, { text: HOSTILE, deviceKey: `plant/${HOSTILE}` }), note(12, { outageId: 1, editedAt: 7 })],
  });
  await first.close();
  const second = await mustOpen(path);
  expect(await second.load()).toMatchObject({
    nextId: 13,
    acknowledgements: [{ outageId: 1, acknowledged: { at: 300, note: HOSTILE } }],
    muted: [{ outageId: 1, muteId: 10 }],
    mutes: [mute],
    names: new Map([[`plant/${HOSTILE}`, HOSTILE]]),
  });
  expect((await second.acknowledgements([1, 2, 3, 99])).size).toBe(2);
  expect(await second.outageKeys([1, 3, 99])).toEqual(
    new Map([
      [1, 'plant/pump-7'],
      [3, 'plant/pump-7'],
    ]),
  );
  expect(await second.note(11)).toMatchObject({ text: HOSTILE });
  expect(await second.note(99)).toBeNull();
  expect(await notesOf(second, 1)).toEqual([note(12, { outageId: 1, editedAt: 7 })]);
});

test('each of it can be taken away again, and a mute takes what it kept silent with it', async () => {
  const history = await newHistory();
  await history.commit({
    outages: [outage(1, 100)],
    acknowledgements: [{ outageId: 1, acknowledged: { at: 300, note: null } }],
    muted: [{ outageId: 1, muteId: 10 }],
    mutes: [mute],
    names: [{ key: 'plant/a', name: 'A' }],
    notes: [note(11)],
  });
  await history.commit({
    acknowledgements: [{ outageId: 1, acknowledged: null }],
    mutesGone: [10],
    names: [{ key: 'plant/a', name: null }],
    notesGone: [11],
  });
  expect(await history.load()).toMatchObject({ acknowledgements: [], muted: [], mutes: [], names: new Map() });
  expect(await notesOf(history)).toEqual([]);
});

test('notes come newest first, in pages', async () => {
  const history = await newHistory();
  await history.commit({ notes: Array.from({ length: 9 }, (_, i) => note(i + 1)) });
  const ids = async (beforeId: number | null) =>
    (await history.notes({ deviceKey: 'plant/pump-7', beforeId, limit: 4 })).map(({ id }) => id);
  expect([await ids(null), await ids(6), await ids(2)]).toEqual([[9, 8, 7, 6], [5, 4, 3, 2], [1]]);
});

test('the timeline is searched by what people call a device, in any case', async () => {
  const history = await newHistory();
  await history.commit({
    outages: [outage(1, 100), outage(2, 200, { deviceKey: 'plant/x', deviceId: 'x' })],
    names: [{ key: 'plant/x', name: 'Kühlhaus ÖST' }],
  });
  const found = async (text: string) => (await history.timeline(query({ text }))).total;
  expect([await found('kühlhaus öst'), await found('pump'), await found('%')]).toEqual([1, 1, 0]);
});

test('retention takes what people did to an outage with it, and keeps what they said of devices', async () => {
  const history = await newHistory();
  const now = 400 * DAY;
  await history.commit({
    outages: [outage(1, DAY, ended(DAY)), outage(2, DAY)],
    acknowledgements: [1, 2].map((outageId) => ({ outageId, acknowledged: { at: DAY, note: null } })),
    mutes: [mute],
    names: [{ key: 'plant/pump-7', name: 'Pump' }],
    notes: [note(11, { at: DAY }), note(12, { outageId: 1, at: DAY }), note(13, { outageId: 2, at: DAY })],
  });
  while (await history.prune({ days: 30, megabytes: 0 }, now));
  expect([...(await history.acknowledgements([1, 2])).keys()]).toEqual([2]);
  expect((await notesOf(history)).map(({ id }) => id)).toEqual([13, 11]);
  expect(await history.load()).toMatchObject({ mutes: [mute], names: new Map([['plant/pump-7', 'Pump']]) });
});

test('maintenance windows are kept, also when they were in force; times that nobody knows are never', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const first = await mustOpen(path);
  const span = (id: number, setAt: number, until: number, over: boolean): MuteRecord => ({
    ...mute,
    id,
    setAt,
    until,
    maintenance: { id: 14, name: HOSTILE, over },
  });
  await first.commit({
    outages: [outage(1, 100)],
    muted: [{ outageId: 1, muteId: 20 }],
    maintenance: [window, { ...window, id: 15 }, { ...window, id: 16 }],
    mutes: [span(20, 100, 200, false), span(21, 300, 400, false)],
  });
  await first.commit({ maintenanceGone: [15], mutes: [span(20, 100, 200, true)] });
  await first.close();
  const db = new DatabaseSync(path);
  db.exec(`UPDATE maintenance SET times = '{"kind":"monthly"}' WHERE id = 16`);
  db.close();
  const second = await mustOpen(path);
  expect(await second.load()).toMatchObject({
    nextId: 22,
    muted: [],
    mutes: [span(21, 300, 400, false)],
    maintenance: [window, { ...window, id: 16, times: { kind: 'once', from: 0, to: 0 } }],
  });
  const spans = async (since: number) => (await second.maintenanceMutes({ since, limit: 10 })).map(({ id }) => id);
  expect([await spans(0), await spans(201), await spans(500)]).toEqual([[21, 20], [21], []]);
});

test('a scope that nobody knows mutes no more than it names', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const first = await mustOpen(path);
  await first.commit({
    mutes: [
      { ...mute, scope: 'all', keys: [] },
      { ...mute, id: 20 },
    ],
  });
  await first.close();
  const db = new DatabaseSync(path);
  db.exec("UPDATE mute SET scope = 'galaxy' WHERE id = 10; UPDATE mute SET keys = '{' WHERE id = 20");
  db.close();
  const { mutes } = await (await mustOpen(path)).load();
  expect(mutes.map(({ scope, keys }) => [scope, keys])).toEqual([
    ['devices', []],
    ['devices', []],
  ]);
});
