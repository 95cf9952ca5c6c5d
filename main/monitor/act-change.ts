import type { Topic } from '../contract/pushes.ts';
import type { Acknowledged, MuteRecord, NoteRecord } from '../history/port.ts';

/** What is to be different: each by its id or key; `null`: not any more. */
export interface Change {
  readonly acknowledgements?: ReadonlyMap<number, Acknowledged | null>;
  /** Until when, by outage. */
  readonly snoozes?: ReadonlyMap<number, number | null>;
  readonly mutes?: ReadonlyMap<number, MuteRecord | null>;
  readonly names?: ReadonlyMap<string, string | null>;
  readonly notes?: ReadonlyMap<number, NoteRecord | null>;
}

/** How many things it changes; an outage whose acknowledgement ends its snooze is one. */
export function sizeOf({ acknowledgements, snoozes, mutes, names, notes }: Change): number {
  const outages = new Set([...(acknowledgements?.keys() ?? []), ...(snoozes?.keys() ?? [])]);
  return outages.size + (mutes?.size ?? 0) + (names?.size ?? 0) + (notes?.size ?? 0);
}

/** What a window that shows any of it must ask for again. */
export function topicsOf({ acknowledgements, snoozes, mutes, names, notes }: Change): readonly Topic[] {
  const topics = new Set<Topic>();
  if (acknowledgements !== undefined || snoozes !== undefined) topics.add('outages').add('devices');
  if (mutes !== undefined) topics.add('mutes').add('devices');
  if (names !== undefined) topics.add('devices').add('outages');
  if (notes !== undefined) topics.add('notes');
  return [...topics];
}
