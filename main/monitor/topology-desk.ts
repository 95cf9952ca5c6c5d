import type { ActOutcome, CheckedInput } from '../contract/requests.ts';
import type { BrokerSettings, Settings, TopologyPair } from '../contract/settings.ts';
import {
  type EdgeView,
  type ImportedEdge,
  type LinkOutcome,
  MAX_NAMED,
  type TopologyAnswers,
  type TopologyReadOutcome,
} from '../contract/topology.ts';
import { closingEdges, edgesInForce, isLearned, type MergedEdge } from '../impact/edges.ts';
import { type ImportPlan, planInSlices } from '../impact/import-plan.ts';
import type { Edge } from '../impact/topology.ts';
import { readInSlices } from '../impact/topology-file.ts';
import { pairKey } from '../settings/pairs.ts';
import { exportTopology } from '../settings/topology-export.ts';
import type { DomainWords } from '../words/domain.en.ts';
import type { Acts } from './acts.ts';
import { type DeviceTable, idOf, keyOf } from './device-table.ts';
import type { EdgeBook } from './edge-book.ts';
import type { Exports } from './exports.ts';
import { inSlices } from './in-slices.ts';
import type { Clock } from './ports.ts';

const SUGGESTED = 20;

export interface TopologyDeskParts {
  readonly edges: EdgeBook;
  readonly table: DeviceTable;
  readonly acts: Acts;
  readonly exports: Exports;
  readonly clock: Clock;
  readonly words: () => DomainWords;
  readonly revision: () => number;
  /** Those that are written down. */
  readonly settings: () => Settings;
  /** With what the shell adds, such as the rehearsal's. */
  readonly brokers: () => readonly BrokerSettings[];
}

/** Answers what the window asks of the topology, and does what a person wants of it. */
export class TopologyDesk {
  readonly #parts: TopologyDeskParts;

  constructor(parts: TopologyDeskParts) {
    this.#parts = parts;
  }

  edges({ from, to, key, text, only }: CheckedInput<'topology.edges'>): TopologyAnswers['topology.edges'] {
    const { edges, revision } = this.#parts;
    const wanted = text.trim().toLowerCase();
    const rows = edges
      .merged()
      .filter(
        (edge) =>
          (key === null || edge.upstream === key || edge.downstream === key) &&
          isOne(edge, only) &&
          (wanted === '' || this.#names(edge.upstream, wanted) || this.#names(edge.downstream, wanted)),
      );
    // What it hangs on before what hangs on it.
    if (key !== null) rows.sort((a, b) => Number(b.downstream === key) - Number(a.downstream === key));
    return { revision: revision(), total: rows.length, from, rows: rows.slice(from, to).map((edge) => this.#view(edge)) };
  }

  /** Gateways first, then by id. */
  suggest({ connectionId, text }: CheckedInput<'topology.suggest'>): readonly string[] {
    const { table } = this.#parts;
    const wanted = text.trim().toLowerCase();
    const gateways = new Set<string>();
    const devices = new Set<string>();
    const take = (key: string): void => {
      if (!key.startsWith(`${connectionId}/`) || !this.#names(key, wanted)) return;
      (table.topology.kind(key) === 'gateway' ? gateways : devices).add(idOf(key));
    };
    for (const { upstream, downstream } of this.#parts.edges.merged()) {
      if (gateways.size >= SUGGESTED) break;
      take(upstream);
      take(downstream);
    }
    for (const { record } of table.values()) {
      if (gateways.size + devices.size >= 10 * SUGGESTED) break;
      take(record.key);
    }
    return [...[...gateways].sort(), ...[...devices].sort()].slice(0, SUGGESTED);
  }

  async link({ connectionId, upstream, downstreams, evenSo }: CheckedInput<'topology.link'>): Promise<LinkOutcome> {
    const { edges, words, clock } = this.#parts;
    const said = words().topology;
    if (!this.#knows(connectionId)) return refused(said.noConnection(connectionId));
    if (downstreams.includes(upstream)) return refused(said.itself(upstream));
    await edges.settled();
    const merged = edges.merged();
    const above = keyOf(connectionId, upstream);
    const byHand = new Set(
      merged.flatMap((one) =>
        one.upstream === above && one.sources.some(({ source }) => source === 'hand') ? [one.downstream] : [],
      ),
    );
    const fresh = [...new Set(downstreams)].filter((id) => !byHand.has(keyOf(connectionId, id)));
    if (fresh.length === 0) return refused(said.known(upstream, downstreams[0] ?? ''));
    const wanted = fresh.map((id) => ({ upstream: above, downstream: keyOf(connectionId, id) }));
    const cycle = cycleWith(wanted, edgesInForce(merged));
    if (cycle !== null) {
      const ofGiven = cycleWith(
        wanted,
        merged.filter(({ sources }) => sources.some(({ source }) => !isLearned(source))),
      );
      if (ofGiven !== null) return refused(said.cycle(ofGiven.map(idOf)));
      if (!evenSo) return { ok: false, reason: said.contradicts(cycle.map(idOf)), contradicts: true };
    }
    const setAt = clock.now();
    const pairs = fresh.map((downstream): TopologyPair => ({ upstream, downstream, connectionId, source: 'hand', setAt }));
    return this.#parts.acts.setPairs(new Map(pairs.map((pair) => [pairKey(pair), pair])));
  }

  async unlink({ connectionId, upstream, downstream }: CheckedInput<'topology.unlink'>): Promise<ActOutcome> {
    const { settings, words } = this.#parts;
    const change = new Map<string, TopologyPair | null>();
    for (const pair of settings().topology) {
      if (pair.upstream !== upstream || pair.downstream !== downstream) continue;
      if (pair.connectionId !== null && pair.connectionId !== connectionId) continue;
      change.set(pairKey(pair), null);
      // Said of every connection: it stays true of the others.
      if (pair.connectionId !== null) continue;
      for (const { id } of settings().brokers) {
        const other = { ...pair, connectionId: id };
        if (id !== connectionId) change.set(pairKey(other), other);
      }
    }
    if (change.size === 0) return refused(words().topology.notGiven);
    return this.#parts.acts.setPairs(change);
  }

  doubt({ connectionId, upstream, downstream, isWrong }: CheckedInput<'topology.doubt'>): Promise<ActOutcome> {
    const pair = { connectionId, upstream, downstream };
    return this.#parts.acts.setWrong(new Map([[pairKey(pair), isWrong ? pair : null]]));
  }

  async read(input: CheckedInput<'topology.read'>): Promise<TopologyReadOutcome> {
    const plan = await this.#plan(input);
    if (typeof plan === 'string') return refused(plan);
    const { fault } = this.#parts.words().topology;
    return {
      ok: true,
      added: plan.added.length,
      removed: plan.removed.length,
      known: plan.known,
      addedEdges: plan.added.slice(0, MAX_NAMED).map(named),
      removedEdges: plan.removed.slice(0, MAX_NAMED).map(named),
      faults: plan.faults.slice(0, MAX_NAMED).map(fault),
      faultTotal: plan.faults.length,
    };
  }

  async import(input: CheckedInput<'topology.import'>): Promise<ActOutcome> {
    const plan = await this.#plan(input);
    if (typeof plan === 'string') return refused(plan);
    const change = new Map<string, TopologyPair | null>(plan.removed.map((pair) => [pairKey(pair), null]));
    for (const pair of plan.added) change.set(pairKey(pair), pair);
    return this.#parts.acts.setPairs(change);
  }

  export({ format, connectionId, name }: CheckedInput<'topology.export'>): Promise<TopologyAnswers['topology.export']> {
    const { edges, exports, settings } = this.#parts;
    const text = exportTopology(settings(), edges.learned(), format, connectionId);
    return exports.ofText(text, name);
  }

  /** Of a long file in slices. */
  async #plan({ text, connectionId, how }: CheckedInput<'topology.read'>): Promise<ImportPlan | string> {
    const { settings, words, clock } = this.#parts;
    const said = words().topology;
    if (connectionId !== null && !this.#knows(connectionId)) return said.noConnection(connectionId);
    const { made: file } = await inSlices(readInSlices(text), clock);
    if (!file.ok) return said.unreadable[file.reason];
    if (file.edges.length + file.faults.length === 0) return said.unreadable.empty;
    const { topology, brokers } = settings();
    const planned = planInSlices({ ...file, pairs: topology, brokers, connectionId, how, now: clock.now() });
    return (await inSlices(planned, clock)).made;
  }

  #knows(connectionId: string): boolean {
    return this.#parts.brokers().some(({ id }) => id === connectionId);
  }

  #names(key: string, text: string): boolean {
    return idOf(key).toLowerCase().includes(text) || (this.#parts.table.nameOf(key)?.toLowerCase().includes(text) ?? false);
  }

  #view({ upstream, downstream, sources, state, cycle }: MergedEdge): EdgeView {
    const { table } = this.#parts;
    return {
      connectionId: upstream.slice(0, upstream.indexOf('/')),
      upstream: table.ref(upstream),
      downstream: table.ref(downstream),
      sources: sources.map(({ source, seenAt }) => ({ source, seenAt: seenAt === 0 ? null : seenAt })),
      state,
      cycle: cycle.map(table.called),
    };
  }
}

const refused = (reason: string) => ({ ok: false, reason }) as const;
const named = ({ upstream, downstream, connectionId }: TopologyPair): ImportedEdge => ({ upstream, downstream, connectionId });

function cycleWith(wanted: readonly Edge[], others: readonly MergedEdge[]): readonly string[] | null {
  const asked = new Set<Edge>(wanted);
  const closing = closingEdges<Edge>([...others, ...wanted]).find(({ edge }) => asked.has(edge));
  return closing?.cycle ?? null;
}

function isOne({ state, sources }: MergedEdge, only: CheckedInput<'topology.edges'>['only']): boolean {
  switch (only) {
    case 'all':
      return true;
    case 'given':
      return sources.some(({ source }) => !isLearned(source));
    case 'learned':
      return sources.every(({ source }) => isLearned(source));
    case 'faded':
    case 'breaks-cycle':
    case 'wrong':
      return state === only;
  }
}
