import type { ReportIncident, ReportView } from '../contract/look-back.ts';
import type { MuteView } from '../contract/model.ts';
import type { OutageRecord, TimelinePlace, TimelineRecord } from '../history/port.ts';
import type { HistoryReader } from '../history/reader.ts';
import { type DeviceTable, keyOf } from './device-table.ts';
import { figuresView } from './look-back.ts';
import { blindSpotView, noteView, storedOutageViews } from './views.ts';

const INCIDENTS_SHOWN = 200;
const BLIND_SPOTS_SHOWN = 200;
const NOTES_SHOWN = 200;
const WORST_SHOWN = 5;
/** Gateways that are looked at for the worst: those of the newest incidents. */
const WORST_OF = 100;
const PART = 500;
/** A longer time has more than anybody reads. */
const MOST_READ = 20_000;
/** A report that was handed over this short a time ago still tells of now. */
const NOW_MS = 15 * 60_000;

export interface ReportParts {
  readonly history: Pick<
    HistoryReader,
    'timelineFrom' | 'beganAt' | 'blindSpots' | 'acknowledgements' | 'outageNotes' | 'deviceNotes' | 'affected' | 'deviceTimes'
  >;
  readonly table: Pick<DeviceTable, 'get' | 'nameOf' | 'ref'>;
  readonly now: number;
  /** Those in force now. */
  readonly mutes: readonly MuteView[];
}

/** What happened in a shift: the causes of it, what they took down, when nobody could see, which gateways were worst, what was written. */
export async function makeReport(
  { since, until: asked }: { readonly since: number; readonly until: number | null },
  parts: ReportParts,
): Promise<ReportView> {
  const { history, table, now, mutes } = parts;
  const until = Math.max(since, asked ?? now);
  const isNow = now - until < NOW_MS;
  // Up to now means all there is, also what a clock that was set back since put later.
  const bound = asked ?? Number.MAX_SAFE_INTEGER;
  const roots = await rootsOf(history, since, bound);
  const losses = roots.filter(({ verdict }) => verdict !== 'clean');
  const lasts = ({ ended }: OutageRecord): boolean => ended === null || (ended.notBefore ?? ended.notAfter ?? 0) > bound;
  const open = losses.filter(lasts);
  const over = losses.filter((one) => !lasts(one));
  const spots = await history.blindSpots({ connectionId: null, since, limit: MOST_READ });
  const inTime = spots.filter(({ began }) => began <= bound);
  const beganAt = (await history.beganAt()) ?? until;
  const notes = await history.deviceNotes({ since, until: bound, limit: NOTES_SHOWN });
  return {
    since,
    until,
    isNow,
    open: await incidentsOf(open.slice(0, INCIDENTS_SHOWN), parts),
    openTotal: open.length,
    over: await incidentsOf(over.slice(0, INCIDENTS_SHOWN), parts),
    overTotal: over.length,
    goodbyes: roots.length - losses.length,
    historyBeganAt: beganAt > since ? Math.min(beganAt, until) : null,
    blindSpots: inTime.slice(0, BLIND_SPOTS_SHOWN).map(blindSpotView),
    blindTotal: inTime.length,
    worst: await worstOf(losses, since, until, parts),
    notes: notes.map((note) => ({ ...noteView(note), device: table.ref(note.deviceKey) })),
    mutes: isNow ? mutes : [],
  };
}

/** The outages that nothing above explains, newest first, as far as anybody would read. */
async function rootsOf(history: ReportParts['history'], since: number, until: number): Promise<readonly OutageRecord[]> {
  const filter = {
    deviceKey: null,
    text: '',
    verdicts: [],
    since,
    until,
    blindSpots: false,
    onlyOpen: false,
    rootsOnly: true,
  };
  const roots: OutageRecord[] = [];
  let behind: TimelinePlace | null = null;
  while (roots.length < MOST_READ) {
    const rows: readonly TimelineRecord[] = await history.timelineFrom(filter, behind, PART);
    for (const row of rows) if (row.kind === 'outage') roots.push(row.outage);
    const last = roots.at(-1);
    const at = rows.at(-1)?.at;
    if (rows.length < PART || last === undefined || at === undefined) break;
    behind = { at, id: last.id };
  }
  return roots;
}

async function incidentsOf(records: readonly OutageRecord[], parts: ReportParts): Promise<readonly ReportIncident[]> {
  const { history } = parts;
  const [views, notes] = [await storedOutageViews(records, parts), await history.outageNotes(records.map(({ id }) => id))];
  const incidents: ReportIncident[] = [];
  for (const outage of views) {
    const hasTaken = outage.affectedGateways + outage.affectedDevices > 0;
    const affected = hasTaken ? await history.affected(outage.id) : [];
    const confirmed = affected.filter((one) => one.confirmed && one.loss === 'lost').length;
    incidents.push({ outage, confirmed, notes: (notes.get(outage.id) ?? []).map(noteView) });
  }
  return incidents;
}

/** The gateways that went or were taken down, by how long they were away at least. */
async function worstOf(
  losses: readonly OutageRecord[],
  since: number,
  until: number,
  { history, table }: ReportParts,
): Promise<ReportView['worst']> {
  const keys = new Set<string>();
  for (const one of losses) {
    if (keys.size >= WORST_OF) break;
    if (one.deviceIsGateway) keys.add(one.deviceKey);
    for (const id of one.affectedGatewayIds) keys.add(keyOf(one.connectionId, id));
  }
  const found: ReportView['worst'][number][] = [];
  for (const key of [...keys].slice(0, WORST_OF)) {
    const times = await history.deviceTimes({ deviceKey: key, since });
    const figures = figuresView(times, since, until, (one) => table.ref(one));
    if (figures.outages > 0) found.push({ device: table.ref(key), figures });
  }
  const away = ({ figures }: (typeof found)[number]): number => figures.seenMs * (1 - (figures.availability?.most ?? 1));
  return found.sort((a, b) => away(b) - away(a) || b.figures.outages - a.figures.outages).slice(0, WORST_SHOWN);
}
