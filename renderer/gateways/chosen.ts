import type { TopologyNode } from '../../main/contract/topology.ts';

/** What a person has chosen in the drawing or in the tree. */
export interface Chosen
  extends Pick<TopologyNode, 'id' | 'name' | 'connectionId' | 'key' | 'state' | 'gateways' | 'devices' | 'states'> {
  readonly kind: TopologyNode['kind'] | 'device';
}
