import type { Topic } from '../contract/pushes.ts';
import type { Acknowledged, HandoverRecord, MaintenanceRecord, MuteRecord, NoteRecord } from '../history/port.ts';
import type { GroupChange, PairChange, WrongChange } from '../settings/pairs.ts';

/** What is to be different: each by its id or key; `null`: not any more. */
export interface Change {
  readonly acknowledgements?: ReadonlyMap<number, Acknowledged | null>;
  /** Until when, by outage. */
  readonly snoozes?: ReadonlyMap<number, number | null>;
  readonly mutes?: ReadonlyMap<number, MuteRecord | null>;
  readonly maintenance?: ReadonlyMap<number, MaintenanceRecord | null>;
  readonly names?: ReadonlyMap<string, string | null>;
  readonly notes?: ReadonlyMap<number, NoteRecord | null>;
  /** What a person says hangs on what, by `pairKey`. Kept with the settings. */
  readonly pairs?: PairChange;
  /** What was learned and is wrong, in the same way. */
  readonly wrong?: WrongChange;
  /** What is not to be proposed again, by `groupKey`. */
  readonly dismissed?: GroupChange;
  readonly handovers?: ReadonlyMap<number, HandoverRecord | null>;
}

/** What of it is kept with the settings. */
export type PairsChange = Pick<Change, 'pairs' | 'wrong' | 'dismissed'>;

export const isOfPairs = ({ pairs, wrong, dismissed }: Change): boolean =>
  pairs !== undefined || wrong !== undefined || dismissed !== undefined;

/** How many things it changes; an outage whose acknowledgement ends its snooze is one. */
export function sizeOf(change: Change): number {
  const { acknowledgements, snoozes, mutes, maintenance, names, notes, pairs, wrong, dismissed, handovers } = change;
  const outages = new Set([...(acknowledgements?.keys() ?? []), ...(snoozes?.keys() ?? [])]);
  // A mute of a window that is ended is one thing.
  const silent = mutes === undefined || mutes.size === 0 ? (maintenance?.size ?? 0) : mutes.size;
  const others = [names, notes, pairs, wrong, dismissed, handovers].reduce((sum, one) => sum + (one?.size ?? 0), 0);
  return outages.size + silent + others;
}

/** What a window that shows any of it must ask for again. */
export function topicsOf(change: Change): readonly Topic[] {
  const { acknowledgements, snoozes, mutes, maintenance, names, notes, handovers } = change;
  const topics = new Set<Topic>();
  if (acknowledgements !== undefined || snoozes !== undefined) topics.add('outages').add('devices');
  if (mutes !== undefined || maintenance !== undefined) topics.add('mutes').add('devices');
  if (names !== undefined) topics.add('devices').add('outages');
  if (isOfPairs(change)) topics.add('topology').add('settings').add('devices');
  if (notes !== undefined || handovers !== undefined) topics.add('notes');
  return [...topics];
}
