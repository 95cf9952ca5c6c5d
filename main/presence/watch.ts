import type { WatchSettings } from '../contract/settings.ts';
import type { Convention, Reading } from './convention.ts';
import { openCustom } from './custom.ts';
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
}

export type WatchOutcome = { readonly ok: true; readonly watch: Watch } | { readonly ok: false; readonly reason: string };

/** Makes a watch of its settings, or says in a sentence what does not fit. */
export function openWatch(settings: WatchSettings): WatchOutcome {
  const base = {
    id: settings.id,
    connectionId: settings.connectionId,
    silentAfterSeconds: settings.silentAfterSeconds,
    holdSeconds: settings.holdSeconds,
  };
  switch (settings.convention) {
    case 'auto':
      return { ok: true, watch: { ...base, conventions: CONVENTIONS } };
    case 'lwtThing':
      return { ok: true, watch: { ...base, conventions: [lwtThing] } };
    case 'custom': {
      const outcome = openCustom(settings);
      return outcome.ok ? { ok: true, watch: { ...base, conventions: [outcome.convention] } } : outcome;
    }
  }
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
