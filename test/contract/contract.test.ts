import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_CHOSEN, MAX_NAME, MAX_NOTE, MAX_ROWS } from '../../main/contract/limits.ts';
import { type RequestName, requests } from '../../main/contract/requests.ts';
import { brokerSettings, payloadTest, settingsSchema, topologyPair, watchSettings } from '../../main/contract/settings.ts';

const accepts = (name: RequestName, input: unknown): boolean => requests[name].safeParse(input).success;

describe('defaults', () => {
  test('of a broker', () => {
    expect(brokerSettings.parse({ id: 'b', name: 'B', url: 'mqtt://h' })).toEqual({
      id: 'b',
      name: 'B',
      url: 'mqtt://h',
      protocol: '3.1.1',
      username: '',
      clientId: '',
      caFile: '',
      certFile: '',
      keyFile: '',
      keepAliveSeconds: 30,
      sessionSeconds: 604_800,
      liveListener: null,
      aws: { signed: false, region: '', profile: '' },
      enabled: true,
    });
  });

  test('of a watch', () => {
    expect(watchSettings.parse({ id: 'w', convention: 'auto' })).toEqual({
      id: 'w',
      connectionId: null,
      convention: 'auto',
      topic: '',
      deviceIdPath: '',
      downstreamPath: '',
      upstreamPath: '',
      online: [],
      offline: [],
      goodbye: [],
      lifeTopics: [],
      feedTopics: [],
      silentAfterSeconds: 0,
      holdSeconds: null,
    });
  });

  test('of a pair', () => {
    expect(topologyPair.parse({ upstream: 'a', downstream: 'b' })).toEqual({
      upstream: 'a',
      downstream: 'b',
      connectionId: null,
      source: 'hand',
      setAt: null,
    });
  });

  test('of the settings are new each time', () => {
    const first = settingsSchema.parse({});
    first.brokers.push(brokerSettings.parse({ id: 'b', name: 'B', url: 'mqtt://h' }));
    expect(settingsSchema.parse({}).brokers).toEqual([]);
  });

  test('of a device list', () => {
    expect(requests['devices.query'].parse({ to: 50, filter: {}, sort: {} })).toEqual({
      from: 0,
      to: 50,
      filter: { text: '', states: [], kind: null, connectionId: null, flapping: false },
      sort: { by: 'state', descending: false },
      group: null,
      fold: { all: false, except: [] },
      order: null,
    });
  });
});

describe('refused', () => {
  test.each<[RequestName, unknown]>([
    ['devices.query', {}],
    ['devices.query', { to: 50 }],
    ['devices.query', { from: 0, to: MAX_ROWS + 1, filter: {}, sort: {} }],
    ['devices.query', { from: -1, to: 5, filter: {}, sort: {} }],
    ['devices.query', { from: 0.5, to: 5, filter: {}, sort: {} }],
    ['devices.query', { to: Number.NaN, filter: {}, sort: {} }],
    ['devices.query', { to: 5, filter: { states: ['lost'] }, sort: {} }],
    ['devices.query', { to: 5, filter: { text: 'x'.repeat(1001) }, sort: {} }],
    ['devices.query', { to: 5, filter: {}, sort: { by: '__proto__' } }],
    ['device.get', {}],
    ['device.get', { key: '' }],
    ['device.get', { key: 5 }],
    ['device.messages', { key: 'a', limit: 201 }],
    ['device.messages', { key: 'a', limit: 0 }],
    ['history.query', { to: MAX_ROWS + 1, filter: {} }],
    ['history.query', { to: 5, filter: { verdicts: ['x'] } }],
    ['history.query', { to: 5, filter: { since: '2026' } }],
    ['outage.get', { id: '1' }],
    ['outage.get', { id: 1.5 }],
    ['alerts.query', { limit: 1e9 }],
    ['settings.put', {}],
    ['settings.put', { settings: {}, passwords: { b: 5 } }],
    ['broker.test', { broker: { id: 'b' } }],
    ['rehearsal.act', { id: 'x', act: 'explode' }],
    ['connection.reconnect', {}],
    ['app.capabilities', null],
    ['overview.get', 'x'],
  ])('%s with %j', (name, input) => {
    expect(accepts(name, input)).toBe(false);
  });

  test.each([
    ['a', true],
    ['plant:1883', true],
    ['[::1]:1883', true],
    ['😀', true],
    ['a/b', false],
    ['a b', false],
    ['a\n', false],
    ['', false],
    ['x'.repeat(201), false],
  ])('or not: the id %j, %s', (id, isAccepted) => {
    expect(brokerSettings.safeParse({ id, name: 'B', url: 'mqtt://h' }).success).toBe(isAccepted);
  });

  test('a payload test of an unknown kind, or an empty one', () => {
    for (const wrong of [
      { kind: 'regex', text: 'x' },
      { kind: 'text', text: '' },
      { kind: 'json', path: '', equals: 'x' },
      { kind: 'json', path: 'x' },
    ])
      expect(payloadTest.safeParse(wrong).success).toBe(false);
    expect(payloadTest.safeParse({ kind: 'json', path: 'x', equals: '' }).success).toBe(true);
  });
});

describe('accepted', () => {
  test('a key as long as a topic and a connection id can make it', () => {
    expect(accepts('device.get', { key: `${'c'.repeat(200)}/${'ä'.repeat(65_535)}` })).toBe(true);
  });

  test('exactly as many rows as one query may ask for', () => {
    expect(accepts('devices.query', { from: 1000, to: 1000 + MAX_ROWS, filter: {}, sort: {} })).toBe(true);
  });
});

test('no request throws, whatever it is given', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(requests) as RequestName[])),
      fc.anything(),
      (name, input) => void accepts(name, input),
    ),
  );
});

describe('what a person does', () => {
  const one = { keys: ['plant/a'] };
  test('is for one or many, chosen one by one or by a filter, never both', () => {
    expect(accepts('outage.acknowledge', { which: one })).toBe(true);
    expect(accepts('outage.acknowledge', { which: { outageIds: [1] }, note: 'x' })).toBe(true);
    expect(accepts('outage.acknowledge', { which: { filter: {} } })).toBe(true);
    expect(accepts('outage.acknowledge', { which: { ...one, filter: {} } })).toBe(false);
    expect(accepts('outage.acknowledge', { which: { keys: [] } })).toBe(false);
    expect(accepts('outage.acknowledge', { which: { outageIds: [0.5] } })).toBe(false);
    expect(accepts('mute.set', { scope: { kind: 'devices', devices: one }, until: null })).toBe(true);
    expect(accepts('mute.set', { scope: { kind: 'devices' }, until: null })).toBe(false);
  });

  test('has its bounds', () => {
    const keys = Array.from({ length: MAX_CHOSEN }, (_, i) => `plant/${i}`);
    expect(accepts('note.add', { about: { keys }, text: 'x'.repeat(MAX_NOTE) })).toBe(true);
    expect(accepts('note.add', { about: { keys: [...keys, 'plant/x'] }, text: 'x' })).toBe(false);
    expect(accepts('note.add', { about: one, text: 'x'.repeat(MAX_NOTE + 1) })).toBe(false);
    expect(accepts('note.add', { about: one, text: ' \n ' })).toBe(false);
    expect(accepts('device.rename', { key: 'plant/a', name: 'x'.repeat(MAX_NAME + 1) })).toBe(false);
    expect(accepts('mute.set', { scope: { kind: 'all' }, until: Number.POSITIVE_INFINITY })).toBe(false);
    expect(accepts('mute.set', { scope: { kind: 'all' }, until: 9e15 })).toBe(false);
  });
});
