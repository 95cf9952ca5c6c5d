import { expect, test } from 'vitest';
import type { FailureReason } from '../../main/rules/budget.ts';
import { check } from '../../main/rules/check.ts';
import { compileRule } from '../../main/rules/evaluate.ts';
import { Message } from '../../main/rules/message.ts';

function outcomeOf(sql: string, payload: string) {
  const checked = check(sql);
  if (!checked.ok) throw new Error(`${sql}: ${JSON.stringify(checked.problem)}`);
  return compileRule(checked.statement).evaluate(new Message('a', new TextEncoder().encode(payload)), {
    now: 0,
    random: () => 0,
  });
}

const list = (n: number, one = '1'): string => `[${Array(n).fill(one)}]`;
/** Variables v0, v1 …, each made of the one before. */
const chain = (n: number, first: string, next: (before: string) => string, name = 'v'): string =>
  Array.from({ length: n }, (_, i) => `@${name}${i} = ${i === 0 ? first : next(`@${name}${i - 1}`)}`).join(', ');
const nested = (name: string): string => chain(300, '[1]', (v) => `[${v}]`, name);

test.each<[title: string, sql: string, payload: string, reason: FailureReason]>([
  [
    'queries in queries',
    "SELECT (SELECT (SELECT (SELECT 1 AS x FROM @a) AS x FROM @a) AS x FROM @a) AS x FROM 'a'",
    list(500),
    'steps',
  ],
  [
    'every element with every element',
    "SELECT (SELECT VALUE v FROM @a AS v WHERE 'y' IN @a) AS x FROM 'a'",
    list(2000, '"x"'),
    'steps',
  ],
  ['a text that doubles', `SET ${chain(60, "'xxxx'", (v) => `${v} + ${v}`)} SELECT @v59 AS x FROM 'a'`, '{}', 'bytes'],
  ['an array that doubles', `SET ${chain(60, '[1,2]', (v) => `concat(${v}, ${v})`)} SELECT @v59 AS x FROM 'a'`, '{}', 'bytes'],
  ['a value in a value', `SET ${nested('v')} SELECT @v299 AS x FROM 'a'`, '{}', 'depth'],
  ['two such values compared', `SET ${nested('v')}, ${nested('w')} SELECT 1 AS x FROM 'a' WHERE @v299 = @w299`, '{}', 'depth'],
  ['a replacement that multiplies', "SELECT replace(x, 'a', x) AS y FROM 'a'", `{"x":"${'a'.repeat(10_000)}"}`, 'bytes'],
  ['a regular one', "SELECT regexp_replace(x, 'a', x) AS y FROM 'a'", `{"x":"${'a'.repeat(10_000)}"}`, 'bytes'],
  [
    'a large pattern on a large text',
    "SELECT regexp_matches(x, '((a{30}){30}|b)*c') AS y FROM 'a'",
    `{"x":"${'a'.repeat(500_000)}"}`,
    'steps',
  ],
  [
    'many large patterns',
    "SELECT (SELECT VALUE regexp_matches('a', p) FROM @a) AS x FROM 'a'",
    `[${Array.from({ length: 100 }, (_, i) => `{"p":"((a{30}){30}|${i})*c"}`)}]`,
    'steps',
  ],
  [
    'the message many times',
    `SELECT ${Array.from({ length: 50 }, (_, i) => `* AS x${i}`)} FROM 'a'`,
    `{"x":"${'a'.repeat(200_000)}"}`,
    'bytes',
  ],
  ['a payload that is too large', "SELECT x FROM 'a'", `{"x":"${'a'.repeat(1_100_000)}"}`, 'payload'],
  ['a payload that is too deep', "SELECT x FROM 'a'", `${'['.repeat(101)}${']'.repeat(101)}`, 'depth'],
  ['columns beside a payload without any', "SELECT *, 1 AS x FROM 'a'", '[1]', 'no-object'],
])('%s is given up', (_title, sql, payload, reason) => {
  const given = sql.includes('@a') && !sql.startsWith('SET') ? `SET @a = * ${sql}` : sql;
  const outcome = outcomeOf(given, payload);
  expect(outcome.kind === 'failed' ? outcome.reason : outcome.kind).toBe(reason);
});

test('a replacement whose pattern looks to the end each time is given up', () => {
  const outcome = outcomeOf("SELECT regexp_replace(x, 'a(.*z)?', '') AS y FROM 'a'", `{"x":"${'a'.repeat(20_000)}"}`);
  expect(outcome).toEqual({ kind: 'failed', reason: 'steps' });
});

test('calls within calls are compiled once each, however deep they lie', () => {
  const sql = `SELECT ${'upper('.repeat(90)}x${')'.repeat(90)} AS y FROM 'a'`;
  expect(outcomeOf(sql, '{"x":"a"}')).toMatchObject({ kind: 'match', output: { text: '{"y":"A"}' } });
});

test('catastrophic backtracking does not exist', () => {
  const payload = `{"x":"${'a'.repeat(50_000)}b"}`;
  expect(outcomeOf("SELECT regexp_matches(x, '^(a+)+$') AS y FROM 'a'", payload)).toMatchObject({
    output: { value: { y: false } },
  });
});

test('a payload of 100 levels, of a megabyte, or of many rows is still worked on', () => {
  expect(outcomeOf("SELECT VALUE 1 FROM 'a' WHERE isNull(x) = false", `{"x":${'['.repeat(99)}${']'.repeat(99)}}`).kind).toBe(
    'match',
  );
  expect(outcomeOf("SELECT length(x) AS n FROM 'a'", `{"x":"${'a'.repeat(1_000_000)}"}`)).toMatchObject({
    output: { value: { n: 1_000_000 } },
  });
  expect(outcomeOf("SELECT (SELECT VALUE n FROM e WHERE n > 1) AS x FROM 'a'", `{"e":${list(5000, '{"n":2}')}}`).kind).toBe(
    'match',
  );
});

test('the payload goes out as it came, however large', () => {
  expect(outcomeOf("SELECT * FROM 'a'", `"${'x'.repeat(2_000_000)}"`).kind).toBe('match');
  expect(outcomeOf("SELECT encode(*, 'base64') AS x FROM 'a'", 'x'.repeat(1_500_000)).kind).toBe('match');
});
