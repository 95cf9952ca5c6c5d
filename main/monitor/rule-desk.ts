import { PAYLOAD_VIEW_BYTES } from '../contract/limits.ts';
import type { CheckedInput } from '../contract/requests.ts';
import type { ActionPlace, RuleAnswers, RuleProblemView, Tried, TriedBytes, TriedMessage } from '../contract/rule-requests.ts';
import type { Rule, RuleAction } from '../contract/rules.ts';
import type { Settings } from '../contract/settings.ts';
import type { History, MessageRecord } from '../history/port.ts';
import type { Statement } from '../rules/ast.ts';
import { exportAwsRule, importAwsRule } from '../rules/aws-rule.ts';
import { check } from '../rules/check.ts';
import { checkRule, type RuleProblem } from '../rules/check-rule.ts';
import type { Context } from '../rules/context.ts';
import { outputBytes } from '../rules/evaluate.ts';
import { explainFailure, explainFault, explainLoss, explainWorkFault } from '../rules/explain.ts';
import { Message } from '../rules/message.ts';
import { recipeRule } from '../rules/recipe-rule.ts';
import { compileAction, type RenderedAction, textOf } from '../rules/render-action.ts';
import { compileFilter } from '../rules/topic-filter.ts';
import { type Trace, traceRule } from '../rules/trace.ts';
import type { RulesWords } from '../words/rules.en.ts';
import type { Clock } from './ports.ts';
import { messageView } from './views.ts';

/** How far back is looked for messages to try a statement on. */
const MOST_LOOKED_AT = 20_000;

export interface RuleDeskParts {
  readonly history: History;
  readonly clock: Clock;
  readonly settings: () => Settings;
  readonly words: () => RulesWords;
}

type RuleHandlers = { readonly [N in keyof RuleAnswers]: (input: CheckedInput<N>) => RuleAnswers[N] | Promise<RuleAnswers[N]> };

/** A message that a rule is tried on. */
interface Subject {
  readonly message: Message;
  readonly at: number;
  readonly id: number | null;
  readonly connectionId: string | null;
}

/** Answers what the window asks about rules: how they do, what they would do, and from and to AWS. */
export class RuleDesk {
  readonly #parts: RuleDeskParts;
  readonly handlers: RuleHandlers;

  constructor(parts: RuleDeskParts) {
    this.#parts = parts;
    const { words } = parts;
    this.handlers = {
      'rules.status': () => [],
      'rules.runs': () => ({ rows: [], more: false }),
      'rules.check': ({ rule }) => this.#problems(rule),
      'rules.recorded': (query) => this.#recorded(query),
      'rules.try': async ({ rule, messages }) => {
        const checked = check(rule.sql, rule.sqlVersion);
        const problems = this.#problems(rule);
        if (problems.length > 0 || !checked.ok) return { ok: false, problems };
        return { ok: true, tried: await Promise.all(messages.map((one) => this.#try(rule, checked.statement, one))) };
      },
      'rules.send': () => ({ ok: false, reason: words().noMessage }),
      'rules.templates': () => [{ id: 'recipe', rule: recipeRule(words()) }],
      'rules.importAws': ({ text }) => this.#import(text),
      'rules.exportAws': ({ rule }) => {
        const { ruleName, payload, losses } = exportAwsRule(rule);
        return { ruleName, payload, losses: losses.map((loss) => explainLoss(loss, words())) };
      },
      'rules.retry': () => ({ changed: 0 }),
      'rules.dropWaiting': () => ({ changed: 0 }),
      'mail.test': () => ({ ok: false, reason: words().mail.none }),
    };
  }

  #problems(rule: Rule): readonly RuleProblemView[] {
    return checkRule(rule).map((problem) => problemView(problem, this.#parts.words()));
  }

  async #recorded({ sql, connectionId, limit }: CheckedInput<'rules.recorded'>): Promise<RuleAnswers['rules.recorded']> {
    const { history, settings } = this.#parts;
    const checked = check(sql);
    if (!checked.ok) return [];
    const means = compileFilter(checked.statement.filter);
    const ids = connectionId === null ? settings().brokers.map(({ id }) => id) : [connectionId];
    const found: MessageRecord[] = [];
    for (const id of ids) {
      const newest = await history.latestMessages(id);
      found.push(...newest.slice(0, MOST_LOOKED_AT).filter(({ topic, redeliveryOf }) => redeliveryOf === null && means(topic)));
    }
    return found
      .sort((a, b) => b.id - a.id)
      .slice(0, limit)
      .map(messageView);
  }

  async #subject(one: TriedMessage): Promise<Subject | null> {
    const { history, clock } = this.#parts;
    if (!('messageId' in one)) {
      const payload = Buffer.from(one.payload, one.encoding === 'base64' ? 'base64' : 'utf8');
      return { message: new Message(one.topic, payload), at: clock.now(), id: null, connectionId: one.connectionId };
    }
    const record = await history.message(one.messageId);
    if (record === null) return null;
    const { id, topic, payload, receivedAt, connectionId } = record;
    return { message: new Message(topic, payload), at: receivedAt, id, connectionId };
  }

  async #try(rule: Rule, statement: Statement, one: TriedMessage): Promise<Tried> {
    const words = this.#parts.words();
    const subject = await this.#subject(one);
    if (subject === null) return NOT_THERE;
    const { message, at, id } = subject;
    const context: Context = { now: at, random: Math.random, ruleName: rule.name };
    const trace = traceRule(statement, message, context, rule.sqlVersion);
    const { outcome } = trace;
    const variables = statement.variables.map(({ name }) => name);
    return {
      message: { topic: message.topic, payload: bytesView(message.payload), at, messageId: id },
      from: trace.from,
      set: trace.set,
      where: trace.where,
      matches: outcome.kind === 'match',
      output: outcome.kind === 'match' ? bytesView(outputBytes(outcome.output)) : null,
      failed: outcome.kind === 'failed' ? words.failedSentence(explainFailure(outcome.reason, words)) : null,
      actions: outcome.kind === 'match' ? actionsOf(rule, variables, message, context, outcome, words) : [],
    };
  }

  #import(text: string): RuleAnswers['rules.importAws'] {
    const words = this.#parts.words();
    const imported = importAwsRule(text);
    if (imported.ok) return { ok: true, rule: imported.rule, losses: imported.losses.map((loss) => explainLoss(loss, words)) };
    switch (imported.reason) {
      case 'no-json':
        return { ok: false, reason: words.aws.noJson };
      case 'no-rule':
        return { ok: false, reason: words.aws.noRule };
      case 'too-many-actions':
        return { ok: false, reason: words.aws.tooMany };
    }
  }
}

const NOT_THERE: Tried = {
  message: null,
  from: false,
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

function actionsOf(
  rule: Rule,
  variables: readonly string[],
  message: Message,
  context: Context,
  outcome: Trace['outcome'] & { readonly kind: 'match' },
  words: RulesWords,
): Tried['actions'] {
  const places: (readonly [ActionPlace, RuleAction])[] = rule.actions.map((action, place) => [place, action]);
  if (rule.errorAction !== null) places.push(['error', rule.errorAction]);
  return places.map(([action, settings]) => {
    const rendered = compileAction(settings, variables, rule.sqlVersion).render(
      message,
      context,
      outcome.variables,
      outcome.output,
    );
    return {
      action,
      kind: settings.kind,
      fields: fieldsOf(rendered),
      payload: rendered.payload === null ? null : bytesView(rendered.payload),
      missing: rendered.missing,
      fault: rendered.fault === null ? null : explainWorkFault(rendered.fault, words),
    };
  });
}

/** Fields as they are sent, in the order in which a person reads them. */
function fieldsOf({ work }: RenderedAction): { readonly name: string; readonly value: string }[] {
  const field = (name: string, value: string): { name: string; value: string } => ({ name, value });
  switch (work.kind) {
    case 'notification':
      return [field('title', work.title), field('body', work.body)];
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
