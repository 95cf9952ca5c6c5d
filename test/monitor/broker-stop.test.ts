import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingsSchema } from '../../main/contract/settings.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

let bench: MonitorBench;
beforeEach(async () => {
  bench = new MonitorBench();
  await bench.start(plant());
  await bench.online();
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

const titles = (): string[] => bench.shown.map(({ title }) => title);
const say = async (ids: string, payload: string, flags: { retain?: boolean; queued?: boolean } = {}): Promise<void> => {
  for (const id of ids) bench.link().say(`site/${id}/status`, payload, flags);
  await bench.clock.settle();
};
/** Everybody's will, and then the connection's end. */
const brokerStops = async (ids = 'abc'): Promise<void> => {
  await say(ids, 'online');
  await say(ids, 'offline');
  await bench.clock.pass(300);
  bench.link().cut('closed-by-broker');
};
/** We are back; so are these devices, a while later; then long enough for anything to be told. */
const returns = async (ids: string, laterMs: number): Promise<void> => {
  await bench.online();
  await bench.clock.pass(laterMs);
  await say(ids, 'online');
  await bench.clock.pass(200_000);
};
/** The hold of another device ends: everything held is looked at. */
const lookAtAll = async (): Promise<void> => {
  await say('o', 'online');
  await say('o', 'offline');
  await bench.clock.pass(4000);
  await say('o', 'online');
};

describe('wills just before the broker drops us', () => {
  it('wait for it, and are dismissed when it brings their devices back', async () => {
    await brokerStops();
    await bench.clock.pass(20_000);
    expect(bench.shown).toEqual([]);
    bench.link().connect(false);
    await say('ab', 'online', { retain: true });
    bench.link().ready();
    await bench.clock.pass(29_000);
    expect(bench.shown).toEqual([]);
    await bench.clock.pass(2000);
    expect(titles()).toEqual(['c: connection lost']);
  });

  it.each([
    ['that no look saw', 1000],
    ['in which their hold ended', 20_000],
  ])('raise no alert of who returns later than we do, after a stop %s, whatever else is told meanwhile', async (_, down) => {
    await brokerStops();
    await bench.clock.pass(down);
    await bench.online();
    await lookAtAll();
    await bench.clock.pass(15_000);
    await say('ab', 'online');
    await bench.clock.pass(90_000);
    expect(titles()).toEqual(['o: connection lost', 'c: connection lost']);
  });

  it('leave the time to return also after a broker that was away for most of a minute', async () => {
    await brokerStops();
    await bench.clock.pass(58_000);
    await bench.online();
    await bench.clock.pass(10_000);
    await say('ab', 'online');
    await bench.clock.pass(15_000);
    expect(bench.shown).toEqual([]);
    await bench.clock.pass(10_000);
    expect(titles()).toEqual(['c: connection lost']);
  });

  it('are told after two minutes when the broker comes and goes', async () => {
    await brokerStops();
    for (let seconds = 0; seconds < 110; seconds += 10) {
      await bench.clock.pass(5000);
      await bench.online();
      await bench.clock.pass(5000);
      bench.link().cut('closed-by-broker');
    }
    expect(bench.shown).toEqual([]);
    await bench.online();
    await bench.clock.pass(15_000);
    expect(titles()).toEqual(['a: connection lost', 'b: connection lost', 'c: connection lost']);
  });

  it('are not forgotten when it drops us again before their hold is over', async () => {
    await brokerStops();
    await bench.clock.pass(1000);
    await bench.online();
    await bench.clock.pass(1000);
    bench.link().cut('closed-by-broker');
    await bench.clock.pass(1000);
    await returns('abc', 8000);
    expect(bench.shown).toEqual([]);
  });

  it('are not forgotten when its settings change meanwhile', async () => {
    await brokerStops();
    await bench.clock.pass(1500);
    const [broker] = bench.monitor.settings.brokers;
    if (broker === undefined) throw new Error('no broker');
    await bench.monitor.apply({ ...bench.monitor.settings, brokers: [{ ...broker, url: 'mqtt://127.0.0.1:2' }] });
    await bench.clock.pass(4000);
    await returns('abc', 5000);
    expect(bench.shown).toEqual([]);
  });

  it('are not forgotten when Willwatch ends and starts meanwhile, as on a computer that starts anew with its broker', async () => {
    await brokerStops();
    await bench.clock.pass(1000);
    await bench.kill();
    await bench.clock.pass(20_000);
    await bench.start(plant());
    await bench.clock.pass(2000);
    await returns('ab', 10_000);
    expect(titles()).toEqual(['c: connection lost']);
  });

  it('are no news for the digest of a sleep that follows', async () => {
    await brokerStops();
    await bench.clock.pass(1000);
    bench.clock.sleep(70_000);
    await bench.clock.pass(10_000);
    await returns('abc', 12_000);
    expect(bench.shown.filter(({ body }) => body.includes('lost,'))).toEqual([]);
  });

  it('are told of nobody whose broker a person removed meanwhile', async () => {
    await brokerStops();
    await bench.clock.pass(20_000);
    await bench.monitor.apply({ ...bench.monitor.settings, brokers: [], watches: [] });
    await bench.clock.pass(200_000);
    expect(bench.shown).toEqual([]);
  });

  it('are shown as being checked until then', async () => {
    await brokerStops();
    await bench.clock.pass(1000);
    await bench.online();
    await bench.clock.pass(10_000);
    expect(bench.state('a')).toBe('checking');
    const until = bench.monitor.table.get('plant/a')?.outage?.heldUntil ?? 0;
    await bench.clock.pass(until - bench.clock.now() - 1000);
    expect(bench.shown).toEqual([]);
    await bench.clock.pass(2000);
    expect(bench.shown).not.toEqual([]);
  });

  it('may also come at our return, when the broker had kept them', async () => {
    await say('abc', 'online');
    bench.link().cut('closed-by-broker');
    await bench.clock.pass(5000);
    bench.link().connect(true);
    await say('abc', 'offline', { queued: true });
    bench.link().ready();
    await bench.clock.pass(15_000);
    await say('ab', 'online');
    await bench.clock.pass(90_000);
    expect(titles()).toEqual(['c: connection lost']);
  });
});

describe('no will of a stopping broker, and told as soon as its hold is over, is', () => {
  const lose = async (): Promise<void> => {
    await say('a', 'online');
    await bench.clock.pass(5000);
    await say('a', 'offline');
  };
  const isTold = async (): Promise<void> => {
    await bench.clock.pass(10_000);
    expect(titles()).toEqual(['a: connection lost']);
  };

  it('one just before the computer slept', async () => {
    await lose();
    await bench.clock.pass(500);
    bench.clock.sleep(3_600_000);
    await bench.clock.pass(1100);
    bench.link().cut('asleep');
    await bench.clock.pass(300);
    await bench.online('plant', true);
    await isTold();
  });

  it('one that had waited through a nap', async () => {
    await say('a', 'online');
    await bench.clock.pass(5000);
    bench.clock.sleep(30_000);
    await say('a', 'offline');
    await bench.clock.pass(260);
    bench.link().cut('asleep');
    await bench.clock.pass(300);
    await bench.online('plant', true);
    await isTold();
  });

  it('one just before a person connects anew', async () => {
    await lose();
    await bench.clock.pass(1000);
    bench.link().cut('connecting');
    await bench.clock.pass(300);
    await bench.online('plant', true);
    await isTold();
  });

  it('one of an earlier run, when the line breaks just after the start', async () => {
    await lose();
    await bench.clock.pass(1000);
    await bench.kill();
    await bench.clock.pass(600_000);
    await bench.start(plant());
    await bench.online('plant', true);
    await bench.clock.pass(1000);
    bench.link().cut('reset');
    await bench.clock.pass(1000);
    await bench.online('plant', true);
    await isTold();
  });

  it('one that the broker kept while our line was broken', async () => {
    await say('a', 'online');
    await bench.clock.pass(5000);
    bench.link().cut('keep-alive');
    await bench.clock.pass(20_000);
    bench.link().connect(true);
    await say('a', 'offline', { queued: true });
    bench.link().ready();
    await isTold();
  });
});

it('silence just before the broker drops us is told as soon as its hold is over', async () => {
  const settings = settingsSchema.parse(plant());
  const watches = settings.watches.map((watch) => ({ ...watch, silentAfterSeconds: 60 }));
  await bench.monitor.apply({ ...bench.monitor.settings, watches });
  await say('a', 'online');
  await bench.clock.pass(61_500);
  expect(bench.of('outage')).toMatchObject([{ verdict: 'silent' }]);
  bench.link().cut('closed-by-broker');
  await bench.clock.pass(1000);
  await bench.online('plant', true);
  await bench.clock.pass(10_000);
  expect(titles()).toEqual(['a: went silent']);
});
