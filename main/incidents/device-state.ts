import type { DeviceState, Presence, Verdict } from '../contract/model.ts';

/** What the state of a device depends on. */
export interface StateFacts {
  readonly presence: Presence;
  readonly verdict: Verdict | null;
  /** We have not been able to see its connection for longer than a blip. */
  readonly blind: boolean;
  /** Its outage is held: it may come back before anyone is told. */
  readonly holding: boolean;
  /** Everything it hangs on is gone. */
  readonly cutOff: boolean;
}

/** The one word and shape shown for a device. Our blindness comes before anything we believed. */
export function stateOf(f: StateFacts): DeviceState {
  if (f.blind) return 'unknown';
  switch (f.presence) {
    case 'unknown':
      return f.cutOff ? 'upstream' : 'unknown';
    case 'online':
      return f.cutOff ? 'upstream' : 'online';
    case 'offline':
      if (f.holding) return 'checking';
      // Down with its gateway, whether its own will came too or not: the gateway is what to look at.
      if (f.cutOff && f.verdict !== 'clean') return 'upstream';
      return f.verdict ?? 'unspecified';
  }
}

/** Worst first: the order of the list, and which state wins the tray. */
export const WORST_FIRST: readonly DeviceState[] = [
  'abrupt',
  'unspecified',
  'silent',
  'checking',
  'upstream',
  'unknown',
  'clean',
  'online',
];
