import { describe, expect, test } from 'vitest';
import { type Rule, rule as ruleSchema } from '../../main/contract/rules.ts';
import { checkRule } from '../../main/rules/check-rule.ts';
import { compileRule } from '../../main/rules/evaluate.ts';
import { explainRuleProblem } from '../../main/rules/explain.ts';
import { Message } from '../../main/rules/message.ts';
import { parse } from '../../main/rules/parse.ts';
import { recipeRule } from '../../main/rules/recipe-rule.ts';
import { compileTemplate } from '../../main/rules/template.ts';
import { wordsFor } from '../../main/words/index.ts';

const words = wordsFor('en').rules;
const ruleOf = (given: object): Rule => ruleSchema.parse({ id: 'r', name: 'R', sql: "SELECT * FROM 'site/+/status'", ...given });
const problemsOf = (given: object) =>
  checkRule(ruleOf(given)).map((problem) => `${problem.field}: ${explainRuleProblem(problem, words)}`);
const republish = (topic: string, more: object = {}) => ({ actions: [{ kind: 'republish', topic, ...more }] });

describe('a rule is refused', () => {
  test.each([
    [
      'a republish that triggers the rule again',
      republish('site/a/status'),
      'actions.0.topic: this topic triggers the rule again',
    ],
    ['one on another connection of a rule for all', republish('site/a/status', { connectionId: 'x' }), 'triggers the rule again'],
    ['a republish on a filter', republish('other/#'), 'actions.0.topic: a message is published on one topic'],
    ['a template that cannot be read', republish('out/${topic(2}'), 'actions.0.topic: line 1, column 14: expected a comma or )'],
    ['a variable that is not set', republish('${@v}'), 'actions.0.topic: line 1, column 3: @v is not set'],
    ['a webhook without TLS', { actions: [{ kind: 'webhook', url: 'http://x' }] }, 'actions.0.url: a webhook needs'],
    ['a topic of SNS that is none', { actions: [{ kind: 'sns', topicArn: 'x' }] }, 'actions.0.topicArn: this is no ARN'],
    [
      'a subject of SNS on two lines',
      { actions: [{ kind: 'sns', topicArn: 'arn:aws:sns:eu-central-1:1:t', subject: 'a\nb' }] },
      'actions.0.subject: the subject',
    ],
    ['an error action like any other', { errorAction: { kind: 'notification', title: '${' } }, 'errorAction.title: line 1'],
    ['a statement that cannot be read', { sql: 'SELECT' }, 'sql: line 1, column 7'],
  ])('for %s', (_title, given, problem) => {
    expect(problemsOf(given)).toEqual([expect.stringContaining(problem)]);
  });

  test('for all of its problems at once', () => {
    expect(problemsOf({ sql: 'SELECT', ...republish('${') })).toHaveLength(2);
  });
});

test.each([
  republish('site/a/other'),
  { connectionId: 'here', ...republish('site/a/status', { connectionId: 'elsewhere' }) },
  republish('${topic()}/executed'),
  { sql: "SET @v = 1 SELECT * FROM 'a'", ...republish('b/${@v}') },
])('a rule is accepted: %j', (given) => {
  expect(problemsOf(given)).toEqual([]);
});

describe.each(['en', 'de'] as const)('the rule of the recipe in %s', (language) => {
  const recipe = ruleSchema.parse({ id: 'recipe', ...recipeRule(wordsFor(language).rules) });

  test('is whole, and tells who lost its connection', () => {
    expect(checkRule(recipe)).toEqual([]);
    const parsed = parse(recipe.sql);
    if (!parsed.ok) throw new Error('unreadable');
    const will = '{"state":{"reported":{"last_will":"yes","trigger_action":"on","client_id":"lwtThing"}}}';
    const message = new Message('/last/will/topic', new TextEncoder().encode(will));
    const context = { now: 0, random: () => 0 };
    expect(compileRule(parsed.statement).evaluate(message, context)).toMatchObject({
      kind: 'match',
      output: { kind: 'as-is', payload: message.payload },
    });
    const [notification] = recipe.actions;
    const title = compileTemplate(notification?.kind === 'notification' ? notification.title : '', []);
    expect(title.ok && title.template.fill(message, context, [])).toMatchObject({
      text: expect.stringMatching(/^lwtThing: /),
      missing: [],
    });
  });
});
