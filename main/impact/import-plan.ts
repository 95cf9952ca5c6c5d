import type { BrokerSettings, TopologyPair } from '../contract/settings.ts';
import type { FileFault, ImportFault } from '../contract/topology.ts';
import { closingEdges } from './edges.ts';
import { allAtOnce, PIECE, type Slices } from './slices.ts';
import type { FileEdge } from './topology-file.ts';

export interface ImportPlan {
  readonly added: readonly TopologyPair[];
  readonly removed: readonly TopologyPair[];
  /** Said already. */
  readonly known: number;
  readonly faults: readonly ImportFault[];
}

export interface ImportInput {
  readonly edges: readonly FileEdge[];
  /** Of each edge. */
  readonly lines: readonly number[];
  readonly faults: readonly FileFault[];
  /** What people and files say so far. */
  readonly pairs: readonly TopologyPair[];
  readonly brokers: readonly Pick<BrokerSettings, 'id' | 'name'>[];
  /** Of edges of which the file does not say; null: every one. */
  readonly connectionId: string | null;
  readonly how: 'add' | 'replace';
  /** Epoch ms. */
  readonly now: number;
}

/** As long as a topic may be. */
const ID_LIMIT = 65_535;

interface Candidate {
  readonly pair: TopologyPair;
  readonly line: number;
}

/** What a file makes of what people and files say. What would close a cycle with what stays, or with what stands before it in the file, is left out. */
export const planImport = (input: ImportInput): ImportPlan => allAtOnce(planInSlices(input));

/** `planImport`, while something else goes on. */
export function* planInSlices(input: ImportInput): Slices<ImportPlan> {
  const { pairs, brokers, how } = input;
  const before = new Set<string>();
  for (const [at, pair] of pairs.entries()) {
    before.add(nameOf(pair));
    if (at % PIECE === 0) yield;
  }
  const faults: ImportFault[] = [...input.faults];
  const told = new Map<string, Candidate>();
  for (const [at, edge] of input.edges.entries()) {
    const candidate = candidateOf(edge, input.lines[at] ?? 0, input);
    if ('fault' in candidate) faults.push(candidate);
    else {
      const name = nameOf(candidate.pair);
      if (!told.has(name)) told.set(name, candidate);
    }
    if (at % PIECE === 0) yield;
  }
  // A file of which nothing can be used says nothing of what is to go either.
  const removed =
    how === 'add' || told.size === 0 ? [] : pairs.filter((pair) => inScope(pair, input.connectionId) && !told.has(nameOf(pair)));
  yield;
  const gone = new Set(removed);
  const kept = pairs.filter((pair) => !gone.has(pair));
  const fresh = [...told].flatMap(([name, candidate]) => (before.has(name) ? [] : [candidate]));
  yield;
  const ids = brokers.length === 0 ? [''] : brokers.map(({ id }) => id);
  const expand = (pair: TopologyPair, line: number | null) =>
    (pair.connectionId === null ? ids : [pair.connectionId]).map((id) => ({
      upstream: `${id}/${pair.upstream}`,
      downstream: `${id}/${pair.downstream}`,
      line,
    }));
  const all = [...kept.flatMap((pair) => expand(pair, null)), ...fresh.flatMap(({ pair, line }) => expand(pair, line))];
  yield;
  const closing = new Map<number, readonly string[]>();
  for (const { edge, cycle } of closingEdges(all))
    if (edge.line !== null && !closing.has(edge.line)) closing.set(edge.line, cycle.map(idIn));
  for (const [line, cycle] of closing) faults.push({ line, fault: 'cycle', cycle });
  return {
    added: fresh.filter(({ line }) => !closing.has(line)).map(({ pair }) => pair),
    removed,
    known: told.size - fresh.length,
    faults: faults.sort((a, b) => a.line - b.line),
  };
}

function candidateOf(edge: FileEdge, line: number, { brokers, connectionId, now }: ImportInput): Candidate | ImportFault {
  const { upstream, downstream, connection, source, seenAt } = edge;
  const named = connection === null ? null : brokers.find(({ id, name }) => id === connection || name === connection);
  if (named === undefined) return { line, fault: 'connection', text: connection ?? '' };
  if (upstream === downstream) return { line, fault: 'itself', text: upstream };
  const long = [upstream, downstream].find(({ length }) => length > ID_LIMIT);
  if (long !== undefined) return { line, fault: 'too-long', text: `${long.slice(0, 40)}…` };
  return {
    line,
    pair: {
      upstream,
      downstream,
      connectionId: named === null ? connectionId : named.id,
      // What was learned elsewhere is here the word of a file.
      source: source === 'hand' ? 'hand' : 'import',
      setAt: seenAt === null || seenAt < 0 ? now : seenAt,
    },
  };
}

const inScope = (pair: TopologyPair, connectionId: string | null): boolean =>
  connectionId === null || pair.connectionId === connectionId;
const nameOf = ({ upstream, downstream, connectionId }: TopologyPair): string =>
  JSON.stringify([upstream, downstream, connectionId]);
const idIn = (key: string): string => key.slice(key.indexOf('/') + 1);
