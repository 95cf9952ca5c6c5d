import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PayloadTest } from '../../main/contract/settings.ts';
import { at, firstLine, idAt, openPayload, passes, textAt } from '../../main/presence/payload.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const INVALID_UTF8 = Uint8Array.of(0x6f, 0xff, 0xfe, 0x6e);

describe('a payload', () => {
  test.each([
    ['Online', 'Online'],
    ['  online\r\n', 'online'],
    ['\ufeffonline', 'online'],
    ['', ''],
    ['😀', '😀'],
  ])('%j is the text %j', (written, text) => {
    expect(openPayload(bytes(written)).text()).toBe(text);
  });

  test('that is no UTF-8 has neither text nor JSON', () => {
    const payload = openPayload(INVALID_UTF8);
    expect(payload.text()).toBeNull();
    expect(payload.json()).toBeUndefined();
  });

  test('of 0 bytes is an empty text and no JSON', () => {
    const payload = openPayload(new Uint8Array());
    expect(payload.text()).toBe('');
    expect(payload.json()).toBeUndefined();
  });

  test('is parsed as JSON up to 256 KB and not above', () => {
    const json = (length: number) => bytes(`"${'x'.repeat(length - 2)}"`);
    expect(openPayload(json(262_144)).json()).toHaveLength(262_142);
    expect(openPayload(json(262_145)).json()).toBeUndefined();
    expect(openPayload(json(262_145)).text()).toHaveLength(262_145);
  });

  test('that nests 100,000 levels deep is only a payload', () => {
    expect(() => openPayload(bytes(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).json()).not.toThrow();
    expect(openPayload(bytes('{"a":'.repeat(40_000))).json()).toBeUndefined();
  });

  test('keeps every digit of a number that is too long for a double', () => {
    const json = openPayload(
      bytes('{"serial":89430103000012345678,"n":12345678901234567,"small":42,"real":1.25,"text":"89430103000012345678"}'),
    ).json();
    expect(textAt(json, 'serial')).toBe('89430103000012345678');
    expect(textAt(json, 'n')).toBe('12345678901234567');
    expect(textAt(json, 'small')).toBe('42');
    expect(textAt(json, 'real')).toBe('1.25');
    expect(textAt(json, 'text')).toBe('89430103000012345678');
  });
});

describe('a path', () => {
  const value = JSON.parse(
    '{"a":{"b":[{"c":"x"}]},"$id":"own","n":0,"f":false,"nothing":null,"e":"  ","__proto__":{"p":"q"},"a b":1}',
  ) as unknown;

  test.each([
    ['a.b.0.c', 'x'],
    ['$.a.b.0.c', 'x'],
    ['$id', 'own'],
    ['$.$id', 'own'],
    ['n', '0'],
    ['f', 'false'],
    ['a b', '1'],
    ['__proto__.p', 'q'],
    ['nothing', null],
    ['e', null],
    ['a', null],
    ['a.b', null],
    ['a.b.1', null],
    ['a.b.c', null],
    ['n.x', null],
    ['constructor', null],
    ['constructor.name', null],
    ['toString', null],
    ['__proto__.__proto__', null],
    ['missing.deep', null],
  ])('%s leads to %j', (path, found) => {
    expect(textAt(value, path)).toBe(found);
  });

  test('that is only $ leads to the whole', () => {
    expect(at('x', '$')).toBe('x');
    expect(at('x', '')).toBe('x');
  });

  test('never throws, on any value', () => {
    fc.assert(fc.property(fc.anything(), fc.string({ unit: 'binary' }), (any, path) => void at(any, path)));
  });
});

test('an id longer than a topic may be is none', () => {
  expect(idAt({ id: 'x'.repeat(65_535) }, 'id')).toHaveLength(65_535);
  expect(idAt({ id: 'x'.repeat(65_536) }, 'id')).toBeNull();
});

describe('a payload test', () => {
  const text = (wanted: string): PayloadTest => ({ kind: 'text', text: wanted });
  const json = (path: string, equals: string): PayloadTest => ({ kind: 'json', path, equals });

  test.each<[PayloadTest, string, boolean]>([
    [text('offline'), 'OFFLINE', true],
    [text(' Offline '), '\toffline\n', true],
    [text('offline'), 'off line', false],
    [text('offline'), '"offline"', false],
    [text('ÄUS'), 'äus', true],
    [text('0'), '0', true],
    [json('state', 'offline'), '{"state":"Offline"}', true],
    [json('state', 'OFFLINE '), '{"state":" offline"}', true],
    [json('online', 'false'), '{"online":false}', true],
    [json('online', 'False'), '{"online":false}', true],
    [json('online', 'false'), '{"online":"false"}', true],
    [json('online', '0'), '{"online":0}', true],
    [json('online', 'null'), '{"online":null}', true],
    [json('online', ''), '{"online":""}', true],
    [json('online', ''), '{"online":null}', false],
    [json('online', ''), '{}', false],
    [json('online', 'false'), '{}', false],
    [json('state', 'offline'), '{"State":"offline"}', false],
    [json('state', 'offline'), 'offline', false],
    [json('state', 'offline'), '', false],
    [json('state', 'offline'), '{"state":"offline"', false],
    [json('a.b', 'x'), '{"a":{"b":["x"]}}', false],
  ])('%j on %s: %s', (wanted, payload, outcome) => {
    expect(passes(wanted, openPayload(bytes(payload)))).toBe(outcome);
  });

  test('never throws on any bytes and any path, and a text test never passes on what is no UTF-8', () => {
    const tests = fc.oneof(
      fc.record({ kind: fc.constant('text' as const), text: fc.string({ unit: 'binary' }) }),
      fc.record({ kind: fc.constant('json' as const), path: fc.string({ unit: 'binary' }), equals: fc.string() }),
    );
    const payloads = fc.oneof(fc.uint8Array({ maxLength: 64 }), fc.json().map(bytes));
    fc.assert(
      fc.property(tests, payloads, (wanted, payload) => {
        const opened = openPayload(payload);
        const passed = passes(wanted, opened);
        if (wanted.kind === 'text' && opened.text() === null) expect(passed).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test('passes for any scalar that JSON can carry, written as it stands', () => {
    const scalars = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z_]{1,8}$/), scalars, (key, value) => {
        const payload = openPayload(bytes(JSON.stringify(Object.fromEntries([[key, value]]))));
        expect(
          passes(json(key, String(value).toUpperCase()), payload) ||
            String(value).toUpperCase().toLowerCase() !== String(value).toLowerCase(),
        ).toBe(true);
      }),
    );
  });
});

describe('the first line of a payload', () => {
  test.each([
    ['Offline', 'Offline'],
    ['  one\r\ntwo', 'one'],
    ['a\tb\u0007c', 'a b c'],
    ['', ''],
    ['\n\n', ''],
    ['<b>&amp;', '<b>&amp;'],
  ])('of %j is %j', (payload, line) => {
    expect(firstLine(bytes(payload))).toBe(line);
  });

  test('shows unreadable bytes as U+FFFD', () => {
    expect(firstLine(INVALID_UTF8)).toBe('o\ufffd\ufffdn');
  });

  test('is cut, never in the middle of a character', () => {
    expect(firstLine(bytes('😀'.repeat(200)))).toBe(`${'😀'.repeat(119)}…`);
    expect(firstLine(bytes('x'.repeat(120)))).toBe('x'.repeat(120));
    expect(firstLine(bytes('x'.repeat(262_144)), 5)).toBe('xxxx…');
  });

  test('of any bytes is one line without control characters', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.integer({ min: 1, max: 200 }), (payload, limit) => {
        const line = firstLine(payload, limit);
        expect(line).not.toMatch(/\p{Cc}/u);
        expect([...line].length).toBeLessThanOrEqual(limit);
      }),
    );
  });
});
