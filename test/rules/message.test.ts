import { expect, test } from 'vitest';
import { check } from '../../main/rules/check.ts';
import { compileRule } from '../../main/rules/evaluate.ts';
import { Message } from '../../main/rules/message.ts';

const PAYLOAD =
  '{"a":{"n":0.12345678901234567890123,"s":"\\ud800 \\"q\\"","u":[1,{}]},"b":[[],{"__proto__":1}],"c":{"a":1},"constructor":{"e":1}}';

function textOf(sql: string, message: Message): string {
  const checked = check(sql);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problem));
  const outcome = compileRule(checked.statement).evaluate(message, { now: 0, random: () => 0 });
  if (outcome.kind !== 'match' || outcome.output.kind !== 'made') throw new Error(outcome.kind);
  return outcome.output.text;
}

test('a message that many rules have seen says the same to the next as to the first', () => {
  const seen = new Message('t', new TextEncoder().encode(PAYLOAD));
  for (const sql of [
    "SELECT *, 1 AS n FROM 't'",
    "SELECT *, 2 AS a.n FROM 't'",
    "SELECT a AS x, b AS y.z, [c, a, c] AS l, constructor.e AS e FROM 't'",
    "SELECT VALUE b FROM 't'",
    "SELECT topic() AS t FROM 't'",
  ]) {
    const fresh = textOf(sql, new Message('t', new TextEncoder().encode(PAYLOAD)));
    expect([textOf(sql, seen), textOf(sql, seen)]).toEqual([fresh, fresh]);
  }
  expect(textOf("SELECT *, 1 AS d FROM 't'", seen)).toBe(`${PAYLOAD.slice(0, -1)},"d":1}`);
});

test('what many rules send on of a large message counts for each of them', () => {
  const large = new Message('t', new TextEncoder().encode(JSON.stringify({ a: { text: 'x'.repeat(1_000_000) } })));
  const checked = check("SELECT a AS a, a AS b, a AS c, a AS d, a AS e FROM 't'");
  if (!checked.ok) throw new Error('refused');
  const rule = compileRule(checked.statement);
  for (let i = 0; i < 3; i++)
    expect(rule.evaluate(large, { now: 0, random: () => 0 })).toEqual({ kind: 'failed', reason: 'bytes' });
});
