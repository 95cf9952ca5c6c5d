import type { SQLInputValue } from 'node:sqlite';
import { affectedByIdsSql, ofDeviceSql } from './device-index.ts';
import type { AffectedRecord, AffectionRecord, AffectionsQuery, DeviceTimes, OutageRecord } from './port.ts';
import type { Statements } from './statements.ts';
import { int, intOrNull, loss } from './stored.ts';
import { blindSpotTable, outageTable, type Row } from './tables.ts';
import { storeText } from './text.ts';
import { connectionOfKey, NEVER } from './timeline.ts';

/** More than this in one span of figures is a device that comes and goes without end: the newest tell enough, and the span begins with them. */
const MOST_TIMES = 20_000;

const began = (of: string): string => `coalesce(${of}.began_not_before, ${of}.began_not_after, 0)`;
const ended = (of: string): string => `coalesce(${of}.ended_not_after, ${of}.ended_not_before, ${NEVER})`;

/**
 * The outages that affected a device, of each incident the topmost: what hangs on a router by a gateway is affected by the router, not once
 * more by the gateway that fell with it. Parameters: key, key, key, since. Only the device's own rows are looked at, whatever else there is.
 */
export const affectionsSql = `
  FROM (${affectedByIdsSql}) x
  CROSS JOIN affected f ON f.outage_id = x.outage_id AND f.device_key = ?
  CROSS JOIN outage o ON o.id = x.outage_id
  WHERE ${ended('o')} >= ? AND NOT EXISTS (
    SELECT 1 FROM affected above WHERE above.outage_id = o.cause_outage_id AND above.device_key = f.device_key
      AND above.loss IN ('lost', f.loss))`;

/** When a device was affected by something above it, newest first by beginning, and how often in all. */
export function readAffections(
  statements: Statements,
  { deviceKey, since, behind, limit }: AffectionsQuery,
): { total: number; rows: AffectionRecord[] } {
  const key = storeText(deviceKey);
  const asked: SQLInputValue[] = [key, key, key, since ?? 0];
  const total = statements.number(`SELECT count(*) ${affectionsSql}`, ...asked);
  const page = statements
    .of(
      `SELECT o.id, o.at, f.loss, f.depth ${affectionsSql} ${behind === null ? '' : 'AND (o.at, o.id) < (?, ?)'}
       ORDER BY o.at DESC, o.id DESC LIMIT ?`,
    )
    .all(...asked, ...(behind === null ? [] : [behind.at, behind.id]), limit) as Row[];
  const found = page.flatMap((row) => {
    const outage = statements.selectOne(outageTable, 'WHERE id = ?', int(row.id));
    return outage === null ? [] : [{ outage, at: int(row.at), loss: loss(row.loss), depth: int(row.depth) }];
  });
  const own = ownOutages(
    statements,
    key,
    found.map(({ outage }) => outage),
  );
  return { total, rows: found.map((one) => ({ ...one, ...confirmedBy(one, own) })) };
}

/** The device's own outages while any of these lasted. */
function ownOutages(statements: Statements, key: string, while_: readonly OutageRecord[]): readonly OutageRecord[] {
  if (while_.length === 0) return [];
  const from = Math.min(...while_.map(earliest));
  const to = Math.max(...while_.map(latest));
  const rest = `WHERE ${ofDeviceSql('outage')} AND ${began('outage')} <= ? AND ${ended('outage')} >= ? ORDER BY id`;
  return statements.select(outageTable, rest, key, key, to, from);
}

/** As `readAffected` has it: an outage of the device's own overlaps the one that affected it. Its own times hold where it is of the same incident. */
function confirmedBy(
  { outage, loss: lost }: { readonly outage: OutageRecord; readonly loss: AffectedRecord['loss'] },
  own: readonly OutageRecord[],
): Pick<AffectionRecord, 'confirmed' | 'own'> {
  if (lost === 'degraded') return { confirmed: false, own: null };
  const overlapping = own.filter(
    (one) =>
      one.id !== outage.id &&
      (one.verdict !== 'upstream' || one.messageId !== null) &&
      earliest(one) <= latest(outage) &&
      latest(one) >= earliest(outage),
  );
  return {
    confirmed: overlapping.length > 0,
    own: overlapping.find(({ incidentId }) => incidentId === outage.incidentId) ?? null,
  };
}

const earliest = (one: OutageRecord): number => one.began.notBefore ?? one.began.notAfter ?? 0;
const latest = (one: OutageRecord): number => one.ended?.notAfter ?? one.ended?.notBefore ?? NEVER;

/** What the figures of a device are made of: what touches the time since then. */
export function readDeviceTimes(statements: Statements, deviceKey: string, since: number): DeviceTimes {
  const key = storeText(deviceKey);
  const newest = `ORDER BY at DESC, id DESC LIMIT ${MOST_TIMES}`;
  const outages = statements.select(
    outageTable,
    `WHERE ${ofDeviceSql('outage')} AND ${ended('outage')} >= ? ${newest}`,
    key,
    key,
    since,
  );
  const affected = statements
    .of(`SELECT o.id, f.loss ${affectionsSql} ORDER BY o.at DESC, o.id DESC LIMIT ${MOST_TIMES}`)
    .all(key, key, key, since) as Row[];
  const spots = statements.select(
    blindSpotTable,
    `WHERE (connection_id = ? OR connection_id IS NULL) AND coalesce(ended, ${NEVER}) >= ? ORDER BY began DESC, id DESC LIMIT ${MOST_TIMES}`,
    storeText(connectionOfKey(deviceKey)),
    since,
  );
  const times = affected.flatMap((row) => {
    const outage = statements.selectOne(outageTable, 'WHERE id = ?', int(row.id));
    if (outage === null) return [];
    const { began: from, ended: to, durationMs, incidentId } = outage;
    return [{ began: from, ended: to, durationMs, incidentId, byKey: outage.deviceKey, loss: loss(row.loss) }];
  });
  const cut = [outages.map(earliest), times.map((one) => one.began.notBefore ?? 0), spots.map((spot) => spot.began)].flatMap(
    (list) => (list.length === MOST_TIMES ? [Math.min(...list)] : []),
  );
  const known = knownSince(statements, key);
  return {
    knownSince: known === null ? null : Math.max(known, ...cut),
    outages: outages.map(({ began: from, ended: to, durationMs, incidentId, verdict }) => ({
      began: from,
      ended: to,
      durationMs,
      incidentId,
      verdict,
    })),
    affected: times,
    blindSpots: spots.map((spot) => ({ began: spot.began, ended: spot.ended })),
  };
}

/** The earliest that there is of a device: a message, an outage, something that affected it. */
function knownSince(statements: Statements, key: string): number | null {
  const rows = [
    statements
      .of(
        `SELECT received_at AS at FROM message WHERE id = coalesce((SELECT min(id) FROM message_of WHERE device_key = ?1),
         (SELECT id FROM message WHERE id > (SELECT indexed_to FROM meta) AND device_key = ?1 ORDER BY id LIMIT 1))`,
      )
      .get(key),
    statements.of(`SELECT min(nullif(at, 0)) AS at FROM outage WHERE ${ofDeviceSql('outage')}`).get(key, key),
    statements.of(`SELECT min(nullif(o.at, 0)) AS at ${affectionsSql}`).get(key, key, key, 0),
  ] as (Row | undefined)[];
  const known = rows.flatMap((row) => intOrNull(row?.at ?? null) ?? []);
  return known.length === 0 ? null : Math.min(...known);
}
