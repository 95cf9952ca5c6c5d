import type { FeedValue } from '../contract/feed.ts';
import type { Interval } from '../contract/model.ts';
import type {
  Acknowledged,
  BlindSpotRecord,
  History,
  NoteRecord,
  OutageRecord,
  TimelineFilter,
  TimelinePlace,
  TimelineRecord,
} from './port.ts';

export type ExportFormat = 'csv' | 'json';

/** What people said of an outage and its device. */
export interface Said {
  readonly name: string | null;
  readonly acknowledged: Acknowledged | null;
  /** Oldest first. */
  readonly notes: readonly NoteRecord[];
}

export type ExportRow =
  | {
      readonly kind: 'outage';
      readonly outage: OutageRecord;
      readonly said: Said;
      /** What the device measured last before. */
      readonly feed: readonly FeedValue[];
    }
  | { readonly kind: 'blind'; readonly blindSpot: BlindSpotRecord };

/** What `readParts` asks. */
export type ExportSource = Pick<History, 'timelineFrom' | 'acknowledgements' | 'outageNotes' | 'feeds' | 'names'>;

/** A few hundred rows: read and written in a few milliseconds, so that nothing else waits long. */
const PART = 500;

/** The columns of a CSV file, in the order in which they stand. A blind spot has those that fit, and says why in the last two. */
const COLUMNS = [
  'row',
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
  'name',
  'acknowledgedAt',
  'acknowledgeNote',
  'notes',
  'blindReason',
  'blindDetail',
] as const;

/**
 * Every row of the timeline that fits, newest first, in parts, as `exportText` takes them. Ends early when `signal` is aborted.
 * Between two parts everybody else gets a turn.
 */
export async function* readParts(
  history: ExportSource,
  filter: TimelineFilter,
  signal?: AbortSignal,
): AsyncGenerator<readonly ExportRow[]> {
  let behind: TimelinePlace | null = null;
  const names = await history.names();
  while (!signal?.aborted) {
    const rows: readonly TimelineRecord[] = await history.timelineFrom(filter, behind, PART);
    if (rows.length > 0) yield await withSaid(history, names, rows);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PART) return;
    behind = { at: last.at, id: last.kind === 'outage' ? last.outage.id : last.blindSpot.id };
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function withSaid(
  history: ExportSource,
  names: ReadonlyMap<string, string>,
  rows: readonly TimelineRecord[],
): Promise<readonly ExportRow[]> {
  const ids = rows.flatMap((row) => (row.kind === 'outage' ? [row.outage.id] : []));
  const [acknowledgements, notes, feeds] = await Promise.all([
    history.acknowledgements(ids),
    history.outageNotes(ids),
    history.feeds(ids),
  ]);
  return rows.map((row) => {
    if (row.kind === 'blind') return row;
    const { id, deviceKey } = row.outage;
    const said = {
      name: names.get(deviceKey) ?? null,
      acknowledged: acknowledgements.get(id) ?? null,
      notes: notes.get(id) ?? [],
    };
    return { kind: 'outage', outage: row.outage, said, feed: feeds.get(id) ?? [] };
  });
}

/**
 * A file of outages and blind spots, part by part; times in ISO 8601, UTC.
 *
 * CSV after RFC 4180: a header, CRLF, quotes where needed, an empty field where nothing is known. A text that a spreadsheet would take for a
 * formula gets an apostrophe in front (JSON leaves it as it was). `bom` puts a byte order mark first: Excel needs it to read UTF-8.
 * JSON: an array, one object a row, `null` where nothing is known.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function exportText(
  parts: AsyncIterable<readonly ExportRow[]>,
  format: ExportFormat,
  { bom = false }: { readonly bom?: boolean } = {},
): AsyncGenerator<string> {
  return rowsText(parts, format, { bom, columns: COLUMNS, cells, json: jsonRow });
}

export type Cell = string | number | null;

/** How the rows of a file are written: as cells in the order of the columns, or as objects. */
export interface RowForm<R> {
  readonly bom: boolean;
  readonly columns: readonly string[];
  readonly cells: (row: R) => readonly Cell[];
  readonly json: (row: R) => object;
}

/** As `exportText`, of rows of any kind. */
export async function* rowsText<R>(
  parts: AsyncIterable<readonly R[]>,
  format: ExportFormat,
  { bom, columns, cells: cellsOf, json }: RowForm<R>,
): AsyncGenerator<string> {
  if (format === 'csv') {
    yield `${bom ? '\uFEFF' : ''}${columns.join(',')}\r\n`;
    for await (const rows of parts) yield rows.map((row) => `${cellsOf(row).map(csvField).join(',')}\r\n`).join('');
    return;
  }
  let before = '[\n';
  for await (const rows of parts) {
    yield before + rows.map((row) => indent(JSON.stringify(json(row), null, 2))).join(',\n');
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

function cells(row: ExportRow): readonly Cell[] {
  const cell: Partial<Record<(typeof COLUMNS)[number], Cell>> =
    row.kind === 'outage' ? ofOutage(row.outage, row.said) : ofBlind(row.blindSpot);
  return COLUMNS.map((column) => cell[column] ?? null);
}

function ofOutage(row: OutageRecord, { name, acknowledged, notes }: Said) {
  return {
    row: 'outage',
    id: row.id,
    device: row.deviceId,
    connection: row.connectionId,
    kind: row.deviceIsGateway ? 'gateway' : 'device',
    verdict: row.verdict,
    freshness: row.freshness,
    beganNotBefore: isoTime(row.began.notBefore),
    beganNotAfter: isoTime(row.began.notAfter),
    endedNotBefore: isoTime(row.ended?.notBefore ?? null),
    endedNotAfter: isoTime(row.ended?.notAfter ?? null),
    durationMs: row.durationMs,
    topic: row.topic,
    affectedGateways: row.affectedGateways,
    affectedDevices: row.affectedDevices,
    affectedGatewayIds: row.affectedGatewayIds.join('; '),
    causeOutageId: row.causeOutageId,
    alertOutcome: row.alertOutcome,
    alertReason: row.alertReason,
    alertAt: isoTime(row.alertAt),
    name,
    acknowledgedAt: isoTime(acknowledged?.at ?? null),
    acknowledgeNote: acknowledged?.note ?? null,
    notes: notes.length === 0 ? null : notes.map(({ text }) => text).join('\n'),
  };
}

function ofBlind({ id, connectionId, began, ended, reason }: BlindSpotRecord) {
  return {
    row: 'blind',
    id,
    connection: connectionId,
    beganNotBefore: isoTime(began),
    beganNotAfter: isoTime(began),
    endedNotBefore: isoTime(ended),
    endedNotAfter: isoTime(ended),
    durationMs: ended === null ? null : ended - began,
    blindReason: reason.code,
    blindDetail: reason.detail,
  };
}

function jsonRow(row: ExportRow): object {
  if (row.kind === 'blind') {
    const { id, connectionId, began, ended, reason } = row.blindSpot;
    return { row: 'blind', id, connection: connectionId, began: isoTime(began), ended: isoTime(ended), reason };
  }
  const { outage, said } = row;
  return {
    row: 'outage',
    id: outage.id,
    device: outage.deviceId,
    name: said.name,
    connection: outage.connectionId,
    kind: outage.deviceIsGateway ? 'gateway' : 'device',
    verdict: outage.verdict,
    freshness: outage.freshness,
    began: isoInterval(outage.began),
    ended: outage.ended === null ? null : isoInterval(outage.ended),
    durationMs: outage.durationMs,
    topic: outage.topic,
    affectedGateways: outage.affectedGateways,
    affectedDevices: outage.affectedDevices,
    affectedGatewayIds: outage.affectedGatewayIds,
    causeOutageId: outage.causeOutageId,
    alert:
      outage.alertOutcome === null
        ? null
        : { outcome: outage.alertOutcome, reason: outage.alertReason, at: isoTime(outage.alertAt) },
    acknowledged: said.acknowledged && { at: isoTime(said.acknowledged.at), note: said.acknowledged.note },
    notes: said.notes.map(({ text, at, editedAt }) => ({ text, at: isoTime(at), editedAt: isoTime(editedAt) })),
    feed: row.feed.map(({ at, ...one }) => ({ ...one, at: isoTime(at) })),
  };
}

/** A field of a CSV file: quoted where needed, a formula defused. */
export function csvField(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const indent = (json: string): string => json.replace(/^/gm, '  ');

export const isoInterval = ({ notBefore, notAfter }: Interval) => ({
  notBefore: isoTime(notBefore),
  notAfter: isoTime(notAfter),
});

/** A time beyond what a Date holds (a clock gone mad) is given as the number it is. */
export function isoTime(at: number | null): string | null {
  if (at === null) return null;
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString();
}
