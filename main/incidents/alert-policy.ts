/** Notifications one by one up to this many in `WINDOW_MS`; more become one summary. */
export const MAX_SINGLE = 3;
export const WINDOW_MS = 10_000;

/** How long the first of a burst waits for the others, so that they are told together. A single loss never waits. */
export const GATHER_MS = 1000;

/** What was told lately: times on any one clock. */
export interface Told {
  /** When single notifications were shown, newest last, at most `MAX_SINGLE` of the last window. */
  readonly singles: readonly number[];
  /** When the last summary was shown. */
  readonly summaryAt: number | null;
}

export const NOTHING_TOLD: Told = { singles: [], summaryAt: null };

export type Decision<T> =
  | { readonly kind: 'single'; readonly due: T }
  | { readonly kind: 'summary'; readonly due: readonly T[] }
  /** Collected for the next summary; decide again at `at`. */
  | { readonly kind: 'wait'; readonly at: number };

/**
 * How to tell about outages whose hold is over: one notification each, but more than three within ten seconds become one summary,
 * and summaries come ten seconds apart at least. Nothing is dropped: what waits is decided again.
 * @param due in the order in which they went
 * @param now on the clock of `told`
 */
export function decide<T>(
  due: readonly T[],
  told: Told,
  now: number,
): { readonly decisions: readonly Decision<T>[]; readonly told: Told } {
  if (due.length === 0) return { decisions: [], told };
  const singles = told.singles.filter((at) => now - at < WINDOW_MS);
  const inSummary = told.summaryAt !== null && now - told.summaryAt < WINDOW_MS;
  if (!inSummary && singles.length + due.length <= MAX_SINGLE)
    return {
      decisions: due.map((one) => ({ kind: 'single', due: one })),
      told: { singles: [...singles, ...due.map(() => now)], summaryAt: told.summaryAt },
    };
  if (inSummary) return { decisions: [{ kind: 'wait', at: (told.summaryAt ?? now) + WINDOW_MS }], told: { ...told, singles } };
  return { decisions: [{ kind: 'summary', due }], told: { singles, summaryAt: now } };
}

/**
 * Until when to wait before deciding, because more than three holds end within a second of each other.
 * @param due when the first hold ended of those that are over, and how many they are
 * @param coming when the holds end that are not over
 * @returns null: decide now. The first of a burst never waits longer than `GATHER_MS`.
 */
export function gatherUntil(
  due: { readonly first: number; readonly count: number },
  coming: readonly number[],
  now: number,
): number | null {
  if (now - due.first >= GATHER_MS) return null;
  let last = now;
  let count = due.count;
  for (const at of coming) {
    if (at - due.first > GATHER_MS) continue;
    last = Math.max(last, at);
    count++;
  }
  return count > MAX_SINGLE && last > now ? last : null;
}
