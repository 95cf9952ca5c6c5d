import type { SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import type { FeedValue } from '../contract/feed.ts';
import { type MaintenanceTimes, maintenanceTimes } from '../contract/maintenance.ts';
import type { AlertOutcome, Freshness, Interval, LearnedSource, MuteView, Presence, Saying, Verdict } from '../contract/model.ts';
import { restoreText } from './text.ts';

export type Stored = SQLOutputValue | undefined;

/** A row holds what was never written: the file is damaged, although SQLite can read it. */
export class DamagedRow extends Error {
  override readonly name = 'DamagedRow';
}

/** The latest time a Date can hold; no id is as high either. */
const HIGHEST = 8_640_000_000_000_000;

// SQLite makes a new string for every value; a hundred thousand devices share a few of these.
const few = new Map<string, string>();
export function shared(value: string): string {
  const known = few.get(value);
  if (known !== undefined) return known;
  if (few.size < 1000) few.set(value, value);
  return value;
}

// The columns are STRICT and NOT NULL where the record is, but a bit that flipped on the disk is not asked.
export function text(value: Stored): string {
  if (typeof value !== 'string') throw new DamagedRow('text expected');
  return restoreText(value);
}

export function int(value: Stored): number {
  if (typeof value !== 'number' || !(Math.abs(value) <= HIGHEST)) throw new DamagedRow('number expected');
  return value;
}

export function bytes(value: Stored): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new DamagedRow('bytes expected');
  return value;
}

export const textOrNull = (value: Stored): string | null => (value === null ? null : text(value));
export const intOrNull = (value: Stored): number | null => (value === null ? null : int(value));

export const interval = (notBefore: Stored, notAfter: Stored): Interval => ({
  notBefore: intOrNull(notBefore),
  notAfter: intOrNull(notAfter),
});

/** A list of names; empty where it cannot be read. */
export function names(value: Stored): readonly string[] {
  try {
    const list: unknown = JSON.parse(text(value));
    return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

/** Reads one of a few words; one that is none of them is taken for `otherwise`, which claims least. */
export function wordOf<T extends string>(words: Readonly<Record<T, true>>, otherwise: T): (value: Stored) => T {
  const known = new Map<unknown, T>((Object.keys(words) as T[]).map((one) => [one, one]));
  return (value) => {
    const found = known.get(value);
    if (found === undefined) text(value);
    return found ?? otherwise;
  };
}

const orNull =
  <T extends string>(read: (value: Stored) => T) =>
  (value: Stored): T | null =>
    value === null ? null : read(value);

export const presence = wordOf<Presence>({ online: true, offline: true, unknown: true }, 'unknown');
export const verdict = wordOf<Verdict>(
  { abrupt: true, clean: true, silent: true, upstream: true, unspecified: true },
  'unspecified',
);
export const verdictOrNull = orNull(verdict);
export const freshness = wordOf<Freshness>({ live: true, queued: true, retained: true }, 'retained');
export const sayingOrNull = orNull(wordOf<Saying>({ online: true, offline: true, goodbye: true, heard: true }, 'heard'));
export const outcome = wordOf<AlertOutcome>({ shown: true, silent: true, failed: true }, 'silent');
export const outcomeOrNull = orNull(outcome);
/** One that is not known claims no more than that redundancy was lost. */
export const loss = wordOf<'lost' | 'degraded'>({ lost: true, degraded: true }, 'degraded');
export const kind = wordOf<'gateway' | 'device'>({ gateway: true, device: true }, 'device');
/** A source that is not known is trusted least. */
export const learnedSource = wordOf<LearnedSource>({ convention: true, payload: true, topic: true }, 'topic');
export const saidBy = wordOf<'upstream' | 'downstream'>({ upstream: true, downstream: true }, 'downstream');
/** A scope that is not known mutes no more than the devices it names. */
export const muteScope = wordOf<MuteView['scope']>(
  { all: true, devices: true, gateway: true, connection: true, site: true },
  'devices',
);
/** When maintenance is; what is none, from a newer version or a damaged file, is never. */
export function times(value: Stored): MaintenanceTimes {
  try {
    const parsed = maintenanceTimes.safeParse(JSON.parse(text(value)));
    if (parsed.success) return parsed.data;
  } catch {
    // No JSON.
  }
  return { kind: 'once', from: 0, to: 0 };
}
const feedList = z.array(
  z.object({
    topic: z.string(),
    path: z.string(),
    label: z.string(),
    unit: z.string(),
    value: z.string(),
    at: z.number(),
    freshness: z.enum(['live', 'queued', 'retained']),
  }),
);
/** What a device measured; nothing where that cannot be read. */
export function feedValues(value: Stored): readonly FeedValue[] {
  try {
    const parsed = feedList.safeParse(JSON.parse(text(value)));
    if (parsed.success) return parsed.data;
  } catch {
    // No JSON.
  }
  return [];
}
export const awaitsOrNull = (value: Stored): 'kept' | 'live' | null => (value === 'kept' || value === 'live' ? value : null);
export const word = (value: Stored): string => shared(text(value));
