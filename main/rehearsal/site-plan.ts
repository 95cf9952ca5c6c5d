import { type TopologyPair, topologyPair } from '../contract/settings.ts';

/** One thing of the simulated site, as built. */
export interface PlannedNode {
  readonly id: string;
  readonly name: string;
  readonly kind: 'router' | 'gateway' | 'device';
  readonly parent: string | null;
}

const AREAS = ['north', 'south', 'yard'] as const;
const THINGS = ['pump', 'valve', 'meter', 'sensor'] as const;
const DEVICES_PER_GATEWAY = 40;

/** A router, three gateways behind it, forty devices behind each. Parents come before what hangs on them. */
export function planSite(): readonly PlannedNode[] {
  const nodes: PlannedNode[] = [{ id: 'router-1', name: 'Router 1', kind: 'router', parent: null }];
  for (const area of AREAS) nodes.push({ id: `gw-${area}`, name: `Gateway ${area}`, kind: 'gateway', parent: 'router-1' });
  for (const area of AREAS) {
    for (let i = 0; i < DEVICES_PER_GATEWAY; i++) {
      const thing = THINGS[i % THINGS.length] ?? 'sensor';
      const number = String(Math.floor(i / THINGS.length) + 1).padStart(2, '0');
      nodes.push({ id: `${area}-${thing}-${number}`, name: `${thing} ${number}, ${area}`, kind: 'device', parent: `gw-${area}` });
    }
  }
  return nodes;
}

export function pairsOf(nodes: readonly PlannedNode[], connectionId: string): TopologyPair[] {
  return nodes.flatMap(({ id, parent }) =>
    parent === null ? [] : [topologyPair.parse({ upstream: parent, downstream: id, connectionId })],
  );
}
