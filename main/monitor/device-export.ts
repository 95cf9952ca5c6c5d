import type { DeviceRow } from '../contract/model.ts';
import { csvField, isoTime } from '../history/export.ts';

/** A few hundred rows: made in a few milliseconds, so that nothing else waits long. */
const PART = 500;

type Cell = string | number | null;

const COLUMNS: readonly (readonly [name: string, cell: (row: DeviceRow) => Cell])[] = [
  ['device', (row) => row.id],
  ['name', (row) => row.name],
  ['connection', (row) => row.connectionId],
  ['kind', (row) => row.kind],
  ['state', (row) => row.state],
  ['verdict', (row) => row.verdict],
  ['freshness', (row) => row.freshness],
  ['sinceNotBefore', (row) => isoTime(row.since.notBefore)],
  ['sinceNotAfter', (row) => isoTime(row.since.notAfter)],
  ['lastHeard', (row) => isoTime(row.lastHeardAt)],
  ['lossesIn24Hours', (row) => row.lossHours.reduce((sum, n) => sum + n, 0)],
  ['flapping', (row) => String(row.flapping)],
  ['acknowledged', (row) => String(row.acknowledged)],
  ['muted', (row) => String(row.muted)],
  ['site', (row) => row.site],
  ['hangsOn', (row) => row.path.join(' > ')],
  ['downstreamGateways', (row) => row.downstream.gateways],
  ['downstreamDevices', (row) => row.downstream.devices],
  ['convention', (row) => row.convention],
  ['will', (row) => row.will],
];

/**
 * Devices as CSV, part by part, each row as it is when its part is made; times in ISO 8601, UTC. As `exportText` of the history: RFC 4180, a
 * byte order mark for spreadsheets, formulas defused.
 * @param row null: the device is gone since
 */
export async function* deviceCsv(
  keys: readonly string[],
  row: (key: string) => DeviceRow | null,
  count: (rows: number) => void,
): AsyncGenerator<string> {
  yield `\uFEFF${COLUMNS.map(([name]) => name).join(',')}\r\n`;
  for (let at = 0; at < keys.length; at += PART) {
    const rows = keys.slice(at, at + PART).flatMap((key) => row(key) ?? []);
    yield rows.map((one) => `${COLUMNS.map(([, cell]) => csvField(cell(one))).join(',')}\r\n`).join('');
    count(PART);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
