import { describe, expect, test } from 'vitest';
import { checkSettings, readSettings } from '../../main/settings/check.ts';
import { domainDe } from '../../main/words/domain.de.ts';
import { rulesDe } from '../../main/words/rules.de.ts';

const rule = (part: object): object => ({ id: 'r', name: 'Wills', sql: "SELECT * FROM 'a/+'", ...part });
const refused = async (settings: object): Promise<string> => {
  const outcome = await checkSettings({ brokers: [{ id: 'b', name: 'B', url: 'mqtt://localhost' }], ...settings });
  return outcome.ok ? 'accepted' : outcome.reason;
};

describe('the rules of settings', () => {
  test('are taken when they can be done', async () => {
    const actions = [
      { kind: 'notification', title: 'Lost: ${topic(2)}' },
      { kind: 'republish', topic: 'b/${topic(2)}', connectionId: 'b' },
      { kind: 'email', to: ['a@b.example'], subject: 'x' },
      { kind: 'sns', topicArn: 'arn:aws:sns:r:1:t', endpoint: 'http://127.0.0.1:4566' },
      { kind: 'webhook', url: 'https://h.example/${topic()}', secretHeader: 'Authorization' },
    ];
    expect(await refused({ rules: [rule({ actions })] })).toBe('accepted');
  });

  test.each<readonly [object, RegExp]>([
    [
      rule({ sql: 'SELECT * FROM a' }),
      /^the rule "Wills", statement: line 1, column 15: expected a topic filter in single quotes/,
    ],
    [rule({ sql: "SELECT aws_lambda('x') FROM 'a'" }), /statement: line 1, column 8: aws_lambda\(\) asks a service of AWS/],
    [
      rule({ actions: [{ kind: 'republish', topic: 'a/b' }] }),
      /^the rule "Wills", action 1, topic: this topic triggers the rule again/,
    ],
    [rule({ actions: [{ kind: 'notification', title: '${1 +}' }] }), /action 1, title: line 1, column 6: expected a value/],
    [
      rule({ errorAction: { kind: 'webhook', url: 'http://h' } }),
      /error action, url: a webhook needs an address that begins with https/,
    ],
    [rule({ actions: [{ kind: 'webhook', url: 'https://${topic()}/' }] }), /action 1, url: the host of a webhook/],
    [
      rule({ actions: [{ kind: 'webhook', url: 'https://h', headers: [{ name: 'Host', value: 'x' }] }] }),
      /headers.0.name: this cannot be/,
    ],
    [
      rule({ actions: ['https://h', 'https://i'].map((url) => ({ kind: 'webhook', url, secretHeader: 'Key' })) }),
      /action 2, secretHeader: this secret header goes to another host/,
    ],
    [rule({ actions: [{ kind: 'email', to: ['nobody'], subject: 'x' }] }), /action 1, to.0: this is no e-mail address/],
    ...['http://sns.example', 'ftp://localhost', 'sns', 'https://user@sns.example'].map(
      (endpoint) =>
        [
          rule({ actions: [{ kind: 'sns', topicArn: 'arn:aws:sns:r:1:t', endpoint }] }),
          /action 1, endpoint: an endpoint is an address that begins with https/,
        ] as const,
    ),
    [rule({ connectionId: 'gone' }), /names the broker "gone", which does not exist; change the rule first/],
  ])('%j is refused', async (one, reason) => {
    expect(await refused({ rules: [one] })).toMatch(reason);
  });

  test('are refused for what AWS IoT would end the connection for', async () => {
    const brokers = [{ id: 'b', name: 'AWS', url: 'mqtts://x-ats.iot.eu-central-1.amazonaws.com' }];
    const rules = (sql: string) => [rule({ sql: `SELECT * FROM '${sql}'` })];
    expect(await refused({ brokers, rules: rules('a/b/c/d/e/f/g/h') })).toBe('accepted');
    expect(await refused({ brokers, rules: rules('a/b/c/d/e/f/g/h/i') })).toMatch(/^AWS: .* has 8 slashes/);
    const actions = [{ kind: 'republish', topic: 'x'.repeat(257), connectionId: 'b' }];
    expect(await refused({ brokers, rules: [rule({ actions })] })).toMatch(/^AWS: .* has 257 bytes/);
    const many = (count: number) => Array.from({ length: count }, (_, n) => rule({ id: `r${n}`, sql: `SELECT * FROM 't/${n}'` }));
    expect(await refused({ brokers, rules: many(50) })).toBe('accepted');
    expect(await refused({ brokers, rules: many(51) })).toMatch(
      /^AWS: watches and rules listen to 51 topic filters; AWS IoT takes 50/,
    );
    expect(await refused({ rules: many(51) })).toBe('accepted');
  });

  test('have each an id of their own', async () => {
    expect(await refused({ rules: [rule({}), rule({})] })).toBe('two rules have the id "r"');
  });

  test('are refused in the language of the person', async () => {
    const outcome = await checkSettings({ rules: [rule({ sql: 'SELECT' })] }, 'ignore', {
      rules: rulesDe,
      brokers: domainDe.brokerFaults,
      watches: domainDe.watchFaults,
    });
    expect(outcome).toMatchObject({ ok: false, reason: expect.stringMatching(/^die Regel „Wills“, Anweisung: Zeile 1/) });
  });
});

test.each([
  [{ host: 'mail.example', from: 'w@e.example' }, 'accepted'],
  [{ host: 'localhost', security: 'none', from: 'w@e.example' }, 'accepted'],
  [{ host: 'mail.example', security: 'none', from: 'w@e.example' }, /without TLS goes to this computer itself only/],
  [{ host: 'mail.example' }, /needs the sender's e-mail address/],
])('the mail server %j is taken or refused', async (mail, outcome) => {
  expect(await refused({ mail })).toMatch(outcome);
});

test('a file of our own is read without the rules being judged: one that is broken costs no other setting', () => {
  expect(readSettings({ rules: [rule({ sql: 'SELECT' })] }).ok).toBe(true);
  expect(readSettings({ rules: [rule({}), rule({})] })).toMatchObject({ ok: false, reason: 'two rules have the id "r"' });
});
