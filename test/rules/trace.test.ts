import { expect, test } from 'vitest';
import { check } from '../../main/rules/check.ts';
import { Message } from '../../main/rules/message.ts';
import { traceRule } from '../../main/rules/trace.ts';

function trace(sql: string, topic: string, payload: string) {
  const checked = check(sql);
  if (!checked.ok) throw new Error('refused');
  return traceRule(checked.statement, new Message(topic, new TextEncoder().encode(payload)), { now: 0, random: () => 0 });
}

test('a topic that FROM does not mean ends the way there', () => {
  expect(trace("SELECT a FROM 'x' WHERE b = 1", 'y', '{}')).toEqual({
    from: false,
    set: [],
    where: null,
    outcome: { kind: 'no-match' },
  });
});

test('what SET and WHERE come to is told, also when it is Undefined', () => {
  const sql = "SET @a = temperature * 2, @b = nothing SELECT @a AS c FROM 'x' WHERE missing = 1";
  expect(trace(sql, 'x', '{"temperature": 4}')).toEqual({
    from: true,
    set: [
      { name: 'a', value: '8' },
      { name: 'b', value: null },
    ],
    where: { value: null, isTrue: false },
    outcome: { kind: 'no-match' },
  });
});

test('a match has its output, and an evaluation without end its reason', () => {
  const matched = trace("SELECT a FROM 'x' WHERE a > 1", 'x', '{"a": 2}');
  expect(matched.where).toEqual({ value: 'true', isTrue: true });
  expect(matched.outcome).toMatchObject({ kind: 'match', output: { text: '{"a":2}' } });
  expect(trace("SELECT a, * FROM 'x'", 'x', '7').outcome).toEqual({ kind: 'failed', reason: 'no-object' });
});
