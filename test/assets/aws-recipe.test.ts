import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { AWS_IOT_LIMITS } from '../../main/contract/aws-iot.ts';
import { ownClientId } from '../../main/mqtt/client-id.ts';
import { lwtThing } from '../../main/presence/lwt-thing.ts';
import { spoken, willOf } from '../../main/rehearsal/thing-options.ts';
import { importAwsRule } from '../../main/rules/aws-rule.ts';
import { check } from '../../main/rules/check.ts';
import { compileRule } from '../../main/rules/evaluate.ts';
import { Message } from '../../main/rules/message.ts';

const REF = z.strictObject({ Ref: z.string() });
const VALUE = z.union([
  z.string(),
  REF,
  z.strictObject({ 'Fn::Sub': z.string() }),
  z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }),
]);
const STATEMENT = z.strictObject({
  Effect: z.literal('Allow'),
  Action: z.string().regex(/^(iot:(Connect|Publish|Subscribe|Receive)|sns:Publish)$/),
  Resource: z.union([VALUE, z.array(VALUE)]),
});
const POLICY = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(z.union([STATEMENT, z.strictObject({ 'Fn::If': z.tuple([z.string(), STATEMENT, REF]) })])),
});
const resource = <T extends string>(type: T, properties: z.ZodRawShape) =>
  z.strictObject({ Type: z.literal(type), Condition: z.string().optional(), Properties: z.strictObject(properties) });

/** Of each type the properties that are used, as the resource reference of CloudFormation spells them. */
const RESOURCE = z.discriminatedUnion('Type', [
  resource('AWS::IoT::Thing', { ThingName: VALUE }),
  resource('AWS::IoT::ThingPrincipalAttachment', { ThingName: VALUE, Principal: VALUE }),
  resource('AWS::IoT::Policy', { PolicyDocument: POLICY }),
  resource('AWS::IoT::PolicyPrincipalAttachment', { PolicyName: VALUE, Principal: VALUE }),
  resource('AWS::IAM::ManagedPolicy', { Description: z.string().max(1000), PolicyDocument: POLICY }),
  resource('AWS::SNS::Topic', { Subscription: z.array(z.strictObject({ Protocol: z.literal('email'), Endpoint: VALUE })) }),
  resource('AWS::IAM::Role', {
    AssumeRolePolicyDocument: z.strictObject({
      Version: z.literal('2012-10-17'),
      Statement: z.tuple([
        z.strictObject({
          Effect: z.literal('Allow'),
          Principal: z.strictObject({ Service: z.literal('iot.amazonaws.com') }),
          Action: z.literal('sts:AssumeRole'),
          Condition: z.strictObject({ StringEquals: z.strictObject({ 'aws:SourceAccount': VALUE }) }),
        }),
      ]),
    }),
    Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: POLICY })),
  }),
  resource('AWS::IoT::TopicRule', {
    RuleName: z.string().regex(/^[a-zA-Z0-9_]{1,128}$/),
    TopicRulePayload: z.strictObject({
      Description: z.string(),
      Sql: z.string(),
      AwsIotSqlVersion: z.literal('2016-03-23'),
      RuleDisabled: z.literal(false),
      Actions: z.tuple([
        z.strictObject({ Sns: z.strictObject({ TargetArn: VALUE, RoleArn: VALUE, MessageFormat: z.literal('RAW') }) }),
        z.strictObject({ Republish: z.strictObject({ Topic: z.string(), Qos: z.literal(0), RoleArn: VALUE }) }),
      ]),
    }),
  }),
]);
const TEMPLATE = z.strictObject({
  AWSTemplateFormatVersion: z.literal('2010-09-09'),
  Description: z.string().max(1024),
  Parameters: z.record(
    z.string(),
    z.strictObject({
      Type: z.literal('String'),
      Default: z.string().optional(),
      AllowedPattern: z.string().optional(),
      AllowedValues: z.array(z.string()).optional(),
      Description: z.string(),
    }),
  ),
  Conditions: z.record(z.string(), z.unknown()),
  Resources: z.record(z.string(), RESOURCE),
  Outputs: z.record(z.string(), z.strictObject({ Description: z.string().optional(), Value: VALUE })),
});

const text = await readFile(join(import.meta.dirname, '..', '..', 'assets', 'aws', 'recipe.json'), 'utf8');
const template = TEMPLATE.parse(JSON.parse(text));

/** Every value below, with the key it has. */
function* below(value: unknown): Generator<[key: string, value: unknown]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield [key, inner];
    yield* below(inner);
  }
}

test('everything that is referred to is there', () => {
  const known = [...Object.keys(template.Parameters), ...Object.keys(template.Resources)];
  const isKnown = (name: string): boolean => known.includes(name) || name.startsWith('AWS::');
  for (const [key, value] of below(template)) {
    if (key === 'Ref') expect(isKnown(value as string), String(value)).toBe(true);
    if (key === 'Fn::GetAtt') expect(Object.keys(template.Resources)).toContain((value as string[])[0]);
    if (key === 'Fn::If') expect(Object.keys(template.Conditions)).toContain((value as string[])[0]);
    if (key === 'Condition' && typeof value === 'string') expect(Object.keys(template.Conditions)).toContain(value);
    if (key === 'Fn::Sub')
      for (const [, name = ''] of (value as string).matchAll(/\$\{([^}]+)\}/g)) expect(isKnown(name), name).toBe(true);
  }
  const used = new Set([...below(template)].flatMap(([key, value]) => (key === 'Ref' ? [value] : [])));
  const inText = (name: string): boolean => text.includes(`\${${name}}`);
  expect(Object.keys(template.Parameters).filter((name) => !used.has(name) && !inText(name))).toEqual([]);
});

/** What a policy allows, without the beginning of the ARNs that is the same in all: `iot:Connect client/…`. */
function grantsOf(document: unknown): string[] {
  const { Statement } = POLICY.parse(document);
  return Statement.flatMap((one) => {
    const [statement, prefix] = 'Fn::If' in one ? [one['Fn::If'][1], `${one['Fn::If'][0]}: `] : [one, ''];
    return [statement.Resource].flat().map((resource) => {
      const named = JSON.stringify(resource).replace(
        'arn:\u0024{AWS::Partition}:iot:\u0024{AWS::Region}:\u0024{AWS::AccountId}:',
        '',
      );
      return `${prefix}${statement.Action} ${/^\{"[^"]+":"(.*)"\}$/.exec(named)?.[1] ?? named}`;
    });
  });
}
const propertiesOf = <T>(name: string): T => (template.Resources[name] as { Properties: T }).Properties;
const policyOf = (name: string): unknown => propertiesOf<{ PolicyDocument: unknown }>(name).PolicyDocument;

test('the thing may connect as itself and say two things, and no more', () => {
  expect(grantsOf(policyOf('ThingPolicy'))).toEqual([
    'iot:Connect client/\u0024{ThingName}',
    'iot:Publish topic//last/will/topic',
    'iot:Publish topic//lwt/connected/topic',
  ]);
});

test('the laptop may listen to the recipe and to AWS’s own presence events; it says something only when it republishes', () => {
  const laptop = [
    'iot:Connect client/willwatch-*',
    ...['/last/will/topic', '/lwt/executed', '/lwt/connected/topic'].map((topic) => `iot:Subscribe topicfilter/${topic}`),
    'iot:Subscribe topicfilter/$aws/events/presence/connected/+',
    'iot:Subscribe topicfilter/$aws/events/presence/disconnected/+',
    'iot:Subscribe topicfilter/willwatch/connection-test',
    ...['/last/will/topic', '/lwt/executed', '/lwt/connected/topic'].map((topic) => `iot:Receive topic/${topic}`),
    'iot:Receive topic/$aws/events/presence/connected/*',
    'iot:Receive topic/$aws/events/presence/disconnected/*',
    'LaptopMayPublish: iot:Publish topic//lwt/executed',
  ];
  expect(grantsOf(policyOf('LaptopPolicy'))).toEqual(laptop);
  expect(grantsOf(policyOf('LaptopSignedPolicy'))).toEqual(laptop);
  // What the watch of the recipe asks for is allowed, and who asks.
  expect(ownClientId('test', true)).toMatch(/^willwatch-/);
  for (const filter of lwtThing.filters) expect(laptop).toContain(`iot:Subscribe topicfilter/${filter}`);
});

test('the role of the rule may do what its actions do', () => {
  const role = propertiesOf<{ Policies: [{ PolicyDocument: unknown }] }>('RuleRole');
  expect(grantsOf(role.Policies[0].PolicyDocument)).toEqual(['sns:Publish NotifyTopic', 'iot:Publish topic//lwt/executed']);
});

test('the rule is one that Willwatch has too, and it takes the will of the thing and not its greeting', () => {
  const rule = propertiesOf<{ RuleName: string; TopicRulePayload: object }>('LastWillRule');
  // CloudFormation spells the keys of the API with a capital.
  const lower = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(lower)
      : typeof value === 'object' && value !== null && !('Ref' in value) && !('Fn::GetAtt' in value)
        ? Object.fromEntries(Object.entries(value).map(([key, one]) => [`${key[0]?.toLowerCase()}${key.slice(1)}`, lower(one)]))
        : typeof value === 'object' && value !== null
          ? 'arn:aws:x:eu-central-1:123456789012:y'
          : value;
  const imported = importAwsRule(JSON.stringify({ ruleName: rule.RuleName, topicRulePayload: lower(rule.TopicRulePayload) }));
  if (!imported.ok) throw new Error(imported.reason);
  expect(imported.rule).toMatchObject({
    name: 'lastWillRule',
    enabled: true,
    actions: [
      { kind: 'sns', format: 'raw' },
      { kind: 'republish', topic: '/lwt/executed', qos: 0 },
    ],
  });
  const checked = check(imported.rule.sql, imported.rule.sqlVersion);
  if (!checked.ok) throw new Error('the statement is refused');
  const compiled = compileRule(checked.statement, imported.rule.sqlVersion);
  const meet = (topic: string, payload: string): string => {
    const message = new Message(topic, new TextEncoder().encode(payload));
    return compiled.isFor(message, null) ? compiled.evaluate(message, { now: 0, random: () => 0 }).kind : 'not for it';
  };
  expect(meet('/last/will/topic', willOf('lwtThing'))).toBe('match');
  expect(meet('/last/will/topic', spoken({ clientId: 'lwtThing', message: 'hello' }))).toBe('no-match');
  expect(meet('/lwt/connected/topic', willOf('lwtThing'))).toBe('not for it');
});

test('the name that is allowed for the thing is a client id that AWS IoT takes', () => {
  expect(template.Parameters.ThingName?.AllowedPattern).toContain(`{1,${AWS_IOT_LIMITS.clientIdBytes}}`);
});
