import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DROPPED_TOPIC } from '../../main/monitor/drop-watch.ts';
import { domainEn } from '../../main/words/domain.en.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

let bench: MonitorBench;
beforeEach(() => {
  bench = new MonitorBench();
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

const status = (device: string): string => `site/${device}/status`;
const open = async (...args: Parameters<typeof plant>): Promise<void> => {
  await bench.start(plant(...args));
  await bench.online();
};

describe('our own blindness', () => {
  it('makes devices unknown after 5 s, raises nothing, and a blip changes nothing', async () => {
    await open();
    bench.link().say(status('gw1'), 'online');
    await bench.clock.settle();
    bench.link().cut();
    await bench.clock.pass(4999);
    expect(bench.state('gw1')).toBe('online');
    await bench.clock.pass(1);
    expect(bench.state('gw1')).toBe('unknown');
    expect(bench.monitor.overview().counts.unknown).toBe(1);
    await bench.clock.pass(3_600_000);
    expect(await bench.outages()).toEqual([]);
    await bench.online('plant', true);
    expect(bench.state('gw1')).toBe('online');
    expect(bench.shown).toEqual([]);
  });

  it('tells the link once, however often the attempts fail for the same reason', async () => {
    await bench.start(plant());
    for (let i = 0; i < 5; i++) {
      bench.link().cut('refused');
      await bench.clock.pass(2000);
    }
    expect(bench.of('link')).toMatchObject([{ state: 'blind', reason: { code: 'refused' } }]);
    expect(await bench.blindSpots()).toHaveLength(1);
  });

  it('of a sleeping laptop is a blind spot, connects anew, and what had waited is not called live', async () => {
    await open();
    bench.link().say(status('gw1'), 'online');
    await bench.clock.pass(5000);
    const fellAsleep = bench.clock.now();
    bench.clock.sleep(3_600_000);
    bench.link().say(status('gw1'), 'offline');
    await bench.clock.settle();
    expect(bench.of('outage')).toMatchObject([{ freshness: 'queued', notBefore: fellAsleep, notAfter: fellAsleep + 3_600_000 }]);
    await bench.clock.pass(1000);
    expect(bench.link().reconnects).toMatchObject([{ code: 'asleep' }]);
    bench.link().cut('asleep');
    await bench.online('plant', true);
    expect(await bench.blindSpots()).toMatchObject([{ began: fellAsleep, reason: { code: 'asleep' } }]);
  });

  it('of a sleeping laptop is noticed although its clock is set back by as much', async () => {
    await open();
    await bench.clock.pass(10_000);
    bench.clock.sleep(3_600_000);
    bench.clock.jump(-3_599_000);
    await bench.clock.pass(2000);
    expect(bench.link().reconnects).toMatchObject([{ code: 'asleep' }]);
  });

  it('of a sleeping laptop does not make an outage shorter, nor a device silent', async () => {
    const settings = plant();
    await bench.start({ ...settings, watches: (settings.watches ?? []).map((watch) => ({ ...watch, silentAfterSeconds: 60 })) });
    await bench.online();
    bench.link().say(status('gw1'), 'offline');
    bench.link().say(status('gw2'), 'online');
    await bench.clock.pass(5000);
    bench.clock.sleep(3_600_000);
    await bench.clock.pass(1000);
    bench.link().cut('asleep');
    await bench.online('plant', true);
    await bench.clock.pass(1000);
    bench.link().say(status('gw1'), 'online');
    await bench.clock.settle();
    expect(bench.of('outage').map((one) => one.deviceId)).toEqual(['gw1']);
    expect(bench.of('recovery')).toMatchObject([{ deviceId: 'gw1', durationMs: 3_607_000 }]);
  });

  it('begins when the broker was last heard, not when the dead line was noticed', async () => {
    await open();
    bench.link().say(status('gw1'), 'online');
    await bench.clock.pass(60_000);
    const heard = bench.clock.now();
    await bench.clock.pass(45_000);
    bench.link().cut('keep-alive', heard);
    await bench.clock.pass(10_000);
    bench.link().connect(true);
    bench.link().say(status('gw1'), 'offline', { queued: true });
    bench.link().ready();
    await bench.clock.settle();
    expect(bench.of('outage')).toMatchObject([{ notBefore: heard, notAfter: heard + 55_000 }]);
    expect(await bench.blindSpots()).toMatchObject([{ began: heard, ended: heard + 55_000 }]);
  });

  it.each(['cut again', 'killed'])('that is over only for a moment still bounds what the broker kept: %s', async (how) => {
    await open();
    bench.link().say(status('gw1'), 'online');
    await bench.clock.pass(60_000);
    const blindAt = bench.clock.now();
    bench.link().cut();
    await bench.clock.pass(60_000);
    bench.link().connect(true);
    await bench.clock.pass(1000);
    if (how === 'killed') {
      await bench.kill();
      await bench.clock.pass(60_000);
      await bench.start(plant());
    } else {
      bench.link().cut();
      await bench.clock.pass(60_000);
    }
    bench.link().connect(true);
    bench.link().say(status('gw1'), 'offline', { queued: true });
    await bench.clock.settle();
    expect(bench.of('outage')).toMatchObject([{ notBefore: blindAt, notAfter: bench.clock.now() }]);
  });

  it('of a connection whose settings changed ends when it is back', async () => {
    await open();
    await bench.clock.pass(60_000);
    bench.link().cut('stopped');
    const [broker] = bench.monitor.settings.brokers;
    if (broker === undefined) throw new Error('no broker');
    const blindAt = bench.clock.now();
    await bench.monitor.apply({ ...bench.monitor.settings, brokers: [{ ...broker, url: 'mqtt://127.0.0.1:2' }] });
    await bench.clock.pass(2000);
    await bench.online();
    expect(await bench.blindSpots()).toMatchObject([{ began: blindAt, ended: blindAt + 2000 }]);
  });

  it('is not what silence looks like when the wall clock is set forward', async () => {
    const settings = plant();
    await bench.start({ ...settings, watches: (settings.watches ?? []).map((watch) => ({ ...watch, silentAfterSeconds: 60 })) });
    await bench.online();
    bench.link().say(status('gw1'), 'online');
    bench.clock.jump(7_200_000);
    await bench.clock.pass(50_000);
    expect(bench.of('outage')).toEqual([]);
    bench.clock.jump(-7_200_000);
    await bench.clock.pass(12_000);
    expect(bench.of('outage')).toMatchObject([{ verdict: 'silent' }]);
  });

  it('is made anew at once when the system says that it woke up, also from a nap that no clock shows', async () => {
    await open();
    bench.monitor.resumed();
    await bench.clock.pass(1000);
    expect(bench.link().reconnects).toMatchObject([{ code: 'asleep' }]);
    bench.link().cut('asleep');
    await bench.online('plant', true);
    const fellAsleep = bench.clock.now();
    bench.clock.sleep(3_600_000);
    bench.monitor.resumed();
    await bench.clock.pass(1000);
    expect(bench.link().reconnects).toHaveLength(2);
    bench.link().cut('asleep');
    await bench.online('plant', true);
    const newest = (await bench.blindSpots()).sort((a, b) => b.began - a.began)[0];
    expect(newest).toMatchObject({ began: fellAsleep, reason: { code: 'asleep' } });
  });

  it('begins with the nap that the system announced, not with an earlier blindness, and wakes once', async () => {
    await open();
    bench.link().cut('reset');
    await bench.clock.pass(2000);
    await bench.online('plant', true);
    await bench.clock.pass(130_000);
    bench.monitor.suspended();
    const fellAsleep = bench.clock.now();
    bench.clock.sleep(4000);
    bench.monitor.resumed();
    bench.link().say(status('gw1'), 'offline');
    await bench.clock.pass(1000);
    expect(bench.of('outage')).toMatchObject([{ freshness: 'queued', notBefore: fellAsleep }]);
    bench.monitor.resumed();
    await bench.clock.pass(1000);
    expect(bench.link().reconnects).toMatchObject([{ code: 'asleep' }]);
    bench.link().cut('asleep');
    await bench.online('plant', true);
    expect((await bench.blindSpots()).map(({ began }) => began)).toContain(fellAsleep);
  });

  it('is looked for when the network changed: every connection must show that it is alive', async () => {
    await open();
    bench.monitor.networkChanged();
    expect(bench.link()).toMatchObject({ checks: 1, reconnects: [] });
  });

  it('is not what a corrected wall clock looks like', async () => {
    await open();
    bench.clock.jump(7_200_000);
    await bench.clock.pass(2000);
    bench.clock.jump(-7_200_000);
    await bench.clock.pass(2000);
    expect(bench.link().reconnects).toEqual([]);
    expect(await bench.blindSpots()).toEqual([]);
  });
});

describe('a return after more than a minute', () => {
  const ids = ['a', 'b', 'c', 'd'];

  it('is told as one digest: how many were lost, how many are back, and who is not', async () => {
    await open();
    for (const id of ids) bench.link().say(status(id), 'online');
    await bench.clock.settle();
    bench.link().cut();
    await bench.clock.pass(7_800_000);
    bench.link().connect(true);
    for (const id of ids) bench.link().say(status(id), 'offline', { queued: true });
    for (const id of ids.slice(1)) bench.link().say(status(id), 'online', { queued: true });
    bench.link().ready();
    await bench.clock.pass(5000);
    expect(bench.shown).toMatchObject([
      { title: 'While you were away from Plant, 2 h 10 min', path: expect.stringContaining('/history?from=') },
    ]);
    expect(bench.shown[0]?.body).toBe('4 devices lost, 3 of them back, 1 still offline, between 14:00:00 and 16:10:00. a.');
    const outages = await bench.outages();
    expect(outages.map((one) => one.alertOutcome)).toEqual(['shown', 'silent', 'silent', 'silent']);
    await bench.clock.pass(100_000);
    expect(bench.shown).toHaveLength(1);
  });

  it('with one device lost names it', async () => {
    await open();
    bench.link().say(status('a'), 'online');
    await bench.clock.settle();
    bench.link().cut();
    await bench.clock.pass(600_000);
    bench.link().connect(true);
    bench.link().say(status('a'), 'offline', { queued: true });
    bench.link().ready();
    await bench.clock.pass(5000);
    expect(bench.shown).toMatchObject([{ title: 'a: connection lost', path: '/devices/plant%2Fa' }]);
    expect(bench.of('alert')).toMatchObject([{ deviceId: 'a', alert: { outageId: expect.any(Number) } }]);
  });

  it('to a broker that forgot our session says what may be missing', async () => {
    await open();
    bench.link().say(status('a'), 'online');
    await bench.clock.settle();
    bench.link().cut();
    await bench.clock.pass(600_000);
    await bench.online('plant', false);
    await bench.clock.pass(5000);
    expect(bench.shown[0]?.body).toContain('forgotten our session');
  });

  it('when nothing happened tells nothing', async () => {
    await open();
    bench.link().say(status('a'), 'online');
    await bench.clock.settle();
    bench.link().cut();
    await bench.clock.pass(600_000);
    await bench.online('plant', true);
    await bench.clock.pass(100_000);
    expect(bench.shown).toEqual([]);
  });

  it('that is cut short goes on with the next one', async () => {
    await open();
    for (const id of ids) bench.link().say(status(id), 'online');
    await bench.clock.settle();
    bench.link().cut();
    await bench.clock.pass(600_000);
    bench.link().connect(true);
    bench.link().say(status('a'), 'offline', { queued: true });
    bench.link().ready();
    await bench.clock.pass(1000);
    bench.link().cut();
    await bench.clock.pass(10_000);
    expect(bench.shown).toEqual([]);
    bench.link().connect(true);
    bench.link().say(status('b'), 'offline', { queued: true });
    bench.link().ready();
    await bench.clock.pass(10_000);
    expect(bench.shown.map((one) => one.body)).toEqual([expect.stringContaining('2 devices lost, all still offline')]);
  });
});

describe("the broker's count of dropped messages", () => {
  const count = async (n: number): Promise<void> => {
    bench.link().say(DROPPED_TOPIC, String(n), { side: 'live' });
    await bench.clock.pass(10_000);
  };

  it('that rises is a blind spot, told once, and the retained messages are read again', async () => {
    await open();
    await count(100);
    await count(100);
    await count(100);
    expect(await bench.blindSpots()).toEqual([]);
    await count(112);
    await count(119);
    expect(await bench.blindSpots()).toMatchObject([
      { connectionId: 'plant', reason: { code: 'dropped', detail: '12' } },
      { connectionId: 'plant', reason: { code: 'dropped', detail: '7' } },
    ]);
    expect(bench.shown.map((one) => one.title)).toEqual(['Plant: the broker dropped messages']);
    expect(bench.link().resyncs).toBe(2);
  });

  it('that begins anew, or that our own subscription raised, says nothing', async () => {
    await open();
    await count(100);
    await count(5000);
    await bench.clock.pass(30_000);
    await count(0);
    expect(bench.shown).toEqual([]);
    expect(await bench.blindSpots()).toEqual([]);
  });
});

describe('a broker that a person switches off', () => {
  const switchTo = async (enabled: boolean, more: object = {}): Promise<void> => {
    const { settings } = bench.monitor;
    const brokers = settings.brokers.map((one) => ({ ...one, enabled, ...more }));
    await bench.monitor.apply({ ...settings, brokers });
    await bench.clock.settle();
  };

  it('is a blind spot of its own, that ends when it is back', async () => {
    await open();
    bench.link().say(status('gw1'), 'online');
    await bench.clock.pass(10_000);
    const off = bench.clock.now();
    await switchTo(false);
    expect(await bench.blindSpots()).toMatchObject([
      { connectionId: 'plant', began: off, ended: null, reason: { code: 'stopped' } },
    ]);
    expect(domainEn.linkReason({ code: 'stopped', detail: null }).what).toBe('Stopped by you.');
    await bench.clock.pass(60_000);
    expect(bench.state('gw1')).toBe('unknown');
    const on = bench.clock.now();
    await switchTo(true);
    await bench.clock.pass(1000);
    bench.link().cut('refused');
    await bench.clock.pass(9000);
    await bench.online();
    expect(await bench.blindSpots()).toMatchObject([
      { began: off, ended: on, reason: { code: 'stopped' } },
      { began: on, ended: on + 10_000, reason: { code: 'refused' } },
    ]);
    expect(bench.shown).toEqual([]);
  });

  it('ends another blindness, and one that was switched off stays so over a restart', async () => {
    await open();
    const lost = bench.clock.now();
    bench.link().cut('refused');
    await bench.clock.pass(10_000);
    const off = bench.clock.now();
    await switchTo(false);
    const { settings } = bench.monitor;
    await bench.kill();
    await bench.clock.pass(60_000);
    await bench.start(settings);
    const spots = (await bench.blindSpots()).filter(({ connectionId }) => connectionId !== null);
    expect(spots).toMatchObject([
      { began: lost, ended: off, reason: { code: 'refused' } },
      { began: off, ended: null, reason: { code: 'stopped' } },
    ]);
  });

  it('or removes: what was not seen ends there', async () => {
    await open();
    bench.link().cut('refused');
    await bench.clock.pass(10_000);
    const { settings } = bench.monitor;
    await bench.monitor.apply({ ...settings, brokers: [], watches: [] });
    await bench.clock.pass(60_000);
    expect((await bench.blindSpots()).filter(({ ended }) => ended === null)).toEqual([]);
  });
});

describe('a hold that runs out while the computer sleeps', () => {
  const sleepOver = async (ms: number): Promise<void> => {
    await open();
    bench.link().say(status('gw1'), 'online');
    await bench.clock.pass(5000);
    bench.link().say(status('gw1'), 'offline');
    await bench.clock.pass(1000);
    bench.clock.sleep(ms);
    await bench.clock.pass(10_000);
    expect(bench.shown).toEqual([]);
    bench.link().cut('asleep');
  };

  it('waits for the return, and is not told when that brings the device back', async () => {
    await sleepOver(3_600_000);
    bench.link().connect(true);
    bench.link().say(status('gw1'), 'online', { queued: true });
    bench.link().ready();
    await bench.clock.pass(120_000);
    expect(bench.shown).toEqual([]);
    expect(await bench.outages()).toMatchObject([{ alertOutcome: 'silent', ended: expect.anything() }]);
  });

  it('is part of the digest of the return, which begins with it', async () => {
    await sleepOver(3_600_000);
    bench.link().connect(true);
    bench.link().say(status('gw2'), 'offline', { queued: true });
    bench.link().ready();
    await bench.clock.pass(120_000);
    expect(bench.shown).toHaveLength(1);
    expect(bench.shown[0]?.body).toMatch(/^2 devices lost, all still offline, between 14:00:05 and /);
    expect((await bench.outages()).map((one) => one.alertOutcome)).toEqual(['shown', 'shown']);
  });

  it('alone is told as what it is', async () => {
    await sleepOver(3_600_000);
    await bench.online('plant', true);
    await bench.clock.pass(5000);
    expect(bench.shown).toMatchObject([{ title: 'gw1: connection lost', body: expect.stringContaining('at 14:00:05') }]);
  });

  it('after a short sleep is told at the return', async () => {
    await sleepOver(20_000);
    await bench.online('plant', true);
    await bench.clock.pass(100);
    expect(bench.shown).toMatchObject([{ title: 'gw1: connection lost' }]);
  });

  it('waits a minute at most: a computer that wakes without a network still tells', async () => {
    await sleepOver(3_600_000);
    await bench.clock.pass(45_000);
    expect(bench.shown).toEqual([]);
    await bench.clock.pass(20_000);
    expect(bench.shown).toMatchObject([{ title: 'gw1: connection lost' }]);
    await bench.online('plant', true);
    await bench.clock.pass(120_000);
    expect(bench.shown).toHaveLength(1);
  });
});
