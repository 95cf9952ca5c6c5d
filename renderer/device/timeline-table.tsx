import { cleanText } from '../shared/clean-text.ts';
import shared from '../shared/shared.module.css';
import { Time } from '../shared/time.tsx';
import { useWords } from '../shared/words-context.tsx';
import { affectedWords } from './timeline-drawing.tsx';
import type { AffectedSpan, blindSpansOf, Mark, maintenanceSpansOf, Span, segmentsOf } from './timeline-model.ts';

interface TimelineTableProps {
  readonly segments: ReturnType<typeof segmentsOf>;
  readonly blind: ReturnType<typeof blindSpansOf>;
  readonly unknown: Span | null;
  readonly affected: readonly AffectedSpan[];
  readonly marks: readonly Mark[];
  readonly maintenance: ReturnType<typeof maintenanceSpansOf>;
}

interface Row {
  readonly key: string;
  readonly from: number;
  /** null: a moment. */
  readonly to: number | null;
  readonly what: string;
}

/** What the drawing shows, part by part, newest first. */
export function TimelineTable({ segments, blind, unknown, affected, marks, maintenance }: TimelineTableProps) {
  const { t, domain, clock } = useWords();
  const rows: Row[] = [
    ...segments.map(({ key, from, to, verdict, sure }) => {
      const said = domain.verdictShort(verdict);
      return { key, from, to, what: sure ? said : t.device.maybe(said) };
    }),
    ...affected.map((one) => {
      const said = affectedWords(t, one);
      return { key: one.key, from: one.from, to: one.to, what: one.sure ? said : t.device.maybe(said) };
    }),
    ...blind.map(({ spot, from, to }) => ({
      key: `blind ${spot.id}`,
      from,
      to,
      what: `${t.device.legendBlind}: ${domain.linkReason(spot.reason).what}`,
    })),
    ...(unknown === null ? [] : [{ key: 'unknown', ...unknown, what: t.device.legendNotKnown }]),
    ...maintenance.map(({ span, from, to }) => ({
      key: `maintenance ${span.id}`,
      from,
      to,
      what: t.maintenance.mute(cleanText(span.name, 120)),
    })),
    ...marks.map(({ key, at, kind, text }) => {
      const said = kind === 'note' ? t.device.legendNote : t.device.legendAcknowledged;
      return { key, from: at, to: null, what: text === '' ? said : `${said}: ${cleanText(text, 400)}` };
    }),
  ];
  rows.sort((a, b) => b.from - a.from);
  const columns = t.device.timelineTable;
  if (rows.length === 0) return <p className={shared.quiet}>{t.device.timelineEmpty}</p>;
  return (
    <div className={shared.tableScroll}>
      <table className={shared.table} aria-label={t.device.timeline}>
        <thead>
          <tr>
            <th>{columns.from}</th>
            <th>{columns.to}</th>
            <th>{columns.what}</th>
            <th>{columns.length}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, from, to, what }) => (
            <tr key={key}>
              <td>
                <Time at={from} />
              </td>
              <td>{to !== null && <Time at={to} />}</td>
              <td>{what}</td>
              <td>{to !== null && clock.length(to - from)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
