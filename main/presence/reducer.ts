import type { Freshness, Interval, Presence, Saying, Verdict } from '../contract/model.ts';

/** What we hold of one device's presence. */
export interface DevicePresence {
  readonly presence: Presence;
  readonly verdict: Verdict | null;
  readonly freshness: Freshness;
  readonly since: Interval;
  /** Wall clock of the newest sign of life that was not old news. */
  readonly lastHeardAt: number;
}

/** One message about one device, read. */
export interface Observation {
  readonly saying: Saying;
  readonly verdict: Verdict;
  readonly freshness: Freshness;
  readonly at: number;
  /** False for families that say only when they go. */
  readonly hasBirths: boolean;
  /** Since when we could not see before this connection was made; null when we never saw before. */
  readonly blindSince: number | null;
  /** It says, byte for byte, what the device's last birth said that we know. */
  readonly isKnownBirth: boolean;
}

export type Change =
  | { readonly kind: 'learned' }
  | { readonly kind: 'went'; readonly verdict: Verdict; readonly began: Interval }
  | { readonly kind: 'came'; readonly ended: Interval }
  /** Better evidence about an outage that is already open. */
  | { readonly kind: 'verdict'; readonly verdict: Verdict };

export interface Reduced {
  readonly state: DevicePresence;
  /** In order. A device that went again without a birth in between gives `came`, then `went`. */
  readonly changes: readonly Change[];
}

/**
 * What a message makes of a device. Pure, total: any message in any state has an answer.
 *
 * A retained message says only what was last published: it sets state, and tells of a change only where we knew otherwise.
 * Null when a message about an unknown device says nothing of its presence (an old telemetry value).
 */
export function reduce(before: DevicePresence | null, o: Observation): Reduced | null {
  switch (o.saying) {
    case 'online':
      return come(before, o);
    case 'heard':
      // An old value proves nothing, neither life nor death.
      if (o.freshness === 'retained') return before === null ? null : { state: before, changes: [] };
      return come(before, o);
    case 'goodbye':
      return go(before, o, 'clean');
    case 'offline':
      return go(before, o, o.verdict);
  }
}

function come(before: DevicePresence | null, o: Observation): Reduced {
  const since = bounds(before, o);
  const online: DevicePresence = {
    presence: 'online',
    verdict: null,
    freshness: o.freshness,
    since,
    lastHeardAt: heard(before, o),
  };
  if (before === null) return { state: online, changes: [{ kind: 'learned' }] };
  // The broker holds on to a birth however long its device is silent: found again as it was, it is no sign of life.
  if (o.freshness === 'retained' && o.isKnownBirth && before.verdict === 'silent') return { state: before, changes: [] };
  if (before.presence === 'online') {
    // Once heard, it is more than what was last published; since when stays as uncertain as it was.
    const freshness = before.freshness === 'retained' ? o.freshness : before.freshness;
    return { state: { ...before, freshness, lastHeardAt: heard(before, o) }, changes: [] };
  }
  return { state: online, changes: before.presence === 'offline' ? [{ kind: 'came', ended: since }] : [{ kind: 'learned' }] };
}

function go(before: DevicePresence | null, o: Observation, verdict: Verdict): Reduced {
  const began = bounds(before, o);
  // A will is not a sign of life: its time says when the device was already gone.
  const lastHeardAt = before?.lastHeardAt ?? o.at;
  const offline: DevicePresence = { presence: 'offline', verdict, freshness: o.freshness, since: began, lastHeardAt };
  const went: Change = { kind: 'went', verdict, began };
  if (before === null) return { state: offline, changes: [{ kind: 'learned' }, went] };
  if (before.presence !== 'offline') return { state: offline, changes: [went] };

  // Silence was a guess; the device's own word is better, and it is of the session that fell silent.
  if (before.verdict === 'silent' && verdict !== 'silent')
    return { state: { ...before, verdict, freshness: o.freshness }, changes: [{ kind: 'verdict', verdict }] };
  if (o.freshness !== 'retained' && !o.hasBirths && verdict !== 'clean') {
    if (isFoundAlready(before, o)) return { state: { ...before, freshness: 'queued' }, changes: [] };
    // Nothing announces its return, but to leave a will again it must have been back.
    const ended = between(before.since.notBefore, o.at);
    return { state: offline, changes: [{ kind: 'came', ended }, went] };
  }
  // A goodbye stands: the will may repeat it.
  return { state: before, changes: [] };
}

/**
 * Whether a will that the broker kept for us may be the one that was found retained before, in the same blindness: a return was cut short before
 * the queue was worked off. That happens once; the state is then known from the queue.
 */
function isFoundAlready(before: DevicePresence, o: Observation): boolean {
  const foundAt = before.since.notAfter;
  return before.freshness === 'retained' && o.freshness === 'queued' && foundAt !== null && (o.blindSince ?? 0) < foundAt;
}

/** When the news came true: exact when live, else some time in the blind spot before, as far as we know one. */
function bounds(before: DevicePresence | null, o: Observation): Interval {
  if (o.freshness === 'live') return { notBefore: o.at, notAfter: o.at };
  if (before === null) return between(o.freshness === 'queued' ? o.blindSince : null, o.at);
  const { blindSince } = o;
  // It came true after what was true before. Of that only its earliest moment is certain: both may be of the same blind spot.
  const { notBefore } = before.since;
  return between(blindSince !== null && notBefore !== null ? Math.max(blindSince, notBefore) : (blindSince ?? notBefore), o.at);
}

/** The wall clock may have been set back in between: an interval never ends before it begins. */
function between(notBefore: number | null, notAfter: number): Interval {
  return { notBefore: notBefore === null ? null : Math.min(notBefore, notAfter), notAfter };
}

function heard(before: DevicePresence | null, o: Observation): number {
  if (o.freshness === 'retained') return before?.lastHeardAt ?? o.at;
  return Math.max(before?.lastHeardAt ?? 0, o.at);
}

/**
 * A device went silent: nothing heard for longer than its watch allows, while we could see.
 * @returns null unless it was online
 */
export function fallSilent(before: DevicePresence, at: number): Reduced | null {
  if (before.presence !== 'online') return null;
  const began = between(before.lastHeardAt, at);
  return {
    state: { ...before, presence: 'offline', verdict: 'silent', freshness: 'live', since: began },
    changes: [{ kind: 'went', verdict: 'silent', began }],
  };
}
