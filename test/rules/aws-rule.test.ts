import { describe, expect, test } from 'vitest';
import { rule as ruleSchema } from '../../main/contract/rules.ts';
import { exportAwsRule, importAwsRule } from '../../main/rules/aws-rule.ts';
import { explainLoss } from '../../main/rules/explain.ts';
import { wordsFor } from '../../main/words/index.ts';

const ROLE = 'arn:aws:iam::123456789012:role/my-iot-role';
const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:lwt';
/** As the recipe has it in AWS. */
const payload = {
  sql: "SELECT * FROM '/last/will/topic' where state.reported.last_will = 'yes' and state.reported.trigger_action = 'on'",
  description: 'lwt',
  ruleDisabled: false,
  awsIotSqlVersion: '2016-03-23',
  actions: [
    { sns: { targetArn: TOPIC_ARN, roleArn: ROLE, messageFormat: 'RAW' } },
    { republish: { topic: '/lwt/executed', roleArn: ROLE, qos: 0 } },
    { http: { url: 'https://x.example/hook', headers: [{ key: 'a', value: '${topic()}' }] } },
  ],
  errorAction: { republish: { topic: '$$aws/things/x', roleArn: ROLE, qos: 1 } },
};

function imported(given: object) {
  const outcome = importAwsRule(JSON.stringify(given));
  if (!outcome.ok) throw new Error(outcome.reason);
  // What is imported fits what is saved.
  const rule = ruleSchema.parse({ id: 'r', ...outcome.rule });
  expect(rule).toEqual({ id: 'r', ...outcome.rule });
  return { rule, losses: outcome.losses };
}

describe('a topic rule of AWS', () => {
  test('becomes a rule', () => {
    const { rule, losses } = imported(payload);
    expect(rule).toMatchObject({
      name: 'Imported rule',
      description: 'lwt',
      sql: payload.sql,
      enabled: true,
      actions: [
        { kind: 'sns', topicArn: TOPIC_ARN, format: 'raw', roleArn: ROLE },
        { kind: 'republish', topic: '/lwt/executed', qos: 0, retain: false },
        { kind: 'webhook', url: 'https://x.example/hook', headers: [{ name: 'a', value: '${topic()}' }] },
      ],
      errorAction: { kind: 'republish', topic: '$aws/things/x', qos: 1 },
      connectionId: null,
    });
    expect(losses).toEqual([]);
  });

  test('is read from the input of create-topic-rule and the output of get-topic-rule, with its name', () => {
    expect(imported({ ruleName: 'LWT', topicRulePayload: payload }).rule.name).toBe('LWT');
    const got = { ruleArn: 'arn:aws:iot:x', rule: { ruleName: 'LWT', createdAt: 'today', ...payload, ruleDisabled: true } };
    expect(imported(got)).toMatchObject({ rule: { name: 'LWT', enabled: false }, losses: [] });
  });

  test('comes back as it was', () => {
    const { rule } = imported({ ruleName: 'LWT', topicRulePayload: payload });
    const exported = exportAwsRule(rule);
    expect(exported).toMatchObject({ ruleName: 'LWT', losses: [] });
    expect(JSON.parse(exported.payload)).toEqual(payload);
  });

  test('says what could not be carried over', () => {
    const { rule, losses } = imported({
      ...payload,
      awsIotSqlVersion: '2030-01-01',
      more: 1,
      actions: [{ lambda: { functionArn: 'x' } }, { republish: { topic: 'a', roleArn: ROLE, headers: {} } }, { sns: {} }, 5],
    });
    expect(rule.actions).toMatchObject([{ kind: 'republish', topic: 'a' }]);
    expect(losses.map((loss) => explainLoss(loss, wordsFor('en').rules))).toEqual([
      'The SQL version "2030-01-01" is not known; 2016-03-23 was taken.',
      'The action "lambda" has no counterpart and was left out.',
      '"actions[1].republish.headers" has no counterpart and was left out.',
      'The action "sns" has no counterpart and was left out.',
      'The action "actions[3]" has no counterpart and was left out.',
      '"more" has no counterpart and was left out.',
    ]);
  });

  test.each([
    ['nonsense', 'no-json'],
    ['[]', 'no-json'],
    ['['.repeat(500), 'no-json'],
    ['{"actions": []}', 'no-rule'],
    [JSON.stringify({ ...payload, actions: Array(11).fill(payload.actions[0]) }), 'too-many-actions'],
  ])('is refused when it is none: %.30s', (text, reason) => {
    expect(importAwsRule(text)).toEqual({ ok: false, reason });
  });
});

test('what AWS has no counterpart for is named when a rule is exported', () => {
  const rule = ruleSchema.parse({
    id: 'r',
    name: 'Pumpe läuft',
    sql: "SELECT * FROM 'a'",
    connectionId: 'plant',
    actions: [
      { kind: 'notification', title: 't' },
      { kind: 'republish', topic: '$SYS/x', retain: true, connectionId: 'other' },
      { kind: 'sns', topicArn: TOPIC_ARN, subject: 's', roleArn: ROLE },
      { kind: 'webhook', url: 'https://x', secretHeader: 'X-Key' },
    ],
  });
  const { ruleName, payload: text, losses } = exportAwsRule(rule);
  expect(ruleName).toBe('Pumpe_l_uft');
  expect(losses.map(({ code, what }) => `${code} ${what}`)).toEqual([
    'name Pumpe läuft',
    'connection plant',
    'action notification',
    'role actions.1.roleArn',
    'field actions.1.retain',
    'connection other',
    'field actions.2.subject',
    'secret actions.3.headers.X-Key',
  ]);
  expect(JSON.parse(text)).toMatchObject({ actions: [{ republish: { topic: '$$SYS/x' } }, { sns: {} }, { http: {} }] });
});

test('a hostile topic rule becomes one that can be saved, with few words about what is lost', () => {
  const http = {
    url: 'https://x.example/',
    headers: [
      { key: '', value: 'x' },
      { key: 'k'.repeat(300) },
      ...Array.from({ length: 60 }, (_, n) => ({ key: `h${n}`, value: 'v' })),
    ],
  };
  const { rule, losses } = imported({
    ...payload,
    ruleName: '\u202E\ud800'.repeat(5000),
    description: 'd'.repeat(10_000),
    actions: [
      { sns: { targetArn: 'a'.repeat(3000) } },
      { republish: { topic: 'out', roleArn: 'r'.repeat(3000) } },
      { http },
      { republish: { topic: 't'.repeat(300_000) } },
    ],
    ...Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`field${n}`, n])),
  });
  expect(rule.name).toHaveLength(128);
  expect(rule.actions.map(({ kind }) => kind)).toEqual(['republish', 'webhook']);
  expect(losses.slice(0, 2)).toEqual([
    { code: 'cut', what: 'ruleName' },
    { code: 'cut', what: 'description' },
  ]);
  expect(losses).toContainEqual({ code: 'field', what: 'actions[1].republish.roleArn' });
  expect(losses).toContainEqual({ code: 'field', what: 'actions[2].http.headers' });
  expect(losses).toHaveLength(51);
  expect(losses.at(-1)).toEqual({ code: 'more', what: '9956' });
  expect(importAwsRule(JSON.stringify({ sql: 'x'.repeat(65_537) }))).toEqual({ ok: false, reason: 'too-long' });
  expect(importAwsRule('['.repeat(100_000))).toEqual({ ok: false, reason: 'no-json' });
  expect(importAwsRule('{"sql": 7}')).toEqual({ ok: false, reason: 'no-rule' });
});
