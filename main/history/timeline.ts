import type { SQLInputValue } from 'node:sqlite';
import { ofDeviceSql } from './device-index.ts';
import type { TimelineFilter, TimelinePlace, TimelineQuery, TimelineRecord } from './port.ts';
import type { Statements } from './statements.ts';
import { blindSpotTable, outageTable } from './tables.ts';
import { foldText, storeText } from './text.ts';

/** Later than any time; a bound that is not known never shuts a row out. */
export const NEVER = 8_640_000_000_000_000;

interface Part {
  readonly where: string;
  readonly values: readonly SQLInputValue[];
}

/** The connection a device key belongs to: `<connectionId>/<id>`. */
export function connectionOfKey(deviceKey: string): string {
  const slash = deviceKey.indexOf('/');
  return slash < 0 ? deviceKey : deviceKey.slice(0, slash);
}

/**
 * Outages and blind spots by beginning, newest first; equal times by id. `total` counts all that match, `rows` is [from, to) of them.
 * With a text, or by acknowledgement, only outages are asked for: a blind spot has neither. An empty `verdicts` means every verdict.
 */
export function readTimeline(statements: Statements, query: TimelineQuery): { total: number; rows: TimelineRecord[] } {
  const parts = partsOf(query);
  let total = 0;
  for (const part of parts) total += statements.number(`SELECT count(*) FROM ${part.from} ${part.where}`, ...part.values);
  const from = Math.max(0, query.from);
  return { total, rows: readRows(statements, parts, Math.max(0, query.to - from), from) };
}

/** The same, from behind a place on. */
export function readTimelineFrom(
  statements: Statements,
  filter: TimelineFilter,
  behind: TimelinePlace | null,
  limit: number,
): TimelineRecord[] {
  return readRows(statements, partsOf(filter, behind), limit, 0);
}

interface TimelinePart extends Part {
  readonly from: 'outage' | 'blind_spot';
  readonly select: string;
}

function partsOf(filter: TimelineFilter, behind: TimelinePlace | null = null): TimelinePart[] {
  const parts: TimelinePart[] = [{ from: 'outage', select: "'outage' AS kind, at, id", ...whereOutage(filter, behind) }];
  if (filter.blindSpots && filter.text === '' && (filter.acknowledged ?? null) === null)
    parts.push({ from: 'blind_spot', select: "'blind' AS kind, began AS at, id", ...whereBlindSpot(filter, behind) });
  return parts;
}

function readRows(statements: Statements, parts: readonly TimelinePart[], limit: number, offset: number): TimelineRecord[] {
  const union = parts.map((part) => `SELECT ${part.select} FROM ${part.from} ${part.where}`).join(' UNION ALL ');
  const page = statements
    .of(`${union} ORDER BY at DESC, id DESC LIMIT ? OFFSET ?`)
    .all(...parts.flatMap((part) => part.values), limit, offset) as unknown as {
    kind: 'outage' | 'blind';
    at: number;
    id: number;
  }[];
  const rows: TimelineRecord[] = [];
  for (const { kind, at, id } of page) {
    if (kind === 'outage') {
      const outage = statements.selectOne(outageTable, 'WHERE id = ?', id);
      if (outage !== null) rows.push({ kind, at, outage });
    } else {
      const blindSpot = statements.selectOne(blindSpotTable, 'WHERE id = ?', id);
      if (blindSpot !== null) rows.push({ kind, at, blindSpot });
    }
  }
  return rows;
}

function whereOutage(query: TimelineFilter, behind: TimelinePlace | null): Part {
  return join([
    query.deviceKey !== null && [ofDeviceSql('outage'), storeText(query.deviceKey), storeText(query.deviceKey)],
    // instr and not LIKE: no wildcards, and no limit of 50,000 bytes for the pattern.
    query.text !== '' && [
      `(instr(device_id_folded, ?) > 0 OR device_key IN (SELECT key FROM device_name WHERE instr(name_folded, ?) > 0)
        OR (affected_gateways > 0 AND EXISTS (SELECT 1 FROM json_each(affected_gateway_ids) WHERE instr(lower(value), ?) > 0)))`,
      foldText(query.text),
      foldText(query.text),
      // Beside the columns for search SQLite folds ASCII only: a gateway in capital umlauts is found by its own row.
      foldText(query.text),
    ],
    query.verdicts.length > 0 && ['verdict IN (SELECT value FROM json_each(?))', JSON.stringify(query.verdicts)],
    query.since !== null && [`coalesce(ended_not_after, ended_not_before, ${NEVER}) >= ?`, query.since],
    query.until !== null && ['coalesce(began_not_before, began_not_after, 0) <= ?', query.until],
    query.onlyOpen && ['is_open = 1'],
    query.rootsOnly && ['cause_outage_id IS NULL'],
    query.acknowledged === true && ['id IN (SELECT outage_id FROM acknowledgement)'],
    query.acknowledged === false && ['id NOT IN (SELECT outage_id FROM acknowledgement)'],
    behind !== null && ['(at, id) < (?, ?)', behind.at, behind.id],
  ]);
}

function whereBlindSpot(query: TimelineFilter, behind: TimelinePlace | null): Part {
  return join([
    query.deviceKey !== null && ['(connection_id = ? OR connection_id IS NULL)', storeText(connectionOfKey(query.deviceKey))],
    query.since !== null && [`coalesce(ended, ${NEVER}) >= ?`, query.since],
    query.until !== null && ['began <= ?', query.until],
    query.onlyOpen && ['ended IS NULL'],
    behind !== null && ['(began, id) < (?, ?)', behind.at, behind.id],
  ]);
}

function join(tests: readonly (false | readonly [sql: string, ...values: SQLInputValue[]])[]): Part {
  const used = tests.filter((test) => test !== false);
  return {
    where: used.length === 0 ? '' : `WHERE ${used.map(([sql]) => sql).join(' AND ')}`,
    values: used.flatMap(([, ...values]) => values),
  };
}
