import { type Cell, type ExportFormat, isoInterval, isoTime, rowsText, type Said } from './export.ts';
import type { AffectionRecord, History, TimelinePlace } from './port.ts';

/** A time when a device was affected, with what people said of what affected it. */
export interface AffectionRow {
  readonly affection: AffectionRecord;
  /** Of the outage that affected it; its device's name. */
  readonly said: Said;
}

type Source = Pick<History, 'affections' | 'acknowledgements' | 'outageNotes' | 'names'>;

const PART = 500;

/** All times when a device was affected, newest first, in parts. Ends early when `signal` is aborted. */
export async function* affectionParts(
  history: Source,
  deviceKey: string,
  signal?: AbortSignal,
): AsyncGenerator<readonly AffectionRow[]> {
  const names = await history.names();
  let behind: TimelinePlace | null = null;
  while (!signal?.aborted) {
    const { rows }: { readonly rows: readonly AffectionRecord[] } = await history.affections({
      deviceKey,
      since: null,
      behind,
      limit: PART,
    });
    const ids = rows.map(({ outage }) => outage.id);
    const [acknowledgements, notes] = await Promise.all([history.acknowledgements(ids), history.outageNotes(ids)]);
    if (rows.length > 0)
      yield rows.map((affection) => ({
        affection,
        said: {
          name: names.get(affection.outage.deviceKey) ?? null,
          acknowledged: acknowledgements.get(affection.outage.id) ?? null,
          notes: notes.get(affection.outage.id) ?? [],
        },
      }));
    const last = rows.at(-1);
    if (last === undefined || rows.length < PART) return;
    behind = { at: last.at, id: last.outage.id };
  }
}

const COLUMNS: readonly (readonly [name: string, cell: (row: AffectionRow) => Cell])[] = [
  ['status', ({ affection }) => statusOf(affection)],
  ['depth', ({ affection }) => affection.depth],
  ['beganNotBefore', ({ affection }) => isoTime(timesOf(affection).began.notBefore)],
  ['beganNotAfter', ({ affection }) => isoTime(timesOf(affection).began.notAfter)],
  ['endedNotBefore', ({ affection }) => isoTime(timesOf(affection).ended?.notBefore ?? null)],
  ['endedNotAfter', ({ affection }) => isoTime(timesOf(affection).ended?.notAfter ?? null)],
  ['durationMs', ({ affection }) => timesOf(affection).durationMs],
  ['ownOutageId', ({ affection }) => affection.own?.id ?? null],
  ['by', ({ affection }) => affection.outage.deviceId],
  ['byName', ({ said }) => said.name],
  ['byConnection', ({ affection }) => affection.outage.connectionId],
  ['byVerdict', ({ affection }) => affection.outage.verdict],
  ['byOutageId', ({ affection }) => affection.outage.id],
  ['incidentId', ({ affection }) => affection.outage.incidentId],
  ['byBeganNotBefore', ({ affection }) => isoTime(affection.outage.began.notBefore)],
  ['byBeganNotAfter', ({ affection }) => isoTime(affection.outage.began.notAfter)],
  ['byEndedNotBefore', ({ affection }) => isoTime(affection.outage.ended?.notBefore ?? null)],
  ['byEndedNotAfter', ({ affection }) => isoTime(affection.outage.ended?.notAfter ?? null)],
  ['acknowledgedAt', ({ said }) => isoTime(said.acknowledged?.at ?? null)],
  ['acknowledgeNote', ({ said }) => said.acknowledged?.note ?? null],
  ['notes', ({ said }) => (said.notes.length === 0 ? null : said.notes.map(({ text }) => text).join('\n'))],
];

/** A file of the times when a device was affected, part by part; written as `exportText` writes the history. */
export function affectionsText(
  parts: AsyncIterable<readonly AffectionRow[]>,
  format: ExportFormat,
  { bom = false }: { readonly bom?: boolean } = {},
): AsyncGenerator<string> {
  return rowsText(parts, format, {
    bom,
    columns: COLUMNS.map(([name]) => name),
    cells: (row) => COLUMNS.map(([, cell]) => cell(row)),
    json: jsonOf,
  });
}

function jsonOf({ affection, said }: AffectionRow): object {
  const { outage, own, depth } = affection;
  const { began, ended, durationMs } = timesOf(affection);
  return {
    status: statusOf(affection),
    depth,
    began: isoInterval(began),
    ended: ended === null ? null : isoInterval(ended),
    durationMs,
    ownOutageId: own?.id ?? null,
    by: {
      device: outage.deviceId,
      name: said.name,
      connection: outage.connectionId,
      verdict: outage.verdict,
      outageId: outage.id,
      incidentId: outage.incidentId,
      began: isoInterval(outage.began),
      ended: outage.ended === null ? null : isoInterval(outage.ended),
    },
    acknowledged: said.acknowledged && { at: isoTime(said.acknowledged.at), note: said.acknowledged.note },
    notes: said.notes.map(({ text, at, editedAt }) => ({ text, at: isoTime(at), editedAt: isoTime(editedAt) })),
  };
}

/** `confirmed`: its own offline came too. `inferred`: it hangs on what was lost. `degraded`: another way still carried it. */
export function statusOf({ loss, confirmed }: AffectionRecord): 'confirmed' | 'inferred' | 'degraded' {
  return loss === 'degraded' ? 'degraded' : confirmed ? 'confirmed' : 'inferred';
}

/** From when to when it was affected: its own times where it said so itself, else those of what affected it. */
export const timesOf = ({ own, outage }: AffectionRecord) => own ?? outage;
