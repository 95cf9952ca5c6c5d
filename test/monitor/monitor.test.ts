import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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

describe('a will', () => {
  it('opens an outage at once, is told after the hold, and the return closes it', async () => {
    await open();
    bench.link().say(status('gw1'), 'online');
    await bench.clock.pass(1000);
    const wentAt = bench.clock.now();
    bench.link().say(status('gw1'), 'offline');
    await bench.clock.settle();
    expect(bench.of('outage')).toMatchObject([
      { deviceId: 'gw1', verdict: 'abrupt', freshness: 'live', notBefore: wentAt, notAfter: wentAt },
    ]);
    expect(bench.state('gw1')).toBe('checking');
    expect(bench.shown).toEqual([]);

    await bench.clock.pass(3000);
    expect(bench.shown).toMatchObject([{ title: 'gw1: connection lost', path: '/devices/plant%2Fgw1' }]);
    expect(bench.state('gw1')).toBe('abrupt');
    expect(bench.of('alert')).toMatchObject([{ deviceId: 'gw1', alert: { outcome: 'shown', reason: null } }]);

    await bench.clock.pass(7000);
    bench.link().say(status('gw1'), 'online');
    await bench.clock.settle();
    expect(bench.of('recovery')).toMatchObject([{ deviceId: 'gw1', durationMs: 10_000 }]);
    expect(await bench.outages()).toMatchObject([
      { durationMs: 10_000, alertOutcome: 'shown', ended: { notAfter: bench.clock.now() } },
    ]);
  });

  it('whose device comes back within the hold tells nobody, and history says why', async () => {
    await open();
    bench.link().say(status('gw1'), 'offline');
    await bench.clock.pass(2000);
    bench.link().say(status('gw1'), 'online');
    await bench.clock.pass(20_000);
    expect(bench.shown).toEqual([]);
    expect(bench.of('alert')).toEqual([]);
    expect(await bench.outages()).toMatchObject([
      { durationMs: 2000, alertOutcome: 'silent', alertReason: 'it came back before the hold was over' },
    ]);
  });

  it('followed by telemetry was the will of an older session', async () => {
    await open();
    bench.link().say(status('gw1'), 'online');
    bench.link().say(status('gw1'), 'offline');
    bench.link().say('site/gw1/data', '12.4 V');
    await bench.clock.pass(20_000);
    expect(bench.shown).toEqual([]);
    expect(bench.state('gw1')).toBe('online');
  });

  it('with a hold of 0 is told at once', async () => {
    await open([], { notifications: { holdSeconds: 0 } });
    bench.link().say(status('gw1'), 'offline');
    await bench.clock.pass(0);
    expect(bench.shown).toHaveLength(1);
  });

  it('is acknowledged only after its commit, and waits while the disk refuses', async () => {
    await open();
    let refusals = 3;
    bench.beforeCommit = () => {
      if (refusals-- > 0) throw new Error('disk says no');
    };
    bench.link().say(status('gw1'), 'offline');
    await bench.clock.settle();
    expect(bench.link().settled).toBe(0);
    expect(bench.of('outage')).toEqual([]);
    expect(bench.monitor.overview().notices[0]).toContain('disk says no');
    await bench.clock.pass(3000);
    expect(bench.link().settled).toBe(1);
    expect(bench.of('outage')).toHaveLength(1);
    expect(bench.monitor.overview().notices).toEqual([]);
  });
});

describe('a hostile id', () => {
  it('with half a character in it is told, leads somewhere, and survives the next start', async () => {
    const settings = plant();
    const watch = {
      ...settings.watches?.[0],
      id: 'w',
      convention: 'custom' as const,
      topic: 'wills',
      deviceIdPath: 'id',
      lifeTopics: [],
    };
    const offline = [{ kind: 'json' as const, path: 's', equals: 'off' }];
    await bench.start({ ...settings, watches: [{ ...watch, offline }] });
    await bench.online();
    bench.link().say('wills', '{"id":"pump\\ud83d","s":"off"}');
    await bench.clock.pass(5000);
    expect(bench.shown).toMatchObject([{ title: 'pump\uFFFD: connection lost', path: '/devices/plant%2Fpump%EF%BF%BD' }]);
    await bench.kill();
    await bench.start({ ...settings, watches: [{ ...watch, offline }] });
    await bench.online();
    expect(bench.state('pump\uFFFD')).toBe('abrupt');
  });
});

describe('evidence', () => {
  it('stays the first: the same will found again after a reconnect does not replace the one that came live', async () => {
    await open();
    bench.link().say(status('gw1'), 'online');
    bench.link().say(status('gw1'), 'offline');
    await bench.clock.pass(5000);
    const before = bench.monitor.table.get('plant/gw1')?.record;
    bench.link().cut();
    await bench.clock.pass(600_000);
    bench.link().connect(true);
    bench.link().say(status('gw1'), 'offline', { retain: true });
    bench.link().ready();
    await bench.clock.pass(5000);
    expect(bench.monitor.table.get('plant/gw1')?.record).toMatchObject({
      willMessageId: before?.willMessageId,
      since: before?.since,
      freshness: 'live',
    });
    expect(await bench.outages()).toHaveLength(1);
  });
});

describe('a goodbye', () => {
  it('is an outage of its own kind and raises no alert', async () => {
    await open();
    bench.link().say(status('gw1'), 'online');
    bench.link().say(status('gw1'), 'bye');
    await bench.clock.pass(20_000);
    expect(bench.state('gw1')).toBe('clean');
    expect(bench.shown).toEqual([]);
    expect(bench.of('alert')).toEqual([]);
    expect(await bench.outages()).toMatchObject([{ verdict: 'clean', alertOutcome: 'silent', alertReason: 'it said goodbye' }]);
  });
});

describe('a retained offline at subscribe', () => {
  it('of a device never seen before sets its state and alerts nobody', async () => {
    await bench.start(plant());
    bench.link().connect();
    bench.link().say(status('gw1'), 'offline', { retain: true });
    bench.link().ready();
    await bench.clock.pass(20_000);
    expect(bench.state('gw1')).toBe('abrupt');
    expect(bench.of('presence')).toMatchObject([{ deviceId: 'gw1', presence: 'offline', freshness: 'retained' }]);
    expect(bench.of('alert')).toEqual([]);
    expect(bench.monitor.overview().openTotal).toBe(0);
    const at = bench.events.findIndex((event) => event.type === 'presence');
    expect(bench.events.findIndex((event) => event.type === 'ready')).toBeGreaterThan(at);
  });

  it('of a device that was online when we last looked happened while we were away, and is told', async () => {
    await open();
    bench.link().say(status('gw1'), 'online');
    await bench.clock.pass(1000);
    await bench.monitor.stop();
    await bench.history.close();
    const left = bench.clock.now();
    await bench.clock.pass(3_600_000);
    await bench.start(plant());
    bench.link().connect();
    bench.link().say(status('gw1'), 'offline', { retain: true });
    bench.link().ready();
    await bench.clock.pass(5000);
    expect(bench.of('outage')).toMatchObject([{ freshness: 'retained', notBefore: left, notAfter: left + 3_600_000 }]);
    expect(bench.shown).toHaveLength(1);
    expect(await bench.blindSpots()).toMatchObject([{ connectionId: null, began: left, reason: { code: 'not-running' } }]);
  });
});

describe('a retained message', () => {
  it('of the beginning of a connection is behind the news that came faster on the other one', async () => {
    await bench.start(plant());
    await bench.clock.pass(1000);
    bench.link().connect();
    await bench.clock.pass(1);
    bench.link().say(status('gw1'), 'offline', { side: 'kept', packetId: 1 });
    bench.link().say(status('gw1'), 'online', { side: 'live', retain: true });
    bench.link().say(status('gw1'), 'offline', { side: 'live' });
    bench.link().ready();
    await bench.clock.settle();
    expect(bench.state('gw1')).toBe('checking');
    expect(bench.of('outage')).toHaveLength(1);
    expect(bench.of('recovery')).toEqual([]);
    bench.link().say(status('gw1'), 'online', { side: 'live', retain: true });
    await bench.clock.settle();
    expect(bench.state('gw1')).toBe('online');
  });
});

describe('a retained message of the SUBSCRIBE before', () => {
  it.each(['dup', 'queued'])('that the kept session still owed us (%s) changes nothing', async (flag) => {
    await open();
    bench.link().say(status('gw1'), 'online', { side: 'live', retain: true });
    bench.link().say(status('gw1'), 'offline', { side: 'live' });
    await bench.clock.settle();
    await bench.kill();
    await bench.start(plant());
    bench.link().connect(true);
    await bench.clock.pass(1);
    bench.link().say(status('gw1'), 'online', { side: 'kept', retain: true, packetId: 1, [flag]: true });
    bench.link().say(status('gw1'), 'offline', { side: 'kept', packetId: 2, queued: true });
    bench.link().ready();
    await bench.clock.settle();
    expect(bench.monitor.table.get('plant/gw1')?.record.presence).toBe('offline');
    expect(await bench.outages()).toHaveLength(1);
  });
});

describe('what the broker kept for us', () => {
  it('happened between going blind and coming back', async () => {
    await open();
    bench.link().say(status('gw1'), 'online');
    await bench.clock.pass(60_000);
    bench.link().cut();
    const blindAt = bench.clock.now();
    await bench.clock.pass(600_000);
    bench.link().connect(true);
    bench.link().say(status('gw1'), 'offline', { queued: true });
    bench.link().ready();
    await bench.clock.settle();
    expect(bench.of('outage')).toMatchObject([{ freshness: 'queued', notBefore: blindAt, notAfter: blindAt + 600_000 }]);
    expect(await bench.blindSpots()).toMatchObject([
      { connectionId: 'plant', began: blindAt, ended: blindAt + 600_000, reason: { code: 'reset' } },
    ]);
  });
});

describe('a gateway', () => {
  const site = [
    ['r1', 'g1'],
    ['r1', 'g2'],
    ['g1', 'd1'],
    ['g2', 'd2'],
  ] as const;

  it('that goes is told with what it takes down, stored as it was then', async () => {
    await open(site);
    for (const id of ['r1', 'g1', 'g2', 'd1', 'd2']) bench.link().say(status(id), 'online');
    bench.link().say(status('r1'), 'offline');
    await bench.clock.pass(3000);
    expect(bench.of('outage')).toMatchObject([{ deviceId: 'r1', affected: ['g1', 'g2', 'd1', 'd2'] }]);
    expect(bench.shown[0]?.body).toContain('2 downstream gateways (g1, g2) and 2 devices');
    expect(bench.state('d1')).toBe('upstream');
    await bench.monitor.apply({ ...bench.monitor.settings, topology: [] });
    await bench.clock.settle();
    const [outage] = await bench.outages();
    expect(outage).toMatchObject({ affectedGateways: 2, affectedDevices: 2, affectedGatewayIds: ['g1', 'g2'] });
    expect((await bench.history.affected(outage?.id ?? 0)).map((one) => one.deviceId)).toEqual(['g1', 'g2', 'd1', 'd2']);
  });

  it('is told once, whether its own will or those behind it come first', async () => {
    for (const order of [
      ['r1', 'g1', 'g2', 'd1', 'd2'],
      ['d2', 'd1', 'g2', 'g1', 'r1'],
    ]) {
      await using here = new MonitorBench();
      await here.start(plant(site));
      await here.online();
      for (const id of order) here.link().say(status(id), 'online');
      for (const id of order) {
        here.link().say(status(id), 'offline');
        await here.clock.pass(100);
      }
      await here.clock.pass(20_000);
      expect(here.shown.map((one) => one.title)).toEqual(['Gateway r1: connection lost']);
      expect(here.of('outage')).toHaveLength(5);
      expect(here.monitor.overview().open.map((one) => one.device.id)).toEqual(['r1']);
      const outages = await here.outages();
      expect(outages.filter((one) => one.causeOutageId === null).map((one) => one.deviceId)).toEqual(['r1']);
    }
  });
});

describe('many losses', () => {
  it('without anything above them become one summary when there are more than three', async () => {
    await open();
    for (let i = 0; i < 7; i++) bench.link().say(status(`d${i}`), 'offline');
    await bench.clock.pass(30_000);
    expect(bench.shown.map((one) => one.title)).toEqual(['7 devices lost']);
    const outages = await bench.outages();
    expect(outages).toHaveLength(7);
    expect(outages.every((one) => one.alertOutcome === 'shown')).toBe(true);
  });

  it('one after the other are told one by one, then together, and none is forgotten', async () => {
    await open([], { notifications: { holdSeconds: 0 } });
    for (let i = 0; i < 12; i++) {
      bench.link().say(status(`d${i}`), 'offline');
      await bench.clock.pass(100);
    }
    await bench.clock.pass(30_000);
    expect(bench.shown.map((one) => one.title)).toEqual([
      'd0: connection lost',
      'd1: connection lost',
      'd2: connection lost',
      '4 devices lost',
      '8 devices lost',
    ]);
    expect((await bench.outages()).every((one) => one.alertOutcome === 'shown')).toBe(true);
  });

  it('of one device that comes and goes are told three times, then as that, and again when it stays away; history has them all', async () => {
    await open();
    for (let i = 0; i < 20; i++) {
      bench.link().say(status('d'), 'online');
      await bench.clock.pass(10_000);
      bench.link().say(status('d'), 'offline');
      await bench.clock.pass(10_000);
    }
    expect(bench.shown.map((one) => one.title)).toEqual([...Array(3).fill('d: connection lost'), 'd: comes and goes']);
    expect(await bench.outages()).toHaveLength(20);
    await bench.clock.pass(299_000);
    expect(bench.shown).toHaveLength(5);
    expect(bench.shown[4]?.title).toBe('d: connection lost');
    bench.link().say(status('d'), 'online');
    await bench.clock.pass(700_000);
    bench.link().say(status('d'), 'offline');
    await bench.clock.pass(4000);
    expect(bench.shown).toHaveLength(6);
  });
});

describe('after a crash', () => {
  it('an alert that was still held is told by the next run when it is still true', async () => {
    await open();
    bench.link().say(status('gw1'), 'offline');
    bench.link().say(status('gw2'), 'offline');
    await bench.clock.pass(1000);
    await bench.kill();
    bench.shown.length = 0;
    await bench.start(plant());
    bench.link().connect(true);
    bench.link().say(status('gw2'), 'online', { retain: true });
    bench.link().ready();
    await bench.clock.pass(10_000);
    expect(bench.shown.map((one) => one.title)).toEqual(['gw1: connection lost']);
    await bench.kill();
    bench.shown.length = 0;
    await bench.start(plant());
    await bench.online();
    await bench.clock.pass(100_000);
    expect(bench.shown).toEqual([]);
  });
});

describe('settings', () => {
  it('with a hold of its own for a watch, silence, and notifications off', async () => {
    const settings = plant();
    const watch = {
      ...(settings.watches?.[0] ?? {}),
      id: 'w',
      convention: 'custom' as const,
      holdSeconds: 1,
      silentAfterSeconds: 30,
    };
    await bench.start({ ...settings, watches: [watch], notifications: { enabled: false } });
    await bench.online();
    bench.link().say('site/gw1/data', 'hello');
    await bench.clock.pass(29_000);
    expect(bench.state('gw1')).toBe('online');
    await bench.clock.pass(3000);
    expect(bench.state('gw1')).toBe('silent');
    expect(bench.shown).toEqual([]);
    expect(bench.of('alert')).toMatchObject([{ alert: { outcome: 'silent', reason: 'notifications are off' } }]);
    bench.link().say('site/gw1/data', 'again');
    await bench.clock.settle();
    expect(bench.state('gw1')).toBe('online');
  });

  it('that remove a broker end its connection and hide its devices', async () => {
    await open();
    bench.link().say(status('gw1'), 'online');
    await bench.clock.settle();
    const link = bench.link();
    await bench.monitor.apply({ ...bench.monitor.settings, brokers: [], watches: [] });
    expect(link.isStopped).toBe(true);
    expect(bench.monitor.overview().counts.online).toBe(0);
    expect(bench.monitor.overview().connections).toEqual([]);
  });
});

describe('a retained birth', () => {
  const silent = async (): Promise<void> => {
    const settings = plant();
    await bench.start({ ...settings, watches: (settings.watches ?? []).map((watch) => ({ ...watch, silentAfterSeconds: 60 })) });
    await bench.online();
    bench.link().say(status('gw1'), 'online');
    await bench.clock.pass(70_000);
    expect(bench.state('gw1')).toBe('silent');
  };
  const reconnect = async (birth: string): Promise<void> => {
    bench.link().cut();
    await bench.clock.pass(2000);
    bench.link().connect(true);
    bench.link().say(status('gw1'), birth, { retain: true });
    bench.link().ready();
    await bench.clock.settle();
  };

  it('that is the one we know leaves a silent device silent, also over a restart', async () => {
    await silent();
    await reconnect('online');
    expect(bench.state('gw1')).toBe('silent');
    const { settings } = bench.monitor;
    await bench.kill();
    await bench.start(settings);
    bench.link().connect(true);
    bench.link().say(status('gw1'), 'online', { retain: true });
    bench.link().ready();
    await bench.clock.settle();
    expect(bench.of('recovery')).toEqual([]);
    expect(await bench.outages()).toHaveLength(1);
    bench.link().say('site/gw1/data', 'here');
    await bench.clock.settle();
    expect(bench.of('recovery')).toMatchObject([{ deviceId: 'gw1' }]);
  });

  it('that says something else is news', async () => {
    await silent();
    await reconnect('ONLINE');
    expect(bench.of('recovery')).toMatchObject([{ deviceId: 'gw1' }]);
  });
});

describe('two brokers', () => {
  it('keep devices of the same name apart', async () => {
    const settings = plant();
    await bench.start({
      ...settings,
      brokers: [...(settings.brokers ?? []), { id: 'depot', name: 'Depot', url: 'mqtt://127.0.0.1:2' }],
    });
    await bench.online('plant');
    expect(bench.of('ready')).toEqual([]);
    await bench.online('depot');
    expect(bench.of('ready')).toHaveLength(1);
    bench.link('plant').say(status('gw1'), 'online');
    bench.link('depot').say(status('gw1'), 'offline');
    await bench.clock.pass(5000);
    expect([bench.state('gw1', 'plant'), bench.state('gw1', 'depot')]).toEqual(['online', 'abrupt']);
  });
});
