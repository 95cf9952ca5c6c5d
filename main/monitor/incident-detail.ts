import type { IncidentMember, IncidentView } from '../contract/look-back.ts';
import type { DeviceRef } from '../contract/model.ts';
import type { AffectedRecord, History, IncidentRecord, OutageRecord } from '../history/port.ts';
import type { DeviceTable } from './device-table.ts';
import { byText, naturalKey } from './natural-order.ts';
import { STRAGGLERS_MS } from './stragglers.ts';
import { alertView, noteView, storedOutageViews } from './views.ts';

const MEMBERS_SHOWN = 500;
const NOTES_SHOWN = 100;
/** Incidents that one after the other turned out to be part of another. */
const MOST_MERGES = 20;

export interface IncidentParts {
  readonly history: History;
  readonly table: DeviceTable;
}

/** All that is known of the incident an outage belongs to: root, what it took down and each one's return, what was told and noted. Null: no such outage. */
export async function describeIncident(outageId: number, parts: IncidentParts): Promise<IncidentView | null> {
  const { history, table } = parts;
  const asked = await history.outage(outageId);
  if (asked === null) return null;
  const record = await incidentOf(asked, history);
  const id = record?.id ?? asked.incidentId;
  const root = (record === null ? null : await history.outage(record.rootOutageId)) ?? asked;
  const [outages, affected, alerts, [rootView]] = await Promise.all([
    history.incidentOutages(id),
    history.affected(root.id),
    history.incidentAlerts(id),
    storedOutageViews([root], parts),
  ]);
  if (rootView === undefined) return null;
  const notes = [...(await history.outageNotes(outages.map((one) => one.id))).values()].flat().sort((a, b) => a.id - b.id);
  const members = membersOf(root, record, outages, affected, table);
  const lost = members.filter(({ status }) => status !== 'degraded');
  const count = (test: (member: IncidentMember) => boolean): number => members.filter(test).length;
  return {
    id,
    root: rootView,
    closedAt: record === null ? (root.ended?.notAfter ?? root.ended?.notBefore ?? null) : record.closedAt,
    outages: Math.max(1, outages.length),
    members: members.slice(0, MEMBERS_SHOWN),
    counts: {
      gateways: lost.filter(({ kind }) => kind === 'gateway').length,
      devices: lost.filter(({ kind }) => kind === 'device').length,
      confirmed: count(({ status }) => status === 'confirmed'),
      inferred: count(({ status }) => status === 'inferred'),
      degraded: count(({ status }) => status === 'degraded'),
      missing: lost.filter(({ ended }) => ended === null).length,
      stragglers: count(({ straggler }) => straggler),
    },
    alerts: alerts.map(alertView),
    notes: notes.slice(0, NOTES_SHOWN).map(noteView),
  };
}

/** The incident of an outage, through those that were found to be part of another since. */
async function incidentOf(outage: OutageRecord, history: History): Promise<IncidentRecord | null> {
  let record = await history.incident(outage.incidentId);
  for (let n = 0; record !== null && record.mergedInto !== null && n < MOST_MERGES; n++)
    record = (await history.incident(record.mergedInto)) ?? { ...record, mergedInto: null };
  return record;
}

/** Still missing first, then what came back late; then gateways before devices, by depth and name. */
function membersOf(
  root: OutageRecord,
  record: IncidentRecord | null,
  outages: readonly OutageRecord[],
  affected: readonly (AffectedRecord & { readonly confirmed: boolean })[],
  table: DeviceTable,
): readonly IncidentMember[] {
  const own = new Map(outages.filter(({ deviceKey }) => deviceKey !== root.deviceKey).map((one) => [one.deviceKey, one]));
  const backAt = root.ended?.notAfter ?? root.ended?.notBefore ?? record?.rootBackAt ?? null;
  const member = (ref: DeviceRef, depth: number | null, status: IncidentMember['status']): IncidentMember => {
    const outage = own.get(ref.key) ?? null;
    const ended = outage === null ? root.ended : outage.ended;
    const returnedAt = ended === null ? Number.POSITIVE_INFINITY : (ended.notBefore ?? ended.notAfter ?? 0);
    const straggler = outage !== null && backAt !== null && returnedAt - backAt >= STRAGGLERS_MS;
    return { ...ref, depth, status, outageId: outage?.id ?? null, began: outage?.began ?? null, ended, straggler };
  };
  const members = affected.map(({ deviceKey: key, deviceId, kind, depth, loss, confirmed }) => {
    const said = own.has(key) || (loss === 'lost' && confirmed);
    const ref = { key, id: deviceId, kind, name: table.nameOf(key) };
    return member(ref, depth, said ? 'confirmed' : loss === 'degraded' ? 'degraded' : 'inferred');
  });
  const known = new Set(affected.map(({ deviceKey }) => deviceKey));
  for (const { deviceKey: key, deviceId, deviceIsGateway } of own.values()) {
    if (known.has(key)) continue;
    const kind = deviceIsGateway ? 'gateway' : 'device';
    members.push(member({ key, id: deviceId, kind, name: table.nameOf(key) }, null, 'confirmed'));
  }
  const names = new Map(members.map(({ key, name, id }) => [key, naturalKey(name ?? id)]));
  const byName = (a: DeviceRef, b: DeviceRef): number => byText(names.get(a.key) ?? '', names.get(b.key) ?? '');
  return members.sort((a, b) => rankOf(a) - rankOf(b) || (a.depth ?? 1e9) - (b.depth ?? 1e9) || byName(a, b));
}

function rankOf({ status, ended, straggler, kind }: IncidentMember): number {
  const lost = status !== 'degraded';
  const first = lost && ended === null ? 0 : straggler ? 2 : lost ? 4 : 6;
  return first + (kind === 'gateway' ? 0 : 1);
}
