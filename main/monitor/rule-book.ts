import type { Rule, RuleAction } from '../contract/rules.ts';
import type { Settings } from '../contract/settings.ts';
import type { History } from '../history/port.ts';
import { ERROR_ACTION, type RuleRunRecord } from '../history/rule-records.ts';
import type { RawMessage } from '../presence/message.ts';
import { check } from '../rules/check.ts';
import { checkRule } from '../rules/check-rule.ts';
import { type ActionFailure, errorMessage } from '../rules/error-message.ts';
import { type CompiledRule, compileRule, type Outcome } from '../rules/evaluate.ts';
import { explainFailure, explainInRule, explainWorkFault } from '../rules/explain.ts';
import { Message } from '../rules/message.ts';
import { type CompiledAction, compileAction, type RenderedAction, targetOf } from '../rules/render-action.ts';
import { RuleIndex } from '../rules/rule-index.ts';
import type { RulesWords } from '../words/rules.en.ts';
import type { Committer } from './committer.ts';
import type { Echoes } from './echoes.ts';
import type { MonitorEvent } from './events.ts';
import type { Clock, Logger } from './ports.ts';
import { RateLimit } from './rate-limit.ts';
import { packJob } from './rule-job.ts';
import type { RuleStates } from './rule-states.ts';

/** So much of each `WINDOW_MS` rules may take before presence: what does not fit is seen later, in slices. */
const MOST_MS = 20;
const WINDOW_MS = 100;
const SLICE_MS = 5;
/** Messages that rules have not seen yet. Above it they are counted, not evaluated. */
const MOST_UNSEEN = 20_000;
const MOST_UNSEEN_BYTES = 33_554_432;
/** A person cannot read more: a system that must show hundreds shows nothing else, and a mail server takes who sends hundreds for a spammer. */
const MOST_PER_MINUTE: Partial<Record<RuleAction['kind'], number>> = { notification: 12, email: 30 };

export interface RuleBookParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly committer: Pick<Committer, 'draft' | 'isBusy'>;
  readonly history: Pick<History, 'message'>;
  readonly states: RuleStates;
  readonly echoes: Echoes;
  readonly nextId: () => number;
  readonly words: () => RulesWords;
  readonly emit: (event: MonitorEvent) => void;
  /** What is to be done, once it is on disk. */
  readonly due: (run: RuleRunRecord) => void;
  /** An action that could not even be tried. */
  readonly failed: (run: RuleRunRecord) => void;
  /** Milliseconds that pass while we work. */
  readonly stopwatch: () => number;
}

/** A message, as far as rules want to know it. */
interface Seen extends Pick<RawMessage, 'connectionId' | 'topic' | 'payload' | 'properties'> {
  readonly id: number;
  readonly at: number;
  readonly deviceKey: string | null;
}

interface Live {
  readonly rule: Rule;
  /** What it says, to know it again. */
  readonly text: string;
  readonly compiled: CompiledRule;
  readonly actions: readonly { readonly place: number; readonly compiled: CompiledAction; readonly limit: RateLimit }[];
  readonly errorAction: CompiledAction | null;
}

/**
 * The rules in force, and which messages they match. What their actions are to do is drafted into the commit of the message.
 * Loaded with all that reads statements when there is a first rule: `Rules`.
 */
export class RuleBook {
  readonly #parts: RuleBookParts;
  #live = new Map<string, Live>();
  /** Rules that could not be put in force, and say so. */
  readonly #leftOut = new Set<string>();
  /** By connection; none where no rule listens. */
  #index = new Map<string, RuleIndex<Live>>();
  readonly #unseen: Seen[] = [];
  #unseenBytes = 0;
  #isWorking = false;
  #windowBegan = Number.NEGATIVE_INFINITY;
  #spentMs = 0;

  constructor(parts: RuleBookParts) {
    this.#parts = parts;
  }

  /** Shows rules what an earlier run had no time for. */
  async catchUp(ids: readonly number[]): Promise<void> {
    const { history, committer, log } = this.#parts;
    for (const id of ids) {
      const record = await history.message(id).catch((error: unknown) => {
        log.warn({ message: id, reason: String(error) }, 'rules cannot be shown a message');
        return null;
      });
      if (record === null) committer.draft.rulesSeen.push(id);
      else this.#later({ ...record, at: record.receivedAt });
    }
  }

  apply({ rules, brokers }: Settings): void {
    const before = this.#live;
    this.#live = new Map();
    for (const rule of rules) {
      if (!rule.enabled) continue;
      const text = JSON.stringify(rule);
      const known = before.get(rule.id);
      const live = known?.text === text ? known : this.#open(rule, text);
      if (live !== null) this.#live.set(rule.id, live);
    }
    this.#index = new Map();
    for (const { id } of brokers) {
      const here = [...this.#live.values()].filter(({ rule }) => rule.connectionId === null || rule.connectionId === id);
      if (here.length === 0) continue;
      const index = new RuleIndex<Live>();
      for (const live of here) index.add(live, live.compiled.filter, live.rule.name);
      this.#index.set(id, index);
    }
  }

  /** The topic filters that the rules of a connection listen to. */
  filters(connectionId: string): readonly string[] {
    const here = [...this.#live.values()].filter(({ rule }) => rule.connectionId === null || rule.connectionId === connectionId);
    return [...new Set(here.map(({ compiled }) => compiled.filter))];
  }

  /**
   * Shows a message to the rules that listen to it, after it is in the draft. Retained ones are old news, as they are to AWS's rules.
   * @returns whether any rule listens to its topic
   */
  see(message: RawMessage, id: number, deviceKey: string | null): boolean {
    const index = this.#index.get(message.connectionId);
    if (index === undefined) return false;
    const found = index.match(message.topic);
    if (found.size === 0) return false;
    if (message.retain) return true;
    const { connectionId, topic, payload, properties, receivedAt } = message;
    const seen = { connectionId, topic, payload, properties, id, at: receivedAt, deviceKey };
    if (this.#unseen.length > 0 || !this.#hasTime()) {
      this.#parts.committer.draft.rulesUnseen.push(id);
      this.#later(seen);
    } else this.#evaluate(found, seen);
    return true;
  }

  /** Drafts the error action for a message of which actions failed for good, where the rule has one. */
  draftErrorAction(run: RuleRunRecord, failures: readonly ActionFailure[], of: Pick<RawMessage, 'payload' | 'properties'>): void {
    const live = this.#live.get(run.ruleId);
    if (live === undefined || live.errorAction === null) return;
    const message = new Message(run.topic, of.payload);
    const context = { now: run.at, random: Math.random, ruleName: live.rule.name, mqtt: of.properties };
    const outcome = live.compiled.evaluate(message, context);
    const variables = outcome.kind === 'match' ? outcome.variables : [];
    const sent = errorMessage(live.rule.name, message, failures);
    const rendered = live.errorAction.render(message, context, variables, {
      kind: 'as-is',
      value: undefined,
      payload: sent,
    });
    const seen = { ...run, ...of, id: run.messageId };
    this.#run(live, seen, ERROR_ACTION, rendered, 0);
  }

  #open(rule: Rule, text: string): Live | null {
    const checked = check(rule.sql, rule.sqlVersion);
    const [problem] = checkRule(rule);
    if (!checked.ok || problem !== undefined) {
      // Refused when it is saved; an older Willwatch may have allowed it, or a person wrote it into the file.
      const { log, states, clock, words } = this.#parts;
      const reason = words().leftOut(problem === undefined ? '' : explainInRule(rule.name, problem, words()));
      log.warn({ rule: rule.id, reason }, 'rule left out');
      states.change(rule.id, { failedAt: clock.now(), failedReason: reason });
      this.#leftOut.add(rule.id);
      return null;
    }
    if (this.#leftOut.delete(rule.id)) this.#parts.states.change(rule.id, { failedAt: null, failedReason: null });
    const compiled = compileRule(checked.statement, rule.sqlVersion);
    const compile = (action: RuleAction): CompiledAction => compileAction(action, compiled.variables, rule.sqlVersion);
    return {
      rule,
      text,
      compiled,
      actions: rule.actions.map((action, place) => ({
        place,
        compiled: compile(action),
        limit: new RateLimit(Math.min(rule.perMinute, MOST_PER_MINUTE[action.kind] ?? rule.perMinute)),
      })),
      errorAction: rule.errorAction === null ? null : compile(rule.errorAction),
    };
  }

  #hasTime(): boolean {
    const now = this.#parts.stopwatch();
    if (now - this.#windowBegan > WINDOW_MS) {
      this.#windowBegan = now;
      this.#spentMs = 0;
    }
    return this.#spentMs < MOST_MS;
  }

  #later(seen: Seen): void {
    if (this.#unseen.length >= MOST_UNSEEN || this.#unseenBytes + seen.payload.length > MOST_UNSEEN_BYTES) {
      const { committer, words } = this.#parts;
      committer.draft.rulesSeen.push(seen.id);
      for (const { rule } of this.#index.get(seen.connectionId)?.match(seen.topic) ?? [])
        this.#count(rule, seen, words().tooMuch);
      return;
    }
    this.#unseen.push({ ...seen, payload: ownBytes(seen.payload) });
    this.#unseenBytes += seen.payload.length;
    if (this.#isWorking) return;
    this.#isWorking = true;
    this.#parts.clock.soon(() => this.#work());
  }

  /** One slice of what waits: sockets are read between two. */
  #work(): void {
    const { clock, committer, stopwatch } = this.#parts;
    // In a burst of messages rules keep to their share also of this.
    if (committer.isBusy() && !this.#hasTime()) {
      clock.after(WINDOW_MS, () => this.#work());
      return;
    }
    const began = stopwatch();
    let taken = 0;
    for (const seen of this.#unseen) {
      if (taken > 0 && stopwatch() - began >= SLICE_MS) break;
      taken++;
      this.#unseenBytes -= seen.payload.length;
      committer.draft.rulesSeen.push(seen.id);
      const found = this.#index.get(seen.connectionId)?.match(seen.topic);
      if (found !== undefined) this.#evaluate(found, seen);
    }
    this.#unseen.splice(0, taken);
    this.#isWorking = this.#unseen.length > 0;
    if (this.#isWorking) clock.soon(() => this.#work());
  }

  #evaluate(found: ReadonlySet<Live>, seen: Seen): void {
    const { stopwatch, echoes } = this.#parts;
    const began = stopwatch();
    const message = new Message(seen.topic, seen.payload);
    const hops = echoes.hopsOf(seen.connectionId, seen.topic, seen.payload);
    for (const live of found) {
      const context = { now: seen.at, random: Math.random, ruleName: live.rule.name, mqtt: seen.properties };
      const outcome = live.compiled.evaluate(message, context);
      if (outcome.kind === 'failed') {
        const words = this.#parts.words();
        this.#count(live.rule, seen, words.failedSentence(explainFailure(outcome.reason, words)));
      } else if (outcome.kind === 'match') this.#matched(live, seen, message, outcome, hops);
    }
    this.#spentMs += stopwatch() - began;
  }

  #count(rule: Rule, { at }: Seen, reason: string): void {
    const { states } = this.#parts;
    states.change(rule.id, { failed: states.of(rule.id).failed + 1, failedAt: at, failedReason: reason });
    this.#changed();
  }

  #matched(live: Live, seen: Seen, message: Message, outcome: Outcome & { readonly kind: 'match' }, hops: number): void {
    const { clock, committer, states, emit } = this.#parts;
    const { rule } = live;
    const context = { now: seen.at, random: Math.random, ruleName: rule.name, mqtt: seen.properties };
    const mono = clock.mono();
    let limited = 0;
    for (const { place, compiled, limit } of live.actions) {
      if (!limit.take(mono)) {
        limited++;
        continue;
      }
      this.#run(live, seen, place, compiled.render(message, context, outcome.variables, outcome.output), hops);
    }
    const before = states.of(rule.id);
    states.change(rule.id, {
      matched: before.matched + 1,
      limited: before.limited + limited,
      lastAt: seen.at,
      lastMessageId: seen.id,
      lastConnectionId: seen.connectionId,
      lastTopic: seen.topic,
    });
    const { connectionId, topic, id, at } = seen;
    const event = { type: 'rule', ruleId: rule.id, name: rule.name, connectionId, topic, messageId: id, limited, at } as const;
    committer.draft.afterwards.push(() => emit(event));
    this.#changed();
  }

  #run({ rule }: Live, seen: Seen, action: number, { work, payload, fault }: RenderedAction, hops: number): void {
    const { committer, nextId, words, due, failed } = this.#parts;
    const run: RuleRunRecord = {
      id: nextId(),
      ruleId: rule.id,
      action,
      kind: work.kind,
      state: 'waiting',
      at: seen.at,
      messageId: seen.id,
      connectionId: seen.connectionId,
      topic: seen.topic,
      deviceKey: seen.deviceKey,
      target: targetOf(work).slice(0, 500),
      tries: 0,
      triedAt: null,
      nextAt: seen.at,
      reason: fault === null ? null : explainWorkFault(fault, words()),
      work: packJob(work, hops),
      payload: payload && ownBytes(payload),
    };
    const { draft } = committer;
    draft.ruleRuns.set(run.id, run);
    draft.afterwards.push(() => (fault === null ? due(run) : failed(run)));
  }

  #changed(): void {
    const { committer, emit } = this.#parts;
    committer.draft.afterwards.push(() => emit({ type: 'changed', topics: ['rules'], deviceKeys: [] }));
  }
}

/** A payload is a view into what the socket read at once: whoever keeps a few bytes of it keeps 64 KB. */
const ownBytes = (payload: Uint8Array): Uint8Array => new Uint8Array(payload);
