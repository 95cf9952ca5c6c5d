import type { OutageRecord } from '../history/port.ts';
import { type Facts, inCommon } from '../incidents/in-common.ts';
import type { StormSubject } from '../words/storm.en.ts';
import type { Device, DeviceTable } from './device-table.ts';
import { plainLine } from './plain-line.ts';

/** Of more the first are looked at: they tell what all have in common. */
const MOST_LOOKED_AT = 2000;
/** Of more devices every second one is compared with, or every third: it is done while wills come in. */
const MOST_COMPARED = 10_000;
const NAME_CHARACTERS = 60;

export interface StormParts {
  readonly table: DeviceTable;
  /** The site a device belongs to; empty: none. */
  readonly siteOf: (deviceKey: string) => string;
  readonly connectionName: (connectionId: string) => string;
}

/** What outages have in common that were told together, for a hint beside their names. */
export function stormOf(outages: readonly OutageRecord[], { table, siteOf, connectionName }: StormParts): StormSubject {
  const factsOf = ({ record }: Device): Facts => ({
    connectionId: record.connectionId,
    topic: record.lastHeardTopic,
    // Asked for only where it may tell: over all devices this is the most of the work.
    get site() {
      return siteOf(record.key);
    },
    get upstream() {
      return table.topology.upstreams(record.key)[0] ?? null;
    },
  });
  const lost = outages.slice(0, MOST_LOOKED_AT).flatMap(({ deviceKey }) => {
    const device = table.get(deviceKey);
    return device === undefined ? [] : [{ ...factsOf(device) }];
  });
  const watched = function* (): Iterable<Facts> {
    const step = Math.ceil(table.total / MOST_COMPARED);
    let n = 0;
    for (const device of table.values()) if (n++ % step === 0) yield factsOf(device);
  };
  const scale = outages.length / Math.max(1, lost.length);
  const traits = inCommon(lost, watched()).map(({ kind, value, count }) => {
    const name = kind === 'upstream' ? table.called(value) : kind === 'connection' ? connectionName(value) : value;
    return { kind, name: plainLine(name, NAME_CHARACTERS), count: Math.round(count * scale) };
  });
  return { lost: outages.length, seconds: secondsOf(outages), traits };
}

/** From the first to the last, when all are known exactly. */
function secondsOf(outages: readonly OutageRecord[]): number | null {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { began } of outages) {
    if (began.notAfter === null || began.notBefore !== began.notAfter) return null;
    first = Math.min(first, began.notAfter);
    last = Math.max(last, began.notAfter);
  }
  return outages.length < 2 ? null : Math.max(1, Math.ceil((last - first) / 1000));
}
