import { PAYLOAD_VIEW_BYTES } from '../contract/limits.ts';
import type { MqttProperties } from '../contract/mqtt-properties.ts';
import type { CheckedInput } from '../contract/requests.ts';
import type {
  ActionPlace,
  RuleAnswers,
  RuleProblemView,
  SendOutcome,
  Tried,
  TriedAction,
  TriedBytes,
  TriedMessage,
} from '../contract/rule-requests.ts';
import type { Rule, RuleAction } from '../contract/rules.ts';
import type { MessageRecord } from '../history/port.ts';
import type { Statement } from '../rules/ast.ts';
import { exportAwsRule, importAwsRule } from '../rules/aws-rule.ts';
import { check } from '../rules/check.ts';
import { checkRule, type RuleProblem } from '../rules/check-rule.ts';
import type { Context } from '../rules/context.ts';
import { type ActionFailure, errorMessage } from '../rules/error-message.ts';
import { type Outcome, outputBytes } from '../rules/evaluate.ts';
import { explainFailure, explainFault, explainInRule, explainLoss, explainWorkFault } from '../rules/explain.ts';
import { Message } from '../rules/message.ts';
import { compileAction, type RenderedAction, targetOf } from '../rules/render-action.ts';
import { textOf } from '../rules/text-of.ts';
import { compileFilter } from '../rules/topic-filter.ts';
import { traceRule } from '../rules/trace.ts';
import { vocabulary } from '../rules/vocabulary.ts';
import { missOf, partsOfWhere } from '../rules/why-not.ts';
import type { RulesWords } from '../words/rules.en.ts';
import type { RuleDeskParts } from './rule-desk.ts';
import { messageView } from './views.ts';

/** How far back is looked for messages to try a statement on. */
const MOST_LOOKED_AT = 20_000;

/** A message that a rule is tried on. */
interface Subject {
  readonly message: Message;
  readonly at: number;
  readonly id: number | null;
  readonly connectionId: string | null;
  readonly deviceKey: string | null;
  readonly clientId: string | null;
  readonly properties: MqttProperties | null;
}

/**
 * Reads what a person is writing and tries it: what is wrong with it, what it would do with a message, and from and to AWS.
 * Loaded with all that reads statements when the window first asks for it: `RuleDesk`.
 */
export class RuleBench {
  readonly #parts: RuleDeskParts;

  constructor(parts: RuleDeskParts) {
    this.#parts = parts;
  }

  check(rule: Rule): readonly RuleProblemView[] {
    return checkRule(rule).map((problem) => problemView(problem, this.#parts.words()));
  }

  async try({ rule, messages }: CheckedInput<'rules.try'>): Promise<RuleAnswers['rules.try']> {
    const checked = check(rule.sql, rule.sqlVersion);
    const problems = this.check(rule);
    if (problems.length > 0 || !checked.ok) return { ok: false, problems };
    return { ok: true, tried: await Promise.all(messages.map((one) => this.#try(rule, checked.statement, one))) };
  }

  language(): RuleAnswers['rules.language'] {
    return vocabulary;
  }

  exportAws(rule: Rule): RuleAnswers['rules.exportAws'] {
    const { ruleName, payload, losses } = exportAwsRule(rule);
    return { ruleName, payload, losses: losses.map((loss) => explainLoss(loss, this.#parts.words())) };
  }

  saveAws(rule: Rule): Promise<RuleAnswers['rules.saveAws']> {
    const { ruleName, payload } = exportAwsRule(rule);
    return this.#parts.exports.ofText(`${JSON.stringify(JSON.parse(payload), null, 2)}\n`, `${ruleName}.json`);
  }

  async recorded({
    sql,
    connectionId,
    messageId,
    limit,
  }: CheckedInput<'rules.recorded'>): Promise<RuleAnswers['rules.recorded']> {
    const { history, settings } = this.#parts;
    const asked = messageId === null ? null : await history.message(messageId);
    const first = asked === null ? [] : [asked];
    const checked = check(sql);
    if (!checked.ok) return first.map(messageView);
    const means = compileFilter(checked.statement.filter);
    const ids = connectionId === null ? settings().brokers.map(({ id }) => id) : [connectionId];
    const found: MessageRecord[] = [];
    for (const id of ids) {
      const newest = await history.latestMessages(id);
      found.push(...newest.slice(0, MOST_LOOKED_AT).filter(({ topic, redeliveryOf }) => redeliveryOf === null && means(topic)));
    }
    const newest = found.filter(({ id }) => id !== asked?.id).sort((a, b) => b.id - a.id);
    return [...first, ...newest].slice(0, limit).map(messageView);
  }

  async #subject(one: TriedMessage): Promise<Subject | null> {
    const { history, clock } = this.#parts;
    if (!('messageId' in one)) {
      const payload = Buffer.from(one.payload, one.encoding === 'base64' ? 'base64' : 'utf8');
      return {
        message: new Message(one.topic, payload),
        at: one.at ?? clock.now(),
        id: null,
        connectionId: one.connectionId,
        deviceKey: null,
        clientId: one.clientId,
        properties: null,
      };
    }
    const record = await history.message(one.messageId);
    if (record === null) return null;
    const { id, topic, payload, receivedAt, connectionId, deviceKey, properties } = record;
    return { message: new Message(topic, payload), at: receivedAt, id, connectionId, deviceKey, clientId: null, properties };
  }

  async #try(rule: Rule, statement: Statement, one: TriedMessage): Promise<Tried> {
    const words = this.#parts.words();
    const subject = await this.#subject(one);
    if (subject === null) return NOT_THERE;
    const { message, at, id } = subject;
    const context = contextOf(rule, subject);
    const trace = traceRule(statement, message, context, rule.sqlVersion);
    const { outcome } = trace;
    return {
      message: { topic: message.topic, payload: bytesView(message.payload), at, messageId: id },
      from: trace.from,
      set: trace.set,
      miss: trace.from ? null : missOf(statement.filter, message.topic),
      where: trace.where && { ...trace.where, ...partsOfWhere(statement, message, context, rule.sqlVersion) },
      matches: outcome.kind === 'match',
      output: outcome.kind === 'match' ? bytesView(outputBytes(outcome.output)) : null,
      failed: outcome.kind === 'failed' ? words.failedSentence(explainFailure(outcome.reason, words)) : null,
      actions: outcome.kind === 'match' ? renderAll(rule, statement, subject, outcome).map((one) => triedView(one, words)) : [],
    };
  }

  async send({ rule, message: one, actions }: CheckedInput<'rules.send'>): Promise<SendOutcome> {
    const { rules, words } = this.#parts;
    const [problem] = checkRule(rule);
    const checked = check(rule.sql, rule.sqlVersion);
    if (problem !== undefined || !checked.ok)
      return { ok: false, reason: problem === undefined ? '' : explainInRule(rule.name, problem, words()) };
    const subject = await this.#subject(one);
    if (subject === null) return { ok: false, reason: words().noMessage };
    const { outcome } = traceRule(checked.statement, subject.message, contextOf(rule, subject), rule.sqlVersion);
    if (outcome.kind === 'no-match') return { ok: false, reason: words().noMatch };
    if (outcome.kind === 'failed') return { ok: false, reason: words().failedSentence(explainFailure(outcome.reason, words())) };
    const sent: (SendOutcome & { readonly ok: true })['sent'][number][] = [];
    for (const { action, rendered } of renderAll(rule, checked.statement, subject, outcome)) {
      if (!actions.includes(action)) continue;
      const { work, payload, fault } = rendered;
      const { id: messageId, deviceKey } = subject;
      // A message that a person typed came from nowhere.
      const connectionId = subject.connectionId ?? rule.connectionId ?? this.#parts.settings().brokers[0]?.id ?? '';
      const task = { ruleId: rule.id, work, payload, connectionId, deviceKey, messageId, hops: 0 };
      const became =
        fault === null ? await rules.send(task) : ({ state: 'failed', reason: explainWorkFault(fault, words()) } as const);
      sent.push({ action, ...became });
    }
    return { ok: true, sent };
  }

  importAws(text: string): RuleAnswers['rules.importAws'] {
    const words = this.#parts.words();
    const imported = importAwsRule(text);
    if (imported.ok) return { ok: true, rule: imported.rule, losses: imported.losses.map((loss) => explainLoss(loss, words)) };
    switch (imported.reason) {
      case 'no-json':
        return { ok: false, reason: words.aws.noJson };
      case 'no-rule':
        return { ok: false, reason: words.aws.noRule };
      case 'too-long':
        return { ok: false, reason: words.aws.tooLong };
      case 'too-many-actions':
        return { ok: false, reason: words.aws.tooMany };
    }
  }
}

const NOT_THERE: Tried = {
  message: null,
  from: false,
  miss: null,
  set: [],
  where: null,
  matches: false,
  output: null,
  failed: null,
  actions: [],
};

function problemView({ field, fault }: RuleProblem, words: RulesWords): RuleProblemView {
  if (typeof fault === 'string') return { field, reason: words.action[fault], at: null };
  const { offset, line, column } = fault;
  return { field, reason: explainFault(fault.fault, words), at: { offset, line, column } };
}

const contextOf = (rule: Rule, { at, clientId, properties }: Subject): Context => ({
  now: at,
  random: Math.random,
  ruleName: rule.name,
  clientId,
  mqtt: properties,
});

interface Rendered {
  readonly action: ActionPlace;
  readonly rendered: RenderedAction;
}

/** Every action of a rule for a message that it matches; the error action as it would be if all the others failed. */
function renderAll(
  rule: Rule,
  statement: Statement,
  subject: Subject,
  outcome: Outcome & { readonly kind: 'match' },
): readonly Rendered[] {
  const { message } = subject;
  const context = contextOf(rule, subject);
  const variables = statement.variables.map(({ name }) => name);
  const compile = (action: RuleAction) => compileAction(action, variables, rule.sqlVersion);
  const actions = rule.actions.map((action, place): Rendered => {
    return { action: place, rendered: compile(action).render(message, context, outcome.variables, outcome.output) };
  });
  if (rule.errorAction === null) return actions;
  const failures = actions.map(
    ({ rendered: { work } }): ActionFailure => ({ kind: work.kind, target: targetOf(work), reason: '' }),
  );
  const payload = errorMessage(rule.name, message, failures);
  const output = { kind: 'as-is', value: undefined, payload } as const;
  const rendered = compile(rule.errorAction).render(message, context, outcome.variables, output);
  return [...actions, { action: 'error', rendered }];
}

function triedView({ action, rendered }: Rendered, words: RulesWords): TriedAction {
  const { work, payload, missing, fault } = rendered;
  return {
    action,
    kind: work.kind,
    fields: fieldsOf(rendered),
    payload: payload === null ? null : bytesView(payload),
    missing,
    fault: fault === null ? null : explainWorkFault(fault, words),
  };
}

/** Fields as they are sent, in the order in which a person reads them. */
function fieldsOf({ work }: RenderedAction): { readonly name: string; readonly value: string }[] {
  const field = (name: string, value: string): { name: string; value: string } => ({ name, value });
  switch (work.kind) {
    case 'notification':
      return [field('title', work.title), ...(work.body === '' ? [] : [field('body', work.body)])];
    case 'republish':
      return [field('topic', work.topic), field('qos', String(work.qos)), field('retain', String(work.retain))];
    case 'sns':
      return [field('topicArn', work.topicArn), ...(work.subject === '' ? [] : [field('subject', work.subject)])];
    case 'email':
      return [
        field('to', work.to.join(', ')),
        field('subject', work.subject),
        ...(work.body === '' ? [] : [field('body', work.body)]),
      ];
    case 'webhook':
      return [field('url', work.url), ...work.headers.map(({ name, value }) => field(`header ${name}`, value))];
  }
}

function bytesView(payload: Uint8Array): TriedBytes {
  const part = payload.subarray(0, PAYLOAD_VIEW_BYTES);
  // A character that the cut went through makes no text into bytes.
  const text = textOf(part.length === payload.length ? part : wholeCharacters(part));
  return text === null
    ? { text: Buffer.from(part).toString('base64'), encoding: 'base64', bytes: payload.length }
    : { text, encoding: 'text', bytes: payload.length };
}

function wholeCharacters(part: Uint8Array): Uint8Array {
  let end = part.length;
  while (end > part.length - 4 && ((part[end - 1] ?? 0) & 0xc0) === 0x80) end--;
  return part.subarray(0, end - 1);
}
