import type { FeedValue } from '../contract/feed.ts';
import type { AlertView, Freshness, LinkReason, Presence, Verdict } from '../contract/model.ts';
import type { Topic } from '../contract/pushes.ts';
import type { ActionPlace, RunState } from '../contract/rule-requests.ts';
import type { RuleAction } from '../contract/rules.ts';

export interface IncidentAffected {
  readonly deviceId: string;
  /** `confirmed`: its own offline came. `inferred`: it hangs on what was lost. `degraded`: another upstream still carries it. */
  readonly status: 'confirmed' | 'inferred' | 'degraded';
}

/** One cause with what it takes down. */
export interface IncidentEvent {
  readonly type: 'incident';
  readonly change: 'opened' | 'grown' | 'closed';
  readonly id: number;
  readonly connectionId: string;
  /** The device that explains the others, as far as it is known now. */
  readonly rootId: string;
  /** All outages that belonged to it so far. */
  readonly outages: number;
  /** Of a root that is new: everything that it affects. Else what this change adds. */
  readonly affected: readonly IncidentAffected[];
  /** Closed because its outages belong to this one now; null: they are over. */
  readonly mergedInto: number | null;
  readonly at: number;
}

/** What the monitor tells its shell, each after the commit that makes it true. */
export type MonitorEvent =
  /** Every connection has had every SUBACK and its retained snapshot; once per start. */
  | { readonly type: 'ready'; readonly at: number }
  | {
      readonly type: 'link';
      readonly connectionId: string;
      readonly state: 'connected' | 'blind';
      readonly reason: LinkReason | null;
      readonly at: number;
    }
  | {
      readonly type: 'presence';
      readonly connectionId: string;
      readonly deviceId: string;
      readonly presence: Presence;
      readonly verdict: Verdict | null;
      readonly freshness: Freshness;
      readonly at: number;
    }
  | {
      readonly type: 'outage';
      readonly id: number;
      readonly connectionId: string;
      readonly deviceId: string;
      readonly verdict: Verdict;
      readonly freshness: Freshness;
      readonly topic: string | null;
      readonly payload: Uint8Array | null;
      readonly notBefore: number | null;
      readonly notAfter: number | null;
      /** Ids of the downstream gateways, then of the devices. */
      readonly affected: readonly string[];
      /** What the device measured last before. */
      readonly feed: readonly FeedValue[];
      readonly at: number;
    }
  | {
      readonly type: 'recovery';
      readonly id: number;
      readonly connectionId: string;
      readonly deviceId: string;
      readonly durationMs: number | null;
      readonly at: number;
    }
  | IncidentEvent
  /** A message matched a rule. `limited`: actions that were above the rule's limit and are not done. */
  | {
      readonly type: 'rule';
      readonly ruleId: string;
      readonly name: string;
      readonly connectionId: string;
      readonly topic: string;
      readonly messageId: number;
      readonly limited: number;
      readonly at: number;
    }
  /** An action of a rule was tried, or given up. */
  | {
      readonly type: 'action';
      readonly id: number;
      readonly ruleId: string;
      readonly action: ActionPlace;
      readonly kind: RuleAction['kind'];
      readonly state: RunState;
      readonly reason: string | null;
      readonly tries: number;
      readonly messageId: number;
      readonly at: number;
    }
  | { readonly type: 'alert'; readonly deviceId: string | null; readonly alert: AlertView }
  /** Something a window may show has changed. */
  | { readonly type: 'changed'; readonly topics: readonly Topic[]; readonly deviceKeys: readonly string[] };
