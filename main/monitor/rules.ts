import type { Actions } from '../actions/actions.ts';
import { explainActionFault } from '../actions/explain.ts';
import { type Performed, refused } from '../actions/port.ts';
import type { Publish } from '../actions/republish.ts';
import type { Overview } from '../contract/model.ts';
import type { ActionPlace, ActionStatus, RuleStatus, RunView } from '../contract/rule-requests.ts';
import type { MailSettings, Rule } from '../contract/rules.ts';
import type { Settings } from '../contract/settings.ts';
import type { History } from '../history/port.ts';
import { ERROR_ACTION, type RuleRunRecord, type RulesSnapshot } from '../history/rule-records.ts';
import type { RawMessage } from '../presence/message.ts';
import type { ActionFailure } from '../rules/error-message.ts';
import { MAIL_PASSWORD, type Secrets } from '../settings/port.ts';
import type { RulesWords } from '../words/rules.en.ts';
import { ActionQueue } from './action-queue.ts';
import type { Announcer } from './announcer.ts';
import type { Committer } from './committer.ts';
import { Echoes } from './echoes.ts';
import type { MonitorEvent } from './events.ts';
import { performTask, type Task } from './perform-run.ts';
import type { Clock, Logger } from './ports.ts';
import type { RuleBook } from './rule-book.ts';
import { unpackJob } from './rule-job.ts';
import { RuleStates } from './rule-states.ts';
import { rulePath } from './window-paths.ts';

export interface RulesParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly history: History;
  readonly committer: Committer;
  readonly secrets: Secrets;
  readonly announcer: Announcer;
  readonly actions: Actions;
  readonly publish: Publish;
  readonly nextId: () => number;
  readonly emit: (event: MonitorEvent) => void;
  readonly settings: () => Settings;
  readonly muted: (deviceKey: string | null, connectionId: string) => string | null;
  readonly words: () => RulesWords;
}

/** Rules at work: which messages they match, what is done about it, and how that went. */
export class Rules {
  readonly #parts: RulesParts;
  readonly #echoes: Echoes;
  readonly #states: RuleStates;
  readonly #queue: ActionQueue;
  readonly #stopping = new AbortController();
  /** What reads statements and evaluates them; null until there is a rule, so that who has none does not wait for it. */
  #book: RuleBook | null = null;
  #loading: Promise<void> | null = null;
  #applied = new Map<string, Rule>();
  #switchedOff: ReadonlySet<string> = new Set();
  /** Host and port of each connection. */
  #brokers = new Map<string, string>();

  constructor(parts: RulesParts) {
    this.#parts = parts;
    const { clock, committer, words, emit } = parts;
    this.#states = new RuleStates(committer);
    this.#echoes = new Echoes(clock, (id) => this.#brokers.get(id) ?? id);
    this.#queue = new ActionQueue({
      clock,
      committer,
      emit,
      random: Math.random,
      perform: (run, signal) => this.#perform(run, signal),
      explain: (performed) => this.#explain(performed),
      reasonFor: (state) => words().notDone[state],
      rests: (ruleId) => this.#switchedOff.has(ruleId),
      failing: (ruleId, action, since) => {
        const { [action]: _, ...others } = this.#states.of(ruleId).failing;
        this.#states.change(ruleId, { failing: since === null ? others : { ...others, [action]: since } });
      },
      tell: (run, reason) => this.#tell(run, reason),
      errorRun: (run, failures) => this.#draftErrorAction(run, failures),
    });
  }

  /**
   * Loads what reads statements, when there is a rule. A start does it while the history is read.
   * Whoever comes while it is loading waits too: settings are put in force in the order in which they came.
   */
  async load({ rules }: Settings): Promise<void> {
    if (rules.length > 0) this.#loading ??= this.#openBook();
    await this.#loading;
  }

  /** Takes up what the last run left. The settings must be in force already. */
  restore(snapshot: RulesSnapshot): void {
    this.#states.restore(snapshot.states);
    this.#queue.restore(snapshot);
    this.#queue.keepOnly(this.#ids());
    if (this.#book === null) this.#parts.committer.draft.rulesSeen.push(...snapshot.unseen);
    else void this.#book.catchUp(snapshot.unseen);
  }

  /** Puts rules in force. What waits is tried again: a person may have mended just what was wrong. Of a rule that is switched off it rests. */
  async apply(settings: Settings): Promise<void> {
    await this.load(settings);
    this.#book?.apply(settings);
    this.#switchedOff = new Set(settings.rules.flatMap(({ id, enabled }) => (enabled ? [] : [id])));
    this.#brokers = new Map(settings.brokers.map(({ id, url }) => [id, hostOf(url)]));
    this.#queue.keepOnly(this.#ids());
    for (const rule of settings.rules) {
      const before = this.#applied.get(rule.id);
      if (before === undefined) continue;
      // Another action at this place: that the one before it failed says nothing of it.
      for (const { action } of placesOf(rule))
        if (JSON.stringify(actionAt(before, action)) !== JSON.stringify(actionAt(rule, action)))
          this.#queue.forgetFailures(rule.id, numberOf(action));
    }
    this.#applied = new Map(settings.rules.map((rule) => [rule.id, rule]));
    this.#queue.retry(null);
  }

  filters(connectionId: string): readonly string[] {
    return this.#book?.filters(connectionId) ?? [];
  }

  see(message: RawMessage, id: number, deviceKey: string | null): boolean {
    return this.#book?.see(message, id, deviceKey) ?? false;
  }

  retry(ruleId: string | null, runId: number | null = null): number {
    return this.#queue.retry(ruleId, runId);
  }

  /** A broker is there again: what waits to be republished need not wait longer. */
  connected(): void {
    this.#queue.hurry('republish');
  }

  dropWaiting(ruleId: string | null, runId: number | null = null): number {
    return this.#queue.dropWaiting(ruleId, runId);
  }

  /** Does one action at once, without a trace but its own. */
  async send(task: Task): Promise<{ readonly state: 'done' | 'failed' | 'silent'; readonly reason: string | null }> {
    const performed = await performTask(task, this.#performParts(), this.#stopping.signal);
    const { outcome } = performed;
    return { state: outcome === 'done' || outcome === 'silent' ? outcome : 'failed', reason: this.#explain(performed) };
  }

  /** Sends a letter that says that the mail server works; null, or why it did not go. */
  async testMail(mail: MailSettings, to: string, password: string | null): Promise<string | null> {
    const { actions, secrets, words } = this.#parts;
    const { testSubject: subject, testBody: text } = words().mail;
    const access = { ...mail, password: mail.user === '' ? null : (password ?? (await secrets.read(MAIL_PASSWORD))) };
    return this.#explain(await actions.mail({ to: [to], subject, text }, access, this.#stopping.signal));
  }

  status(): readonly RuleStatus[] {
    return this.#parts.settings().rules.map((rule) => this.#statusOf(rule));
  }

  async runs(ruleId: string, beforeId: number | null, limit: number): Promise<readonly RunView[]> {
    return (await this.#parts.history.ruleRuns({ ruleId, beforeId, limit })).map(runView);
  }

  /** Rules in force with an action that keeps failing. */
  failing(): Overview['failingRules'] {
    return this.#parts.settings().rules.flatMap((rule) => {
      const { id, name, enabled } = rule;
      if (!enabled) return [];
      const since = placesOf(rule).flatMap(({ action }) => {
        const { keepsFailing, failingSince } = this.#queue.status(id, numberOf(action));
        return keepsFailing && failingSince !== null ? [failingSince] : [];
      });
      return since.length === 0 ? [] : [{ id, name, since: Math.min(...since) }];
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#queue.stop();
    await this.#parts.actions.stop();
  }

  async #openBook(): Promise<void> {
    const { RuleBook } = await import('./rule-book.ts');
    const { clock, log, committer, history, nextId, words, emit } = this.#parts;
    this.#book = new RuleBook({
      clock,
      log,
      committer,
      history,
      states: this.#states,
      echoes: this.#echoes,
      nextId,
      words,
      emit,
      due: (run) => this.#queue.add(run),
      failed: (run) => this.#queue.addFailed(run),
      stopwatch: () => performance.now(),
    });
  }

  #ids(): ReadonlySet<string> {
    return new Set(this.#parts.settings().rules.map(({ id }) => id));
  }

  #statusOf(rule: Rule): RuleStatus {
    const state = this.#states.of(rule.id);
    const actions = placesOf(rule).map(({ action, kind }): ActionStatus => {
      const { last, failingSince, waiting } = this.#queue.status(rule.id, numberOf(action));
      return { action, kind, last: last === null ? null : runView(last), failingSince, waiting };
    });
    const since = actions.flatMap(({ failingSince }) => (failingSince === null ? [] : [failingSince]));
    const { matched, failed, limited, lastAt, lastMessageId, lastConnectionId, lastTopic, failedAt, failedReason } = state;
    return {
      ruleId: rule.id,
      matched,
      failed,
      limited,
      last:
        lastAt === null
          ? null
          : { at: lastAt, messageId: lastMessageId ?? 0, connectionId: lastConnectionId ?? '', topic: lastTopic ?? '' },
      lastFailure: failedAt === null ? null : { at: failedAt, reason: failedReason ?? '' },
      actions,
      failingSince: since.length === 0 ? null : Math.min(...since),
      waiting: actions.reduce((sum, { waiting }) => sum + waiting, 0),
    };
  }

  #perform(run: RuleRunRecord, signal: AbortSignal): Promise<Performed> {
    const job = unpackJob(run.work);
    if (job === null) return Promise.resolve(refused('refused', 'damaged'));
    return performTask({ ...run, ...job }, this.#performParts(), signal);
  }

  #performParts() {
    const { actions, secrets, announcer, log, publish, muted, settings } = this.#parts;
    return { actions, secrets, announcer, log, publish, muted, echoes: this.#echoes, mail: () => settings().mail };
  }

  #explain(performed: Performed): string | null {
    if (performed.outcome === 'done') return null;
    return performed.outcome === 'silent' ? performed.reason : explainActionFault(performed.fault, this.#parts.words());
  }

  #tell(run: RuleRunRecord, reason: string): void {
    const { announcer, words, muted, settings } = this.#parts;
    // Whoever cannot be shown a notification is not told so by one.
    if (run.kind === 'notification') return;
    const name = settings().rules.find(({ id }) => id === run.ruleId)?.name ?? run.ruleId;
    const news = {
      title: words().failingTitle(name),
      body: reason,
      urgency: 'normal',
      path: rulePath(run.ruleId, null),
    } as const;
    void announcer.announce(news, undefined, muted(null, run.connectionId));
  }

  async #draftErrorAction(run: RuleRunRecord, failures: readonly ActionFailure[]): Promise<void> {
    const message = await this.#parts.history.message(run.messageId).catch(() => null);
    this.#book?.draftErrorAction(run, failures, message ?? { payload: new Uint8Array(), properties: null });
  }
}

/** Two listeners of one broker are two of these: what a broker is nobody can know from outside. */
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url).toLowerCase();

const numberOf = (action: ActionPlace): number => (action === 'error' ? ERROR_ACTION : action);

const actionAt = (rule: Rule, action: ActionPlace) => (action === 'error' ? rule.errorAction : rule.actions[action]);

function placesOf({ actions, errorAction }: Rule): readonly { readonly action: ActionPlace; readonly kind: RunView['kind'] }[] {
  const places = actions.map(({ kind }, action) => ({ action, kind }));
  return errorAction === null ? places : [...places, { action: 'error', kind: errorAction.kind }];
}

function runView(run: RuleRunRecord): RunView {
  const { id, ruleId, kind, state, at, messageId, connectionId, topic, target, tries, triedAt, nextAt, reason } = run;
  const action = run.action === ERROR_ACTION ? 'error' : run.action;
  return { id, ruleId, action, kind, state, at, messageId, connectionId, topic, target, tries, triedAt, nextAt, reason };
}
