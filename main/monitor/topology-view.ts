import type { DeviceState } from '../contract/model.ts';
import type { CheckedInput } from '../contract/requests.ts';
import {
  MAX_BELOW,
  MAX_NODES,
  type TopologyGraph,
  type TopologyLine,
  type TopologyLink,
  type TopologyNode,
} from '../contract/topology.ts';
import { WORST_FIRST } from '../incidents/device-state.ts';
import type { DeviceLists } from './device-lists.ts';
import { type DeviceTable, idOf } from './device-table.ts';
import type { EdgeBook } from './edge-book.ts';
import type { Clock } from './ports.ts';
import {
  byName,
  countStates,
  gatewayId,
  listStates,
  nameOf,
  type Shape,
  type ShapeNode,
  type StateCounts,
  shapeOf,
} from './topology-shape.ts';

/** What is not opened by hand is opened while the drawing has fewer nodes than this. */
const AUTO_NODES = 80;
/** Ways to what is lost that are opened by themselves. */
const AUTO_LOST = 10;
/** Names and places change seldom, and not with the edges. */
const SHAPE_MS = 10_000;
/** Lines of a tree that are looked at for a text. */
const MOST_FOUND = 5000;

export interface TopologyViewParts {
  readonly edges: EdgeBook;
  readonly table: DeviceTable;
  readonly lists: DeviceLists;
  readonly clock: Clock;
  readonly connections: () => readonly { readonly id: string; readonly name: string }[];
  readonly siteOf: (key: string) => string | null;
  readonly revision: () => number;
}

type Unfolded = Pick<CheckedInput<'topology.graph'>, 'open' | 'closed'>;

/** What hangs on what, as a drawing and as a tree that say the same. Both show the same nodes open. */
export class TopologyView {
  readonly #parts: TopologyViewParts;
  #shape: { readonly shape: Shape; readonly version: number; readonly atMono: number } | null = null;
  #lines: { readonly name: string; readonly lines: readonly Line[] } | null = null;

  constructor(parts: TopologyViewParts) {
    this.#parts = parts;
  }

  graph(unfolded: Unfolded): TopologyGraph {
    const { edges, lists, revision } = this.#parts;
    const shape = this.#look();
    const counts = countStates(shape, (key) => lists.stateOf(key));
    const { isOpen, shown, hidden } = this.#unfold(shape, unfolded, counts);
    const nodes = shown.map((node) => this.#node(node, isOpen.has(node), counts));
    for (const [parent, rest] of hidden) nodes.push(this.#more(parent, rest, counts));
    return {
      revision: revision(),
      nodes,
      links: this.#links(shape, shown, hidden),
      totals: {
        gateways: shape.brokers.reduce((sum, { gateways }) => sum + gateways, 0),
        devices: shape.devices.length,
        free: Math.max(
          0,
          sumOf(lists.counts()) - shape.brokers.reduce((sum, broker) => sum + sumOf(counts.get(broker) ?? {}), 0),
        ),
        ...edges.totals(),
      },
    };
  }

  tree({ from, to, text, ...unfolded }: CheckedInput<'topology.tree'>): {
    readonly revision: number;
    readonly total: number;
    readonly from: number;
    readonly rows: readonly TopologyLine[];
  } {
    const { lists, revision, edges } = this.#parts;
    const shape = this.#look();
    const counts = countStates(shape, (key) => lists.stateOf(key));
    const name = JSON.stringify([edges.version, unfolded, text]);
    if (this.#lines?.name !== name) {
      const lines = text.trim() === '' ? this.#open(shape, unfolded, counts) : this.#found(shape, text.trim().toLowerCase());
      this.#lines = { name, lines };
    }
    const { lines } = this.#lines;
    return {
      revision: revision(),
      total: lines.length,
      from,
      rows: lines.slice(from, to).map((line) => this.#line(line, counts)),
    };
  }

  #look(): Shape {
    const { edges, clock, connections, siteOf, table } = this.#parts;
    const now = clock.mono();
    // Asked for first: it brings the edges up to date.
    void edges.topology;
    const known = this.#shape;
    if (known !== null && known.version === edges.version && now - known.atMono < SHAPE_MS) return known.shape;
    const whole = shapeOf({ connections: connections(), edges: edges.merged(), siteOf, called: table.called });
    // A broker behind which nothing hangs is no part of it, where another one has something.
    const brokers = whole.brokers.filter(({ gateways }) => gateways > 0);
    const shape = brokers.length === 0 ? whole : { ...whole, brokers };
    this.#shape = { shape, version: edges.version, atMono: now };
    this.#lines = null;
    return shape;
  }

  /** Which nodes are open and shown: those opened by hand first, then the ways to what is lost, then as there is room, from the top down. */
  #unfold(shape: Shape, { open, closed }: Unfolded, counts: ReadonlyMap<ShapeNode, StateCounts>) {
    const wanted = new Set(open);
    const shut = new Set(closed);
    const lost = this.#waysToLost(shape);
    const shown: ShapeNode[] = [...shape.brokers.slice(0, MAX_BELOW)];
    const isOpen = new Set<ShapeNode>();
    const hidden = new Map<ShapeNode, readonly ShapeNode[]>();
    let size = shown.length;
    const unfold = (node: ShapeNode, room: number): void => {
      if (isOpen.has(node) || shut.has(node.id) || node.children.length === 0) return;
      const first = node.children.length <= MAX_BELOW ? node.children : worstFirst(node.children, counts).slice(0, MAX_BELOW);
      const rest = node.children.length - first.length;
      if (size + first.length + Math.min(rest, 1) > room) return;
      isOpen.add(node);
      shown.push(...first);
      size += first.length + Math.min(rest, 1);
      if (rest > 0)
        hidden.set(
          node,
          node.children.filter((one) => !first.includes(one)),
        );
    };
    // Each time through all that is shown by then, which grows while it is looked at.
    for (const node of shown)
      if (wanted.has(node.id) || (node.kind === 'broker' && shape.brokers.length === 1)) unfold(node, MAX_NODES);
    for (const node of shown) if (lost.has(node)) unfold(node, MAX_NODES);
    for (const node of shown) unfold(node, AUTO_NODES);
    return { isOpen, shown, hidden };
  }

  #waysToLost(shape: Shape): ReadonlySet<ShapeNode> {
    const { table } = this.#parts;
    const ways = new Set<ShapeNode>();
    let found = 0;
    for (const node of shape.nodes.values()) {
      if (found === AUTO_LOST) break;
      if (node.kind !== 'gateway' || !table.isDown(node.what)) continue;
      if (table.cutOffBy(node.what) !== null) continue;
      found++;
      for (let here: ShapeNode | null = node; here !== null; here = here.parent) ways.add(here);
    }
    return ways;
  }

  #node(node: ShapeNode, isOpen: boolean, counts: ReadonlyMap<ShapeNode, StateCounts>): TopologyNode {
    const { lists } = this.#parts;
    const isGateway = node.kind === 'gateway';
    return {
      id: node.id,
      kind: node.kind,
      name: this.#nameOf(node),
      connectionId: node.connectionId,
      key: isGateway ? node.what : null,
      state: isGateway ? (lists.stateOf(node.what) ?? null) : null,
      isOpen,
      canOpen: node.children.length > 0,
      isLost: isGateway && this.#isLost(node.what),
      gateways: node.gateways,
      devices: node.deviceTotal,
      states: listStates(counts.get(node) ?? {}),
    };
  }

  #more(parent: ShapeNode, rest: readonly ShapeNode[], counts: ReadonlyMap<ShapeNode, StateCounts>): TopologyNode {
    const all: StateCounts = {};
    for (const one of rest)
      for (const { state, count } of listStates(counts.get(one) ?? {})) all[state] = (all[state] ?? 0) + count;
    return {
      id: moreId(parent),
      kind: 'more',
      name: '',
      connectionId: parent.connectionId,
      key: null,
      state: null,
      isOpen: false,
      canOpen: false,
      isLost: false,
      gateways: rest.reduce((sum, { gateways, kind }) => sum + gateways + (kind === 'gateway' ? 1 : 0), 0),
      devices: rest.reduce((sum, { deviceTotal }) => sum + deviceTotal, 0),
      states: listStates(all),
    };
  }

  /** The edges between gateways, each drawn from and to what shows its ends. */
  #links(shape: Shape, shown: readonly ShapeNode[], hidden: ReadonlyMap<ShapeNode, readonly ShapeNode[]>): TopologyLink[] {
    const visible = new Set(shown);
    const moreOf = new Map<ShapeNode, string>();
    for (const [parent, rest] of hidden) for (const one of rest) moreOf.set(one, moreId(parent));
    const standsFor = new Map<ShapeNode, string>();
    // Made from the top down, so that its parent stands for something already.
    for (const node of shape.nodes.values()) {
      const above = node.parent === null ? node.id : (standsFor.get(node.parent) ?? node.id);
      standsFor.set(node, visible.has(node) ? node.id : (moreOf.get(node) ?? above));
    }
    const links = new Map<string, { -readonly [K in keyof TopologyLink]: TopologyLink[K] }>();
    const hangs = new Set<string>();
    for (const edge of shape.links) {
      const below = shape.nodes.get(gatewayId(edge.downstream));
      const above = shape.nodes.get(gatewayId(edge.upstream));
      if (below === undefined || above === undefined) continue;
      const [from, to] = [standsFor.get(above) ?? above.id, standsFor.get(below) ?? below.id];
      if (from === to) continue;
      const name = `${from}\0${to}\0${edge.state}`;
      const isLost = edge.state === 'in-force' && this.#isLost(edge.upstream) && this.#isLost(edge.downstream);
      const link = links.get(name);
      if (link === undefined) links.set(name, { from, to, kind: 'edge', count: 1, state: edge.state, isLost });
      else {
        link.count++;
        link.isLost ||= isLost;
      }
      if (edge.state === 'in-force') hangs.add(to);
    }
    const place = (from: string, to: string): TopologyLink => ({
      from,
      to,
      kind: 'place',
      count: 1,
      state: 'in-force',
      isLost: false,
    });
    const places: TopologyLink[] = [];
    for (const node of shown) {
      if (node.parent === null) continue;
      // A gateway that hangs on another is placed by that; in a site also by the site.
      if (node.kind === 'site' || node.parent.kind === 'site' || !hangs.has(node.id)) places.push(place(node.parent.id, node.id));
    }
    for (const parent of hidden.keys()) if (!hangs.has(moreId(parent))) places.push(place(parent.id, moreId(parent)));
    return [...places, ...links.values()];
  }

  readonly #isLost = (key: string): boolean => {
    const { table } = this.#parts;
    return table.isDown(key) || table.cutOffBy(key) !== null;
  };

  #nameOf(node: ShapeNode): string {
    if (node.kind === 'broker') return this.#parts.connections().find(({ id }) => id === node.what)?.name ?? node.what;
    return nameOf(node, this.#parts.table.called);
  }

  #open(shape: Shape, unfolded: Unfolded, counts: ReadonlyMap<ShapeNode, StateCounts>): readonly Line[] {
    const { isOpen } = this.#unfold(shape, unfolded, counts);
    const wanted = new Set(unfolded.open);
    const shut = new Set(unfolded.closed);
    const lines: Line[] = [];
    const add = (node: ShapeNode, level: number, place: number, siblings: number): void => {
      // Of a gateway without gateways only a person opens the devices.
      const open = !shut.has(node.id) && (isOpen.has(node) || wanted.has(node.id));
      lines.push({ node, key: null, level, place, siblings, isOpen: open });
    };
    // Without recursion: as deep as a plant is.
    const stack: { readonly node: ShapeNode; readonly level: number; readonly place: number; readonly siblings: number }[] = [];
    // The devices of a gateway stand before the gateways below it.
    const put = (nodes: readonly ShapeNode[], level: number, siblings: number, before = 0): void => {
      for (let at = nodes.length - 1; at >= 0; at--) stack.push({ node: nodes[at]!, level, place: before + at + 1, siblings });
    };
    put(shape.brokers, 1, shape.brokers.length);
    for (let here = stack.pop(); here !== undefined; here = stack.pop()) {
      const { node, level } = here;
      add(node, level, here.place, here.siblings);
      const line = lines.at(-1);
      if (line?.isOpen !== true) continue;
      const siblings = node.children.length + node.devices.length;
      for (const [at, key] of byName(node.devices, this.#parts.table.called).entries())
        lines.push({ node, key, level: level + 1, place: at + 1, siblings, isOpen: false });
      put(node.children, level + 1, siblings, node.devices.length);
    }
    return lines;
  }

  #found(shape: Shape, text: string): readonly Line[] {
    const { table } = this.#parts;
    const fits = (key: string): boolean =>
      idOf(key).toLowerCase().includes(text) || (table.nameOf(key)?.toLowerCase().includes(text) ?? false);
    const nodes = new Set<ShapeNode>();
    const devices = new Map<ShapeNode, string[]>();
    let found = 0;
    const keep = (node: ShapeNode): void => {
      for (let here: ShapeNode | null = node; here !== null && !nodes.has(here); here = here.parent) nodes.add(here);
    };
    for (const node of shape.nodes.values()) {
      if (found >= MOST_FOUND) break;
      if (node.kind === 'broker' || !(node.kind === 'gateway' ? fits(node.what) : node.what.toLowerCase().includes(text)))
        continue;
      found++;
      keep(node);
    }
    for (const [key, gateway] of shape.devices) {
      if (found >= MOST_FOUND) break;
      if (!fits(key)) continue;
      found++;
      keep(gateway);
      const own = devices.get(gateway);
      if (own === undefined) devices.set(gateway, [key]);
      else own.push(key);
    }
    const lines: Line[] = [];
    const stack = shape.brokers
      .filter((node) => nodes.has(node))
      .map((node, at, all) => ({ node, level: 1, place: at + 1, siblings: all.length }))
      .reverse();
    for (let here = stack.pop(); here !== undefined; here = stack.pop()) {
      const { node, level } = here;
      const children = node.children.filter((one) => nodes.has(one));
      const own = byName(devices.get(node) ?? [], table.called);
      const siblings = children.length + own.length;
      lines.push({ ...here, key: null, isOpen: siblings > 0 });
      for (const [at, key] of own.entries()) lines.push({ node, key, level: level + 1, place: at + 1, siblings, isOpen: false });
      for (let at = children.length - 1; at >= 0; at--)
        stack.push({ node: children[at]!, level: level + 1, place: own.length + at + 1, siblings });
    }
    return lines;
  }

  #line(line: Line, counts: ReadonlyMap<ShapeNode, StateCounts>): TopologyLine {
    const { node, key, level, place, siblings } = line;
    const { lists, table } = this.#parts;
    const base = { connectionId: node.connectionId, level, place, siblings };
    if (key !== null) {
      const state = lists.stateOf(key);
      const also = table.topology.upstreams(key).slice(1).map(table.called);
      const states = state === undefined ? [] : [{ state, count: 1 }];
      return {
        ...base,
        id: `device:${key}`,
        kind: 'device',
        name: table.called(key),
        key,
        state: state ?? null,
        isOpen: false,
        canOpen: false,
        also,
        gateways: 0,
        devices: 0,
        states,
      };
    }
    const isGateway = node.kind === 'gateway';
    const parent = node.parent?.kind === 'gateway' ? node.parent.what : null;
    return {
      ...base,
      id: node.id,
      kind: node.kind,
      name: this.#nameOf(node),
      key: isGateway ? node.what : null,
      state: isGateway ? (lists.stateOf(node.what) ?? null) : null,
      isOpen: line.isOpen,
      canOpen: node.children.length + node.devices.length > 0,
      also: isGateway
        ? table.topology
            .upstreams(node.what)
            .filter((one) => one !== parent)
            .map(table.called)
        : [],
      gateways: node.gateways,
      devices: node.deviceTotal,
      states: listStates(counts.get(node) ?? {}),
    };
  }
}

interface Line {
  readonly node: ShapeNode;
  /** A device on it; null: itself. */
  readonly key: string | null;
  readonly level: number;
  readonly place: number;
  readonly siblings: number;
  readonly isOpen: boolean;
}

const moreId = ({ id }: ShapeNode): string => `more:${id}`;

function worstFirst(nodes: readonly ShapeNode[], counts: ReadonlyMap<ShapeNode, StateCounts>): readonly ShapeNode[] {
  const badness = new Map(
    nodes.map((node) => [node, WORST_FIRST.findIndex((state: DeviceState) => (counts.get(node)?.[state] ?? 0) > 0)]),
  );
  const of = (node: ShapeNode): number => {
    const at = badness.get(node) ?? -1;
    return at < 0 ? WORST_FIRST.length : at;
  };
  return [...nodes].sort((a, b) => of(a) - of(b));
}

const sumOf = (counts: StateCounts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
