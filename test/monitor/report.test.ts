import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ActOutcome } from '../../main/contract/requests.ts';
import { makeReport } from '../../main/monitor/report.ts';
import { wordsFor } from '../../main/words/index.ts';
import { reportText } from '../../main/words/report-text.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';
import { outage } from '../history/records.ts';

const SITE = [
  ['router', 'gw-1'],
  ['router', 'gw-2'],
  ['gw-1', 'pump'],
  ['gw-2', 'valve'],
] as const;
const HOUR = 3_600_000;

let bench: MonitorBench;
beforeEach(async () => {
  bench = new MonitorBench();
  await bench.start(plant(SITE));
  await bench.online();
  say('online', 'router', 'gw-1', 'gw-2', 'pump', 'meter');
  await bench.clock.pass(60_000);
});
afterEach(() => bench[Symbol.asyncDispose]());

const say = (what: string, ...ids: readonly string[]): void => {
  for (const id of ids) bench.link().say(`site/${id}/status`, what);
};
const did = async (act: Promise<ActOutcome>): Promise<ActOutcome> => {
  await bench.clock.pass(10);
  return act;
};
const report = (since: number, until: number | null = null) =>
  makeReport(
    { since, until },
    { history: bench.history, table: bench.monitor.table, now: bench.clock.now(), mutes: bench.monitor.mutes.views().mutes },
  );
const acts = () => bench.monitor.acts;

test('a report tells what is open and what is over, with what it took down, and who took it up', async () => {
  const since = bench.clock.now();
  say('offline', 'meter');
  await bench.clock.pass(120_000);
  say('online', 'meter');
  await bench.clock.pass(1000);
  say('offline', 'router', 'gw-1');
  await bench.clock.pass(60_000);
  const router = (await bench.outages()).find(({ deviceId }) => deviceId === 'router');
  const outageId = router?.id ?? 0;
  await did(acts().acknowledge({ which: { outageIds: [outageId] }, note: 'on my way' }));
  await did(acts().addNote({ about: { outageId }, text: 'fuse\nblown' }));
  await did(acts().addNote({ about: { keys: ['plant/pump'] }, text: 'noisy' }));
  await did(acts().mute({ scope: { kind: 'all' }, until: bench.clock.now() + HOUR }));
  const made = await report(since);
  expect(made.isNow).toBe(true);
  expect(made.open).toMatchObject([
    {
      outage: { device: { id: 'router' }, affectedGateways: 2, affectedDevices: 2, acknowledged: { note: 'on my way' } },
      confirmed: 1,
      notes: [{ text: 'fuse\nblown' }],
    },
  ]);
  expect(made.over).toMatchObject([{ outage: { device: { id: 'meter' }, durationMs: 120_000 } }]);
  expect([made.openTotal, made.overTotal, made.goodbyes]).toEqual([1, 1, 0]);
  expect(made.notes).toMatchObject([{ text: 'noisy', device: { id: 'pump' } }]);
  expect(made.mutes).toHaveLength(1);
  expect(made.worst.map(({ device }) => device.id).sort()).toEqual(['gw-1', 'gw-2', 'router']);

  const text = reportText(made, 'Look at the fuse.\nCall Ms Lee.', {
    words: wordsFor('en'),
    time: (at) => `T${at - since}`,
    connection: (id) => id,
    mute: () => 'All alerts',
  });
  for (const said of [
    'Shift handover\nT0 to T',
    'For the next shift:\nLook at the fuse.\nCall Ms Lee.',
    'Still open:\n- router: Connection lost at T121000; for 1 min; 2 downstream gateways, 2 devices (gw-1, gw-2); 1 confirmed; Taken up T',
    ': on my way\n  T',
    ': fuse blown',
    'Happened and over:\n- meter: Connection lost at T0; back at T120000; lasted 2 min; Taken up: nobody yet',
    'Kept silent now:\n- All alerts: muted until T',
    'Notes on devices:\n- T',
  ])
    expect(text).toContain(said);
});

test('a report of an earlier time says what was open then, and nothing of now', async () => {
  const since = bench.clock.now();
  say('offline', 'router');
  await bench.clock.pass(HOUR);
  const until = bench.clock.now();
  await bench.clock.pass(HOUR);
  say('online', 'router');
  await bench.clock.pass(1000);
  await did(acts().mute({ scope: { kind: 'all' }, until: null }));
  const made = await report(since, until);
  expect(made).toMatchObject({ since, until, isNow: false, openTotal: 1, overTotal: 0, mutes: [] });
  expect(made.worst[0]?.figures).toMatchObject({ outages: 1, availability: { most: 0 } });
  expect(await report(until + 1)).toMatchObject({ openTotal: 0, overTotal: 1 });
});

test('a clock that was set back hides nothing that is open, and opens nothing that is over', async () => {
  say('offline', 'meter');
  await bench.clock.pass(60_000);
  say('online', 'meter');
  say('offline', 'router');
  await bench.clock.pass(60_000);
  await did(acts().addNote({ about: { keys: ['plant/pump'] }, text: 'noisy' }));
  bench.clock.jump(-2 * HOUR);
  const made = await report(bench.clock.now() - HOUR);
  expect(made.open.map(({ outage }) => outage.device.id)).toEqual(['router']);
  expect(made.over.map(({ outage }) => outage.device.id)).toEqual(['meter']);
  expect(made.notes).toHaveLength(1);
});

test('a year with ten thousand outages of one gateway is counted whole, listed in part, and told in figures', async () => {
  const until = bench.clock.now();
  const since = until - 365 * 24 * HOUR;
  const step = Math.floor((365 * 24 * HOUR) / 10_000);
  const exactly = (at: number) => ({ notBefore: at, notAfter: at });
  await bench.history.commit({
    outages: Array.from({ length: 10_000 }, (_, i) => {
      const began = since + i * step;
      return outage(1_000_000 + i, began, {
        deviceKey: 'plant/gw-1',
        deviceId: 'gw-1',
        deviceIsGateway: true,
        ended: exactly(began + 60_000),
        durationMs: 60_000,
      });
    }),
  });
  const made = await report(since);
  expect([made.openTotal, made.overTotal, made.over.length]).toEqual([0, 10_000, 200]);
  expect(made.worst[0]?.device.id).toBe('gw-1');
  expect(made.worst[0]?.figures.outages).toBe(10_000);
  expect(made.worst[0]?.figures.repairMs).toEqual({ least: 60_000, most: 60_000 });
});

test('hostile names and words stay on the line they stand on, and turn nothing around', async () => {
  const since = bench.clock.now();
  say('offline', 'meter');
  await bench.clock.pass(60_000);
  const hostile = 'x\u202e\u2028- forged: Still open\u0007\ud800';
  await bench.history.commit({ names: [{ key: 'plant/meter', name: hostile }] });
  await did(acts().rename({ key: 'plant/meter', name: hostile }));
  await did(acts().addNote({ about: { keys: ['plant/meter'] }, text: 'fine\n- forged: Still open' }));
  await did(
    acts().saveMaintenance({
      id: null,
      window: { name: hostile, note: '', scope: { kind: 'all' }, times: { kind: 'once', from: since, to: since + HOUR } },
    }),
  );
  for (const language of ['en', 'de'] as const) {
    const text = reportText(await report(since), `${hostile}\nsecond`, {
      words: wordsFor(language),
      time: (at) => `T${at - since}`,
      connection: () => hostile,
      mute: () => hostile,
    });
    expect(text).not.toMatch(/[\p{Cf}\u2028\u2029]/u);
    expect(text.isWellFormed()).toBe(true);
    expect(text.split('\n').filter((line) => /^- forged/.test(line))).toEqual([]);
    expect(text).toContain('\nsecond\n');
  }
});

test('goodbyes are counted, not listed; a quiet time without sight says so', async () => {
  const since = bench.clock.now();
  say('bye', 'meter');
  await bench.clock.pass(1000);
  bench.link().cut();
  await bench.clock.pass(60_000);
  expect(await report(since)).toMatchObject({ openTotal: 0, overTotal: 0, goodbyes: 1, blindTotal: 1 });
});

test('a report that reaches back before the history says where that begins, instead of that everything was seen', async () => {
  const since = bench.clock.now();
  expect(await report(since)).toMatchObject({ historyBeganAt: null });
  const made = await report(since - 12 * HOUR);
  expect(made.historyBeganAt).toBeGreaterThan(since - HOUR);
  const text = reportText(made, '', {
    words: wordsFor('en'),
    time: (at) => `T${at}`,
    connection: (id) => id,
    mute: () => '',
  });
  expect(text).toContain(`The history begins at T${made.historyBeganAt}; nothing is known of what was before.`);
  expect(text).not.toContain('Willwatch saw everything.');
});

test('what is written for the next shift is kept, changed, taken away, and each can be taken back', async () => {
  const kept = async () => (await bench.history.handovers(10)).map(({ text }) => text);
  await did(acts().saveHandover({ id: null, since: 1, until: 2, text: 'first' }));
  await did(acts().saveHandover({ id: null, since: 2, until: 3, text: 'second' }));
  const [newest] = await bench.history.handovers(1);
  const changed = await did(acts().saveHandover({ id: newest?.id ?? 0, since: 9, until: 9, text: 'changed' }));
  expect(await bench.history.handovers(10)).toMatchObject([
    { text: 'changed', since: 2, until: 3 },
    { text: 'first', since: 1, until: 2 },
  ]);
  if (changed.ok) await did(acts().undo({ id: changed.undo ?? 0 }));
  expect(await kept()).toEqual(['second', 'first']);
  const removed = await did(acts().removeHandover({ id: newest?.id ?? 0 }));
  expect(await kept()).toEqual(['first']);
  if (removed.ok) await did(acts().undo({ id: removed.undo ?? 0 }));
  expect(await kept()).toEqual(['second', 'first']);
  expect(await did(acts().removeHandover({ id: 9_999_999 }))).toMatchObject({ ok: false });
});
