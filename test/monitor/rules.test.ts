import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { again, DONE, refused } from '../../main/actions/port.ts';
import type { SettingsInput } from '../../main/contract/settings.ts';
import { type FakeLink, MonitorBench, plant } from '../helpers/monitor-bench.ts';

let bench: MonitorBench;
beforeEach(() => {
  bench = new MonitorBench();
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

type RuleInput = NonNullable<SettingsInput['rules']>[number];
const WEBHOOK = { kind: 'webhook', url: 'https://h.example/${topic(2)}' } as const;
const rule = (part: Partial<RuleInput> = {}): RuleInput => ({
  id: 'hot',
  name: 'Hot',
  sql: "SELECT temperature AS t FROM 'plant/+' WHERE temperature > 50",
  actions: [WEBHOOK],
  ...part,
});

async function start(...rules: RuleInput[]): Promise<void> {
  await bench.start(plant([], { rules }));
  await bench.online();
}

async function say(payload: unknown, flags: Parameters<FakeLink['say']>[2] = {}, topic = 'plant/oven'): Promise<void> {
  bench.link().say(topic, typeof payload === 'string' ? payload : JSON.stringify(payload), flags);
  await bench.clock.settle();
}

const status = (id = 'hot') => bench.monitor.rules.status().find(({ ruleId }) => ruleId === id);
const runs = async (id = 'hot') => (await bench.monitor.rules.runs(id, null, 100)).map(({ state, tries }) => `${state} ${tries}`);

describe('a rule', () => {
  it('listens to what its FROM means, and what it matches is acted upon once it is on disk', async () => {
    await start(rule());
    expect(bench.link().options.filters).toContain('plant/+');
    let onDisk = false;
    bench.actions.answer = () => {
      onDisk = status()?.matched === 1;
      return DONE;
    };
    await say({ temperature: 60 });
    await say({ temperature: 40 });
    expect(onDisk).toBe(true);
    expect(bench.actions.sent.map(({ text, work }) => [text, work])).toEqual([
      ['{"t":60}', expect.objectContaining({ url: 'https://h.example/oven' })],
    ]);
    expect(status()).toMatchObject({
      matched: 1,
      failed: 0,
      last: { topic: 'plant/oven', connectionId: 'plant' },
      actions: [{ action: 0, last: { state: 'done', tries: 1 }, waiting: 0, failingSince: null }],
    });
    expect(await runs()).toEqual(['done 1']);
    expect(bench.of('rule')).toMatchObject([{ ruleId: 'hot', topic: 'plant/oven', limited: 0 }]);
    expect(bench.of('action')).toMatchObject([{ ruleId: 'hot', action: 0, state: 'done' }]);
  });

  it('makes no device and no unrecognised message of what only it listens to', async () => {
    await start(rule());
    await say({ temperature: 60 });
    expect([...bench.monitor.table.values()]).toEqual([]);
    expect(bench.monitor.overview().connections[0]).toMatchObject({ deviceCount: 0, unrecognised: 0 });
  });

  it('sees each message once: not its twin, not its redelivery, not what is retained', async () => {
    await start(rule());
    await say({ temperature: 60 }, { side: 'live' });
    await say({ temperature: 60 }, { side: 'kept', packetId: 7 });
    await say({ temperature: 60 }, { side: 'kept', packetId: 7, dup: true });
    await say({ temperature: 70 }, { retain: true });
    expect(status()?.matched).toBe(1);
    expect(bench.actions.sent).toHaveLength(1);
  });

  it('sees what the broker kept while we were away', async () => {
    await start(rule());
    await say({ temperature: 60 }, { queued: true });
    expect(status()?.matched).toBe(1);
  });

  it('listens to nothing more when it is disabled, and its filter goes', async () => {
    await start(rule({ enabled: false }));
    expect(bench.link().options.filters).not.toContain('plant/+');
    await say({ temperature: 60 });
    expect(status()).toMatchObject({ matched: 0 });
  });

  it('asks for no filter that a watch has already', async () => {
    await start(rule({ sql: "SELECT * FROM 'site/gw/status'" }));
    expect(bench.link().options.filters).not.toContain('site/gw/status');
    await say('offline', {}, 'site/gw/status');
    expect(status()?.matched).toBe(1);
  });

  it('whose evaluation comes to no end says so', async () => {
    await start(rule({ sql: "SELECT temperature, * FROM 'plant/+'" }));
    await say('7');
    expect(status()).toMatchObject({ matched: 0, failed: 1, lastFailure: { reason: expect.stringContaining('JSON object') } });
  });

  it('goes on counting after a restart', async () => {
    await start(rule());
    await say({ temperature: 60 });
    await bench.kill();
    await start(rule());
    await say({ temperature: 61 });
    expect(status()).toMatchObject({ matched: 2, actions: [{ last: { state: 'done' } }] });
  });
});

describe('actions', () => {
  it('a notification opens the device of its message, else the rule; a mute keeps it silent', async () => {
    const sql = "SELECT * FROM 'site/+/status'";
    const action = { kind: 'notification', title: 'Heard ${topic(2)}', urgency: 'low' } as const;
    await start(rule({ sql, actions: [action] }), rule({ id: 'other', actions: [action] }));
    await say('online', {}, 'site/gw1/status');
    await say({ temperature: 60 });
    expect(bench.shown).toMatchObject([
      { title: 'Heard gw1', urgency: 'low', path: '/devices/plant%2Fgw1' },
      { title: 'Heard oven', path: expect.stringMatching(/^\/rules\/other\?message=\d+$/) },
    ]);
    void bench.monitor.acts.mute({ scope: { kind: 'all' }, until: null });
    await bench.clock.settle();
    await say('online', {}, 'site/gw2/status');
    expect(bench.shown).toHaveLength(2);
    expect(status()?.actions[0]?.last).toMatchObject({ state: 'silent', reason: expect.any(String) });
  });

  it('a republished message goes out at QoS 0, and back in no more than a few times', async () => {
    const onto = (topic: string) => [{ kind: 'republish', topic } as const];
    await start(
      rule({ id: 'a', sql: "SELECT * FROM 'a/x'", actions: onto('b/${topic(2)}') }),
      rule({ id: 'b', sql: "SELECT * FROM 'b/x'", actions: onto('a/${topic(2)}') }),
    );
    const { published } = bench.link();
    await say({ n: 1 }, {}, 'a/x');
    expect(published).toMatchObject([{ topic: 'b/x', qos: 0, retain: false }]);
    // What a broker would do with it.
    for (let i = 0; i < 20 && i < published.length; i++) await say({ n: 1 }, {}, published[i]?.topic);
    expect(published.map(({ topic }) => topic)).toEqual(['b/x', 'a/x', 'b/x', 'a/x', 'b/x']);
    expect(status('b')?.actions[0]?.last).toMatchObject({ state: 'failed', reason: expect.stringContaining('feed each other') });
  });

  it('a webhook gets its secret, and mail the password of its server', async () => {
    bench.passwords.set('rule:hot:x-key', 's3cret').set('mail:password', 'pw');
    const mail = { host: 'mail.example', user: 'u', from: 'w@e.example' };
    const actions: RuleInput['actions'] = [
      { ...WEBHOOK, secretHeader: 'X-Key' },
      { kind: 'email', to: ['a@e.example'], subject: 'Hot: ${temperature}' },
    ];
    await bench.start(plant([], { mail, rules: [rule({ actions })] }));
    await bench.online();
    await say({ temperature: 60 });
    expect(bench.actions.sent).toMatchObject([
      { kind: 'webhook', secret: 's3cret' },
      { kind: 'email', secret: 'pw', letter: { subject: 'Hot: 60', text: '{"t":60}' } },
    ]);
  });

  it('that cannot be done for a message fail with the reason', async () => {
    await start(rule({ actions: [{ kind: 'republish', topic: 'out/${a}' }], sql: "SELECT * FROM 'plant/+'" }));
    await say({ a: '+' });
    expect(status()?.actions[0]?.last).toMatchObject({ state: 'failed', tries: 0, reason: expect.stringContaining('wildcard') });
    expect(bench.link().published).toEqual([]);
  });

  it('are done so often a minute as the rule says; the rest is counted', async () => {
    await start(rule({ perMinute: 3 }));
    for (let i = 0; i < 5; i++) await say({ temperature: 60 + i });
    expect(bench.actions.sent).toHaveLength(3);
    expect(status()).toMatchObject({ matched: 5, limited: 2 });
    await bench.clock.pass(20_000);
    await say({ temperature: 70 });
    expect(bench.actions.sent).toHaveLength(4);
  });
});

describe('an action that fails', () => {
  const failing = () => bench.monitor.overview().failingRules.map(({ id }) => id);

  it('of which a person reads each are done less often than the rule says, and what is left out is counted', async () => {
    const mail = { kind: 'email' as const, to: ['a@b.example'], subject: 'Hot' };
    await start(rule({ perMinute: 1000, actions: [{ kind: 'notification', title: 'Hot' }, mail, WEBHOOK] }));
    for (let n = 0; n < 40; n++) await say({ temperature: 60 + n });
    const kinds = (await bench.monitor.rules.runs('hot', null, 200)).map(({ kind }) => kind);
    const count = (wanted: string) => kinds.filter((kind) => kind === wanted).length;
    expect([count('notification'), count('email'), count('webhook')]).toEqual([12, 30, 40]);
    expect(status()).toMatchObject({ matched: 40, limited: 28 + 10 });
  });

  it('is tried again with growing waits, told once, and shown until it works', async () => {
    await start(rule());
    bench.actions.answer = () => again('status', '503');
    await say({ temperature: 60 });
    await say({ temperature: 61 });
    expect(status()).toMatchObject({ waiting: 2, failingSince: expect.any(Number) });
    await bench.clock.pass(60_000);
    expect(bench.actions.sent.length).toBeGreaterThan(3);
    expect(bench.actions.sent.length).toBeLessThan(10);
    expect(failing()).toEqual(['hot']);
    expect(bench.shown.map(({ title, body }) => `${title} ${body}`)).toEqual([
      'Rule "Hot": an action fails The server answered with the status 503.',
    ]);
    bench.actions.answer = () => DONE;
    await bench.clock.pass(600_000);
    expect(status()).toMatchObject({ waiting: 0, failingSince: null });
    expect(failing()).toEqual([]);
    expect(bench.shown).toHaveLength(1);
    expect((await runs()).every((run) => run.startsWith('done'))).toBe(true);
  });

  it('is tried at once when a person asks, and given up when a person says so', async () => {
    await start(rule());
    bench.actions.answer = () => again('timeout', 'h');
    await say({ temperature: 60 });
    await bench.clock.pass(30_000);
    const tries = bench.actions.sent.length;
    expect(bench.monitor.rules.retry('hot')).toBe(1);
    await bench.clock.settle();
    expect(bench.actions.sent).toHaveLength(tries + 1);
    expect(bench.monitor.rules.dropWaiting(null)).toBe(1);
    await bench.clock.settle();
    expect(status()).toMatchObject({ waiting: 0, actions: [{ last: { state: 'dropped' } }] });
  });

  it('rests while its rule is switched off, but for what a person asks, and goes on when it is switched on', async () => {
    await start(rule());
    bench.actions.answer = () => again('timeout', 'h');
    for (const temperature of [60, 61]) await say({ temperature });
    await bench.clock.pass(30_000);
    expect(bench.monitor.rules.failing()).toHaveLength(1);
    const { settings } = bench.monitor;
    const off = { ...settings, rules: settings.rules.map((one) => ({ ...one, enabled: false })) };
    await bench.monitor.apply(off);
    const tries = bench.actions.sent.length;
    await bench.clock.pass(600_000);
    expect(bench.actions.sent).toHaveLength(tries);
    expect(status()?.waiting).toBe(2);
    expect(bench.monitor.rules.failing()).toEqual([]);
    expect(bench.monitor.rules.retry('hot')).toBe(2);
    await bench.clock.pass(600_000);
    expect(bench.actions.sent).toHaveLength(tries + 2);
    bench.actions.answer = () => DONE;
    await bench.kill();
    await start(rule({ enabled: false }));
    await bench.clock.pass(60_000);
    expect(status()?.waiting).toBe(2);
    await bench.monitor.apply(settings);
    await bench.clock.settle();
    expect(status()?.waiting).toBe(0);
  });

  it('is tried and given up one by one', async () => {
    await start(rule());
    bench.actions.answer = () => again('timeout', 'h');
    for (const temperature of [60, 61, 62]) await say({ temperature });
    await bench.clock.pass(30_000);
    const [third, second, first] = (await bench.monitor.rules.runs('hot', null, 10)).map(({ id }) => id);
    expect(bench.monitor.rules.dropWaiting('hot', second)).toBe(1);
    expect(bench.monitor.rules.dropWaiting('hot', second)).toBe(0);
    expect(bench.monitor.rules.dropWaiting('another', third)).toBe(0);
    bench.actions.answer = () => DONE;
    expect(bench.monitor.rules.retry('another', third)).toBe(0);
    bench.actions.answer = () => again('timeout', 'h');
    const tries = bench.actions.sent.length;
    expect(bench.monitor.rules.retry('hot', third)).toBe(1);
    await bench.clock.settle();
    expect(bench.actions.sent).toHaveLength(tries + 1);
    const rows = await bench.monitor.rules.runs('hot', null, 10);
    expect(rows.map(({ id, state }) => [id, state])).toEqual([
      [third, 'waiting'],
      [second, 'dropped'],
      [first, 'waiting'],
    ]);
    expect(status()).toMatchObject({ waiting: 2 });
  });

  it('is tried again when settings are saved, and is another one when it was changed', async () => {
    await start(rule());
    bench.actions.answer = () => again('no-secret', 'Key');
    await say({ temperature: 60 });
    await bench.clock.pass(60_000);
    const tries = bench.actions.sent.length;
    await bench.monitor.apply(structuredClone(bench.monitor.settings));
    await bench.clock.settle();
    expect(bench.actions.sent).toHaveLength(tries + 1);
    expect(failing()).toEqual(['hot']);
    bench.actions.answer = () => new Promise(() => undefined);
    const { settings } = bench.monitor;
    const changed = settings.rules.map((one) => ({ ...one, actions: [{ ...one.actions[0], url: 'https://other.example/' }] }));
    await bench.monitor.apply({ ...settings, rules: changed as typeof settings.rules });
    await bench.clock.settle();
    expect(failing()).toEqual([]);
    expect(status()).toMatchObject({ failingSince: null, waiting: 1 });
  });

  it('of a rule that is removed is given up, and a rule that comes back begins anew', async () => {
    await start(rule());
    const { settings } = bench.monitor;
    bench.actions.answer = () => again('timeout', 'h');
    await say({ temperature: 60 });
    await bench.clock.pass(60_000);
    expect(failing()).toEqual(['hot']);
    const trying = Promise.withResolvers<ReturnType<typeof again>>();
    bench.actions.answer = () => trying.promise;
    await say({ temperature: 61 });
    bench.monitor.rules.retry('hot');
    await bench.monitor.apply({ ...settings, rules: [] });
    // One was under way just then.
    trying.resolve(again('timeout', 'h'));
    await bench.clock.settle();
    expect((await runs()).map((run) => run.split(' ')[0])).toEqual(['dropped', 'dropped']);
    bench.actions.answer = () => DONE;
    await bench.monitor.apply(settings);
    await bench.clock.pass(60_000);
    expect(status()).toMatchObject({ matched: 2, waiting: 0, failingSince: null });
    const { states, waiting } = (await bench.history.load()).rules;
    expect(states.map(({ failing }) => failing)).toEqual([{}]);
    expect(waiting).toEqual([]);
  });

  it('for good, is not tried again, and its error action sends what AWS would', async () => {
    const errorAction = { kind: 'republish', topic: 'errors' } as const;
    await start(rule({ actions: [WEBHOOK, { kind: 'sns', topicArn: 'arn:aws:sns:eu-central-1:1:t' }], errorAction }));
    bench.actions.answer = () => refused('status', '404');
    await say({ temperature: 60 });
    expect(bench.link().published).toHaveLength(1);
    const { payload, topic } = bench.link().published[0] ?? { payload: '', topic: '' };
    expect(topic).toBe('errors');
    expect(JSON.parse(Buffer.from(payload).toString())).toEqual({
      ruleName: 'Hot',
      topic: 'plant/oven',
      cloudwatchTraceId: 'n/a',
      clientId: 'n/a',
      base64OriginalPayload: Buffer.from('{"temperature":60}').toString('base64'),
      failures: [
        { failedAction: 'HttpAction', failedResource: 'https://h.example/oven', errorMessage: expect.stringContaining('404') },
        { failedAction: 'SnsAction', failedResource: 'arn:aws:sns:eu-central-1:1:t', errorMessage: expect.any(String) },
      ],
    });
    expect(status()?.actions.at(-1)).toMatchObject({ action: 'error', last: { state: 'done' } });
  });

  it('keeps a bounded number of messages', async () => {
    await start(rule({ perMinute: 60_000 }));
    bench.actions.answer = () => again('unreachable');
    for (let i = 0; i < 1100; i++) bench.link().say('plant/oven', `{"temperature":${60 + i}}`);
    // What rules have no time for in the burst they see behind it.
    await bench.clock.pass(2000);
    expect(status()?.matched).toBe(1100);
    expect(status()?.waiting).toBeLessThanOrEqual(1001);
    expect((await bench.monitor.rules.runs('hot', null, 200)).length).toBe(200);
    const states = (await bench.history.load()).rules.waiting.length;
    expect(states).toBeLessThanOrEqual(1001);
  });
});

it('what waits to be republished goes out when its broker is there', async () => {
  await bench.start(plant([], { rules: [rule({ actions: [{ kind: 'republish', topic: 'out' }] })] }));
  bench.link().connect();
  await bench.clock.settle();
  await say({ temperature: 60 });
  bench.link().published.length = 0;
  bench.link().cut();
  await bench.clock.settle();
  await say({ temperature: 61 }, { queued: true });
  await bench.clock.pass(120_000);
  expect(bench.link().published).toEqual([]);
  expect(status()).toMatchObject({ waiting: 1, actions: [{ failingSince: null }] });
  expect(bench.monitor.overview().failingRules).toEqual([]);
  await bench.online();
  expect(bench.link().published).toMatchObject([{ topic: 'out' }]);
});

it('rules that feed each other over two connections to one broker come to an end', async () => {
  const onto = (topic: string, connectionId: string) => [{ kind: 'republish', topic, connectionId } as const];
  const rules = [
    rule({ id: 'a', sql: "SELECT * FROM 'a'", connectionId: 'plant', actions: onto('b', 'plant') }),
    rule({ id: 'b', sql: "SELECT * FROM 'b'", connectionId: 'depot', actions: onto('a', 'depot') }),
  ];
  const { brokers, ...rest } = plant([], { rules });
  await bench.start({ ...rest, brokers: [...(brokers ?? []), { id: 'depot', name: 'Depot', url: 'MQTT://127.0.0.1:1/' }] });
  const links = [bench.link('plant'), bench.link('depot')] as const;
  for (const link of links) {
    link.connect();
    link.ready();
  }
  await bench.clock.settle();
  await say({ n: 1 }, {}, 'a');
  // What the one broker would do with it: both see all.
  for (let i = 0; i < 20; i++) {
    const said = i % 2 === 0 ? links[0].published[i / 2] : links[1].published[(i - 1) / 2];
    if (said === undefined) break;
    for (const link of links) link.say(said.topic, Buffer.from(said.payload).toString());
    await bench.clock.settle();
  }
  expect(links.map(({ published }) => published.length)).toEqual([3, 2]);
});

it('the same message on two brokers may be handed from one to the other as often as it comes', async () => {
  const mirror = [{ kind: 'republish', topic: 'state', connectionId: 'depot' } as const];
  const { brokers, ...rest } = plant([], {
    rules: [rule({ sql: "SELECT * FROM 'state'", connectionId: 'plant', actions: mirror })],
  });
  await bench.start({ ...rest, brokers: [...(brokers ?? []), { id: 'depot', name: 'Depot', url: 'mqtt://127.0.0.1:2' }] });
  for (const link of [bench.link('plant'), bench.link('depot')]) {
    link.connect();
    link.ready();
  }
  await bench.clock.settle();
  for (let i = 0; i < 10; i++) await say('on', {}, 'state');
  expect(bench.link('depot').published).toHaveLength(10);
});

describe('what is slow', () => {
  const many = (n: number) =>
    Array.from({ length: n }, (_, i) => rule({ id: `slow-${i}`, name: `Slow ${i}`, perMinute: 60_000 }));

  it('holds up no notification', async () => {
    const notice = rule({ id: 'notice', actions: [{ kind: 'notification', title: 'Hot', body: '' }] });
    await start(...many(12), notice);
    bench.actions.answer = () => new Promise(() => undefined);
    for (let i = 0; i < 5; i++) await say({ temperature: 60 + i });
    await bench.clock.settle();
    expect(bench.actions.sent).toHaveLength(32);
    expect(status('notice')).toMatchObject({ waiting: 0, actions: [{ last: { state: 'done' } }] });
  });

  it('gives its place to who has waited longest, not to its own next message', async () => {
    await start(...many(9));
    const open: (() => void)[] = [];
    bench.actions.answer = () => new Promise((resolve) => open.push(() => resolve(DONE)));
    for (let i = 0; i < 8; i++) await say({ temperature: 60 + i });
    expect(bench.actions.sent).toHaveLength(32);
    expect(status('slow-8')).toMatchObject({ waiting: 8, actions: [{ last: { state: 'waiting' } }] });
    for (const done of open.splice(0, 4)) done();
    await bench.clock.settle();
    for (const done of open.splice(0)) done();
    await bench.clock.settle();
    expect((await runs('slow-8')).filter((run) => run === 'done 1')).toHaveLength(4);
  });

  it('and fails when its rule is gone is not tried again', async () => {
    await start(rule());
    let fail: () => void = () => undefined;
    bench.actions.answer = () =>
      new Promise((resolve) => {
        fail = () => resolve(again('timeout', 'h'));
      });
    await say({ temperature: 60 });
    await bench.monitor.apply({ ...bench.monitor.settings, rules: [] });
    fail();
    await bench.clock.pass(600_000);
    expect(bench.actions.sent).toHaveLength(1);
    expect(await runs()).toEqual(['dropped 1']);
  });
});

describe('a kill', () => {
  it('at any commit leaves no acknowledged message without its action', async () => {
    for (const commits of [1, 2, 3, 5, 8]) {
      await using one = new MonitorBench();
      bench = one;
      await start(rule({ perMinute: 60_000 }));
      const acknowledged = new Set<number>();
      let left = commits;
      one.beforeCommit = () => (left-- > 0 ? undefined : new Promise(() => undefined));
      for (let n = 100; n < 130; n++) {
        one.link().say('plant/oven', `{"temperature":${n}}`, { packetId: n }, () => acknowledged.add(n));
        if (n % 3 === 0) await one.clock.settle();
      }
      await one.clock.settle();
      await one.kill();
      one.beforeCommit = () => undefined;
      await start(rule({ perMinute: 60_000 }));
      await one.clock.pass(10_000);
      const done = new Set(one.actions.sent.map(({ text }) => (JSON.parse(text) as { t: number }).t));
      expect([...acknowledged].filter((n) => !done.has(n))).toEqual([]);
      expect((await one.monitor.rules.runs('hot', null, 100)).filter(({ state }) => state !== 'done')).toEqual([]);
    }
  });

  it('between commit and action loses nothing: the next start does it', async () => {
    await start(rule());
    bench.actions.answer = () => new Promise(() => undefined);
    await say({ temperature: 60 });
    await bench.kill();
    bench.actions.answer = () => DONE;
    bench.actions.sent.length = 0;
    await bench.clock.pass(60_000);
    await start(rule());
    expect(bench.actions.sent).toMatchObject([{ text: '{"t":60}' }]);
    expect(await runs()).toEqual(['done 1']);
  });

  it('of long ago leaves what is worth nothing any more as expired', async () => {
    await start(rule({ actions: [{ kind: 'notification', title: 'Hot' }, WEBHOOK] }));
    bench.actions.answer = () => new Promise(() => undefined);
    bench.notifierSays = { outcome: 'shown' };
    await say({ temperature: 60 });
    bench.beforeCommit = () => new Promise(() => undefined);
    await say({ temperature: 61 });
    await bench.kill();
    bench.beforeCommit = () => undefined;
    bench.clock.jump(25 * 3_600_000);
    await start(rule({ actions: [{ kind: 'notification', title: 'Hot' }, WEBHOOK] }));
    await bench.clock.settle();
    expect(status()).toMatchObject({ matched: 1, waiting: 0, actions: [{}, { last: { state: 'expired' } }] });
  });

  it('keeps what fails, since when, and that it was told', async () => {
    await start(rule());
    bench.actions.answer = () => again('unreachable');
    await say({ temperature: 60 });
    await bench.clock.pass(60_000);
    const since = status()?.failingSince;
    await bench.kill();
    bench.shown.length = 0;
    await start(rule());
    await bench.clock.pass(60_000);
    expect(status()?.failingSince).toBe(since);
    expect(bench.monitor.overview().failingRules).toHaveLength(1);
    expect(bench.shown).toEqual([]);
  });
});
