import type { DeviceState } from '../contract/model.ts';
import type { MergedEdge } from '../impact/edges.ts';
import { WORST_FIRST } from '../incidents/device-state.ts';
import { byText, naturalKey } from './natural-order.ts';

/** One place in the tree by which gateways are shown: each stands in one, whatever else it hangs on. */
export interface ShapeNode {
  readonly id: string;
  readonly kind: 'broker' | 'site' | 'gateway';
  /** A broker's id, a site's name, a gateway's key. */
  readonly what: string;
  readonly connectionId: string;
  readonly parent: ShapeNode | null;
  readonly children: ShapeNode[];
  /** Keys of the devices for which it is the first upstream, in no order: few of them are ever looked at. */
  readonly devices: string[];
  /** All below. */
  gateways: number;
  deviceTotal: number;
}

export interface Shape {
  readonly brokers: readonly ShapeNode[];
  readonly nodes: ReadonlyMap<string, ShapeNode>;
  /** Each device below a gateway, with the gateway. */
  readonly devices: readonly (readonly [key: string, gateway: ShapeNode])[];
  /** The edges between gateways, also those that are not counted on; not those that a person dismissed. */
  readonly links: readonly MergedEdge[];
}

export interface ShapeSource {
  readonly connections: readonly { readonly id: string }[];
  readonly edges: readonly MergedEdge[];
  /** The place a device's topic tells; null: none. */
  readonly siteOf: (key: string) => string | null;
  readonly called: (key: string) => string;
}

export const brokerId = (connectionId: string): string => `broker:${connectionId}`;
export const siteId = (connectionId: string, site: string): string => `site:${connectionId}/${site}`;
export const gatewayId = (key: string): string => `gateway:${key}`;

const connectionOf = (key: string): string => key.slice(0, key.indexOf('/'));

/**
 * Brokers, their sites where a broker has several, and their gateways, each below its first upstream of the same site. Edges that are not counted
 * on place what would hang on nothing else, so that it can be seen.
 */
export function shapeOf({ connections, edges, siteOf, called }: ShapeSource): Shape {
  const isGateway = new Set<string>();
  for (const { state, upstream } of edges) if (state === 'in-force') isGateway.add(upstream);
  /** Of gateways all, of devices the first: there are many. */
  const up = new Map<string, string[]>();
  const firstUp = new Map<string, string>();
  const doubted: MergedEdge[] = [];
  const down = new Map<string, string[]>();
  const place = ({ upstream, downstream }: MergedEdge): void => {
    if (isGateway.has(downstream)) push(up, downstream, upstream);
    else if (!firstUp.has(downstream)) firstUp.set(downstream, upstream);
    push(down, upstream, downstream);
  };
  for (const edge of edges)
    if (edge.state === 'in-force') place(edge);
    else doubted.push(edge);
  const faded = doubted.filter(({ state, downstream }) => state === 'faded' && !up.has(downstream) && !firstUp.has(downstream));
  for (const { upstream } of faded) {
    isGateway.add(upstream);
    const first = firstUp.get(upstream);
    if (first !== undefined) push(up, upstream, first);
    firstUp.delete(upstream);
  }
  for (const edge of faded) place(edge);

  const sites = new Map<string, string>();
  for (const key of isGateway) sites.set(key, siteOf(key) ?? first(down.get(key), siteOf) ?? '');
  // One that tells no place is where what it hangs on is.
  const known = [...isGateway].filter((key) => sites.get(key) !== '');
  for (const key of known)
    for (const one of down.get(key) ?? [])
      if (sites.get(one) === '') {
        sites.set(one, sites.get(key) ?? '');
        known.push(one);
      }
  const several = new Set<string>();
  const only = new Map<string, string>();
  for (const [key, site] of sites) {
    if (site === '') continue;
    const connectionId = connectionOf(key);
    const known = only.get(connectionId);
    if (known === undefined) only.set(connectionId, site);
    else if (known !== site) several.add(connectionId);
  }

  const nodes = new Map<string, ShapeNode>();
  const make = (id: string, kind: ShapeNode['kind'], what: string, connectionId: string, parent: ShapeNode | null): ShapeNode => {
    const node: ShapeNode = {
      id,
      kind,
      what,
      connectionId,
      parent,
      children: [],
      devices: [],
      gateways: 0,
      deviceTotal: 0,
    };
    nodes.set(id, node);
    parent?.children.push(node);
    return node;
  };
  const brokers = connections.map(({ id }) => make(brokerId(id), 'broker', id, id, null));
  const brokerOf = new Map(brokers.map((broker) => [broker.connectionId, broker]));

  // Below the first upstream of the same site; the topmost of a site below the site, or the broker.
  const parentOf = (key: string): string | undefined => up.get(key)?.find((one) => sites.get(one) === sites.get(key));
  const below = new Map<string, string[]>();
  const tops: string[] = [];
  for (const key of isGateway) {
    const parent = parentOf(key);
    if (parent === undefined) tops.push(key);
    else push(below, parent, key);
  }
  const home = (key: string): ShapeNode | undefined => {
    const connectionId = connectionOf(key);
    const broker = brokerOf.get(connectionId);
    const site = sites.get(key) ?? '';
    if (broker === undefined || site === '' || !several.has(connectionId)) return broker;
    return nodes.get(siteId(connectionId, site)) ?? make(siteId(connectionId, site), 'site', site, connectionId, broker);
  };
  const queue: [string, ShapeNode][] = [];
  const enter = (key: string, parent: ShapeNode | undefined): void => {
    if (parent === undefined || nodes.has(gatewayId(key))) return;
    queue.push([key, make(gatewayId(key), 'gateway', key, connectionOf(key), parent)]);
  };
  for (const key of byName(tops, called)) enter(key, home(key));
  for (const [key, node] of queue) for (const one of byName(below.get(key) ?? [], called)) enter(one, node);
  // What is left hangs on a ring of itself.
  for (const key of isGateway) if (!nodes.has(gatewayId(key))) enter(key, home(key));

  const devices: (readonly [string, ShapeNode])[] = [];
  for (const [key, upstream] of firstUp) {
    const gateway = nodes.get(gatewayId(upstream));
    if (gateway === undefined) continue;
    gateway.devices.push(key);
    devices.push([key, gateway]);
  }
  for (const broker of brokers)
    broker.children.sort((a, b) => rank(a) - rank(b) || byText(naturalKey(nameOf(a, called)), naturalKey(nameOf(b, called))));
  for (const node of [...nodes.values()].reverse()) {
    node.deviceTotal += node.devices.length;
    if (node.parent === null) continue;
    node.parent.gateways += node.gateways + (node.kind === 'gateway' ? 1 : 0);
    node.parent.deviceTotal += node.deviceTotal;
  }
  const links = edges.filter(
    ({ upstream, downstream, state }) => state !== 'wrong' && isGateway.has(downstream) && isGateway.has(upstream),
  );
  return { brokers, nodes, devices, links };
}

/** Keys as people would sort what they call them. */
export function byName(keys: readonly string[], called: (key: string) => string): readonly string[] {
  if (keys.length < 2) return keys;
  return keys
    .map((key) => ({ key, name: naturalKey(called(key)) }))
    .sort((a, b) => byText(a.name, b.name) || byText(a.key, b.key))
    .map(({ key }) => key);
}

/** What stands on a node. */
export const nameOf = (node: ShapeNode, called: (key: string) => string): string =>
  node.kind === 'gateway' ? called(node.what) : node.what;

export type StateCounts = Partial<Record<DeviceState, number>>;

/** Worst first, only those that occur. */
export const listStates = (counts: StateCounts): readonly { readonly state: DeviceState; readonly count: number }[] =>
  WORST_FIRST.flatMap((state) => {
    const count = counts[state] ?? 0;
    return count === 0 ? [] : [{ state, count }];
  });

/** Of every node: the states of all below it and its own. */
export function countStates(
  shape: Shape,
  stateOf: (key: string) => DeviceState | undefined,
): ReadonlyMap<ShapeNode, StateCounts> {
  const counts = new Map<ShapeNode, StateCounts>();
  const of = (node: ShapeNode): StateCounts => {
    const known = counts.get(node) ?? {};
    counts.set(node, known);
    return known;
  };
  const count = (node: ShapeNode, state: DeviceState | undefined, by = 1): void => {
    if (state === undefined) return;
    const all = of(node);
    all[state] = (all[state] ?? 0) + by;
  };
  for (const [key, gateway] of shape.devices) count(gateway, stateOf(key));
  // Made from the top down: so what is below is complete before it is added above. Sites are made when their first gateway is.
  for (const node of [...shape.nodes.values()].reverse()) {
    if (node.kind === 'gateway') count(node, stateOf(node.what));
    if (node.parent === null) continue;
    for (const [state, n] of Object.entries(of(node))) count(node.parent, state as DeviceState, n);
  }
  return counts;
}

const rank = ({ kind }: ShapeNode): number => (kind === 'site' ? 0 : 1);

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** The first of what they answer, of those asked. */
function first(keys: readonly string[] | undefined, ask: (key: string) => string | null): string | null {
  for (const key of keys ?? []) {
    const answer = ask(key);
    if (answer !== null) return answer;
  }
  return null;
}
