import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MaintenanceTimes } from '../../main/contract/maintenance.ts';
import type { ActOutcome, CheckedInput } from '../../main/contract/requests.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

const HOUR = 3_600_000;
const settings = plant([['gw1', 'd1']]);

let bench: MonitorBench;
beforeEach(async () => {
  bench = new MonitorBench();
  await bench.start(settings);
  await bench.online();
});
afterEach(() => bench[Symbol.asyncDispose]());

const now = (): number => bench.clock.now();
const acts = () => bench.monitor.acts;
const titles = (): string[] => bench.shown.map(({ title }) => title);
const mutes = () => bench.monitor.overview().mutes;
const windows = () => bench.monitor.maintenance.views();

async function lose(...ids: string[]): Promise<void> {
  for (const id of ids) bench.link().say(`site/${id}/status`, 'online');
  await bench.clock.pass(1000);
  for (const id of ids) bench.link().say(`site/${id}/status`, 'offline');
  await bench.clock.pass(5000);
}
async function done(outcome: Promise<ActOutcome>): Promise<Extract<ActOutcome, { ok: true }>> {
  await bench.clock.settle();
  const answer = await outcome;
  if (!answer.ok) throw new Error(answer.reason);
  return answer;
}
async function refusal(outcome: Promise<ActOutcome>): Promise<string> {
  await bench.clock.settle();
  const answer = await outcome;
  return answer.ok ? '' : answer.reason;
}
type Scope = CheckedInput<'maintenance.save'>['window']['scope'];
const save = (times: MaintenanceTimes, scope: Scope = { kind: 'all' }, id: number | null = null, name = 'Switch') =>
  acts().saveMaintenance({ id, window: { name, note: '', scope, times } });
const once = (from: number, to: number): MaintenanceTimes => ({ kind: 'once', from: now() + from, to: now() + to });

describe('a maintenance window', () => {
  it('keeps silent what is due within it, not the history, and sums up at its end what is still offline', async () => {
    await done(save(once(HOUR, 2 * HOUR), { kind: 'connection', id: 'plant' }));
    await lose('before');
    expect(titles()).toEqual(['before: connection lost']);
    await bench.clock.pass(HOUR);
    await lose('d7', 'd8');
    expect(titles()).toHaveLength(1);
    expect(mutes()).toMatchObject([
      { scope: 'connection', maintenance: { name: 'Switch' }, silenced: 2, setAt: expect.any(Number) },
    ]);
    const silenced = (await bench.outages()).filter(({ alertOutcome }) => alertOutcome === 'silent');
    expect(silenced.map(({ alertReason }) => alertReason)).toEqual([
      expect.stringMatching(/^maintenance “Switch” until \d\d:\d\d:\d\d$/),
      expect.stringMatching(/^maintenance/),
    ]);
    bench.link().say('site/d8/status', 'online');
    await bench.clock.pass(HOUR);
    expect(titles().slice(1)).toEqual(['Maintenance “Switch” is over: 2 lost, 1 still offline']);
    expect(mutes()).toEqual([]);
    await lose('after');
    expect(titles().at(-1)).toBe('after: connection lost');
    expect(windows()).toMatchObject([{ name: 'Switch', now: null, next: null }]);
  });

  it('of one gateway leaves the rest loud', async () => {
    await lose('gw1', 'd1');
    for (const id of ['gw1', 'd1']) bench.link().say(`site/${id}/status`, 'online');
    bench.shown.length = 0;
    await bench.clock.pass(600_000);
    await done(save(once(0, HOUR), { kind: 'gateway', key: 'plant/gw1' }));
    await lose('d1');
    await lose('d2');
    expect(titles()).toEqual(['d2: connection lost']);
  });

  it('that begins and ends while the computer sleeps is over when it wakes, and what is still offline is told', async () => {
    await done(save(once(HOUR, 3 * HOUR)));
    bench.clock.sleep(2 * HOUR);
    // Asked at once, before any look at the time.
    expect(bench.monitor.mutes.reasonFor('plant/d7', 'plant')).toMatch(/^maintenance/);
    bench.link().cut('asleep');
    await bench.online('plant', true);
    await bench.clock.pass(60_000);
    await lose('d7');
    expect(titles()).toEqual([]);
    bench.clock.sleep(2 * HOUR);
    expect(mutes()).toEqual([]);
    await bench.clock.pass(2000);
    bench.link().cut('asleep');
    await bench.online('plant', true);
    await bench.clock.pass(120_000);
    expect(titles()).toEqual(['Maintenance “Switch” is over: 1 lost, 1 still offline']);
  });

  it('survives a crash, begins while the program does not run, and ends so too', async () => {
    await done(save(once(HOUR, 4 * HOUR)));
    await bench.kill();
    await bench.clock.pass(2 * HOUR);
    await bench.start(settings);
    await bench.online('plant', true);
    await bench.clock.pass(60_000);
    await lose('d7');
    expect(titles()).toEqual([]);
    await bench.kill();
    await bench.clock.pass(3 * HOUR);
    await bench.start(settings);
    await bench.online('plant', true);
    await bench.clock.pass(60_000);
    expect(titles()).toEqual(['Maintenance “Switch” is over: 1 lost, 1 still offline']);
    await bench.kill();
    await bench.start(settings);
    await bench.online('plant', true);
    await bench.clock.pass(60_000);
    expect(titles()).toHaveLength(1);
  });

  it('is in force by what the clock shows, also when that is set back or forward', async () => {
    await done(save(once(HOUR, 2 * HOUR)));
    bench.clock.jump(90 * 60_000);
    expect(mutes()).toMatchObject([{ maintenance: { name: 'Switch' } }]);
    bench.clock.jump(-HOUR);
    expect(mutes()).toEqual([]);
    await lose('d7');
    expect(titles()).toEqual(['d7: connection lost']);
    bench.clock.jump(HOUR);
    expect(mutes()).toMatchObject([{ maintenance: { name: 'Switch' } }]);
    bench.clock.jump(10 * 24 * HOUR);
    expect(mutes()).toEqual([]);
  });

  it('that overlaps another keeps silent until the later ends, and is summed up once', async () => {
    await done(save(once(0, HOUR), { kind: 'all' }, null, 'First'));
    await done(save(once(HOUR / 2, 2 * HOUR), { kind: 'all' }, null, 'Second'));
    await lose('d7');
    await bench.clock.pass(HOUR + 60_000);
    expect(titles()).toEqual([]);
    await bench.clock.pass(HOUR);
    expect(titles()).toHaveLength(1);
    expect(titles()[0]).toContain('Second');
  });

  it('that a person ends before its time comes again next week; undo goes on with it', async () => {
    const day = new Date(now());
    const weekday = ((day.getUTCDay() + 6) % 7) + 1;
    const startMinute = day.getUTCHours() * 60 + day.getUTCMinutes();
    await done(save({ kind: 'weekly', days: [weekday], startMinute, minutes: 120, zone: 'UTC' }));
    const [mute] = mutes();
    const ended = await done(acts().endMute({ id: mute?.id ?? 0 }));
    expect(ended.changed).toBe(1);
    await bench.clock.pass(60_000);
    expect(mutes()).toEqual([]);
    expect(windows()).toMatchObject([{ now: null, next: { from: expect.any(Number) } }]);
    const undone = await done(acts().undo({ id: ended.undo ?? 0 }));
    expect(mutes()).toMatchObject([{ maintenance: { name: 'Switch' } }]);
    await done(acts().undo({ id: undone.undo ?? 0 }));
    expect(mutes()).toEqual([]);
    bench.clock.sleep(7 * 24 * HOUR);
    expect(mutes()).toMatchObject([{ maintenance: { name: 'Switch' } }]);
  });

  it('around the clock that a person ends comes again the next day, and says so', async () => {
    const always: MaintenanceTimes = { kind: 'weekly', days: [1, 2, 3, 4, 5, 6, 7], startMinute: 0, minutes: 1440, zone: 'UTC' };
    await done(save(always));
    const [mute] = mutes();
    const ended = await done(acts().endMute({ id: mute?.id ?? 0 }));
    const midnight = (Math.floor(now() / (24 * HOUR)) + 1) * 24 * HOUR;
    expect(mutes()).toEqual([]);
    expect(windows()).toMatchObject([{ now: null, next: { from: midnight } }]);
    await done(acts().undo({ id: ended.undo ?? 0 }));
    expect(mutes()).toMatchObject([{ maintenance: { name: 'Switch' } }]);
    await done(acts().endMute({ id: mutes()[0]?.id ?? 0 }));
    bench.clock.sleep(midnight - now());
    expect(mutes()).toMatchObject([{ maintenance: { name: 'Switch' } }]);
    expect(windows()).toMatchObject([{ now: { from: midnight } }]);
  });

  it('can be changed and removed while it is in force, and each be taken back', async () => {
    await done(save(once(0, HOUR)));
    const [window] = windows();
    const changed = await done(
      save(once(0, 4 * HOUR), { kind: 'devices', devices: { keys: ['plant/gw1'] } }, window?.id ?? 0, 'Longer'),
    );
    expect(mutes()).toMatchObject([{ scope: 'devices', until: now() + 4 * HOUR, maintenance: { name: 'Longer' } }]);
    await done(acts().undo({ id: changed.undo ?? 0 }));
    expect(mutes()).toMatchObject([{ scope: 'all', maintenance: { name: 'Switch' } }]);
    const removed = await done(acts().removeMaintenance({ id: window?.id ?? 0 }));
    expect(mutes()).toEqual([]);
    expect(windows()).toEqual([]);
    await bench.clock.pass(10_000);
    await done(acts().undo({ id: removed.undo ?? 0 }));
    expect(mutes()).toMatchObject([{ scope: 'all', maintenance: { name: 'Switch' } }]);
    const kept = await done(save(once(0, 2 * HOUR), null, window?.id ?? 0));
    expect(kept.changed).toBe(1);
    expect(windows()).toMatchObject([{ scope: 'all' }]);
  });

  it('beside a mute of everything is summed up once, by whichever ends last', async () => {
    await done(save(once(0, HOUR)));
    await done(acts().mute({ scope: { kind: 'all' }, until: now() + 2 * HOUR }));
    await lose('d7');
    await bench.clock.pass(HOUR);
    expect(titles()).toEqual([]);
    await bench.clock.pass(HOUR);
    expect(titles()).toEqual(['While muted: 1 lost, 1 still offline']);
  });

  it('that makes no sense is refused with what to do', async () => {
    expect(await refusal(save(once(2 * HOUR, HOUR)))).toMatch(/later end/);
    expect(await refusal(save(once(-2 * HOUR, -HOUR)))).toMatch(/over already/);
    const zone = 'Middle/Earth';
    expect(await refusal(save({ kind: 'weekly', days: [1], startMinute: 0, minutes: 60, zone }))).toMatch(/no time zone “Middle/);
    expect(await refusal(save(once(0, HOUR), null))).toMatch(/not there any more/);
    expect(await refusal(save(once(0, HOUR), { kind: 'all' }, 4711))).toMatch(/not there any more/);
    expect(await refusal(acts().removeMaintenance({ id: 4711 }))).toMatch(/not there any more/);
  });
});

it('when maintenance was is known of a device afterwards', async () => {
  const from = now();
  await done(save(once(0, HOUR), { kind: 'connection', id: 'plant' }));
  await done(save(once(0, HOUR), { kind: 'devices', devices: { keys: ['plant/gw1'] } }, null, 'Other'));
  await lose('d7');
  await bench.clock.pass(2 * HOUR);
  const read = await bench.history.maintenanceMutes({ since: from, limit: 10 });
  const spans = bench.monitor.mutes.spansOf({ key: 'plant/d7', connectionId: 'plant' }, read);
  expect(spans).toMatchObject([{ name: 'Switch', from, to: from + HOUR }]);
});
