import type { RuleStateRecord } from '../history/rule-records.ts';
import type { Committer } from './committer.ts';

const FRESH: Omit<RuleStateRecord, 'ruleId'> = {
  matched: 0,
  failed: 0,
  limited: 0,
  lastAt: null,
  lastMessageId: null,
  lastConnectionId: null,
  lastTopic: null,
  failedAt: null,
  failedReason: null,
  failing: {},
};

/** How each rule has done so far; a change is drafted into the next commit. */
export class RuleStates {
  readonly #committer: Pick<Committer, 'draft'>;
  readonly #states = new Map<string, RuleStateRecord>();

  constructor(committer: Pick<Committer, 'draft'>) {
    this.#committer = committer;
  }

  restore(states: readonly RuleStateRecord[]): void {
    for (const state of states) this.#states.set(state.ruleId, state);
  }

  of(ruleId: string): RuleStateRecord {
    return this.#states.get(ruleId) ?? { ruleId, ...FRESH };
  }

  change(ruleId: string, change: Partial<RuleStateRecord>): void {
    const state = { ...this.of(ruleId), ...change };
    this.#states.set(ruleId, state);
    this.#committer.draft.ruleStates.set(ruleId, state);
  }
}
