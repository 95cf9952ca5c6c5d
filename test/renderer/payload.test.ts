import { describe, expect, test } from 'vitest';
import { bytesOf, hexLines, type JsonObject, jsonOf, pathOf, textOf, type WrittenNumber } from '../../renderer/device/payload.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a JSON payload', () => {
  test('keeps a number as it was written', () => {
    const value = jsonOf('{"uptime":12345678901234567890,"ratio":1.0}') as JsonObject;
    expect(value.entries.map(([, inner]) => (inner as WrittenNumber).source)).toEqual(['12345678901234567890', '1.0']);
  });

  test('may have a key __proto__ and changes nothing by it', () => {
    const value = jsonOf('{"__proto__":{"polluted":true},"constructor":1}') as JsonObject;
    expect(value.entries.map(([key]) => key)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('nested without end is shown as text', () => {
    expect(jsonOf('['.repeat(30_000) + ']'.repeat(30_000))).toBeUndefined();
  });

  test('with a hundred thousand keys is parsed', () => {
    const text = `{${Array.from({ length: 100_000 }, (_, index) => `"k${index}":${index}`).join(',')}}`;
    expect((jsonOf(text) as JsonObject).entries).toHaveLength(100_000);
  });

  test('is only what begins as an object or a list', () => {
    expect(jsonOf('online')).toBeUndefined();
    expect(jsonOf('42')).toBeUndefined();
    expect(jsonOf('{"torn":')).toBeUndefined();
    expect(jsonOf(' [1]')).toHaveLength(1);
  });
});

test('a payload that was cut inside a character is still valid text', () => {
  expect(textOf(encode('Gerät').subarray(0, 4), true)).toEqual({ text: 'Ger', valid: true });
  expect(textOf(encode('Gerät').subarray(0, 4), false).valid).toBe(false);
});

test('bytes that are no text are said to be none', () => {
  expect(textOf(bytesOf('AP//'), false).valid).toBe(false);
});

test('a hex line shows offset, bytes and what is readable of them', () => {
  const [line] = hexLines(encode('A\u0000z'), 0, 10);
  expect(line).toEqual({ offset: '000000', hex: '41 00 7a', text: 'A·z' });
});

test('a path is dotted, as watches and rules write it', () => {
  expect(pathOf(['state', 'reported', 'list', '0'])).toBe('state.reported.list.0');
});
