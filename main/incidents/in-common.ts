/** What of a device may explain why it went together with others. */
export interface Facts {
  readonly connectionId: string;
  /** Empty: none. */
  readonly site: string;
  /** The topic by which it is known; empty: none. */
  readonly topic: string;
  /** What it hangs on directly; null: nothing that we know. */
  readonly upstream: string | null;
}

/** What many of the lost share. `value`: the site, the beginning of the topic without its last slash, the connection's id, the upstream's key. */
export interface Trait {
  readonly kind: 'upstream' | 'site' | 'topic' | 'connection' | 'no-upstream';
  readonly value: string;
  /** How many of the lost share it. */
  readonly count: number;
}

/** Fewer than this share nothing: anything may happen twice. */
const LEAST = 3;
/** How many standard deviations above what chance would give. */
const TELLING = 3;
/** A trait of less than this part of them explains little. */
const SHARE = 0.5;

type Holds = (facts: Facts) => boolean;
type Candidate = Trait & { readonly holds: Holds };

/**
 * What devices that were lost together have in common, the nearest to a cause first: a hint, not a claim. Told is only what at least half of them share, and far more than
 * as many devices chosen by chance would: on the only broker, or in a site with nearly all devices, is no news. In which order they stand makes no difference.
 * @param watched all devices, the lost ones too
 */
export function inCommon(lost: readonly Facts[], watched: Iterable<Facts>): readonly Trait[] {
  const least = Math.max(LEAST, Math.ceil(lost.length * SHARE));
  const candidates = candidatesOf(lost).filter(({ count }) => count >= least);
  if (candidates.length === 0) return [];
  const having = candidates.map(() => 0);
  let all = 0;
  for (const facts of watched) {
    all++;
    for (const [i, { holds }] of candidates.entries()) if (holds(facts)) having[i] = (having[i] ?? 0) + 1;
  }
  const telling = candidates.filter(({ count }, i) => isTelling(count, lost.length, having[i] ?? 0, all));
  const told: Trait[] = [];
  for (const kind of ['upstream', 'site', 'topic', 'connection', 'no-upstream'] as const) {
    const [best] = telling.filter((one) => one.kind === kind).sort(byCount);
    if (best !== undefined) told.push({ kind: best.kind, value: best.value, count: best.count });
  }
  return told;
}

/** Whether `count` of `lost` are too many for chance, when `having` of `all` have it. */
function isTelling(count: number, lost: number, having: number, all: number): boolean {
  const share = having / all;
  if (!(share < 1)) return false;
  return count >= lost * share + TELLING * Math.sqrt(lost * share * (1 - share));
}

/** Most first; the longer beginning of a topic, then by name. */
const byCount = (a: Trait, b: Trait): number =>
  b.count - a.count || b.value.length - a.value.length || (a.value < b.value ? -1 : 1);

function candidatesOf(lost: readonly Facts[]): readonly Candidate[] {
  const found: Candidate[] = [];
  const add = (kind: Trait['kind'], [value, count]: readonly [string, number], holds: Holds): void => {
    found.push({ kind, value, count, holds });
  };
  for (const one of tally(lost.map(({ upstream }) => upstream))) add('upstream', one, ({ upstream }) => upstream === one[0]);
  for (const [place, count] of tally(lost.map(({ connectionId, site }) => (site === '' ? null : `${connectionId}/${site}`)))) {
    const at = place.indexOf('/');
    const [id, site] = [place.slice(0, at), place.slice(at + 1)];
    add('site', [site, count], (facts) => facts.site === site && facts.connectionId === id);
  }
  for (const one of prefixesOf(lost)) add('topic', one, ({ topic }) => topic.startsWith(`${one[0]}/`));
  for (const one of tally(lost.map(({ connectionId }) => connectionId)))
    add('connection', one, ({ connectionId }) => connectionId === one[0]);
  const unknown = lost.filter(({ upstream }) => upstream === null).length;
  if (unknown > 0) add('no-upstream', ['', unknown], ({ upstream }) => upstream === null);
  return found;
}

/** The beginnings of topics that most share, one level after the other as long as half of them go on together. */
function prefixesOf(lost: readonly Facts[]): readonly (readonly [string, number])[] {
  const found: (readonly [string, number])[] = [];
  let together = lost.map(({ topic }) => topic.split('/', MOST_LEVELS + 1));
  for (let level = 0; level < MOST_LEVELS; level++) {
    // The last level names the device or what it says, and is no beginning.
    const longer = together.filter((levels) => levels.length > level + 1);
    const [most] = tally(longer.map((levels) => levels.slice(0, level + 1).join('/')));
    if (most === undefined || most[1] < lost.length * SHARE) break;
    together = longer.filter((levels) => levels.slice(0, level + 1).join('/') === most[0]);
    if (most[0] !== '') found.push(most);
  }
  return found;
}

/** Enough for any topic that people make; a hostile one has thousands. */
const MOST_LEVELS = 16;

/** How often each value is there, the most frequent first, then by name; `null` counts for nothing. */
function tally(values: readonly (string | null)[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, MOST_VALUES);
}

/** At most two can be shared by half of them; a tie may bring one more. */
const MOST_VALUES = 3;
