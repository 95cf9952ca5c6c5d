import type { History } from '../history/port.ts';
import type { DeviceTable } from '../monitor/device-table.ts';
import { devicePath, HISTORY_PATH, incidentPath } from '../monitor/window-paths.ts';
import type { DeepLink } from './deep-link.ts';

/**
 * Where in the window a link leads. It may name a device by its id alone: then the first one of that name; one that nobody knows has a page
 * that says so. An incident that is gone from the history, or never was, leads to the history.
 */
export async function placeOf(
  link: DeepLink,
  table: Pick<DeviceTable, 'get' | 'values'>,
  history: Pick<History, 'outage'>,
): Promise<string> {
  if (link.kind === 'incident') {
    const outage = await history.outage(link.outageId);
    return outage === null ? HISTORY_PATH : incidentPath(outage.id);
  }
  if (table.get(link.id) !== undefined) return devicePath(link.id);
  for (const { record } of table.values()) if (record.id === link.id) return devicePath(record.key);
  return devicePath(link.id);
}
