/** A device's time offline, with both ends exactly known; epoch milliseconds. */
export interface Fall {
  readonly deviceKey: string;
  readonly fellAt: number;
  readonly roseAt: number;
}

/** A time at which devices went and came back together. */
export interface Joint {
  readonly fellAt: number;
  /** From the first that went to the last. */
  readonly fellWithinMs: number;
  readonly roseAt: number;
  readonly roseWithinMs: number;
}

/** Devices that are probably behind the same thing. */
export interface Companions {
  /** Sorted. */
  readonly deviceKeys: readonly string[];
  /** Newest first. */
  readonly joint: readonly Joint[];
}

export interface CompanionFacts {
  /** Whether nothing is known that a device hangs on. */
  readonly isFree: (deviceKey: string) => boolean;
  /** How many devices a connection has. */
  readonly devicesOn: (connectionId: string) => number;
  /** Whether our own connection was just being lost, or was not there: then we saw its end and not the devices'. */
  readonly isBlind: (connectionId: string, at: number) => boolean;
}

/** Falls that are remembered: the newest. */
const MOST_FALLS = 5000;
/** What follows within this is together, up to so much in all. */
const FALL: Near = { gapMs: 5000, spanMs: 10_000 };
/** Devices take their time to start. */
const RISE: Near = { gapMs: 30_000, spanMs: 120_000 };
/** Fewer times are chance. */
const LEAST_TIMES = 3;
/** At least this part of a device's falls must be joint: one that often falls alone has a fault of its own. */
const TOGETHER = 0.7;
/** Above this part of a connection's devices it is the broker, or the way to it. */
const MOST_OF_CONNECTION = 0.5;
const MOST_EVENTS = 200;
const MOST_DEVICES = 500;
const MOST_CANDIDATES = 500;
const DAY_MS = 86_400_000;

interface Near {
  readonly gapMs: number;
  readonly spanMs: number;
}

/** Falls of devices that went and came back together. */
interface Together {
  readonly keys: ReadonlySet<string>;
  readonly joint: Joint;
}

/** Finds devices that repeatedly fall and rise together. In which order it hears of the falls makes no difference; its memory is bounded. */
export class CompanionMiner {
  #falls: Fall[] = [];

  add(fall: Fall): void {
    this.#falls.push(fall);
    if (this.#falls.length > MOST_FALLS * 1.2) this.#trim();
  }

  /** Groups that share no device, those with the most evidence first. */
  propose({ isFree, devicesOn, isBlind }: CompanionFacts): readonly Companions[] {
    this.#trim();
    const counted = this.#falls.filter(({ deviceKey, fellAt }) => !isBlind(connectionOf(deviceKey), fellAt) && isFree(deviceKey));
    const found = [...byConnection(counted)].flatMap(([connectionId, falls]) =>
      groupsOf(falls, Math.max(2, devicesOn(connectionId) * MOST_OF_CONNECTION)),
    );
    const taken = new Set<string>();
    return found.sort(byEvidence).filter(({ deviceKeys }) => {
      if (deviceKeys.some((key) => taken.has(key))) return false;
      for (const key of deviceKeys) taken.add(key);
      return true;
    });
  }

  /** The newest, each once, in the order of time. */
  #trim(): void {
    const sorted = this.#falls.sort((a, b) => a.fellAt - b.fellAt || compare(a.deviceKey, b.deviceKey) || a.roseAt - b.roseAt);
    this.#falls = sorted
      .filter((fall, i) => fall.fellAt !== sorted[i - 1]?.fellAt || fall.deviceKey !== sorted[i - 1]?.deviceKey)
      .slice(-MOST_FALLS);
  }
}

function groupsOf(falls: readonly Fall[], mostDevices: number): readonly Companions[] {
  const events = falls.length === 0 ? [] : eventsOf(falls, mostDevices);
  const total = new Map<string, number>();
  for (const { deviceKey } of falls) total.set(deviceKey, (total.get(deviceKey) ?? 0) + 1);
  const span = Math.max(DAY_MS, (falls.at(-1)?.fellAt ?? 0) - (falls[0]?.fellAt ?? 0));
  const groups = new Map<string, Companions>();
  for (const candidate of candidatesOf(events)) {
    const first = supportOf(candidate, events);
    if (first.length < LEAST_TIMES) continue;
    // Those that were there each time, and seldom fall alone.
    const keys = [...common(first)].filter((key) => first.length >= TOGETHER * (total.get(key) ?? 0)).sort(compare);
    if (keys.length < 2) continue;
    const support = supportOf(new Set(keys), events);
    const most = Math.max(...keys.map((key) => total.get(key) ?? 0));
    // So often two of them would meet by chance.
    const byChance = (most * most * 2 * FALL.spanMs) / span;
    if (support.length < LEAST_TIMES + Math.floor(10 * byChance)) continue;
    groups.set(JSON.stringify(keys), { deviceKeys: keys, joint: support.map(({ joint }) => joint).reverse() });
  }
  return [...groups.values()];
}

/** Falls that began and ended together, of at least two devices and not of nearly all; the newest. */
function eventsOf(falls: readonly Fall[], mostDevices: number): readonly Together[] {
  const events: Together[] = [];
  for (const fell of near(falls, ({ fellAt }) => fellAt, FALL))
    for (const rose of near(fell, ({ roseAt }) => roseAt, RISE)) {
      const keys = new Set(rose.map(({ deviceKey }) => deviceKey));
      if (keys.size < 2 || keys.size > Math.min(mostDevices, MOST_DEVICES)) continue;
      const [fellAt, fellTo] = rangeOf(rose.map((fall) => fall.fellAt));
      const [roseAt, roseTo] = rangeOf(rose.map((fall) => fall.roseAt));
      events.push({ keys, joint: { fellAt, fellWithinMs: fellTo - fellAt, roseAt, roseWithinMs: roseTo - roseAt } });
    }
  return events.sort((a, b) => a.joint.fellAt - b.joint.fellAt || a.joint.roseAt - b.joint.roseAt).slice(-MOST_EVENTS);
}

/** Devices that two events have in common, the most frequent first. */
function candidatesOf(events: readonly Together[]): readonly ReadonlySet<string>[] {
  const found = new Map<string, { readonly keys: ReadonlySet<string>; times: number }>();
  for (const [i, one] of events.entries())
    for (const other of events.slice(i + 1)) {
      const keys = common([one, other]);
      if (keys.size < 2) continue;
      const id = JSON.stringify([...keys].sort(compare));
      const known = found.get(id);
      if (known === undefined) found.set(id, { keys, times: 1 });
      else known.times++;
    }
  return [...found]
    .sort(([a, { times: n }], [b, { times: m }]) => m - n || compare(a, b))
    .slice(0, MOST_CANDIDATES)
    .map(([, { keys }]) => keys);
}

const supportOf = (keys: ReadonlySet<string>, events: readonly Together[]): readonly Together[] =>
  events.filter((event) => event.keys.size >= keys.size && [...keys].every((key) => event.keys.has(key)));

/** The devices of all of them. */
function common([first, ...others]: readonly Together[]): ReadonlySet<string> {
  return new Set([...(first?.keys ?? [])].filter((key) => others.every(({ keys }) => keys.has(key))));
}

/** Runs of what is near in time. */
function near(falls: readonly Fall[], timeOf: (fall: Fall) => number, { gapMs, spanMs }: Near): readonly (readonly Fall[])[] {
  const runs: Fall[][] = [];
  let [from, to] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const fall of falls.toSorted((a, b) => timeOf(a) - timeOf(b) || compare(a.deviceKey, b.deviceKey))) {
    const at = timeOf(fall);
    const run = runs.at(-1);
    if (run !== undefined && at - to <= gapMs && at - from <= spanMs) run.push(fall);
    else {
      runs.push([fall]);
      from = at;
    }
    to = at;
  }
  return runs;
}

function byConnection(falls: readonly Fall[]): ReadonlyMap<string, readonly Fall[]> {
  const map = new Map<string, Fall[]>();
  for (const fall of falls) {
    const id = connectionOf(fall.deviceKey);
    const list = map.get(id);
    if (list === undefined) map.set(id, [fall]);
    else list.push(fall);
  }
  return map;
}

/** Many devices many times. */
const evidenceOf = ({ deviceKeys, joint }: Companions): number => (deviceKeys.length - 1) * joint.length;
const byEvidence = (a: Companions, b: Companions): number =>
  evidenceOf(b) - evidenceOf(a) || compare(JSON.stringify(a.deviceKeys), JSON.stringify(b.deviceKeys));

const rangeOf = (times: readonly number[]): readonly [number, number] => [Math.min(...times), Math.max(...times)];
const connectionOf = (key: string): string => key.slice(0, key.indexOf('/'));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What a person does not want to be asked again. */
export interface Dismissed {
  readonly devices: readonly string[];
  /** How often they had gone together then. */
  readonly times: number;
}

/** Whether a person has dismissed these, or nearly these, and the evidence has not doubled since. */
export function isDismissed({ deviceKeys, joint }: Companions, dismissed: readonly Dismissed[]): boolean {
  return dismissed.some(({ devices, times }) => {
    const those = new Set(devices);
    const shared = deviceKeys.filter((key) => those.has(key)).length;
    const all = those.size + deviceKeys.length - shared;
    return shared * 2 >= all && joint.length < 2 * times;
  });
}
