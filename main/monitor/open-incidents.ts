import type { Device, DeviceTable, OpenOutage } from './device-table.ts';

export interface OpenIncidents {
  /** Those nobody has in hand first, the newest of them on top. */
  readonly first: readonly OpenOutage[];
  readonly total: number;
  readonly acknowledged: number;
}

/**
 * The settled losses that nothing above explains and that are not old news: what the strip and the tray show. Asked for with every push, so it walks
 * over the open outages and sorts none of them.
 * @param devices those with an open outage
 * @param most how many `first` has at most
 */
export function openIncidents(devices: Iterable<Device>, table: DeviceTable, most: number): OpenIncidents {
  const first: OpenOutage[] = [];
  let total = 0;
  let acknowledged = 0;
  for (const device of devices) {
    const { outage } = device;
    if (outage === null || !isIncident(outage, device, table)) continue;
    total++;
    if (isInHand(outage)) acknowledged++;
    const place = first.findLastIndex((one) => isBefore(one, outage)) + 1;
    if (place === most) continue;
    first.splice(place, 0, outage);
    if (first.length > most) first.pop();
  }
  return { first, total, acknowledged };
}

function isIncident(outage: OpenOutage, { record: { key } }: Device, table: DeviceTable): boolean {
  if (outage.heldUntil !== null || outage.record.verdict === 'clean' || table.watched(key) === undefined) return false;
  if (outage.record.freshness === 'retained' && outage.record.began.notBefore === null) return false;
  return table.topology.cutOffBy(key, table.isDown) === null;
}

const isInHand = ({ acknowledged }: OpenOutage): boolean => acknowledged !== null;

function isBefore(one: OpenOutage, other: OpenOutage): boolean {
  return isInHand(one) === isInHand(other) ? one.record.id > other.record.id : isInHand(other);
}
