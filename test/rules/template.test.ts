import { describe, expect, test } from 'vitest';
import { explain } from '../../main/rules/explain.ts';
import { Message } from '../../main/rules/message.ts';
import { compileTemplate } from '../../main/rules/template.ts';
import { wordsFor } from '../../main/words/index.ts';

const context = { now: 5, random: () => 0 };
const message = new Message('site/gw1', new TextEncoder().encode('{"a":{"b":1.5},"list":[1,2],"none":null}'));

function fill(text: string) {
  const compiled = compileTemplate(text, ['v']);
  if (!compiled.ok) throw new Error(explain(compiled.problem, wordsFor('en').rules));
  const filled = compiled.template.fill(message, context, ['set']);
  return filled.ok ? { text: filled.text, missing: filled.missing } : filled;
}

describe('a substitution template', () => {
  test.each([
    ['plain', 'plain'],
    ['${topic()}/republish', 'site/gw1/republish'],
    ['${topic(2)}: ${a.b} V, ${list}, ${@v}', 'gw1: 1.5 V, [1,2], set'],
    ['$ {a} $$ } {', '$ {a} $$ } {'],
    ["${get({'}': 'brace'}, '}')}${'$' + '{'}", 'brace${'],
    ['${ a.b\n}', '1.5'],
    ['', ''],
  ])('%s becomes %s', (template, text) => {
    expect(fill(template)).toEqual({ text, missing: [] });
  });

  test('has nothing for what is Undefined or Null, and names it', () => {
    expect(fill('x${missing.key}y${none}')).toEqual({ text: 'xy', missing: ['missing.key', 'none'] });
  });

  test('does not outgrow its budget', () => {
    const many = '${replace(lpad("", 1000), " ", lpad("", 1000))}'.repeat(10);
    expect(fill(many)).toEqual({ ok: false, reason: 'bytes' });
  });

  test.each([
    ['device/${', 'line 1, column 10: expected a value'],
    ['device/${topic(2)', 'line 1, column 18: expected } after the expression, but the text ends here'],
    ['a\nb ${topic(2) x}', 'line 2, column 14: expected } after the expression'],
    ['${@w}', 'line 1, column 3: @w is not set before'],
    ["${get_secret('a', 'b', 'c')}", 'line 1, column 3: get_secret() asks a service of AWS'],
    ['${topik(2)}', 'there is no function topik(); did you mean topic()?'],
  ])('%s is refused', (template, reason) => {
    const compiled = compileTemplate(template, ['v']);
    expect(compiled.ok ? '' : explain(compiled.problem, wordsFor('en').rules)).toContain(reason);
  });
});

test('takes a bounded number of expressions, so that nobody waits for one rule to be read', () => {
  expect(compileTemplate('x${topic()}'.repeat(500), [])).toMatchObject({ ok: true });
  expect(compileTemplate('x${topic()}'.repeat(501), [])).toEqual({
    ok: false,
    problem: { fault: { code: 'too-many', most: 500 }, offset: 5501, line: 1, column: 5502 },
  });
});
