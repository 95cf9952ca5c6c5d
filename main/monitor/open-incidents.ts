import type { Device, OpenOutage } from './device-table.ts';

export interface OpenIncidents {
  /** Those nobody has in hand first, the newest of them on top. */
  readonly first: readonly OpenOutage[];
  readonly total: number;
  readonly acknowledged: number;
}

/** Whether a device has a settled loss that nothing above explains and that is not old news: what the strip and the tray show. */
export function isIncident({ outage }: Device, cutOffBy: string | null): boolean {
  if (outage === null || outage.heldUntil !== null || outage.record.verdict === 'clean') return false;
  if (outage.record.freshness === 'retained' && outage.record.began.notBefore === null) return false;
  return cutOffBy === null;
}

/**
 * The incidents of devices, without a sort: it is asked for with every push.
 * @param devices those that had one when they were last looked at
 * @param most how many `first` has at most
 */
export function openIncidents(devices: Iterable<Device>, most: number): OpenIncidents {
  const first: OpenOutage[] = [];
  let total = 0;
  let acknowledged = 0;
  for (const { outage } of devices) {
    if (outage === null) continue;
    total++;
    if (isInHand(outage)) acknowledged++;
    const place = first.findLastIndex((one) => isBefore(one, outage)) + 1;
    if (place === most) continue;
    first.splice(place, 0, outage);
    if (first.length > most) first.pop();
  }
  return { first, total, acknowledged };
}

const isInHand = ({ acknowledged }: OpenOutage): boolean => acknowledged !== null;

function isBefore(one: OpenOutage, other: OpenOutage): boolean {
  return isInHand(one) === isInHand(other) ? one.record.id > other.record.id : isInHand(other);
}
