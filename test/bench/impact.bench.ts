/** The impact of the topmost gateway in a plant of 100,000 devices and 5,000 gateways: as a tree, and with every device on two gateways. */
import { type Edge, Topology } from '../../main/impact/topology.ts';
import { type Bench, median, ms, type Row, within } from './rows.ts';

const GATEWAYS = 5000;
const DEVICES = 100_000;
const LIMIT_MS = 50;
const ROUNDS = 9;

function plant(upstreams: 1 | 2): Edge[] {
  const edges: Edge[] = [];
  for (let g = 1; g < GATEWAYS; g++) edges.push({ upstream: `plant/g${Math.floor((g - 1) / 17)}`, downstream: `plant/g${g}` });
  for (let d = 0; d < DEVICES; d++)
    for (let up = 0; up < upstreams; up++)
      edges.push({ upstream: `plant/g${1 + ((d + up * 7) % (GATEWAYS - 1))}`, downstream: `plant/d${d}` });
  return edges;
}

function measure(what: string, upstreams: 1 | 2): Row {
  const topology = new Topology(plant(upstreams));
  const times = Array.from({ length: ROUNDS }, () => {
    const before = performance.now();
    const { lost } = topology.impact(['plant/g0'], () => false);
    if (lost.length !== GATEWAYS - 1 + DEVICES) throw new Error(`${lost.length} lost`);
    return performance.now() - before;
  });
  // The first one too: a gateway is lost once, not nine times.
  const first = times[0] ?? Number.POSITIVE_INFINITY;
  return {
    what: `impact of the topmost of 5,000 gateways with 100,000 devices, ${what}: first and median`,
    measured: `${ms(first)}, ${ms(median(times))}`,
    limit: `under ${LIMIT_MS} ms`,
    ...within(Math.max(first, median(times)), LIMIT_MS),
  };
}

export const bench: Bench = {
  name: 'impact',
  run: async () => [measure('a tree', 1), measure('two gateways each', 2)],
};
