import { join } from 'node:path';
import { type ExportRow, type ExportSource, exportText, readParts } from '../history/export.ts';
import { openHistoryReadOnly } from '../history/open.ts';
import type { OutageRecord } from '../history/port.ts';
import type { DomainWords } from '../words/domain.en.ts';
import type { HistoryArguments } from './arguments.ts';

export type CommandOutcome = { readonly ok: true; readonly output: string } | { readonly ok: false; readonly reason: string };

/** Lists outages, newest first, also while another process writes them. */
export async function listHistory(args: HistoryArguments, dataDir: string, words: DomainWords): Promise<CommandOutcome> {
  const opened = await openHistoryReadOnly(join(dataDir, 'history.db'));
  if (!opened.ok) {
    if (opened.reason === 'missing')
      return { ok: false, reason: `There is no history in ${dataDir} yet. Name another --data-dir, or start Willwatch first.` };
    return { ok: false, reason: `The history in ${dataDir} cannot be read: ${opened.reason}.` };
  }
  const { history } = opened;
  try {
    const parts = outagesOf(history, args);
    if (args.format !== 'table') return { ok: true, output: (await Array.fromAsync(exportText(parts, args.format))).join('') };
    const outages = (await Array.fromAsync(parts)).flat().flatMap((row) => (row.kind === 'outage' ? [row.outage] : []));
    return { ok: true, output: toTable(outages, words) };
  } finally {
    await history.close();
  }
}

async function* outagesOf(history: ExportSource, { device, since }: HistoryArguments): AsyncGenerator<readonly ExportRow[]> {
  const filter = {
    deviceKey: null,
    text: device ?? '',
    verdicts: [],
    since,
    until: null,
    blindSpots: false,
    onlyOpen: false,
    rootsOnly: false,
  };
  for await (const rows of readParts(history, filter))
    yield rows.filter((row) => device === null || (row.kind === 'outage' && row.outage.deviceId === device));
}

function toTable(outages: readonly OutageRecord[], words: DomainWords): string {
  if (outages.length === 0) return 'No outages.\n';
  const rows = outages.map((one) => [
    one.deviceId.replace(/\p{Cc}/gu, '\uFFFD'),
    words.verdictShort(one.verdict),
    words.when(one.began, stamp),
    one.ended === null ? 'still offline' : words.when(one.ended, stamp),
    one.durationMs === null ? '' : length(one.durationMs),
    one.affectedGateways + one.affectedDevices === 0 ? '' : `${one.affectedGateways} gateways, ${one.affectedDevices} devices`,
  ]);
  const all = [['DEVICE', 'VERDICT', 'BEGAN', 'ENDED', 'LENGTH', 'AFFECTED'], ...rows];
  const widths = (all[0] ?? []).map((_, i) => Math.max(...all.map((row) => [...(row[i] ?? '')].length)));
  return `${all
    .map((row) =>
      row
        .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - [...cell].length))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')}\n`;
}

/** Local time with its offset, to the second: lines up, and sorts. */
export function stamp(at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function length(ms: number): string {
  const s = Math.round(ms / 1000);
  const parts = [Math.floor(s / 3600), Math.floor(s / 60) % 60, s % 60].map((n) => String(n).padStart(2, '0'));
  return parts.join(':');
}
