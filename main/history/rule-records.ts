import type { RunState } from '../contract/rule-requests.ts';
import type { RuleAction } from '../contract/rules.ts';

/** The error action, where actions are numbered by their place in the rule. */
export const ERROR_ACTION = -1;

/** One action for one message: what is to be done, and what became of it. */
export interface RuleRunRecord {
  readonly id: number;
  readonly ruleId: string;
  /** Its place in the rule, or `ERROR_ACTION`. */
  readonly action: number;
  readonly kind: RuleAction['kind'];
  readonly state: RunState;
  /** When the message came. */
  readonly at: number;
  readonly messageId: number;
  readonly connectionId: string;
  readonly topic: string;
  readonly deviceKey: string | null;
  readonly target: string;
  readonly tries: number;
  readonly triedAt: number | null;
  readonly nextAt: number | null;
  readonly reason: string | null;
  /** The action as JSON, without secrets; empty when nothing is left to do. */
  readonly work: string;
  /** What is sent; null for an action that sends none, and when nothing is left to do. */
  readonly payload: Uint8Array | null;
}

/** What a rule did since there is a history. */
export interface RuleStateRecord {
  readonly ruleId: string;
  readonly matched: number;
  readonly failed: number;
  readonly limited: number;
  readonly lastAt: number | null;
  readonly lastMessageId: number | null;
  readonly lastConnectionId: string | null;
  readonly lastTopic: string | null;
  readonly failedAt: number | null;
  readonly failedReason: string | null;
  /** Since when an action fails, by its place. */
  readonly failing: Readonly<Record<string, number>>;
}

/** What a start takes up. */
export interface RulesSnapshot {
  readonly states: readonly RuleStateRecord[];
  /** Oldest first. */
  readonly waiting: readonly RuleRunRecord[];
  /** The newest of each action that is over. */
  readonly newest: readonly RuleRunRecord[];
  /** Those that failed for good, of messages of which others still wait. */
  readonly failed: readonly RuleRunRecord[];
  /** Ids of messages that rules have not seen yet, oldest first. */
  readonly unseen: readonly number[];
}

export interface RuleRunsQuery {
  readonly ruleId: string;
  readonly beforeId: number | null;
  readonly limit: number;
}
