import type { WatchSettings } from '../contract/settings.ts';
import type { WatchFault } from '../contract/watch-fault.ts';
import type { Convention, Reading } from './convention.ts';
import { openCustom } from './custom.ts';
import { type Feed, openFeed } from './feed.ts';
import { lwtThing } from './lwt-thing.ts';
import { openPayload } from './payload.ts';

/** Every convention that `auto` listens for: cheap, specific filters only. */
export const CONVENTIONS: readonly Convention[] = [lwtThing];

/** A watch, ready to read. `auto` is one watch with several conventions. */
export interface Watch {
  readonly id: string;
  readonly connectionId: string | null;
  readonly silentAfterSeconds: number;
  readonly holdSeconds: number | null;
  readonly conventions: readonly Convention[];
  /** What its devices measure; null: it names nothing. */
  readonly feed: Feed | null;
}

export type WatchOutcome = { readonly ok: true; readonly watch: Watch } | { readonly ok: false; readonly reason: WatchFault };

/** Makes a watch of its settings, or says what does not fit. */
export function openWatch(settings: WatchSettings): WatchOutcome {
  const opened = openFeed(settings.feedTopics);
  if (!opened.ok) return opened;
  const base = {
    id: settings.id,
    connectionId: settings.connectionId,
    silentAfterSeconds: settings.silentAfterSeconds,
    holdSeconds: settings.holdSeconds,
    feed: opened.feed,
  };
  switch (settings.convention) {
    case 'auto':
      return { ok: true, watch: { ...base, conventions: withFeed(CONVENTIONS, opened.feed) } };
    case 'lwtThing':
      return { ok: true, watch: { ...base, conventions: withFeed([lwtThing], opened.feed) } };
    case 'custom': {
      // Its feed topics are among its topics for signs of life.
      const outcome = openCustom(settings);
      return outcome.ok ? { ok: true, watch: { ...base, conventions: [outcome.convention] } } : outcome;
    }
  }
}

/** A family whose devices are also heard on feed topics. Which family it is when there are several nobody can tell: the first. */
function withFeed(conventions: readonly Convention[], feed: Feed | null): readonly Convention[] {
  const [first] = conventions;
  if (feed === null || first === undefined) return conventions;
  const { id, hasBirths, topic } = first;
  const read = (heardOn: string): Reading | null => {
    const deviceId = feed.deviceOf(heardOn);
    return deviceId === null ? null : { kind: 'says', deviceId, saying: 'heard', verdict: 'abrupt', quiet: false };
  };
  return [...conventions, { id, hasBirths, topic, filters: feed.filters, read }];
}

export interface Recognised {
  readonly watch: Watch;
  readonly convention: Convention;
  readonly reading: Reading;
}

/**
 * Asks the watches in order; the first that can read the message wins, an `unrecognised` only when none can.
 * @returns null when the topic belongs to no watch
 */
export function recognise(watches: readonly Watch[], topic: string, bytes: Uint8Array): Recognised | null {
  const payload = openPayload(bytes);
  let unread: Recognised | null = null;
  for (const watch of watches) {
    for (const convention of watch.conventions) {
      const reading = convention.read(topic, payload);
      if (reading === null) continue;
      if (reading.kind !== 'unrecognised') return { watch, convention, reading };
      unread ??= { watch, convention, reading };
    }
  }
  return unread;
}
