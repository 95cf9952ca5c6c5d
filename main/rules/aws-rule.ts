import { RULE_PER_MINUTE } from '../contract/limits.ts';
import type { Rule, RuleAction } from '../contract/rules.ts';
import { Budget } from './budget.ts';
import { readJson, writeJson } from './json.ts';
import { isArray, isNumber, isObject, memberOf, objectOf, type Value, type ValueObject } from './values.ts';
import { DEFAULT_SQL_VERSION, isSqlVersion } from './version.ts';

/** What could not be carried over: `what` is the path of a field, or the name of an action; for `more` how many others there are. */
export interface Loss {
  readonly code: 'action' | 'field' | 'version' | 'name' | 'role' | 'connection' | 'secret' | 'cut' | 'more';
  readonly what: string;
}

export type RuleDraft = Omit<Rule, 'id'>;

export type Imported =
  | { readonly ok: true; readonly rule: RuleDraft; readonly losses: readonly Loss[] }
  | { readonly ok: false; readonly reason: 'no-json' | 'no-rule' | 'too-long' | 'too-many-actions' };

const MOST_ACTIONS = 10;
const MOST_HEADERS = 50;
/** Characters, as `contract/rules` has them. */
const MOST = { name: 128, description: 2000, sql: 65_536, template: 262_144, arn: 2048, header: 200 } as const;
/** More nobody reads. */
const MOST_LOSSES = 50;

/**
 * Reads a topic rule as AWS has it: the payload of `aws iot create-topic-rule --topic-rule-payload`, its whole input
 * (`{"ruleName": …, "topicRulePayload": {…}}`), or what `get-topic-rule` prints. The statement is not checked here.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_TopicRulePayload.html
 */
export function importAwsRule(text: string): Imported {
  let read: Value;
  try {
    read = readJson(text);
  } catch {
    return { ok: false, reason: 'no-json' };
  }
  if (!isObject(read)) return { ok: false, reason: 'no-json' };
  const inner = [memberOf(read, 'topicRulePayload'), memberOf(read, 'rule')].find(isObject);
  const payload = new Fields(inner ?? read, '');
  const sql = payload.text('sql');
  if (sql === '') return { ok: false, reason: 'no-rule' };
  if (sql.length > MOST.sql) return { ok: false, reason: 'too-long' };
  const losses: Loss[] = [];
  const name = payload.text('ruleName') || textOf(memberOf(read, 'ruleName')) || 'Imported rule';
  const description = payload.text('description');
  if (name.length > MOST.name) losses.push({ code: 'cut', what: 'ruleName' });
  if (description.length > MOST.description) losses.push({ code: 'cut', what: 'description' });
  const version = payload.text('awsIotSqlVersion') || DEFAULT_SQL_VERSION;
  if (!isSqlVersion(version)) losses.push({ code: 'version', what: version });
  const actions = memberOf(payload.of, 'actions');
  const given = isArray(actions) ? actions : [];
  if (given.length > MOST_ACTIONS) return { ok: false, reason: 'too-many-actions' };
  const errorAction = payload.object('errorAction');
  const rule: RuleDraft = {
    name: name.slice(0, MOST.name),
    description: description.slice(0, MOST.description),
    sql,
    sqlVersion: isSqlVersion(version) ? version : DEFAULT_SQL_VERSION,
    enabled: payload.flag('ruleDisabled') !== true,
    actions: given.flatMap((action, i) => importAction(action, `actions[${i}]`, losses) ?? []),
    errorAction: errorAction === null ? null : importAction(errorAction, 'errorAction', losses),
    connectionId: null,
    perMinute: RULE_PER_MINUTE,
  };
  payload.use('actions', 'createdAt', 'ruleArn');
  return { ok: true, rule, losses: few([...losses, ...payload.unused()]) };
}

function few(losses: readonly Loss[]): readonly Loss[] {
  if (losses.length <= MOST_LOSSES) return losses;
  return [...losses.slice(0, MOST_LOSSES), { code: 'more', what: String(losses.length - MOST_LOSSES) }];
}

function importAction(action: Value, path: string, losses: Loss[]): RuleAction | null {
  const [kind = '', ...more] = isObject(action) ? Object.keys(action) : [];
  const content = memberOf(action, kind);
  const imported =
    more.length === 0 && isObject(content) ? importKind(kind, new Fields(content, `${path}.${kind}.`), losses) : null;
  if (imported === null) losses.push({ code: 'action', what: [kind, ...more].join(', ') || path });
  return imported;
}

function importKind(kind: string, fields: Fields, losses: Loss[]): RuleAction | null {
  const action = readKind(kind, fields);
  if (action !== null) losses.push(...fields.unused());
  return action;
}

function readKind(kind: string, fields: Fields): RuleAction | null {
  switch (kind) {
    case 'republish': {
      const topic = fields.text('topic');
      // AWS takes a topic that begins with $$ for one that begins with $.
      const plain = topic.startsWith('$$') ? topic.slice(1) : topic;
      const qos = fields.number('qos') === 1 ? 1 : 0;
      return plain === '' || plain.length > MOST.template
        ? null
        : { kind, topic: plain, qos, retain: false, connectionId: null, roleArn: fields.text('roleArn', MOST.arn) };
    }
    case 'sns': {
      const topicArn = fields.text('targetArn');
      const format = fields.text('messageFormat').toUpperCase() === 'JSON' ? 'json' : 'raw';
      if (topicArn === '' || topicArn.length > MOST.arn) return null;
      return { kind, topicArn, region: '', format, subject: '', endpoint: '', roleArn: fields.text('roleArn', MOST.arn) };
    }
    case 'http': {
      const url = fields.text('url');
      if (url === '' || url.length > MOST.template) return null;
      const headers = fields
        .list('headers', MOST_HEADERS)
        .map((one) => ({ name: textOf(memberOf(one, 'key')), value: textOf(memberOf(one, 'value')) }))
        .filter(({ name, value }) => name !== '' && name.length <= MOST.header && value.length <= MOST.template);
      return { kind: 'webhook', url, headers, secretHeader: '', timeoutSeconds: 10, privateAddresses: false };
    }
    default:
      return null;
  }
}

/** The fields of an object, and which of them nobody asked for. */
class Fields {
  readonly of: ValueObject;
  readonly #path: string;
  readonly #used = new Set<string>();

  constructor(of: ValueObject, path: string) {
    this.of = of;
    this.#path = path;
  }

  /** Longer than the most: none, and named as left out. */
  text(name: string, most = Number.POSITIVE_INFINITY): string {
    const text = textOf(this.#take(name));
    if (text.length <= most) return text;
    this.#used.delete(name);
    return '';
  }

  number(name: string): number | null {
    const value = this.#take(name);
    return isNumber(value) ? Number(value) : null;
  }

  flag(name: string): boolean | null {
    const value = this.#take(name);
    return typeof value === 'boolean' ? value : null;
  }

  object(name: string): ValueObject | null {
    const value = this.#take(name);
    return isObject(value) ? value : null;
  }

  list(name: string, most: number): readonly Value[] {
    const value = this.#take(name);
    if (!isArray(value)) return [];
    if (value.length > most) this.#used.delete(name);
    return value.slice(0, most);
  }

  use(...names: readonly string[]): void {
    for (const name of names) this.#used.add(name);
  }

  unused(): readonly Loss[] {
    return Object.keys(this.of)
      .filter((name) => !this.#used.has(name))
      .map((name) => ({ code: 'field', what: `${this.#path}${name}` }));
  }

  #take(name: string): Value {
    this.#used.add(name);
    return memberOf(this.of, name);
  }
}

const textOf = (value: Value): string => (typeof value === 'string' ? value : '');

export interface Exported {
  /** For `--rule-name`: letters, digits and underscores. */
  readonly ruleName: string;
  /** For `--topic-rule-payload file://…`. */
  readonly payload: string;
  readonly losses: readonly Loss[];
}

/** A rule as `aws iot create-topic-rule` takes it. What AWS IoT has no action for is left out and named. */
export function exportAwsRule(rule: Rule): Exported {
  const losses: Loss[] = [];
  const ruleName = rule.name.replaceAll(/[^A-Za-z0-9_]+/g, '_').slice(0, 128);
  if (ruleName !== rule.name) losses.push({ code: 'name', what: rule.name });
  if (rule.connectionId !== null) losses.push({ code: 'connection', what: rule.connectionId });
  const actions = rule.actions.flatMap((action, i) => exportAction(action, `actions.${i}`, losses) ?? []);
  const errorAction = rule.errorAction === null ? null : exportAction(rule.errorAction, 'errorAction', losses);
  const payload = objectOf([
    ['sql', rule.sql],
    ['description', rule.description === '' ? undefined : rule.description],
    ['ruleDisabled', !rule.enabled],
    ['awsIotSqlVersion', rule.sqlVersion],
    ['actions', actions],
    ['errorAction', errorAction ?? undefined],
  ]);
  return { ruleName, payload: writeJson(payload, Budget.unlimited()), losses };
}

function exportAction(action: RuleAction, field: string, losses: Loss[]): ValueObject | null {
  switch (action.kind) {
    case 'republish': {
      const { topic, qos, retain, connectionId, roleArn } = action;
      if (roleArn === '') losses.push({ code: 'role', what: `${field}.roleArn` });
      if (retain) losses.push({ code: 'field', what: `${field}.retain` });
      if (connectionId !== null) losses.push({ code: 'connection', what: connectionId });
      const escaped = topic.startsWith('$') && !topic.startsWith('${') ? `$${topic}` : topic;
      return { republish: { topic: escaped, qos, roleArn } };
    }
    case 'sns': {
      const { topicArn, format, subject, endpoint, roleArn } = action;
      if (roleArn === '') losses.push({ code: 'role', what: `${field}.roleArn` });
      if (subject !== '') losses.push({ code: 'field', what: `${field}.subject` });
      if (endpoint !== '') losses.push({ code: 'field', what: `${field}.endpoint` });
      return { sns: { targetArn: topicArn, roleArn, messageFormat: format.toUpperCase() } };
    }
    case 'webhook': {
      const { url, headers, secretHeader } = action;
      if (secretHeader !== '') losses.push({ code: 'secret', what: `${field}.headers.${secretHeader}` });
      return { http: { url, headers: headers.map(({ name, value }) => ({ key: name, value })) } };
    }
    case 'notification':
    case 'email':
      losses.push({ code: 'action', what: action.kind });
      return null;
  }
}
