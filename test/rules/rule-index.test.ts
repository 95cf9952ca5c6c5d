import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Message } from '../../main/rules/message.ts';
import { RuleIndex } from '../../main/rules/rule-index.ts';
import { compileFilter } from '../../main/rules/topic-filter.ts';

const level = fc.constantFrom('a', 'b', '', '$aws', 'rules', 'r1');
const topic = fc.array(level, { minLength: 1, maxLength: 5 }).map((levels) => levels.join('/'));
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([levels, open]) => [...levels, ...(open ? ['#'] : [])].join('/'));

describe('the index of rules', () => {
  test('finds what each filter by itself would match, also after rules were removed', () => {
    const rules = fc.array(fc.record({ filter, keep: fc.boolean() }), { maxLength: 30 });
    fc.assert(
      fc.property(rules, fc.array(topic, { minLength: 1 }), (given, topics) => {
        const index = new RuleIndex<number>();
        for (const [i, rule] of given.entries()) index.add(i, rule.filter, `r${i}`);
        for (const [i, rule] of given.entries()) if (!rule.keep) index.remove(i, rule.filter, `r${i}`);
        for (const one of topics) {
          const { forRule } = new Message(one, new Uint8Array());
          const wanted = given.flatMap((rule, i) =>
            rule.keep && (compileFilter(rule.filter)(one) || forRule === `r${i}`) ? [i] : [],
          );
          expect([...index.match(one)].sort((x, y) => x - y)).toEqual(wanted);
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['sensor/#', 'sensor', false],
    ['sensor/#', 'sensor/', true],
    ['#', '$SYS/x', false],
    ['+/x', '$SYS/x', false],
    ['$SYS/#', '$SYS/x', true],
    ['+', '', true],
    ['/+', '/x', true],
    ['a/+/c', 'a/b/c/d', false],
  ])('%s and %s: %s', (wanted, one, matches) => {
    expect(compileFilter(wanted)(one)).toBe(matches);
    const index = new RuleIndex<string>();
    index.add('rule', wanted, 'name');
    expect(index.match(one).size).toBe(matches ? 1 : 0);
  });

  test('finds the rule that Basic Ingest names, whatever its filter', () => {
    const index = new RuleIndex<string>();
    index.add('mine', 'x', 'Mine');
    index.add('other', '#', 'Other');
    expect([...index.match('$aws/rules/Mine/a/b')]).toEqual(['mine']);
    expect([...index.match('$aws/rules/Mine')]).toEqual(['mine']);
    expect([...index.match('$aws/rules/')]).toEqual([]);
  });
});
