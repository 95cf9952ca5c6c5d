import type { AffectedRecord } from './port.ts';
import type { Statements } from './statements.ts';
import { affectedTable } from './tables.ts';
import { restoreText } from './text.ts';
import { NEVER } from './timeline.ts';

/**
 * Other outages that overlap one, as far as their bounds are known. One that was only concluded from above (`upstream` without a message
 * of its own) confirms nothing.
 */
const overlaps = `o.id <> a.id AND (o.verdict <> 'upstream' OR o.message_id IS NOT NULL)
  AND coalesce(o.began_not_before, o.began_not_after, 0) <= coalesce(a.ended_not_after, a.ended_not_before, ${NEVER})
  AND coalesce(o.ended_not_after, o.ended_not_before, ${NEVER}) >= coalesce(a.began_not_before, a.began_not_after, 0)`;

// CROSS JOIN fixes the order: from the few affected to their outages, not the other way round.
const confirmedSql = `
  SELECT f.device_key FROM outage a CROSS JOIN affected f ON f.outage_id = a.id
    CROSS JOIN outage_of x ON x.device_key = f.device_key CROSS JOIN outage o ON o.id = x.id
    WHERE a.id = ? AND ${overlaps}
  UNION
  SELECT o.device_key FROM outage a CROSS JOIN outage o
    WHERE a.id = ? AND o.id > (SELECT indexed_to FROM meta) AND ${overlaps}`;

/** What an outage took down, then what lost only its redundancy; each gateways first, then by depth and id. Confirmed: an outage of the device's own overlaps it. */
export function readAffected(statements: Statements, outageId: number): (AffectedRecord & { readonly confirmed: boolean })[] {
  const rest = "WHERE outage_id = ? ORDER BY loss = 'degraded', kind = 'gateway' DESC, depth, device_id, device_key";
  const records = statements.select(affectedTable, rest, outageId);
  if (records.length === 0) return [];
  const confirmed = new Set<string>();
  for (const row of statements.of(confirmedSql).iterate(outageId, outageId)) confirmed.add(restoreText(row.device_key as string));
  return records.map((record) => ({ ...record, confirmed: confirmed.has(record.deviceKey) }));
}
