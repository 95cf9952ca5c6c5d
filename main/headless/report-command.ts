import { join } from 'node:path';
import type { ReportView } from '../contract/look-back.ts';
import { isoTime } from '../history/export.ts';
import { openHistoryReadOnly } from '../history/open.ts';
import type { HistoryReader } from '../history/reader.ts';
import { idOf } from '../monitor/device-table.ts';
import { makeReport } from '../monitor/report.ts';
import type { Words } from '../words/index.ts';
import { reportText } from '../words/report-text.ts';
import type { ReportArguments } from './arguments.ts';
import { type CommandOutcome, stamp } from './history-command.ts';

const HOUR = 3_600_000;

/** What one shift tells the next, from the history alone; also while another process writes it. What is muted only the running program knows. */
export async function writeReport(args: ReportArguments, dataDir: string, words: Words, now: number): Promise<CommandOutcome> {
  const opened = await openHistoryReadOnly(join(dataDir, 'history.db'));
  if (!opened.ok) {
    if (opened.reason === 'missing')
      return { ok: false, reason: `There is no history in ${dataDir} yet. Name another --data-dir, or start Willwatch first.` };
    return { ok: false, reason: `The history in ${dataDir} cannot be read: ${opened.reason}.` };
  }
  const { history } = opened;
  try {
    const [last = null] = await history.handovers(1);
    const since = args.since ?? last?.until ?? now - 12 * HOUR;
    if (since > now) return { ok: false, reason: '--since is in the future; a report tells what was.' };
    const report = await makeReport({ since, until: null }, { history, table: await tableOf(history), now, mutes: [] });
    // What was written for this shift: the report of the one before, where this one begins.
    const text = last !== null && last.until === since ? last.text : '';
    if (args.format === 'json') return { ok: true, output: `${JSON.stringify(jsonOf(report, text), null, 2)}\n` };
    const context = { words, time: stamp, connection: (id: string) => id, mute: () => '' };
    return { ok: true, output: reportText({ ...report, isNow: false }, text, context) };
  } finally {
    await history.close();
  }
}

/** What the history alone knows of devices: their names. */
async function tableOf(history: HistoryReader) {
  const names = await history.names();
  const nameOf = (key: string): string | null => names.get(key) ?? null;
  return {
    get: () => undefined,
    nameOf,
    ref: (key: string) => ({ key, id: idOf(key), kind: 'device' as const, name: nameOf(key) }),
  };
}

/** For programs: times in ISO 8601, UTC. */
function jsonOf(report: ReportView, text: string): object {
  const span = ({ notBefore, notAfter }: { readonly notBefore: number | null; readonly notAfter: number | null }) => ({
    notBefore: isoTime(notBefore),
    notAfter: isoTime(notAfter),
  });
  const incidents = (list: ReportView['open']) =>
    list.map(({ outage, confirmed, notes }) => ({
      outageId: outage.id,
      device: outage.device.id,
      name: outage.device.name,
      connection: outage.connectionId,
      verdict: outage.verdict,
      began: span(outage.began),
      ended: outage.ended === null ? null : span(outage.ended),
      durationMs: outage.durationMs,
      affectedGateways: outage.affectedGateways,
      affectedDevices: outage.affectedDevices,
      affectedGatewayNames: outage.affectedGatewayNames,
      confirmed,
      acknowledged: outage.acknowledged && { at: isoTime(outage.acknowledged.at), note: outage.acknowledged.note },
      notes: notes.map((note) => ({ at: isoTime(note.at), text: note.text })),
    }));
  return {
    since: isoTime(report.since),
    until: isoTime(report.until),
    text,
    open: incidents(report.open),
    openTotal: report.openTotal,
    over: incidents(report.over),
    overTotal: report.overTotal,
    goodbyes: report.goodbyes,
    blindSpots: report.blindSpots.map(({ connectionId, began, ended, reason }) => ({
      connection: connectionId,
      began: isoTime(began),
      ended: isoTime(ended),
      reason,
    })),
    blindTotal: report.blindTotal,
    historyBeganAt: report.historyBeganAt === null ? null : isoTime(report.historyBeganAt),
    worst: report.worst.map(({ device, figures: { from, to, upstreams, ...figures } }) => ({
      gateway: device.id,
      name: device.name,
      ...figures,
      upstreams: upstreams.map((one) => ({ device: one.device.id, times: one.times, ms: one.ms })),
    })),
    notes: report.notes.map(({ at, device, text: said }) => ({ at: isoTime(at), device: device.id, text: said })),
  };
}
