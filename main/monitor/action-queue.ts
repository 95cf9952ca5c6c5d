import type { Performed } from '../actions/port.ts';
import type { ActionPlace, RunState } from '../contract/rule-requests.ts';
import type { RuleAction } from '../contract/rules.ts';
import { ERROR_ACTION, type RuleRunRecord, type RulesSnapshot } from '../history/rule-records.ts';
import type { ActionFailure } from '../rules/error-message.ts';
import type { Committer } from './committer.ts';
import type { MonitorEvent } from './events.ts';
import type { Clock } from './ports.ts';

const MINUTE_MS = 60_000;
/** How long a try is worth it: nobody wants yesterday's notification, and mail that comes late is still mail. */
const WORTH_MS: Readonly<Record<RuleAction['kind'], number>> = {
  notification: 10 * MINUTE_MS,
  republish: 60 * MINUTE_MS,
  sns: 24 * 60 * MINUTE_MS,
  email: 24 * 60 * MINUTE_MS,
  webhook: 24 * 60 * MINUTE_MS,
};
/** What is under way at once of one action. One that answers at once, or must keep the order, is done one by one. */
const AT_ONCE: Readonly<Record<RuleAction['kind'], number>> = { notification: 1, republish: 1, sns: 4, email: 2, webhook: 4 };
/** And of all that goes to other people's servers. What stays with us and our brokers waits for none of those. */
const ALL_AT_ONCE = 32;
const goesFar = ({ kind }: RuleRunRecord): boolean => kind !== 'notification' && kind !== 'republish';
/** So long what is under way may take when the program ends. */
const STOP_MS = 3000;
const FIRST_WAIT_MS = 1000;
const LAST_WAIT_MS = 5 * MINUTE_MS;
/** What waits of one action. */
const MOST_WAITING = 1000;
const MOST_WAITING_BYTES = 8_388_608;
/** And of all. */
const MOST_IN_ALL = 10_000;
const MOST_BYTES_IN_ALL = 67_108_864;
/** So many failures one after the other are no chance any more: a person is told. */
const TOLD_AT = 3;

export interface ActionQueueParts {
  readonly clock: Clock;
  readonly committer: Committer;
  readonly random: () => number;
  /** Never rejects. The reason is a sentence. */
  readonly perform: (run: RuleRunRecord, signal: AbortSignal) => Promise<Performed>;
  readonly explain: (performed: Performed) => string | null;
  /** Why what is too much, too old, or of a rule that is gone is not done; a sentence. */
  readonly reasonFor: (state: 'expired' | 'dropped' | 'gone' | 'crowded') => string;
  /** Whether what waits of a rule is left alone, because a person has switched the rule off. */
  readonly rests: (ruleId: string) => boolean;
  /** Since when an action fails; null: it works again. */
  readonly failing: (ruleId: string, action: number, since: number | null) => void;
  /** It failed again and again, or for good: once, until it works again. */
  readonly tell: (run: RuleRunRecord, reason: string) => void;
  /** Drafts the error action for these failures, where the rule has one. */
  readonly errorRun: (run: RuleRunRecord, failures: readonly ActionFailure[]) => Promise<void>;
  readonly emit: (event: MonitorEvent) => void;
}

/** All that one action of one rule has to do, in order. */
interface Lane {
  readonly runs: RuleRunRecord[];
  bytes: number;
  busy: number;
  /** One after the other, without a success between. */
  failures: number;
  failingSince: number | null;
  isTold: boolean;
  /** Tries that a person has asked for, also of a rule that rests. */
  asked: number;
  /** Nothing is tried before. */
  readyMono: number;
  cancel: (() => void) | null;
  last: RuleRunRecord | null;
}

/**
 * Does what rules have decided, beside the watching and never before it is on disk; tries again with growing waits, and keeps what became
 * of it. An action that fails is tried with one message at a time. What waits is bounded and taken up again by the next start, so an action
 * is done at least once, or its run says why not.
 */
export class ActionQueue {
  readonly #parts: ActionQueueParts;
  readonly #lanes = new Map<string, Lane>();
  /** Of messages that still have something waiting, and of those that failed for good. */
  readonly #open = new Map<string, { waiting: number; readonly failures: ActionFailure[] }>();
  readonly #performing = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  /** That wait for a place among all, who has waited longest first. */
  readonly #crowded = new Set<Lane>();
  #busy = 0;
  #waiting = 0;
  #bytes = 0;

  constructor(parts: ActionQueueParts) {
    this.#parts = parts;
  }

  /** Takes up what an earlier run left. */
  restore({ states, waiting, newest, failed }: RulesSnapshot): void {
    for (const run of newest) this.#lane(run).last = run;
    for (const { ruleId, failing } of states)
      for (const [action, since] of Object.entries(failing)) {
        const lane = this.#lane({ ruleId, action: Number(action) });
        Object.assign(lane, { failingSince: since, failures: TOLD_AT, isTold: true });
      }
    for (const run of waiting) this.#openFor(run).waiting++;
    for (const run of failed) this.#openFor(run).failures.push(failureOf(run, run.reason ?? ''));
    const now = this.#parts.clock.now();
    for (const run of waiting) {
      // It could not even be tried, and that was all but told.
      if (run.triedAt === null && run.reason !== null) void this.#finish(run, 'failed', run.reason);
      else if (now - run.at > WORTH_MS[run.kind]) void this.#finish(run, 'expired', this.#parts.reasonFor('expired'));
      else {
        const lane = this.#lane(run);
        if (run.triedAt !== null && run.triedAt >= (lane.last?.triedAt ?? 0)) lane.last = run;
        this.#enqueue(run);
      }
    }
  }

  /** Something new to do; it is on disk. */
  add(run: RuleRunRecord): void {
    this.#openFor(run).waiting++;
    this.#enqueue(run);
  }

  /** One that cannot be done, as its reason says. */
  addFailed(run: RuleRunRecord): void {
    this.#openFor(run).waiting++;
    void this.#finish(run, 'failed', run.reason ?? '');
  }

  /** What waits of rules that are no more is given up. */
  keepOnly(ruleIds: ReadonlySet<string>): void {
    for (const [key, lane] of this.#lanes) {
      const ruleId = ruleOf(key);
      if (ruleIds.has(ruleId)) continue;
      this.#drop(lane, this.#parts.reasonFor('gone'));
      // One that comes back begins anew.
      this.#works(lane, { ruleId, action: Number(key.slice(0, key.indexOf('\n'))) });
      this.#lanes.delete(key);
    }
  }

  /** Tries what waits now: of a rule, or of all; or only this one run. @returns how many wait */
  retry(ruleId: string | null, runId: number | null = null): number {
    let waiting = 0;
    for (const [key, lane] of this.#lanes) {
      if (ruleId !== null && ruleOf(key) !== ruleId) continue;
      if (runId !== null) {
        const at = lane.runs.findIndex(({ id }) => id === runId);
        if (at === -1) continue;
        lane.runs.unshift(...lane.runs.splice(at, 1));
        lane.readyMono = Number.NEGATIVE_INFINITY;
        lane.asked = 1;
        this.#pump(lane);
        return 1;
      }
      waiting += lane.runs.length + lane.busy;
      if (ruleId !== null) lane.asked = lane.runs.length;
      lane.readyMono = Number.NEGATIVE_INFINITY;
      this.#pump(lane);
    }
    return waiting;
  }

  /** The action is another one now. */
  forgetFailures(ruleId: string, action: number): void {
    const lane = this.#lanes.get(keyOf(ruleId, action));
    if (lane !== undefined) this.#works(lane, { ruleId, action });
  }

  /** Tries what waits of this kind now. */
  hurry(kind: RuleAction['kind']): void {
    for (const lane of this.#lanes.values()) {
      if (lane.runs[0]?.kind !== kind) continue;
      lane.readyMono = Number.NEGATIVE_INFINITY;
      this.#pump(lane);
    }
  }

  /** Gives up what waits and is not under way: of a rule, or of all; or only this one run. @returns how many that were */
  dropWaiting(ruleId: string | null, runId: number | null = null): number {
    let dropped = 0;
    for (const [key, lane] of this.#lanes)
      if (ruleId === null || ruleOf(key) === ruleId) dropped += this.#drop(lane, this.#parts.reasonFor('dropped'), runId);
    return dropped;
  }

  /** How an action does. */
  status(ruleId: string, action: number) {
    const lane = this.#lanes.get(keyOf(ruleId, action));
    return {
      waiting: (lane?.runs.length ?? 0) + (lane?.busy ?? 0),
      last: lane?.last ?? lane?.runs[0] ?? null,
      failingSince: lane?.failingSince ?? null,
      /** For so long that a person was told. */
      keepsFailing: lane !== undefined && lane.failures >= TOLD_AT,
    };
  }

  /** Resolves when nothing is under way; what is gets a few seconds. What waits stays for the next start. */
  async stop(): Promise<void> {
    for (const { cancel } of this.#lanes.values()) cancel?.();
    this.#stopping.abort();
    const { clock } = this.#parts;
    const patience = new Promise<void>((resolve) => clock.after(STOP_MS, resolve));
    if (this.#performing.size > 0) await Promise.race([Promise.all(this.#performing), patience]);
  }

  #enqueue(run: RuleRunRecord): void {
    const lane = this.#lane(run);
    const bytes = sizeOf(run);
    this.#push(lane, run);
    while (
      lane.runs.length > 1 &&
      (lane.runs.length > MOST_WAITING ||
        lane.bytes > MOST_WAITING_BYTES ||
        this.#waiting > MOST_IN_ALL ||
        this.#bytes > MOST_BYTES_IN_ALL)
    )
      this.#giveUp(lane, this.#parts.reasonFor('crowded'));
    if (this.#waiting > MOST_IN_ALL || this.#bytes + bytes > 2 * MOST_BYTES_IN_ALL)
      this.#giveUp(lane, this.#parts.reasonFor('crowded'));
    this.#pump(lane);
  }

  #push(lane: Lane, run: RuleRunRecord): void {
    lane.runs.push(run);
    lane.bytes += sizeOf(run);
    this.#waiting++;
    this.#bytes += sizeOf(run);
  }

  #take(lane: Lane, at = 0): RuleRunRecord | null {
    const [run] = lane.runs.splice(at, 1);
    if (run === undefined) return null;
    lane.bytes -= sizeOf(run);
    this.#waiting--;
    this.#bytes -= sizeOf(run);
    return run;
  }

  #giveUp(lane: Lane, reason: string, at = 0): void {
    const run = this.#take(lane, at);
    if (run !== null) void this.#finish(run, 'dropped', reason);
  }

  #drop(lane: Lane, reason: string, runId: number | null = null): number {
    if (runId !== null) {
      const at = lane.runs.findIndex(({ id }) => id === runId);
      if (at !== -1) this.#giveUp(lane, reason, at);
      return at === -1 ? 0 : 1;
    }
    const dropped = lane.runs.length;
    while (lane.runs.length > 0) this.#giveUp(lane, reason);
    return dropped;
  }

  #pump(lane: Lane): void {
    const { clock } = this.#parts;
    while (lane.runs.length > 0 && !this.#stopping.signal.aborted) {
      const [first] = lane.runs;
      if (first === undefined || lane.busy >= (lane.failures > 0 ? 1 : AT_ONCE[first.kind])) return;
      if (lane.asked === 0 && this.#parts.rests(first.ruleId)) return;
      const wait = lane.readyMono - clock.mono();
      if (wait > 0) {
        lane.cancel ??= clock.after(wait, () => {
          lane.cancel = null;
          this.#pump(lane);
        });
        return;
      }
      if (goesFar(first) && this.#busy >= ALL_AT_ONCE) {
        this.#crowded.add(lane);
        return;
      }
      const run = this.#take(lane);
      if (run === null) return;
      lane.asked = Math.max(0, lane.asked - 1);
      if (clock.now() - run.at > WORTH_MS[run.kind]) void this.#finish(run, 'expired', this.#parts.reasonFor('expired'));
      else this.#start(lane, run);
    }
  }

  #start(lane: Lane, run: RuleRunRecord): void {
    const place = goesFar(run) ? 1 : 0;
    lane.busy++;
    this.#busy += place;
    const performing = this.#parts
      .perform(run, this.#stopping.signal)
      .then((performed) => this.#performed(lane, run, performed))
      .finally(() => {
        lane.busy--;
        this.#busy -= place;
        this.#performing.delete(performing);
        for (const other of this.#crowded) {
          if (this.#busy >= ALL_AT_ONCE) break;
          this.#crowded.delete(other);
          this.#pump(other);
        }
        this.#pump(lane);
      });
    this.#performing.add(performing);
  }

  async #performed(lane: Lane, before: RuleRunRecord, performed: Performed): Promise<void> {
    const { clock, explain } = this.#parts;
    const now = clock.now();
    const run = { ...before, tries: before.tries + 1, triedAt: now };
    const reason = explain(performed);
    const isGone = this.#lanes.get(keyOf(run.ruleId, run.action)) !== lane;
    switch (performed.outcome) {
      case 'done':
      case 'silent':
        if (!isGone) this.#works(lane, run);
        return this.#finish(run, performed.outcome, reason);
      case 'refused':
        if (!isGone) this.#fails(lane, run, reason ?? '', true);
        return this.#finish(run, 'failed', reason);
      case 'again': {
        // The program ends: that says nothing of the action.
        if (performed.fault.code === 'stopped') return;
        if (isGone) return this.#finish(run, 'dropped', this.#parts.reasonFor('gone'));
        // A connection that is down is told of by itself.
        if (performed.fault.code !== 'not-connected') this.#fails(lane, run, reason ?? '', false);
        else lane.failures = Math.min(lane.failures + 1, TOLD_AT - 1);
        const wait = Math.min(LAST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(lane.failures - 1, 20));
        const jittered = wait * (0.75 + 0.5 * this.#parts.random());
        lane.readyMono = clock.mono() + jittered;
        const next = { ...run, reason, nextAt: Math.round(now + jittered) };
        lane.last = next;
        this.#write(next);
        // Behind the others: one message that makes a server fail holds up nothing but itself.
        this.#push(lane, next);
      }
    }
  }

  #works(lane: Lane, run: Pick<RuleRunRecord, 'ruleId' | 'action'>): void {
    lane.readyMono = Number.NEGATIVE_INFINITY;
    lane.failures = 0;
    lane.isTold = false;
    if (lane.failingSince === null) return;
    lane.failingSince = null;
    this.#parts.failing(run.ruleId, run.action, null);
  }

  #fails(lane: Lane, run: RuleRunRecord, reason: string, forGood: boolean): void {
    lane.failures = forGood ? Math.max(lane.failures + 1, TOLD_AT) : lane.failures + 1;
    if (lane.failingSince === null) {
      lane.failingSince = run.triedAt ?? run.at;
      this.#parts.failing(run.ruleId, run.action, lane.failingSince);
    }
    if (lane.failures < TOLD_AT || lane.isTold) return;
    lane.isTold = true;
    this.#parts.tell(run, reason);
  }

  /** What became of it, and the error action of its message when that was the last of its actions: all in one commit. */
  async #finish(run: RuleRunRecord, state: Exclude<RunState, 'waiting'>, reason: string | null): Promise<void> {
    const over: RuleRunRecord = { ...run, state, reason, nextAt: null, work: '', payload: null };
    const lane = this.#lane(run);
    lane.last = over;
    if (state === 'failed' && run.triedAt === null) this.#fails(lane, run, reason ?? '', true);
    const key = messageKey(run);
    const open = this.#openFor(run);
    open.waiting--;
    if (state === 'failed' && run.action !== ERROR_ACTION) open.failures.push(failureOf(run, reason ?? ''));
    const isLast = open.waiting <= 0;
    if (isLast) this.#open.delete(key);
    // It drafts what it makes, and this is drafted behind it without a pause.
    if (isLast && open.failures.length > 0 && run.action !== ERROR_ACTION) await this.#parts.errorRun(run, open.failures);
    this.#write(over);
  }

  #write(run: RuleRunRecord): void {
    const { committer, emit } = this.#parts;
    const { draft } = committer;
    draft.ruleRuns.set(run.id, run);
    draft.afterwards.push(() => {
      const { id, ruleId, kind, state, reason, tries, messageId } = run;
      const action: ActionPlace = run.action === ERROR_ACTION ? 'error' : run.action;
      emit({ type: 'action', id, ruleId, action, kind, state, reason, tries, messageId, at: run.triedAt ?? run.at });
      emit({ type: 'changed', topics: ['rules'], deviceKeys: [] });
    });
  }

  #openFor(run: RuleRunRecord) {
    const key = messageKey(run);
    const open = this.#open.get(key) ?? { waiting: 0, failures: [] };
    this.#open.set(key, open);
    return open;
  }

  #lane({ ruleId, action }: Pick<RuleRunRecord, 'ruleId' | 'action'>): Lane {
    const key = keyOf(ruleId, action);
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = {
        runs: [],
        bytes: 0,
        busy: 0,
        failures: 0,
        failingSince: null,
        isTold: false,
        asked: 0,
        readyMono: Number.NEGATIVE_INFINITY,
        cancel: null,
        last: null,
      };
      this.#lanes.set(key, lane);
    }
    return lane;
  }
}

const keyOf = (ruleId: string, action: number): string => `${action}\n${ruleId}`;
const ruleOf = (key: string): string => key.slice(key.indexOf('\n') + 1);
const messageKey = ({ ruleId, messageId }: RuleRunRecord): string => `${messageId}\n${ruleId}`;

const failureOf = ({ kind, target }: RuleRunRecord, reason: string): ActionFailure => ({ kind, target, reason });

// What a run costs beside what it sends.
const sizeOf = ({ payload, work }: RuleRunRecord): number => 500 + work.length + (payload?.length ?? 0);
