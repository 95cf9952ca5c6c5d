import { describe, expect, test } from 'vitest';
import { type Rule, rule as ruleSchema } from '../../main/contract/rules.ts';
import { checkRule } from '../../main/rules/check-rule.ts';
import { jsonOf } from '../../renderer/device/payload.ts';
import { runnable, topicFor, toTry } from '../../renderer/rules/bench-subject.ts';
import { draftIds, draftOf, forgetDraft, keepDraft, unsavedDrafts } from '../../renderer/rules/draft-store.ts';
import {
  completed,
  filterOf,
  idFor,
  isUnsavedId,
  KINDS,
  missingIn,
  newAction,
  newRule,
  problemsByField,
  tidied,
  tooLongIn,
} from '../../renderer/rules/drafts.ts';
import { offersAt } from '../../renderer/rules/sql-completion.ts';

const all = { ...newRule('new'), sql: "SELECT * FROM 'a'", actions: KINDS.map(newAction), errorAction: newAction('webhook') };

describe('a rule that is being written', () => {
  test('outlasts its page where the storage takes nothing', () => {
    keepDraft('big', { at: 1, base: null, rule: all });
    keepDraft('new', { at: 2, base: null, rule: all });
    expect(draftOf('big')?.rule.sql).toBe(all.sql);
    expect(unsavedDrafts().map(([id]) => id)).toEqual(['new']);
    forgetDraft('big');
    expect([...draftIds()]).toEqual(['new']);
    forgetDraft('new');
  });

  test('is told what is longer than main takes, and main takes what is not', () => {
    const long = 'x'.repeat(262_145);
    const rule = {
      ...newRule('new'),
      name: 'A',
      sql: 'x'.repeat(65_537),
      actions: [
        { ...newAction('notification'), title: 'a', body: long },
        { ...newAction('webhook'), url: 'https://a', headers: [{ name: 'A', value: long }] },
      ],
    } as Rule;
    expect([...tooLongIn(rule)]).toEqual([
      ['sql', 65_536],
      ['actions.0.body', 262_144],
      ['actions.1.headers.0.value', 262_144],
    ]);
    const refused = ruleSchema.safeParse(rule).error?.issues.map(({ path }) => path.join('.'));
    expect(refused).toEqual([...tooLongIn(rule).keys()]);
  });

  test('is told what is still empty', () => {
    expect([...missingIn(all)]).toEqual([
      'name',
      'actions.0.title',
      'actions.1.topic',
      'actions.2.to',
      'actions.2.subject',
      'actions.3.url',
      'actions.4.topicArn',
      'errorAction.url',
    ]);
  });

  test('can be checked before it is whole: what is empty is no other fault', () => {
    const parsed = ruleSchema.safeParse(completed(all));
    expect(parsed.success).toBe(true);
    expect(checkRule(completed(all))).toEqual([]);
    expect(ruleSchema.safeParse(completed({ ...newRule('new'), sql: '' })).success).toBe(true);
  });

  test('has no second word for what is missing', () => {
    const problem = { field: 'sql', reason: 'expected SELECT', at: null };
    expect(problemsByField([problem], new Set(['sql']))).toEqual(new Map());
    expect(problemsByField([problem], new Set())).toEqual(new Map([['sql', problem]]));
  });

  test('is saved without spaces around addresses and without empty ones', () => {
    const email = { kind: 'email' as const, to: [' a@b ', ''], subject: 's', body: '' };
    expect(tidied({ ...all, name: ' A ', actions: [email] })).toMatchObject({ name: 'A', actions: [{ to: ['a@b'] }] });
  });
});

test('no saved rule has the address of one that was never saved', () => {
  expect(idFor('New', [])).toBe('rule-new');
  expect(idFor('New 2', ['rule-new-2'])).toBe('rule-new-2-2');
  expect(idFor('News', [])).toBe('news');
  expect(idFor('', [])).toBe('rule');
  expect(idFor('规则', ['rule'])).toBe('rule-2');
  expect(['new', 'new-7', 'news', 'rule-new'].filter(isUnsavedId)).toEqual(['new', 'new-7']);
});

test.each([
  ["SELECT * FROM 'a/+' WHERE x = 'from'", 'a/+'],
  ['select * from "it""s"', 'it"s'],
  ["SELECT 'from ''x''' AS y, (SELECT v FROM list) AS z FROM '/a'", '/a'],
  ['SELECT a.from FROM', null],
  ["SELECT * FROM '", null],
  ['', null],
])('the filter behind FROM is found in %s', (sql, filter) => {
  expect(filterOf(sql)).toBe(filter);
});

describe('the test bench', () => {
  test.each([
    ['a/+/c/#', 'a/x/c/x'],
    ['+', 'x'],
    ['#', 'x'],
    ['/last/will/topic', '/last/will/topic'],
    [null, ''],
  ])('begins with a topic that %s means', (filter, topic) => {
    expect(topicFor(filter)).toBe(topic);
  });

  test('runs a rule without the actions in which something is wrong, and knows their places', () => {
    const good = { kind: 'republish' as const, topic: 'b', qos: 0 as const, retain: false, connectionId: null, roleArn: '' };
    const rule = { ...all, name: 'r', actions: [newAction('email'), good, good], errorAction: null };
    const problem = { field: 'actions.1.topic', reason: 'a loop', at: null };
    expect(runnable(rule, [problem], missingIn(rule))).toMatchObject({ places: [2], rule: { actions: [good] } });
    expect(runnable(rule, [{ field: 'sql', reason: '', at: null }], new Set())).toBeNull();
  });

  test('takes a message of a person with client id and time where they are given', () => {
    const own = { topic: 'a', payload: '{}', connectionId: 'b', clientId: '', at: '' };
    expect(toTry({ ...own, topic: '' })).toBeNull();
    expect(toTry(own)).toEqual({ topic: 'a', payload: '{}', connectionId: 'b', clientId: null, at: null });
    const at = new Date(2026, 10, 29, 12, 0, 1).getTime();
    expect(toTry({ ...own, clientId: 'c', at: '2026-11-29T12:00:01' })).toMatchObject({ clientId: 'c', at });
    expect(toTry({ ...own, at: 'never' })).toMatchObject({ at: null });
  });
});

describe('what is offered while a statement is written', () => {
  const offered = {
    vocabulary: { keywords: ['SELECT'], functions: [{ name: 'upper', least: 1, most: 1 }], awsFunctions: [] },
    payload: jsonOf('{"state":{"reported":{"a":1,"not a name":2}},"__proto__":{"x":1}}'),
    argumentsOf: () => '',
  };
  const labels = (before: string) => offersAt(before, offered)?.options.map(({ label }) => label) ?? null;

  test('is words, functions and keys of the message', () => {
    expect(labels('SELECT ')).toEqual(['state', '__proto__', 'SELECT', 'upper()']);
    expect(offersAt('SELECT sta', offered)?.from).toBe(7);
  });

  test('is the keys of what stands before the dot', () => {
    expect(labels('SELECT state.')).toEqual(['reported']);
    expect(labels('SELECT state.reported.x')).toEqual(['a']);
    expect(labels('SELECT state.none.')).toBeNull();
    expect(labels('SELECT constructor.')).toBeNull();
  });

  test('is nothing behind the figures of a number or the sign of a variable', () => {
    expect(labels('SELECT 1.')).toBeNull();
    expect(labels('SELECT @v')).toBeNull();
  });
});
