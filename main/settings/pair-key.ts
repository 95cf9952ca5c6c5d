import type { TopologyPair } from '../contract/settings.ts';

/** The same for pairs that say the same, whoever says it and since when. */
export const pairKey = ({ upstream, downstream, connectionId }: Omit<TopologyPair, 'source' | 'setAt'>): string =>
  JSON.stringify([upstream, downstream, connectionId]);
