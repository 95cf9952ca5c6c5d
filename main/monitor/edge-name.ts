import type { EdgeKey } from '../history/port.ts';

/** One text for what makes an edge this one and no other. No id has U+0000: topics cannot, and what has it in a payload only loses to its like. */
export const edgeName = ({ upstream, downstream, source, saidBy }: EdgeKey): string =>
  `${source}\0${saidBy}\0${upstream}\0${downstream}`;
