import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonFaultAt } from '../../renderer/live/json-fault.ts';
import { formatJson, isWide, jsonState, linesOf, liveAddress } from '../../renderer/live/topics.ts';

test('filters are written one a line', () => {
  expect(linesOf(' a/# \n\n b \r\na/#')).toEqual(['a/#', 'b']);
});

test('a filter that brings everything is known', () => {
  expect(['#', '+/#', '/#', '+/+/#', '//#'].filter((filter) => !isWide(filter))).toEqual([]);
  expect(['a/#', '+', '+/a/#', '$SYS/#', '+/+', ''].filter(isWide)).toEqual([]);
});

describe('JSON in a message', () => {
  test('is looked for only where a text looks like some, and its fault is named', () => {
    expect(jsonState('on')).toEqual({ kind: 'none' });
    expect(jsonState('3.7')).toEqual({ kind: 'none' });
    expect(jsonState(' {"a": [1, "x", null, true]} ')).toEqual({ kind: 'good' });
    expect(jsonState('{"on": tru}')).toEqual({ kind: 'bad', line: 1, column: 8 });
    expect(jsonState('{\n  "a": 1,\n}')).toEqual({ kind: 'bad', line: 3, column: 1 });
    expect(jsonState('{"a": 1')).toEqual({ kind: 'bad', line: 1, column: 8 });
    expect(jsonState("{'a': 1}")).toEqual({ kind: 'bad', line: 1, column: 2 });
  });

  test('is what JSON.parse takes, for any text', () => {
    const parses = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const texts = fc.oneof(
      fc.json(),
      fc.string(),
      fc.stringMatching(/^[[\]{},:"\\0-9eE.+\-tru nlfas]{0,20}$/),
      fc.tuple(fc.json(), fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))),
    );
    fc.assert(fc.property(texts, (text) => (jsonFaultAt(text) === null) === parses(text)));
  });

  test('nested without end costs no stack', () => {
    expect(jsonFaultAt('['.repeat(200_000))).toBe(200_000);
  });

  test('is put in order without changing a number', () => {
    expect(formatJson('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(formatJson('{"a":12345678901234567890}')).toBe('{"a":12345678901234567890}');
    expect(formatJson('nothing')).toBe('nothing');
  });
});

test('the address of the live page names broker and topics, whatever they hold', () => {
  expect(liveAddress('b', ['a/b', 'x y&#', '\uD800'])).toBe('/live?broker=b&topic=a%2Fb&topic=x+y%26%23&topic=%EF%BF%BD');
});
