import type { ReportIncident, ReportView } from '../contract/look-back.ts';
import type { MuteView, OutageView } from '../contract/model.ts';
import type { FormatTime } from './domain.en.ts';
import { percent, rangeText } from './figures-text.ts';
import type { Words } from './index.ts';

export interface ReportTextContext {
  readonly words: Words;
  /** A time of the report, with its day. */
  readonly time: FormatTime;
  /** What a connection is called. */
  readonly connection: (id: string) => string;
  /** What a mute keeps silent. */
  readonly mute: (mute: MuteView) => string;
}

/** A report as plain text: for a ticket, a mail, a terminal. `text`: what was written for the next shift. */
export function reportText(report: ReportView, text: string, context: ReportTextContext): string {
  const { words, time, connection } = context;
  const { report: w, domain } = words;
  const lines = [w.title, w.span(time(report.since), time(report.until))];
  const part = (title: string, items: readonly string[], none: string): void => {
    lines.push('', `${title}:`, ...(items.length === 0 ? [`- ${none}`] : items.map((item) => `- ${item}`)));
  };
  lines.push('', `${w.forNext}:`, ...(text.trim() === '' ? [w.noText] : text.trim().split('\n').map(plain)));
  const rest = (total: number, shown: readonly unknown[]): readonly string[] =>
    total > shown.length ? [w.more(total - shown.length)] : [];
  const incident = (one: ReportIncident): string => incidentText(one, report.until, context);
  part(w.lasting, [...report.open.map(incident), ...rest(report.openTotal, report.open)], w.lastingNone);
  part(w.over, [...report.over.map(incident), ...rest(report.overTotal, report.over)], w.overNone);
  if (report.goodbyes > 0) lines.push('', w.goodbyes(report.goodbyes));
  part(
    w.blind,
    [
      ...(report.historyBeganAt === null ? [] : [w.blindBefore(time(report.historyBeganAt))]),
      ...report.blindSpots.map(({ connectionId, began, ended, reason }) => {
        const of = connectionId === null ? w.allConnections : plain(connection(connectionId));
        return `${w.span(time(began), ended === null ? w.ongoing : time(ended))}: ${of}. ${domain.linkReason(reason).what}`;
      }),
      ...rest(report.blindTotal, report.blindSpots),
    ],
    w.blindNone,
  );
  part(
    w.worst,
    report.worst.map(({ device, figures }) => {
      const { availability, outages, repairMs } = figures;
      return [
        plain(domain.deviceName(device.name, device.id)),
        ...(availability === null ? [] : [rangeText(availability, (value) => percent(value, words.language))]),
        w.outages(outages),
        ...(repairMs === null ? [] : [w.back(rangeText(repairMs, domain.length))]),
      ].join(', ');
    }),
    w.worstNone,
  );
  if (report.isNow) part(w.silent, silentLines(report, context), w.silentNone);
  if (report.notes.length > 0)
    part(
      w.notes,
      report.notes.map(({ device, at, text: said }) => w.note(`${time(at)} ${plain(device.name ?? device.id)}`, plain(said))),
      w.notesNone,
    );
  return `${lines.join('\n')}\n`;
}

/** Mutes, maintenance and snoozes in force, one line each. */
export function silentLines({ mutes, open }: ReportView, { words, time, mute }: ReportTextContext): readonly string[] {
  const { report: w } = words;
  const snoozed = open.flatMap(({ outage: { device, snoozedUntil } }) =>
    snoozedUntil === null ? [] : [w.snoozed(plain(device.name ?? device.id), time(snoozedUntil))],
  );
  const muted = mutes.map((one) => {
    const until = one.until === null ? null : time(one.until);
    if (one.maintenance !== null) return w.maintenance(plain(one.maintenance.name), until ?? '');
    return until === null ? w.mutedForever(plain(mute(one))) : w.muted(plain(mute(one)), until);
  });
  return [...muted, ...snoozed];
}

function incidentText({ outage, confirmed, notes }: ReportIncident, until: number, { words, time }: ReportTextContext): string {
  const { report: w, domain } = words;
  const { device, began, ended, affectedGateways, affectedDevices, affectedGatewayNames, acknowledged } = outage;
  const took = w.took(affectedGateways, affectedDevices);
  const named = affectedGatewayNames.slice(0, 5).map(plain).join(', ');
  const parts = [
    `${plain(domain.deviceName(device.name, device.id))}: ${domain.verdictShort(outage.verdict)} ${domain.when(began, time)}`,
    ended === null ? w.lasts(domain.length(lengthUntil(outage, until))) : w.ended(domain.when(ended, time)),
    ...(outage.durationMs === null || ended === null ? [] : [w.lasted(domain.length(outage.durationMs))]),
    ...(took === '' ? [] : [`${took}${named === '' ? '' : ` (${named})`}`, w.confirmed(confirmed)]),
    acknowledged === null
      ? `${w.columns.taken}: ${w.nobody}`
      : [w.acknowledged(time(acknowledged.at)), plain(acknowledged.note ?? '')].filter((said) => said !== '').join(': '),
  ];
  return [parts.join('; '), ...notes.map(({ at, text }) => `  ${w.note(time(at), plain(text))}`)].join('\n');
}

const lengthUntil = ({ began }: OutageView, until: number): number =>
  Math.max(0, until - (began.notAfter ?? began.notBefore ?? until));

/** On one line, and with nothing that moves a terminal's cursor or the words around. */
const plain = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\r\n\t]+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD');
