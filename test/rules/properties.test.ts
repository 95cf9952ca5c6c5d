import fc from 'fast-check';
import { expect, test } from 'vitest';
import { check } from '../../main/rules/check.ts';
import { compileRule, outputBytes } from '../../main/rules/evaluate.ts';
import { readNumber } from '../../main/rules/exact.ts';
import { Message } from '../../main/rules/message.ts';
import { parse } from '../../main/rules/parse.ts';
import { print, printExpression } from '../../main/rules/print.ts';
import { compileTemplate } from '../../main/rules/template.ts';
import { bare, exactNumber, expression, payload, statement } from './arbitraries.ts';

const context = { now: 1_700_000_000_000, random: () => 0.5 };

test('a printed statement is read as the statement it was', () => {
  fc.assert(
    fc.property(statement, (given) => {
      const parsed = parse(print(given));
      if (!parsed.ok) expect.fail(`${print(given)}: ${JSON.stringify(parsed.problem)}`);
      expect(bare(parsed.statement)).toEqual(bare(given));
    }),
    { numRuns: 1000 },
  );
});

test('any text is read or refused with a position within it', () => {
  const words =
    'SELECT FROM WHERE SET @a = * ( ) [ ] { } , . : <> \' " a value VALUE 5 5.5e3 -- IN NOT CASE WHEN END cast as'.split(' ');
  const soup = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...words)).map((parts) => parts.join(' ')),
  );
  fc.assert(
    fc.property(soup, (sql) => {
      const checked = check(sql);
      if (checked.ok) return;
      expect(checked.problem.offset).toBeLessThanOrEqual(sql.length);
      expect(checked.problem.line).toBeGreaterThan(0);
    }),
    { numRuns: 2000 },
  );
});

test('any statement on any payload ends within its budget and never throws', () => {
  fc.assert(
    fc.property(statement, payload, (given, bytes) => {
      const outcome = compileRule(given).evaluate(new Message('a', bytes), context);
      if (outcome.kind !== 'match') return;
      expect(outputBytes(outcome.output).length).toBeLessThanOrEqual(Math.max(bytes.length, 30_000_000));
      // What is made is JSON, or the empty text of Undefined.
      if (outcome.output.kind === 'made' && outcome.output.text !== '') JSON.parse(outcome.output.text);
    }),
    { numRuns: 2000 },
  );
});

test('a template with any expression is filled and never throws', () => {
  fc.assert(
    fc.property(expression, payload, (given, bytes) => {
      const text = `x \${${printExpression(given)}} y`;
      const compiled = compileTemplate(text, ['v', 'w', '1', '_']);
      if (!compiled.ok) {
        expect(['needs-aws', 'function']).toContain(compiled.problem.fault.code);
        return;
      }
      const filled = compiled.template.fill(new Message('a', bytes), context, [1, 'x', null, undefined]);
      if (filled.ok) expect(filled.text).toMatch(/^x .* y$/s);
    }),
    { numRuns: 500 },
  );
});

test('a number is written so that it is read as the same number', () => {
  fc.assert(
    fc.property(exactNumber, (given) => {
      expect(readNumber(String(given))?.toString()).toBe(String(given));
    }),
  );
});
