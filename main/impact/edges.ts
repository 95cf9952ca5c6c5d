import type { EdgeSource } from '../contract/model.ts';
import { allAtOnce, PIECE, type Slices } from './slices.ts';
import type { Edge } from './topology.ts';

/** What Willwatch found out by itself is believed for this long after it was last seen. */
export const FADE_MS = 30 * 24 * 3_600_000;

/** One source's word that one device hangs on another. The same edge may have several. */
export interface SourcedEdge extends Edge {
  readonly source: EdgeSource;
  /** Epoch ms: set by a person, or seen last. */
  readonly seenAt: number;
}

/** An edge with everything that is said of it. */
export interface MergedEdge extends Edge {
  /** The most trusted first. */
  readonly sources: readonly { readonly source: EdgeSource; readonly seenAt: number }[];
  /** `faded`: learned, and not seen for long. `breaks-cycle`: left out, because of `cycle`. `wrong`: learned, and dismissed by a person. None of them is counted on. */
  readonly state: 'in-force' | 'faded' | 'breaks-cycle' | 'wrong';
  /** From the upstream down to itself again; empty unless it would close one. */
  readonly cycle: readonly string[];
}

/** Steps along edges that are gone to look for cycles, well under a second: a site has none or few, and who sends more must not hold up the rest. */
const MOST_STEPS = 1_000_000;
const NO_CYCLE: readonly string[] = [];

/** Whose word counts more where edges contradict each other: what a person said, then what a device said of itself, then what a topic looks like. */
const TRUST: readonly EdgeSource[] = ['hand', 'import', 'convention', 'payload', 'topic'];

export const isLearned = (source: EdgeSource): boolean => source !== 'hand' && source !== 'import';

/**
 * Every source's edges as one topology without cycles. Where some form one, the least trusted of them, and of those the one last by its keys, is left out.
 * @param now epoch ms
 * @param isWrong whether a person dismissed what was learned of an edge
 * @returns by upstream, then downstream
 */
export const mergeEdges = (...given: Parameters<typeof mergeInSlices>): readonly MergedEdge[] =>
  allAtOnce(mergeInSlices(...given));

/** `mergeEdges`, while something else goes on. */
export function* mergeInSlices(
  all: Iterable<SourcedEdge>,
  now: number,
  isWrong: (edge: Edge) => boolean = () => false,
): Slices<readonly MergedEdge[]> {
  const stateOf = (edge: Edge, sources: MergedEdge['sources']): MergedEdge['state'] => {
    if (sources.some(({ source }) => !isLearned(source))) return 'in-force';
    if (isWrong(edge)) return 'wrong';
    return sources.some(({ seenAt }) => now - seenAt <= FADE_MS) ? 'in-force' : 'faded';
  };
  const merged = yield* bySources(all, stateOf);
  const broken = new Map<Edge, readonly string[]>();
  // Sorted are only those of which some may have to go: of a hundred thousand mostly none.
  const suspects = inOrBetweenCycles(merged.filter(({ state }) => state === 'in-force'));
  for (const { edge, cycle } of closingEdges([...suspects].sort(byTrust))) broken.set(edge, cycle);
  if (broken.size === 0) return merged;
  return merged.map((edge): MergedEdge => {
    const cycle = broken.get(edge);
    return cycle === undefined ? edge : { ...edge, state: 'breaks-cycle', cycle };
  });
}

/** The edges to count on. */
export const edgesInForce = (merged: readonly MergedEdge[]): readonly MergedEdge[] =>
  merged.filter(({ state }) => state === 'in-force');

/**
 * The edges that would close a cycle when edges are taken one after the other.
 * @returns each with the cycle, from its upstream down to itself again; a device that hangs on itself is one. Where there are more than can be looked
 *   through, what is left may close one: it is told with an empty cycle
 */
export function closingEdges<E extends Edge>(
  edges: readonly E[],
): readonly { readonly edge: E; readonly cycle: readonly string[] }[] {
  const suspects = new Set(inOrBetweenCycles(edges));
  const closing: { edge: E; cycle: readonly string[] }[] = [];
  const down = new Map<string, string[]>();
  const steps = { left: MOST_STEPS };
  for (const edge of suspects) {
    const cycle = pathDown(down, edge.downstream, edge.upstream, steps);
    if (steps.left < 0) closing.push({ edge, cycle: [] });
    else if (cycle !== null) closing.push({ edge, cycle: [edge.upstream, ...cycle] });
    else add(down, edge.upstream, edge.downstream);
  }
  return closing;
}

/** What is left when devices are taken away that nothing hangs on, or that hang on nothing, again and again: mostly nothing. */
function inOrBetweenCycles<E extends Edge>(edges: readonly E[]): readonly E[] {
  // Most are of a device on which nothing hangs: those go by one look each.
  const carrying = new Set(edges.map(({ upstream }) => upstream));
  let left = edges.filter(({ downstream }) => carrying.has(downstream));
  for (const [here, there] of [
    ['upstream', 'downstream'],
    ['downstream', 'upstream'],
  ] as const) {
    const hanging = new Map<string, number>();
    const next = new Map<string, string[]>();
    for (const edge of left) {
      hanging.set(edge[there], (hanging.get(edge[there]) ?? 0) + 1);
      add(next, edge[here], edge[there]);
    }
    const free = [...next.keys()].filter((key) => !hanging.has(key));
    const taken = new Set(free);
    for (const key of free)
      for (const one of next.get(key) ?? []) {
        const count = (hanging.get(one) ?? 0) - 1;
        hanging.set(one, count);
        if (count > 0) continue;
        free.push(one);
        taken.add(one);
      }
    left = left.filter((edge) => !taken.has(edge[here]));
  }
  return left;
}

/** The shortest way down from one device to another, both ends included; null when there is none. */
function pathDown(
  down: ReadonlyMap<string, readonly string[]>,
  from: string,
  to: string,
  steps: { left: number },
): readonly string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  // Left as soon as it is found, not when its turn comes: among many that all hang on each other the next step finds it.
  for (const here of from === to ? [] : cameFrom.keys()) {
    const next = down.get(here) ?? [];
    steps.left -= next.length;
    for (const below of next) if (!cameFrom.has(below)) cameFrom.set(below, here);
    if (cameFrom.has(to) || steps.left < 0) break;
  }
  if (!cameFrom.has(to)) return null;
  const path: string[] = [];
  for (let one: string | null = to; one !== null; one = cameFrom.get(one) ?? null) path.push(one);
  return path.reverse();
}

function* bySources(
  all: Iterable<SourcedEdge>,
  stateOf: (edge: Edge, sources: MergedEdge['sources']) => MergedEdge['state'],
): Slices<MergedEdge[]> {
  const down = new Map<string, Map<string, SourcedEdge[]>>();
  let turns = 0;
  for (const edge of all) {
    const below = down.get(edge.upstream) ?? new Map<string, SourcedEdge[]>();
    if (below.size === 0) down.set(edge.upstream, below);
    const said = below.get(edge.downstream);
    if (said === undefined) below.set(edge.downstream, [edge]);
    else said.push(edge);
    if (++turns % PIECE === 0) yield;
  }
  const edges: MergedEdge[] = [];
  for (const upstream of [...down.keys()].sort(compare)) {
    const below = down.get(upstream) ?? new Map<string, SourcedEdge[]>();
    for (const downstream of [...below.keys()].sort(compare)) {
      const sources = newestOfEach(below.get(downstream) ?? []);
      edges.push({ upstream, downstream, sources, state: stateOf({ upstream, downstream }, sources), cycle: NO_CYCLE });
      if (++turns % PIECE === 0) yield;
    }
  }
  return edges;
}

function newestOfEach(said: readonly SourcedEdge[]): MergedEdge['sources'] {
  const [only] = said;
  if (said.length === 1 && only !== undefined) return [{ source: only.source, seenAt: only.seenAt }];
  const newest = [...said].sort((a, b) => trust(a.source) - trust(b.source) || b.seenAt - a.seenAt);
  return newest.filter(({ source }, at) => source !== newest[at - 1]?.source).map(({ source, seenAt }) => ({ source, seenAt }));
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

const trust = (source: EdgeSource): number => TRUST.indexOf(source);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byKeys = (a: Edge, b: Edge): number => compare(a.upstream, b.upstream) || compare(a.downstream, b.downstream);
const byTrust = (a: MergedEdge, b: MergedEdge): number =>
  trust(a.sources[0]?.source ?? 'topic') - trust(b.sources[0]?.source ?? 'topic') || byKeys(a, b);
