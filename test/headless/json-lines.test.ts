import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlertView } from '../../main/contract/model.ts';
import { jsonLine } from '../../main/headless/json-lines.ts';
import type { MonitorEvent } from '../../main/monitor/events.ts';
import { wordsFor } from '../../main/words/index.ts';

const line = (event: MonitorEvent): unknown => {
  const text = jsonLine(event, wordsFor('en').domain);
  return text === null ? null : JSON.parse(text);
};
const outage = (payload: Uint8Array | null): MonitorEvent & { type: 'outage' } => ({
  type: 'outage',
  id: 7,
  connectionId: 'b',
  deviceId: 'pump',
  verdict: 'abrupt',
  freshness: 'live',
  topic: 'tele/pump/LWT',
  payload,
  notBefore: 5,
  notAfter: 5,
  affected: ['g', 'd'],
  feed: [],
  at: 6,
});
const alert: AlertView = {
  id: 1,
  at: 9,
  deviceKey: 'b/pump',
  outageId: 7,
  title: 'T',
  body: 'B',
  outcome: 'shown',
  reason: null,
  path: '/devices/b%2Fpump',
};

describe('a line of --json', () => {
  test.each<[MonitorEvent, unknown]>([
    [
      { type: 'ready', at: 1 },
      { type: 'ready', at: 1 },
    ],
    [
      { type: 'link', connectionId: 'b', state: 'connected', reason: null, at: 1 },
      { type: 'link', connection: 'b', state: 'connected', at: 1 },
    ],
    [
      { type: 'link', connectionId: 'b', state: 'blind', reason: { code: 'refused', detail: 'ECONNREFUSED' }, at: 1 },
      {
        type: 'link',
        connection: 'b',
        state: 'blind',
        code: 'refused',
        at: 1,
        reason: expect.stringContaining('ECONNREFUSED'),
        advice: expect.any(String),
      },
    ],
    [
      { type: 'presence', connectionId: 'b', deviceId: '__proto__', presence: 'online', verdict: null, freshness: 'live', at: 1 },
      { type: 'presence', device: '__proto__', connection: 'b', presence: 'online', verdict: null, freshness: 'live', at: 1 },
    ],
    [
      { type: 'recovery', id: 7, connectionId: 'b', deviceId: 'pump', durationMs: null, at: 1 },
      { type: 'recovery', id: 7, device: 'pump', connection: 'b', durationMs: null, at: 1 },
    ],
    [
      { type: 'alert', deviceId: 'pump', alert },
      { type: 'alert', device: 'pump', title: 'T', body: 'B', outcome: 'shown', at: 9 },
    ],
    [
      { type: 'alert', deviceId: null, alert },
      { type: 'alert', title: 'T', body: 'B', outcome: 'shown', at: 9 },
    ],
    [
      { type: 'alert', deviceId: 'pump', alert: { ...alert, outcome: 'failed', reason: 'no bus' } },
      { type: 'alert', device: 'pump', title: 'T', body: 'B', outcome: 'silent', reason: 'no bus', at: 9 },
    ],
    [{ type: 'changed', topics: ['devices'], deviceKeys: [] }, null],
  ])('%j', (event, object) => {
    expect(line(event)).toEqual(object);
  });

  test('of an outage has the whole of it', () => {
    expect(line(outage(new TextEncoder().encode('Offline')))).toEqual({
      type: 'outage',
      id: 7,
      device: 'pump',
      connection: 'b',
      verdict: 'abrupt',
      freshness: 'live',
      topic: 'tele/pump/LWT',
      payload: 'Offline',
      notBefore: 5,
      notAfter: 5,
      affected: ['g', 'd'],
      at: 6,
    });
    expect(line(outage(null))).toMatchObject({ payload: null });
  });

  test('cuts a huge payload, not in the middle of a character', () => {
    expect(line(outage(new TextEncoder().encode(`${'x'.repeat(65_535)}${'😀'.repeat(50_000)}`)))).toMatchObject({
      payload: 'x'.repeat(65_535),
    });
  });

  test('is one line, whatever the payload and the names', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string({ unit: 'binary' }), (payload, name) => {
        const text = jsonLine({ ...outage(payload), deviceId: name, affected: [name] }, wordsFor('en').domain) ?? '';
        expect(text).not.toMatch(/[\r\n]/);
        expect(JSON.parse(text)).toMatchObject({ device: name });
      }),
    );
  });
});
