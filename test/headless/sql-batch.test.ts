import { describe, expect, test } from 'vitest';
import { SqlBatch } from '../../main/headless/sql-batch.ts';
import { wordsFor } from '../../main/words/index.ts';

const batch = new SqlBatch(wordsFor('en').rules, () => 1_700_000_000_000);
const answerText = (line: string): unknown => JSON.parse(batch.answer(new TextEncoder().encode(line)));
const answer = (asked: unknown): unknown => answerText(JSON.stringify(asked));
const select = (what: string, more: object = {}) => answer({ sql: `SELECT ${what} FROM 'a'`, topic: 'a', payload: {}, ...more });

describe('a line of willwatch sql --batch', () => {
  test('is answered with what the statement makes of its payload', () => {
    expect(answer({ id: 7, sql: "SELECT a + 1 AS b FROM 'x/+'", topic: 'x/y', payload: { a: 1 } })).toEqual({
      id: 7,
      matches: true,
      output: { b: 2 },
    });
    expect(answer({ sql: "SELECT * FROM 'x' WHERE a > 1", topic: 'x', payload: { a: 1 } })).toEqual({
      matches: false,
      output: null,
    });
  });

  test('says where a statement is wrong, also without topic and payload', () => {
    expect(answer({ sql: 'SELECT temp FROM topic/#' })).toEqual({
      error: {
        line: 1,
        column: 18,
        offset: 17,
        message: 'line 1, column 18: expected a topic filter in single quotes after FROM',
      },
    });
  });

  test('knows the time, the client and the trace it names, and else the time of now', () => {
    const ctx = { now: 5, clientId: 'c', traceId: 't', ruleName: 'r' };
    expect(select('timestamp() AS n, clientid() AS c, traceid() AS t', { ctx })).toMatchObject({
      output: { n: 5, c: 'c', t: 't' },
    });
    expect(select('timestamp() AS n, clientid() AS c, traceid() AS t')).toMatchObject({
      output: { n: 1_700_000_000_000, c: 'n/a' },
    });
  });

  test.each([
    ['an object', { k: ['1', '2'], o: '3' }],
    [
      'pairs',
      [
        ['k', '1'],
        ['o', '3'],
        ['k', '2'],
      ],
    ],
    ['objects', [{ k: '1' }, { o: '3' }, { k: '2' }]],
  ])('takes user properties as %s', (_how, userProperties) => {
    expect(select("get_user_properties('k') AS k, get_user_properties('o') AS o", { ctx: { userProperties } })).toMatchObject({
      output: { k: ['1', '2'], o: ['3'] },
    });
  });

  test('keeps the digits of numbers in its payload', () => {
    expect(
      batch.answer(
        new TextEncoder().encode(`{"sql": "SELECT a FROM 'a'", "topic": "a", "payload": {"a": 12345678901234567890.5}}`),
      ),
    ).toBe('{"matches":true,"output":{"a":12345678901234567890.5}}');
  });

  test('takes a payload as text or as bytes, and gives back what is no JSON as it came', () => {
    expect(select('*', { payloadRaw: 'hello' })).toEqual({ matches: true, output: 'hello', raw: true });
    expect(select('*', { payloadBase64: '/w==' })).toEqual({ matches: true, output: null, outputBase64: '/w==', raw: true });
    expect(select("encode(*, 'base64') AS e", { payloadBase64: '/w==' })).toEqual({ matches: true, output: { e: '/w==' } });
    expect(select('VALUE missing')).toEqual({ matches: true, output: '' });
  });

  test.each([
    ['this', 'this line is no JSON object in UTF-8'],
    ['', 'this line is no JSON object in UTF-8'],
    ['[1]', 'this line is no JSON object in UTF-8'],
    ['{"topic": "a"}', '"sql" is missing'],
    ['{"sql": 5}', '"sql" must be a text'],
    [`{"sql": "SELECT * FROM 'a'"}`, '"topic" is missing'],
    [`{"sql": "SELECT * FROM 'a'", "topic": "a", "ctx": 5}`, '"ctx" must be an object'],
    [`{"sql": "SELECT * FROM 'a'", "topic": "a", "ctx": {"now": "noon"}}`, '"ctx.now" must be a number'],
    [`{"sql": "SELECT * FROM 'a'", "topic": "a", "ctx": {"userProperties": [5]}}`, 'list of pairs'],
    [`{"sql": "SELECT * FROM 'a'", "topic": "a", "payloadBase64": "?"}`, '"payloadBase64" is no Base64'],
    [`{"sql": "SELECT * FROM 'a'", "topic": "a", "payload": ${'['.repeat(200)}${']'.repeat(200)}}`, 'too deep'],
  ])('that is malformed is told so: %s', (line, message) => {
    expect(answerText(line)).toMatchObject({ error: { line: null, message: expect.stringContaining(message) } });
  });

  test('that is no UTF-8 or too long is told so', () => {
    expect(batch.answer(Uint8Array.of(0x7b, 0xff))).toContain('no JSON object in UTF-8');
    expect(batch.answer(null)).toContain('longer than 4 MB');
  });
});
