import type { Settings } from '../contract/settings.ts';
import type { TopologyTotals } from '../contract/topology.ts';
import type { EdgeRecord } from '../history/port.ts';
import {
  edgesInForce,
  FADE_MS,
  isLearned,
  type MergedEdge,
  mergeEdges,
  mergeInSlices,
  type SourcedEdge,
} from '../impact/edges.ts';
import { allAtOnce, type Slices } from '../impact/slices.ts';
import { type Edge, Topology } from '../impact/topology.ts';
import type { TreeWord } from '../presence/tree.ts';
import type { LearnedEdge } from '../settings/topology-export.ts';
import type { Committer } from './committer.ts';
import { keyOf } from './device-table.ts';
import { edgeName } from './edge-name.ts';
import { inSlices } from './in-slices.ts';
import type { Clock, Logger } from './ports.ts';

/** What is heard again and again is written once in this time. */
const WRITE_AGAIN_MS = 24 * 3_600_000;
/** Learned, and not seen for so long: it is forgotten. */
const FORGET_MS = 365 * 24 * 3_600_000;
/** Heard on another gateway's topic, and on this one's not for so long: the device has moved. */
const MOVED_MS = 3_600_000;
/** Of what one device's topics name; the one heard longest ago goes first. */
const MOST_UPSTREAMS = 32;
/** Of all connections: what a broker says must not fill the memory. */
const MOST_EDGES = 500_000;
/** The window is told of what was learned a moment later: seldom is it one edge alone. */
const TELL_MS = 250;
/** Up to so many a topology is made at once, and never old; of more, in slices, while what comes is received. */
const MOST_AT_ONCE = 2000;
/** Making it anew takes at most a ninth of the time, however large it is and however much is learned. */
const REST_FACTOR = 8;
/** In a log one cycle is enough to find the others. */
const LOGGED = 5;

interface Learned {
  /** As it is, or is soon, on disk. */
  record: EdgeRecord;
  seenAt: number;
}

interface Made {
  readonly merged: readonly MergedEdge[];
  readonly topology: Topology;
}

type EdgeTotals = Pick<TopologyTotals, 'faded' | 'broken' | 'wrong' | 'given'>;

export interface EdgeBookParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly committer: Committer;
  /** Whether the session of a device lasts, as far as we can see. */
  readonly isOnline: (key: string) => boolean;
  /** A key as its device has it: the same string is found again without comparing it, and kept once. */
  readonly own: (key: string) => string;
  /** What hangs on what is different now. */
  readonly changed: () => void;
}

/** Who says what hangs on what: people, imported files, and what was learned. Of it all the `Topology` is made, when it is needed. */
export class EdgeBook {
  readonly #parts: EdgeBookParts;
  /** By who said it. */
  readonly #learned = new Map<string, Learned[]>();
  #count = 0;
  #given: readonly SourcedEdge[] = [];
  /** What a person dismissed of what was learned. */
  #wrong: ReadonlySet<string> = new Set();
  #watched: ReadonlySet<string> = new Set();
  #topology = new Topology([]);
  /** Kept only where somebody looked at it, and will again: it is larger than the topology. */
  #merged: readonly MergedEdge[] | null = null;
  #isLookedAt = false;
  #broken: ReadonlySet<string> = new Set();
  #version = 0;
  #totals: {
    readonly version: number;
    readonly totals: EdgeTotals;
  } | null = null;
  #isStale = false;
  /** While one is made in slices. */
  #making: Promise<void> | null = null;
  /** What a person said changed meanwhile: that waits for no rest. */
  #isUrgent = false;
  #isStopped = false;
  #isFull = false;
  #builtMono = Number.NEGATIVE_INFINITY;
  #restMs = 0;
  #tell: (() => void) | null = null;

  constructor(parts: EdgeBookParts) {
    this.#parts = parts;
  }

  restore(edges: readonly EdgeRecord[]): void {
    for (const record of edges) this.#add(record, record.seenAt);
  }

  /** What people and files say, of the connections there are. */
  apply({ topology, brokers, learning }: Settings): void {
    this.#wrong = new Set(
      learning.wrong.map(({ connectionId, upstream, downstream }) =>
        nameOf({ upstream: keyOf(connectionId, upstream), downstream: keyOf(connectionId, downstream) }),
      ),
    );
    this.#watched = new Set(brokers.map(({ id }) => id));
    this.#given = topology.flatMap(({ upstream, downstream, connectionId, source, setAt }) =>
      brokers
        .filter(({ id }) => connectionId === null || connectionId === id)
        .map(({ id }) => ({ upstream: keyOf(id, upstream), downstream: keyOf(id, downstream), source, seenAt: setAt ?? 0 })),
    );
    this.#isUrgent = this.#making !== null;
    this.#renew();
  }

  /** As of now; of a large one, as of a moment ago. */
  get topology(): Topology {
    if (this.#isStale && this.#making === null && this.#parts.clock.mono() - this.#builtMono >= this.#restMs) this.#renew();
    return this.#topology;
  }

  /** Resolves when `merged` can be looked at without making it first. */
  async ready(): Promise<void> {
    if (this.#merged !== null) return;
    this.#isLookedAt = true;
    this.#isStale ||= this.#making === null;
    await this.settled();
  }

  /** Resolves when all that was said by now is in `topology` and `merged`. */
  async settled(): Promise<void> {
    while (this.#making !== null) await this.#making;
    if (this.#isStale) this.#renew();
    while (this.#making !== null) await this.#making;
  }

  /** Another number for every topology that was made. */
  get version(): number {
    return this.#version;
  }

  /** Of all edges: how many are not counted on, and how many people and files said. */
  totals(): EdgeTotals {
    const known = this.#totals;
    if (known?.version === this.#version) return known.totals;
    let [faded, broken, wrong, given] = [0, 0, 0, 0];
    for (const { state, sources } of this.merged()) {
      if (state === 'faded') faded++;
      if (state === 'breaks-cycle') broken++;
      if (state === 'wrong') wrong++;
      if (!isLearned(sources[0]?.source ?? 'topic')) given++;
    }
    this.#totals = { version: this.#version, totals: { faded, broken, wrong, given } };
    return this.#totals.totals;
  }

  /** Every edge with everything that is said of it, also of those that are not counted on. */
  merged(): readonly MergedEdge[] {
    this.#isLookedAt = true;
    this.#merged ??= mergeEdges(this.#all(), this.#parts.clock.now(), this.#isWrong);
    return this.#merged;
  }

  readonly #isWrong = (edge: Edge): boolean => this.#wrong.size > 0 && this.#wrong.has(nameOf(edge));

  /** A message told of the tree. `isCopy`: one that the broker kept, which may be as old as it likes. */
  hear(connectionId: string, words: readonly TreeWord[], at: number, isCopy: boolean): void {
    for (const word of words) {
      const speaker = keyOf(connectionId, word.of);
      const { upstreams, downstreams } = word;
      if (upstreams !== undefined) this.#hear(speaker, 'downstream', connectionId, upstreams, word, at, isCopy);
      if (downstreams !== undefined) this.#hear(speaker, 'upstream', connectionId, downstreams, word, at, isCopy);
    }
  }

  /** A device was renamed or removed: what it said is over. */
  forget(key: string): void {
    for (const one of this.#learned.get(key) ?? []) this.#remove(one);
    this.#learned.delete(key);
  }

  /** Lets edges fade and go. What a device said last holds while its session lasts, however long that is. */
  sweep(): void {
    const { clock, isOnline } = this.#parts;
    const now = clock.now();
    for (const [speaker, said] of this.#learned) {
      const isOld = said.some(({ seenAt }) => now - seenAt > FADE_MS / 2);
      if (!isOld) continue;
      if (isOnline(speaker)) for (const one of lastSaid(said)) this.#touch(one, now);
      const kept = said.filter(({ seenAt }) => now - seenAt <= FORGET_MS);
      for (const one of said) if (!kept.includes(one)) this.#remove(one);
      if (kept.length === 0) this.#learned.delete(speaker);
      else this.#learned.set(speaker, kept);
      // It may be that one faded since the last look.
      this.#isStale ||= kept.some(({ seenAt }) => now - seenAt > FADE_MS);
    }
    if (this.#isStale) this.#soon();
  }

  /** Writes nothing more, and tells nobody. */
  stop(): void {
    this.#isStopped = true;
    this.#tell?.();
  }

  #hear(
    speaker: string,
    saidBy: EdgeRecord['saidBy'],
    connectionId: string,
    ids: readonly string[],
    { source, isWhole }: TreeWord,
    at: number,
    isCopy: boolean,
  ): void {
    const all = this.#learned.get(speaker) ?? [];
    const other = saidBy === 'downstream' ? 'upstream' : 'downstream';
    const [only] = all;
    const [id] = ids;
    // What a device says with every message is mostly what it said before.
    if (only !== undefined && id !== undefined && all.length === 1 && ids.length === 1) {
      const { record } = only;
      if (record.source === source && record.saidBy === saidBy && record[other] === keyOf(connectionId, id)) {
        this.#touch(only, at);
        return;
      }
    }
    const said = all.filter(({ record }) => record.source === source && record.saidBy === saidBy);
    const known = new Map(said.map((one) => [one.record[other], one]));
    const named = new Set<string>();
    for (const id of ids) {
      const key = keyOf(connectionId, id);
      if (key === speaker || named.has(key)) continue;
      named.add(key);
      const one = known.get(key);
      if (one !== undefined) this.#touch(one, at);
      else if (this.#count >= MOST_EDGES) this.#full();
      else {
        const ends = saidBy === 'downstream' ? { upstream: key, downstream: speaker } : { upstream: speaker, downstream: key };
        const record = { ...ends, source, saidBy, seenAt: at };
        this.#add(record, at);
        this.#write(record);
        this.#soon();
      }
    }
    const unnamed = said.filter(({ record }) => !named.has(record[other]));
    const moved = isCopy ? [] : unnamed.filter(({ seenAt }) => at - seenAt > MOVED_MS);
    const over = isWhole ? unnamed : [...moved, ...this.#tooMany(speaker, source, saidBy, moved)];
    if (over.length === 0) return;
    for (const one of over) this.#remove(one);
    this.#learned.set(
      speaker,
      (this.#learned.get(speaker) ?? []).filter((one) => !over.includes(one)),
    );
  }

  #full(): void {
    if (this.#isFull) return;
    this.#isFull = true;
    this.#parts.log.warn({ edges: MOST_EDGES }, 'more of what hangs on what is said than is remembered; the rest is left out');
  }

  #tooMany(speaker: string, source: string, saidBy: string, over: readonly Learned[]): readonly Learned[] {
    const all = (this.#learned.get(speaker) ?? []).filter((one) => !over.includes(one));
    if (all.length <= MOST_UPSTREAMS) return [];
    const said = all.filter(({ record }) => record.source === source && record.saidBy === saidBy);
    return said.sort((a, b) => b.seenAt - a.seenAt).slice(MOST_UPSTREAMS);
  }

  #add(said: EdgeRecord, seenAt: number): void {
    const { own } = this.#parts;
    const record = { ...said, upstream: own(said.upstream), downstream: own(said.downstream) };
    const one = { record, seenAt };
    const speaker = record[record.saidBy];
    const before = this.#learned.get(speaker);
    if (before === undefined) this.#learned.set(speaker, [one]);
    else before.push(one);
    this.#count++;
  }

  #touch(one: Learned, at: number): void {
    if (at <= one.seenAt) return;
    if (at - one.seenAt > FADE_MS) this.#soon();
    one.seenAt = at;
    if (at - one.record.seenAt < WRITE_AGAIN_MS) return;
    one.record = { ...one.record, seenAt: at };
    this.#write(one.record);
  }

  #write(record: EdgeRecord): void {
    const { draft } = this.#parts.committer;
    const name = edgeName(record);
    draft.edges.set(name, record);
    draft.edgesGone.delete(name);
  }

  /** The caller takes it out of its speaker's list. */
  #remove({ record }: Learned): void {
    const { draft } = this.#parts.committer;
    const name = edgeName(record);
    draft.edges.delete(name);
    draft.edgesGone.set(name, record);
    this.#count--;
    this.#soon();
  }

  #soon(): void {
    const { clock } = this.#parts;
    this.#isStale = true;
    this.#tell ??= clock.after(Math.max(TELL_MS, this.#restMs), () => {
      this.#tell = null;
      if (this.#isStale) this.#renew();
      if (this.#making === null) this.#parts.changed();
    });
  }

  #renew(): void {
    if (this.#making !== null) return;
    this.#isStale = false;
    const { clock } = this.#parts;
    // The first one is of what a former run knew: nothing is told before it is there.
    if (this.#version === 0 || this.#count + this.#given.length <= MOST_AT_ONCE) {
      const began = clock.mono();
      const made = allAtOnce(this.#make());
      this.#take(made, clock.mono() - began);
      return;
    }
    this.#making = inSlices(this.#make(), clock, () => this.#isStopped).then((outcome) => {
      this.#making = null;
      if (outcome === null) return;
      this.#take(outcome.made, outcome.spentMs);
      this.#parts.changed();
      const isUrgent = this.#isUrgent;
      this.#isUrgent = false;
      if (isUrgent) this.#renew();
      else if (this.#isStale) this.#soon();
    });
  }

  *#make(): Slices<Made> {
    const merged = yield* mergeInSlices(this.#all(), this.#parts.clock.now(), this.#isWrong);
    return { merged, topology: yield* Topology.inSlices(edgesInForce(merged)) };
  }

  #take({ merged, topology }: Made, spentMs: number): void {
    const { clock, log } = this.#parts;
    this.#topology = topology;
    if (this.#isLookedAt) this.#merged = merged;
    const broken = merged.filter(({ state }) => state === 'breaks-cycle');
    const unknown = broken.filter((edge) => !this.#broken.has(nameOf(edge)));
    for (const { cycle } of unknown.slice(0, LOGGED))
      log.warn({ cycle }, 'left out: it would close a cycle of what hangs on what');
    this.#broken = new Set(broken.map(nameOf));
    this.#version++;
    this.#builtMono = clock.mono();
    this.#restMs = REST_FACTOR * spentMs;
  }

  /** What was learned on the connections there are. */
  *learned(): Iterable<LearnedEdge> {
    for (const [speaker, said] of this.#learned) {
      if (!this.#watched.has(speaker.slice(0, speaker.indexOf('/')))) continue;
      for (const { record, seenAt } of said)
        yield { upstream: record.upstream, downstream: record.downstream, source: record.source, seenAt };
    }
  }

  *#all(): Iterable<SourcedEdge> {
    yield* this.#given;
    yield* this.learned();
  }
}

const nameOf = ({ upstream, downstream }: Edge): string => `${upstream}\0${downstream}`;

/** Of each source what was seen when it spoke last; on disk the times of one list may be as far apart as they are written. */
function lastSaid(said: readonly Learned[]): readonly Learned[] {
  const newest = new Map<string, number>();
  for (const { record, seenAt } of said) newest.set(record.source, Math.max(seenAt, newest.get(record.source) ?? 0));
  return said.filter(({ record, seenAt }) => (newest.get(record.source) ?? 0) - seenAt <= WRITE_AGAIN_MS);
}
