import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MAX_ROWS } from '../../main/contract/limits.ts';
import { LIVE_LIMITS } from '../../main/contract/live.ts';
import type { LinkReason } from '../../main/contract/model.ts';
import { type BrokerSettings, brokerSettings } from '../../main/contract/settings.ts';
import { LiveSessions } from '../../main/live/live-sessions.ts';
import type { VisitEvents } from '../../main/mqtt/visit.ts';
import { visit } from '../../main/mqtt/visit.ts';
import { FakeClock } from '../helpers/fake-clock.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { openSpeaker } from '../helpers/speaker.ts';
import { until } from '../helpers/until.ts';

const secrets = { read: async () => null, write: async () => undefined, names: async () => [] };
const plant = brokerSettings.parse({ id: 'plant', name: 'Plant', url: 'mqtt://127.0.0.1' });

/** Sessions whose broker is the test. */
function makeSessions(brokers: readonly BrokerSettings[] = [plant], answer: LinkReason | null = null) {
  const clock = new FakeClock();
  const pushes: string[] = [];
  const events: VisitEvents[] = [];
  const ended: number[] = [];
  const inForce = { brokers };
  const sessions = new LiveSessions({
    secrets,
    clock,
    brokers: () => inForce.brokers,
    changed: (id) => pushes.push(id),
    visit: async (_broker, _secrets, told) => {
      if (answer !== null) return answer;
      const place = events.push(told) - 1;
      return {
        subscribe: async (filters) =>
          new Map(filters.map((filter) => [filter, filter === 'secret' ? { code: 'not-authorised', detail: '0x87' } : null])),
        unsubscribe: async () => undefined,
        end: async () => {
          ended.push(place);
          told.closed({ code: 'stopped', detail: null });
        },
      };
    },
  });
  const open = (connectionId = 'plant') => {
    const opened = sessions.open(connectionId, null);
    if (!opened.ok) throw new Error(opened.reason);
    const session = sessions.get(opened.view.id);
    if (session === null) throw new Error('gone at once');
    return session;
  };
  return { sessions, clock, pushes, events, ended, inForce, open };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const say = (events: VisitEvents | undefined, topic: string, payload = 'x') =>
  events?.message({ topic, payload: Buffer.from(payload), qos: 0, retain: false, dup: false });

describe('a session', () => {
  it('tells refused filters with the reason, and keeps the others', async () => {
    const { open } = makeSessions();
    const session = open();
    await turn();
    const answer = await session.subscribe(['a/#', 'secret'], 0);
    expect(answer).toMatchObject({
      ok: true,
      view: {
        state: 'connected',
        subscriptions: [
          { filter: 'a/#', state: 'granted' },
          { filter: 'secret', state: 'refused', reason: { code: 'not-authorised' } },
        ],
      },
    });
  });

  it.each([
    ['', 'empty'],
    ['a\0b', 'not-text'],
    ['a/\uD800', 'not-text'],
    ['a#', 'hash'],
    ['#/a', 'hash'],
    ['a+/b', 'plus'],
    ['ä'.repeat(40_000), 'too-long'],
  ])('does not ask a broker for the filter %j', async (filter, fault) => {
    const { open } = makeSessions();
    expect(await open().subscribe(['ok', filter], 0)).toEqual({ ok: false, reason: 'faulty', faults: [{ filter, fault }] });
  });

  it('respects what AWS IoT takes', async () => {
    const aws = brokerSettings.parse({ id: 'aws', name: 'AWS', url: 'mqtts://x-ats.iot.eu-central-1.amazonaws.com' });
    const { open } = makeSessions([aws]);
    const faults = await open('aws').subscribe(['a/b/c/d/e/f/g/h', 'a/b/c/d/e/f/g/h/i', 'x'.repeat(257)], 0);
    expect(faults).toMatchObject({ ok: false, faults: [{ fault: 'aws-levels' }, { fault: 'aws-bytes' }] });
  });

  it('takes fifty filters and no more', async () => {
    const { open } = makeSessions();
    const session = open();
    const fifty = Array.from({ length: 50 }, (_, n) => `t/${n}`);
    expect(await session.subscribe(fifty, 0)).toMatchObject({ ok: true });
    expect(await session.subscribe(['t/0'], 1)).toMatchObject({ ok: true });
    expect(await session.subscribe(['one more'], 0)).toEqual({ ok: false, reason: 'too-many-filters' });
  });

  it('pushes at most four times a second, and only who looks', async () => {
    const { open, clock, pushes, events } = makeSessions();
    const session = open();
    await turn();
    say(events[0], 'a');
    clock.advance(1000);
    expect(pushes).toEqual([]);
    await session.rows({ from: 0, to: 10, text: '' });
    for (let n = 0; n < 100; n++) say(events[0], 'a');
    clock.advance(1);
    expect(pushes).toEqual([session.id]);
    await session.rows({ from: 0, to: 10, text: '' });
    say(events[0], 'a');
    clock.advance(200);
    expect(pushes).toHaveLength(1);
    clock.advance(100);
    expect(pushes).toHaveLength(2);
    say(events[0], 'a');
    clock.advance(10_000);
    expect(pushes).toHaveLength(2);
  });

  it('paused keeps what is shown, counts what comes, and goes on with it', async () => {
    const { open, events } = makeSessions();
    const session = open();
    await turn();
    say(events[0], 'a', '1');
    session.pause(true);
    say(events[0], 'a', '2');
    say(events[0], 'a', '3');
    expect(await session.rows({ from: 0, to: 10, text: '' })).toMatchObject({
      view: { paused: true, meanwhile: 2, received: 3 },
      total: 1,
      rows: [{ preview: '1' }],
    });
    session.pause(false);
    expect(await session.rows({ from: 0, to: 10, text: '' })).toMatchObject({
      view: { paused: false, meanwhile: 0 },
      rows: [{ preview: '3' }, { preview: '2' }, { preview: '1' }],
    });
    session.clear();
    expect(await session.rows({ from: 0, to: 10, text: '' })).toMatchObject({ view: { received: 0, dropped: 0 }, total: 0 });
  });

  it('keeps of a payload of 10 MB what the window shows, and says how long it was', async () => {
    const { open, events } = makeSessions();
    const session = open();
    await turn();
    events[0]?.message({ topic: 'big', payload: Buffer.alloc(10_485_760, 'x'), qos: 1, retain: true, dup: false });
    const { rows } = await session.rows({ from: 0, to: 1, text: '' });
    expect(rows).toMatchObject([{ topic: 'big', payloadBytes: 10_485_760, retain: true }]);
    expect(rows[0]?.preview.length).toBeLessThan(200);
    const message = session.message(rows[0]?.seq ?? 0);
    expect(message).toMatchObject({ payloadBytes: 10_485_760, freshness: 'retained' });
    expect(message?.payloadBase64.length).toBeLessThan(90_000);
  });

  it('ends by itself when more comes than can be watched, and begins again when a person subscribes', async () => {
    const { open, clock, events, ended } = makeSessions();
    const session = open();
    await turn();
    await session.subscribe(['#'], 0);
    for (let second = 0; second < 7; second++) {
      for (let n = 0; n < LIVE_LIMITS.mostPerSecond + 2000; n++) say(events[0], 'a', '');
      clock.advance(1000);
    }
    expect(session.view()).toMatchObject({ state: 'flooded', subscriptions: [{ filter: '#', state: 'asked' }] });
    expect(ended).toEqual([0]);
    await session.unsubscribe(['#']);
    await session.subscribe(['a'], 0);
    expect(session.view()).toMatchObject({ state: 'connected', subscriptions: [{ filter: 'a', state: 'granted' }] });
  });

  it('connects again after a loss, and subscribes as before', async () => {
    const { open, clock, events } = makeSessions();
    const session = open();
    await turn();
    await session.subscribe(['a'], 1);
    events[0]?.closed({ code: 'reset', detail: null });
    expect(session.view()).toMatchObject({ state: 'waiting', reason: { code: 'reset' }, subscriptions: [{ state: 'asked' }] });
    clock.advance(60_000);
    await turn();
    expect(session.view()).toMatchObject({ state: 'connected', subscriptions: [{ filter: 'a', qos: 1, state: 'granted' }] });
    expect(events).toHaveLength(2);
  });
});

describe('nothing breaks', () => {
  it('when a broker vanishes while paused: what came is kept, and what comes after the reconnect joins it', async () => {
    const { open, clock, events } = makeSessions();
    const session = open();
    await turn();
    await session.subscribe(['a'], 0);
    say(events[0], 'a', '1');
    session.pause(true);
    say(events[0], 'a', '2');
    events[0]?.closed({ code: 'reset', detail: null });
    expect(session.view()).toMatchObject({ state: 'waiting', paused: true, meanwhile: 1 });
    clock.advance(60_000);
    await turn();
    say(events[1], 'a', '3');
    expect(session.view()).toMatchObject({ state: 'connected', paused: true, meanwhile: 2 });
    expect((await session.rows({ from: 0, to: 9, text: '' })).rows.map(({ preview }) => preview)).toEqual(['1']);
    session.pause(false);
    expect((await session.rows({ from: 0, to: 9, text: '' })).rows.map(({ preview }) => preview)).toEqual(['3', '2', '1']);
  });

  it('when a page is left while its subscription is on its way, and another window listens to the same', async () => {
    const { sessions, open, events } = makeSessions();
    const [one, two] = [open(), open()];
    const asked = one.subscribe(['a'], 0);
    await sessions.close(one.id);
    expect(await asked).toMatchObject({ ok: true });
    expect(sessions.get(one.id)).toBeNull();
    await two.subscribe(['a'], 0);
    say(events.at(-1), 'a', 'x');
    expect((await two.rows({ from: 0, to: 9, text: '' })).total).toBe(1);
    expect((await one.rows({ from: 0, to: 9, text: '' })).total).toBe(0);
  });

  it('when a connection that was ended for a flood closes only after the next one began', async () => {
    const { open, clock, events } = makeSessions();
    const session = open();
    await turn();
    await session.subscribe(['#'], 0);
    for (let second = 0; second < 7; second++) {
      for (let n = 0; n < LIVE_LIMITS.mostPerSecond + 2000; n++) say(events[0], 'a', '');
      clock.advance(1000);
    }
    await session.subscribe(['a'], 0);
    session.clear();
    say(events[0], 'flood');
    events[0]?.closed({ code: 'stopped', detail: null });
    expect(session.view()).toMatchObject({ state: 'connected', received: 0 });
    clock.advance(120_000);
    await turn();
    expect(events).toHaveLength(2);
    say(events[1], 'a');
    expect(session.view().received).toBe(1);
  });

  it('when it is switched off while it dials', async () => {
    const { open, ended } = makeSessions();
    const session = open();
    await session.end();
    await turn();
    expect(ended).toEqual([0]);
  });

  it('with 100,000 topics, marks that turn text around, and text as large as MQTT has', async () => {
    const { open, events } = makeSessions();
    const session = open();
    await turn();
    await session.subscribe(['#'], 0);
    for (let n = 0; n < 100_000; n++) say(events[0], `plant/\u202e${n}/\u0007`, '');
    events[0]?.message({ topic: 'huge', payload: Buffer.alloc(200_000_000, 'ü'), qos: 0, retain: false, dup: false });
    const { rows, total, view } = await session.rows({ from: 0, to: 3, text: 'ü' });
    expect([total, view.received, view.dropped]).toEqual([1, 100_001, 80_001]);
    expect(rows[0]).toMatchObject({ topic: 'huge', payloadBytes: 200_000_000 });
    expect((await session.rows({ from: 0, to: 3, text: '\u202e99999/' })).total).toBe(1);
    expect((await session.rows({ from: 10, to: 20_000, text: '' })).rows).toHaveLength(MAX_ROWS);
  });

  it('when a filter is taken back before the broker has answered', async () => {
    const { open } = makeSessions();
    const session = open();
    await turn();
    const [, view] = await Promise.all([session.subscribe(['a'], 0), session.unsubscribe(['a'])]);
    expect(view.subscriptions).toEqual([]);
    expect(session.view().subscriptions).toEqual([]);
  });
});

describe('sessions', () => {
  it('end when nobody has asked for two minutes', async () => {
    const { open, clock, ended, sessions } = makeSessions();
    const session = open();
    await turn();
    clock.advance(110_000);
    session.view();
    clock.advance(110_000);
    expect(ended).toEqual([]);
    clock.advance(30_000);
    expect(ended).toEqual([0]);
    expect(sessions.get(session.id)).toBeNull();
  });

  it('are four at most; one that was left gives way', async () => {
    const { open, clock, sessions } = makeSessions();
    const all = [open(), open(), open(), open()];
    expect(sessions.open('plant', null)).toEqual({ ok: false, reason: 'too-many-sessions' });
    clock.advance(40_000);
    for (const session of all.slice(1)) session.view();
    expect(sessions.open('plant', null)).toMatchObject({ ok: true });
    expect(sessions.get(all[0]?.id ?? '')).toBeNull();
    expect(sessions.get(all[1]?.id ?? '')).not.toBeNull();
  });

  it('are found again by their id, and end with the settings of their broker', async () => {
    const { open, sessions, inForce, ended } = makeSessions();
    const session = open();
    await turn();
    expect(sessions.open('plant', session.id)).toMatchObject({ ok: true, view: { id: session.id } });
    inForce.brokers = [{ ...plant, name: 'Another name' }];
    expect(sessions.get(session.id)).not.toBeNull();
    inForce.brokers = [{ ...plant, url: 'mqtt://elsewhere' }];
    expect(sessions.get(session.id)).toBeNull();
    await turn();
    expect(ended).toEqual([0]);
    inForce.brokers = [{ ...plant, enabled: false }];
    expect(sessions.open('plant', null)).toEqual({ ok: false, reason: 'no-connection' });
  });

  it('all end with the program', async () => {
    const { open, sessions, ended } = makeSessions();
    open();
    open();
    await turn();
    await sessions.stop();
    expect(ended).toEqual([0, 1]);
  });
});

it('on a real broker: listens with a client of its own, gets what is retained again on demand, and leaves no session behind', async () => {
  await using broker = await startMosquitto();
  await using speaker = await openSpeaker(broker.plainUrl);
  await speaker.publishAsync('lab/kept', 'before', { retain: true });
  const settings = brokerSettings.parse({ id: 'lab', name: 'Lab', url: broker.plainUrl });
  const clock = { now: Date.now, mono: () => performance.now(), after: () => () => undefined };
  const sessions = new LiveSessions({ visit, secrets, clock, brokers: () => [settings], changed: () => undefined });
  const opened = sessions.open('lab', null);
  const session = opened.ok ? sessions.get(opened.view.id) : null;
  if (session === null) throw new Error('not opened');
  await until('connected', () => session.view().state === 'connected');
  expect(await session.subscribe(['lab/#'], 1)).toMatchObject({ ok: true, view: { subscriptions: [{ state: 'granted' }] } });
  await speaker.publishAsync('lab/new', 'now', { qos: 1 });
  const list = async () =>
    (await session.rows({ from: 0, to: 10, text: '' })).rows.map(({ topic, retain }) => `${topic} ${retain}`);
  await until('both', async () => (await list()).length === 2);
  expect(await list()).toEqual(['lab/new false', 'lab/kept true']);
  await session.subscribe(['lab/#'], 1);
  await until('the retained one again', async () => (await list())[0] === 'lab/kept true');
  await sessions.stop();
  await speaker.publishAsync('lab/new', 'later', { qos: 1 });
  expect(session.view().received).toBe(3);
});

/** Comes with Mosquitto: its ACL files let everybody subscribe, and only keep the messages back. */
const [security] = globSync('/usr/lib/*/mosquitto_dynamic_security.so');

it.skipIf(security === undefined).each([
  ['3.1.1', 'subscribe-refused'],
  ['5', 'not-authorised'],
] as const)('on a real broker: what it refuses is told, MQTT %s', async (protocol, code) => {
  const folder = mkdtempSync(join(tmpdir(), 'willwatch-live-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'security.json');
  const all = { publishClientSend: true, publishClientReceive: true, subscribe: true, unsubscribe: true };
  writeFileSync(
    file,
    JSON.stringify({
      defaultACLAccess: all,
      clients: [],
      groups: [{ groupname: 'anyone', roles: [{ rolename: 'guest' }] }],
      roles: [{ rolename: 'guest', acls: [{ acltype: 'subscribeLiteral', topic: 'secret/#', allow: false }] }],
      anonymousGroup: 'anyone',
    }),
  );
  await using broker = await startMosquitto({ config: [`plugin ${security}`, `plugin_opt_config_file ${file}`] });
  const settings = brokerSettings.parse({ id: 'lab', name: 'Lab', url: broker.plainUrl, protocol });
  const clock = { now: Date.now, mono: () => performance.now(), after: () => () => undefined };
  const sessions = new LiveSessions({ visit, secrets, clock, brokers: () => [settings], changed: () => undefined });
  const opened = sessions.open('lab', null);
  const session = opened.ok ? sessions.get(opened.view.id) : null;
  if (session === null) throw new Error('not opened');
  await until('connected', () => session.view().state === 'connected');
  expect(await session.subscribe(['lab/#', 'secret/#'], 1)).toMatchObject({
    ok: true,
    view: {
      state: 'connected',
      subscriptions: [
        { filter: 'lab/#', state: 'granted', reason: null },
        { filter: 'secret/#', state: 'refused', reason: { code } },
      ],
    },
  });
  await sessions.stop();
});
