import type { AlertView, Freshness, LinkReason, Presence, Verdict } from '../contract/model.ts';
import type { Topic } from '../contract/pushes.ts';

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
  | { readonly type: 'alert'; readonly deviceId: string | null; readonly alert: AlertView }
  /** Something a window may show has changed. */
  | { readonly type: 'changed'; readonly topics: readonly Topic[]; readonly deviceKeys: readonly string[] };
