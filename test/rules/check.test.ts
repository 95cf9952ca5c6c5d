import { describe, expect, test } from 'vitest';
import { check } from '../../main/rules/check.ts';
import { explain } from '../../main/rules/explain.ts';
import { wordsFor } from '../../main/words/index.ts';

function refusal(sql: string, version?: string, language: 'en' | 'de' = 'en'): string {
  const checked = check(sql, version);
  return checked.ok ? 'accepted' : explain(checked.problem, wordsFor(language).rules);
}

describe('a statement is refused with its place and a reason in words', () => {
  test.each([
    ['SELECT temp FROM topic/#', 'line 1, column 18: expected a topic filter in single quotes after FROM'],
    ['', 'line 1, column 1: expected SELECT, but the text ends here'],
    ['SELECT', 'line 1, column 7: expected a value'],
    ['SELECT FROM', 'column 8: expected a value'],
    ["SELECT a b FROM 'x'", 'column 10: expected a comma, AS or FROM'],
    ["SELECT a AS FROM 'x'", 'column 13: expected a name after AS'],
    ["SELECT * FROM 'a' LIMIT 1", 'column 19: expected an operator, WHERE or the end'],
    ["SELECT a\r\nFROM 'a/#/b'", 'line 2, column 6: # must be the whole last level'],
    ["SELECT '😀' + ; FROM 'a'", 'line 1, column 14: the character ; means nothing'],
    ["SELECT a \u0007 FROM 'a'", 'the character U+0007 means nothing'],
    ["SELECT * FROM 'a' WHERE a != 1", 'write = for equal and <> for not equal'],
    ["SELECT a -- b\nFROM 'a'", 'line 1, column 10: AWS IoT SQL has no comments'],
    ["SELECT 1.5x FROM 'a'", '1.5 is no number'],
    ["SELECT 1E1000 FROM 'a'", '1E1000 is no number'],
    ["SELECT @v FROM 'a'", '@v is not set before'],
    ["SET @a = @b, @b = 1 SELECT @a FROM 'a'", 'column 10: @b is not set before'],
    ["SET @a-b = 1 SELECT 1 FROM 'a'", 'expected = after the variable'],
    [`SET @${'x'.repeat(65)} = 1 SELECT 1 FROM 'a'`, 'a name of 1 to 64 letters'],
    ["SELECT VALUE a, b FROM 'a'", 'SELECT VALUE takes one expression'],
    ["SELECT cast(a AS Date) FROM 'a'", 'column 18: expected a type: String'],
    ["SELECT (SELECT * FROM 'a') FROM 'a'", 'column 23: expected what to look through'],
    ["SELECT {a: 1} FROM 'a'", 'expected a key in quotes'],
    ["SELECT CASE WHEN a THEN 1 END FROM 'a'", 'column 13: expected a value'],
    ["SELECT aws_lambda('arn', *) AS x FROM 'a'", 'column 8: aws_lambda() asks a service of AWS and works only there'],
    ["SELECT decode(*, 'proto', 'bucket') FROM 'a'", "decode(…, 'proto', …) asks a service of AWS"],
    ["SELECT lenght(a) FROM 'a'", 'there is no function lenght(); did you mean length()?'],
    ["SELECT frobnicate(a) FROM 'a'", 'there is no function frobnicate()'],
    [`SELECT ${'('.repeat(200)}1${')'.repeat(200)} FROM 'a'`, 'nested too deeply; 100 levels'],
    [`SELECT ${'NOT '.repeat(200)} a FROM 'a'`, 'nested too deeply'],
    [`SELECT ${'-'.repeat(3)}a FROM 'a'`, 'no comments'],
    [`SELECT ${'- '.repeat(200)}a FROM 'a'`, 'nested too deeply'],
    [`SELECT ${'a + '.repeat(600)}a FROM 'a'`, 'nested too deeply; 500 levels'],
    [`SELECT a${'.b'.repeat(600)} FROM 'a'`, 'nested too deeply; 500 levels'],
    [`SELECT '${'x'.repeat(70_000)}' FROM 'a'`, '65,536 characters are the most'],
  ])('%.60s', (sql, reason) => {
    expect(refusal(sql)).toContain(reason);
  });

  test('in German too', () => {
    expect(refusal('SELECT temp FROM topic/#', undefined, 'de')).toBe(
      'Zeile 1, Spalte 18: nach FROM wird ein Topic-Filter in einfachen Anführungszeichen erwartet',
    );
  });
});

describe('a version', () => {
  test.each([
    ["SELECT [1] AS a FROM 'a'", '[…] needs the SQL version 2016-03-23'],
    ["SELECT length(a) FROM 'a'", 'length() needs the SQL version 2016-03-23'],
    ["SELECT cast(a AS Decimal) FROM 'a'", 'cast(… as decimal) needs'],
    ["SELECT a FROM 'a' WHERE EXISTS (SELECT * FROM b)", 'EXISTS (SELECT …) needs'],
  ])('2015-10-08 has no %s', (sql, reason) => {
    expect(refusal(sql, '2015-10-08')).toContain(reason);
    expect(refusal(sql, 'beta')).toBe('accepted');
  });

  test('that does not exist is refused', () => {
    expect(refusal("SELECT * FROM 'a'", '2020-01-01')).toContain('there is no SQL version "2020-01-01"');
  });
});

test.each([
  "SELECT value FROM 'a'",
  "SELECT value, timestamp FROM 'a' WHERE value > 1 AND set = 2 AND exists = 3",
  "SELECT VALUE value FROM 'a'",
  "SELECT value * 2 AS value FROM 'a'",
  "SELECT 5min, a.5min, sensors.0.end AS x.1.select FROM 'a'",
  "SELECT {'message': *, 'p': [1, 2],} FROM 'a'",
  `SELECT ${'a OR '.repeat(400)}a FROM 'a'`,
])('%.60s is accepted', (sql) => {
  expect(refusal(sql)).toBe('accepted');
});
