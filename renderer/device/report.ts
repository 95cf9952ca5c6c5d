import type { DeviceDetail } from '../../main/contract/model.ts';
import type { Words } from '../../main/words/index.ts';
import { cleanText } from '../shared/clean-text.ts';
import { bytesOf, textOf } from './payload.ts';

const WILL_MAX = 2000;
/** The newest ones: a ticket is about now. */
const NOTES_MAX = 5;

const FEED_MAX = 20;

/** What stands on a device's page as plain text, for a ticket. */
export function reportOf(detail: DeviceDetail, words: Words, time: (at: number) => string): string {
  const { domain, window: t } = words;
  const { row } = detail;
  const lines = [
    cleanText(domain.deviceName(row.name, row.id)),
    `${t.device.report.state}: ${domain.state[row.state]}. ${domain.headline(row, time)}`,
  ];
  const add = (title: string, items: readonly string[]): void => {
    if (items.length > 0) lines.push('', `${title}:`, ...items);
  };
  add(
    t.device.report.evidence,
    detail.evidence.map((evidence, index) => `${index + 1}. ${cleanText(domain.evidence(evidence, time), 1000)}`),
  );
  add(
    t.device.report.doubts,
    detail.doubts.map((doubt) => `- ${domain.doubt(doubt)}`),
  );
  const { outage, feed } = detail;
  if (feed !== null)
    add(
      t.feed.report,
      feed.values.slice(0, FEED_MAX).map((one) => {
        const value = `${cleanText(one.value)}${one.unit === '' ? '' : ` ${one.unit}`}`;
        return `${cleanText(one.label || one.path || one.topic)}: ${value} (${time(one.at)}, ${cleanText(one.topic)})`;
      }),
    );
  if (outage?.acknowledged != null)
    add(t.device.report.acknowledged, [
      [time(outage.acknowledged.at), cleanText(outage.acknowledged.note ?? '', WILL_MAX)].filter(Boolean).join(': '),
    ]);
  add(
    t.device.report.notes,
    detail.notes.slice(0, NOTES_MAX).map((note) => `${time(note.at)}: ${cleanText(note.text, WILL_MAX)}`),
  );
  const { gateways, devices } = detail.affectedTotal;
  if (gateways + devices > 0) {
    const named = detail.affected
      .filter(({ kind }) => kind === 'gateway')
      .map(({ id, name }) => cleanText(domain.deviceName(name, id)));
    add(t.device.report.affected, [
      `${t.plural.downstreamGateways(gateways)}${named.length > 0 ? `: ${named.slice(0, 20).join(', ')}` : ''}`,
      t.plural.devices(devices),
    ]);
  }
  if (detail.will)
    add(t.device.report.will, [
      cleanText(detail.will.topic, 500),
      textOf(bytesOf(detail.will.payloadBase64), true).text.slice(0, WILL_MAX),
    ]);
  return lines.join('\n');
}
