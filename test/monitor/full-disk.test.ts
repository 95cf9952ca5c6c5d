import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HistoryFull } from '../../main/history/port.ts';
import { domainDe } from '../../main/words/domain.de.ts';
import { domainEn } from '../../main/words/domain.en.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

let bench: MonitorBench;
let isFull = false;
beforeEach(async () => {
  bench = new MonitorBench();
  isFull = false;
  bench.beforeCommit = () => {
    if (isFull) throw new HistoryFull('no room on the disk for the history');
  };
  await bench.start(plant());
  await bench.online();
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

const status = (device: string): string => `site/${device}/status`;
const told = (): string[] => bench.shown.map((one) => one.title);
const gaps = async () => (await bench.blindSpots()).filter((one) => one.reason.code === 'history-full');

describe('a full disk', () => {
  it('is told once, and wills are acknowledged, open outages and alert as before', async () => {
    isFull = true;
    bench.link().say(status('gw1'), 'offline');
    await bench.clock.settle();
    expect(bench.link().settled).toBe(1);
    expect(bench.of('outage')).toMatchObject([{ deviceId: 'gw1', verdict: 'abrupt' }]);
    expect(bench.monitor.overview().notices).toEqual([expect.stringMatching(/^The disk is full: since 14:00:00 /)]);
    expect(told()).toEqual(['The disk is full']);
    await bench.clock.pass(3000);
    bench.link().say(status('gw2'), 'offline');
    await bench.clock.pass(60_000);
    expect(told()).toEqual(['The disk is full', 'gw1: connection lost', 'gw2: connection lost']);
    expect(bench.of('alert')).toHaveLength(3);
    expect(await bench.outages()).toEqual([]);
  });

  it('leaves a blind spot of the history with the count of lost messages, and the devices and outages of that time', async () => {
    bench.link().say(status('before'), 'offline');
    await bench.clock.pass(5000);
    isFull = true;
    const began = bench.clock.now();
    for (let n = 0; n < 7; n++) bench.link().say('site/gw1/data', `${n}`);
    bench.link().say(status('gw1'), 'offline');
    await bench.clock.pass(60_000);
    bench.link().say(status('gw1'), 'online');
    bench.link().say(status('before'), 'online');
    bench.link().say(status('gw2'), 'offline');
    await bench.clock.pass(10_000);
    isFull = false;
    await bench.clock.pass(60_000);

    expect(bench.monitor.overview().notices).toEqual([]);
    const [gap, ...more] = await gaps();
    expect(more).toEqual([]);
    expect(gap).toMatchObject({ connectionId: null, began, reason: { code: 'history-full', detail: '7' } });
    expect(gap?.ended).toBeGreaterThanOrEqual(began + 70_000);
    expect(await bench.outages()).toMatchObject([
      { deviceId: 'before', durationMs: 65_000 },
      { deviceId: 'gw1', durationMs: 60_000, alertOutcome: 'shown' },
      { deviceId: 'gw2', ended: null, alertOutcome: 'shown' },
    ]);
    const [, gw1] = await bench.outages();
    expect(Buffer.from((await bench.history.message(gw1?.messageId ?? 0))?.payload ?? []).toString()).toBe('offline');
    expect((await bench.history.alerts(10)).map((one) => one.title)).toContain('The disk is full');

    await bench.kill();
    await bench.start(plant());
    await bench.online('plant', true);
    expect([bench.state('before'), bench.state('gw1'), bench.state('gw2')]).toEqual(['online', 'online', 'abrupt']);
  });

  it('loses nothing of which outages belong together, neither of those on disk before nor of those since', async () => {
    await bench[Symbol.asyncDispose]();
    bench = new MonitorBench();
    bench.beforeCommit = () => {
      if (isFull) throw new HistoryFull('no room on the disk for the history');
    };
    const site = plant([
      ['r', 'g1'],
      ['g1', 'a'],
      ['g1', 'b'],
    ]);
    await bench.start(site);
    await bench.online();
    for (const id of ['r', 'g1', 'a', 'b']) bench.link().say(status(id), 'online');
    await bench.clock.pass(1000);
    bench.link().say(status('a'), 'offline');
    await bench.clock.pass(500);
    isFull = true;
    for (const id of ['b', 'g1', 'r']) {
      bench.link().say(status(id), 'offline');
      await bench.clock.pass(500);
    }
    isFull = false;
    await bench.clock.pass(60_000);
    const outages = await bench.outages();
    const idOf = (device: string) => outages.find((one) => one.deviceId === device)?.id;
    expect(outages.map((one) => one.incidentId)).toEqual(outages.map(() => idOf('a')));
    expect(outages.map((one) => one.causeOutageId)).toEqual([idOf('g1'), idOf('g1'), idOf('r'), null]);
  });

  it('that comes and goes is one gap each time, and one notification in ten minutes', async () => {
    for (let round = 0; round < 3; round++) {
      isFull = true;
      bench.link().say('site/gw1/data', 'x');
      await bench.clock.pass(5000);
      isFull = false;
      await bench.clock.pass(60_000);
    }
    expect(await gaps()).toHaveLength(3);
    expect(told()).toEqual(['The disk is full']);
  });

  it('does not keep the program from ending, and what fits is written at the end', async () => {
    isFull = true;
    bench.link().say(status('gw1'), 'offline');
    await bench.clock.settle();
    isFull = false;
    const stopped = bench.monitor.stop();
    await bench.clock.settle();
    await stopped;
    expect(await gaps()).toHaveLength(1);
    expect(await bench.outages()).toHaveLength(1);
  });

  it('that stays full does not keep the program from ending', async () => {
    isFull = true;
    bench.link().say(status('gw1'), 'offline');
    await bench.clock.settle();
    const stopped = bench.monitor.stop();
    await bench.clock.settle();
    await stopped;
  });

  it('is said in both languages', () => {
    for (const words of [domainEn, domainDe]) {
      const { what } = words.linkReason({ code: 'history-full', detail: '1234' });
      expect(what).toMatch(/1[.,]234/);
    }
  });
});

describe('a history that refuses for another reason', () => {
  it('holds acknowledgements at first, and after some tries watching goes on without it', async () => {
    let refuses = true;
    bench.beforeCommit = () => {
      if (refuses) throw new Error('disk says no');
    };
    bench.link().say(status('gw1'), 'offline');
    await bench.clock.settle();
    expect(bench.link().settled).toBe(0);
    await bench.clock.pass(10_000);
    expect(bench.link().settled).toBe(1);
    expect(told()).toContain('The history cannot be written');
    expect(told()).toContain('gw1: connection lost');
    expect(bench.monitor.overview().notices[0]).toContain('disk says no');
    refuses = false;
    await bench.clock.pass(60_000);
    expect(bench.monitor.overview().notices).toEqual([]);
    expect((await bench.blindSpots()).map((one) => one.reason.code)).toContain('history-failing');
    expect(await bench.outages()).toHaveLength(1);
  });

  it('because of one row gets all the others, and the row is left out, told and counted', async () => {
    const commit = bench.history.commit.bind(bench.history);
    bench.history.commit = async (one) => {
      if (one.devices?.some((device) => device.id === 'poison')) throw new TypeError('cannot be bound');
      await commit(one);
    };
    for (const device of ['gw1', 'poison', 'gw2']) bench.link().say(status(device), 'offline');
    await bench.clock.pass(10_000);
    expect(bench.link().settled).toBe(3);
    expect((await bench.outages()).map((one) => one.deviceId)).toEqual(['gw1', 'poison', 'gw2']);
    expect((await bench.history.load()).devices.map((one) => one.id)).toEqual(['gw1', 'gw2']);
    expect(bench.monitor.overview().notices).toEqual([expect.stringMatching(/^1 entry /)]);
    expect(await bench.blindSpots()).toEqual([]);
  });
});

describe('a disk that stands still', () => {
  it('makes no device silent, and those that are still so when reading has caught up are', async () => {
    const settings = plant();
    await bench.kill();
    await bench.start({ ...settings, watches: (settings.watches ?? []).map((watch) => ({ ...watch, silentAfterSeconds: 30 })) });
    await bench.online();
    for (const device of ['gw1', 'gw2']) bench.link().say(status(device), 'online');
    await bench.clock.settle();
    let moves: () => void = () => undefined;
    bench.beforeCommit = () => new Promise((resolve) => (moves = resolve));
    bench.link().say('site/gw1/data', '1');
    await bench.clock.pass(90_000);
    expect(bench.of('outage')).toEqual([]);
    bench.beforeCommit = () => undefined;
    moves();
    await bench.clock.pass(2000);
    bench.link().say(status('gw1'), 'online');
    await bench.clock.pass(15_000);
    expect(bench.of('outage')).toMatchObject([{ deviceId: 'gw2', verdict: 'silent' }]);
  });
});
