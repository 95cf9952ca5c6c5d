import type { Interval } from '../contract/model.ts';
import type { OutageRecord } from './port.ts';

/** The columns of an export, in the order in which they stand. */
const COLUMNS = [
  'id',
  'device',
  'connection',
  'kind',
  'verdict',
  'freshness',
  'beganNotBefore',
  'beganNotAfter',
  'endedNotBefore',
  'endedNotAfter',
  'durationMs',
  'topic',
  'affectedGateways',
  'affectedDevices',
  'affectedGatewayIds',
  'causeOutageId',
  'alertOutcome',
  'alertReason',
  'alertAt',
] as const;

/**
 * Outages as CSV after RFC 4180: a header, CRLF, quotes where needed; times in ISO 8601, UTC; an empty field where nothing is known.
 * A text that a spreadsheet would take for a formula gets an apostrophe in front (`toJson` leaves it as it was).
 * `bom` puts a byte order mark first: Excel needs it to read UTF-8. @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function toCsv(rows: readonly OutageRecord[], { bom = false }: { readonly bom?: boolean } = {}): string {
  const lines = [COLUMNS.join(','), ...rows.map((row) => cells(row).map(csvField).join(','))];
  return `${bom ? '\uFEFF' : ''}${lines.join('\r\n')}\r\n`;
}

/** Outages as a JSON array, one object for each; times in ISO 8601, UTC, `null` where nothing is known. */
export function toJson(rows: readonly OutageRecord[]): string {
  const objects = rows.map((row) => ({
    id: row.id,
    device: row.deviceId,
    connection: row.connectionId,
    kind: row.deviceIsGateway ? 'gateway' : 'device',
    verdict: row.verdict,
    freshness: row.freshness,
    began: isoInterval(row.began),
    ended: row.ended === null ? null : isoInterval(row.ended),
    durationMs: row.durationMs,
    topic: row.topic,
    affectedGateways: row.affectedGateways,
    affectedDevices: row.affectedDevices,
    affectedGatewayIds: row.affectedGatewayIds,
    causeOutageId: row.causeOutageId,
    alert: row.alertOutcome === null ? null : { outcome: row.alertOutcome, reason: row.alertReason, at: isoTime(row.alertAt) },
  }));
  return `${JSON.stringify(objects, null, 2)}\n`;
}

type Cell = string | number | null;

function cells(row: OutageRecord): readonly Cell[] {
  return [
    row.id,
    row.deviceId,
    row.connectionId,
    row.deviceIsGateway ? 'gateway' : 'device',
    row.verdict,
    row.freshness,
    isoTime(row.began.notBefore),
    isoTime(row.began.notAfter),
    isoTime(row.ended?.notBefore ?? null),
    isoTime(row.ended?.notAfter ?? null),
    row.durationMs,
    row.topic,
    row.affectedGateways,
    row.affectedDevices,
    row.affectedGatewayIds.join('; '),
    row.causeOutageId,
    row.alertOutcome,
    row.alertReason,
    isoTime(row.alertAt),
  ];
}

function csvField(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const isoInterval = ({ notBefore, notAfter }: Interval) => ({ notBefore: isoTime(notBefore), notAfter: isoTime(notAfter) });

/** A time beyond what a Date holds (a clock gone mad) is given as the number it is. */
function isoTime(at: number | null): string | null {
  if (at === null) return null;
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString();
}
