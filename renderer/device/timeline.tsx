import { Button, SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { DeviceDetail, OutageView } from '../../main/contract/model.ts';
import { isOneOf, useRemembered } from '../shared/remember.ts';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { BlindShape, StateWord, stateOfVerdict } from '../shared/state-shape.tsx';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import classes from './device.module.css';
import { TimelineDrawing } from './timeline-drawing.tsx';
import {
  type AffectedSpan,
  affectedSpansOf,
  blindSpansOf,
  type Mark,
  maintenanceSpansOf,
  marksOf,
  offlineMs,
  segmentsOf,
  unknownSpanOf,
} from './timeline-model.ts';
import { TimelineTable } from './timeline-table.tsx';
import { useZoom } from './use-zoom.ts';

const HOUR = 3_600_000;
const RANGES = { day: 24 * HOUR, week: 168 * HOUR, month: 720 * HOUR, quarter: 2160 * HOUR } as const;
type Range = keyof typeof RANGES;
/** As many as one query may give. */
const OUTAGES_MAX = 500;
const TOPICS = ['outages', 'notes'] as const;

interface TimelineProps {
  readonly detail: DeviceDetail;
  /** The earliest that is known of the device; null: nothing. `undefined`: not yet told. */
  readonly knownSince: number | null | undefined;
}

/** A device's outages over time, when we could not see, and what people did; as a drawing, and as a table that says the same. */
export function Timeline({ detail, knownSince }: TimelineProps) {
  const { t, clock } = useWords();
  const now = useNow();
  const deviceKey = detail.row.key;
  const [range, setRange] = useRemembered<Range>('timeline.range', 'day', isOneOf('day', 'week', 'month', 'quarter'));
  const [asTable, setAsTable] = useState(false);
  // By the hour, so that the question does not change with every tick.
  const since = Math.floor((now - RANGES.quarter) / HOUR) * HOUR;
  const query = useQuery(
    'history.query',
    { from: 0, to: OUTAGES_MAX, filter: { deviceKey, blindSpots: false, since } },
    { topics: TOPICS, deviceKey, keep: true },
  );
  const outages = useMemo(
    () => (query.data?.rows ?? []).flatMap((row) => (row.kind === 'outage' ? [row.outage] : [])),
    [query.data],
  );
  const affections = useQuery(
    'device.affections',
    { key: deviceKey, since, limit: OUTAGES_MAX },
    { topics: TOPICS, deviceKey, keep: true },
  );
  // The clock ticks once a minute, and what happened since must be on the page.
  const to = Math.max(now, detail.row.lastHeardAt, ...detail.notes.map(({ at }) => at), ...outages.flatMap(timesOf));
  const zoom = useZoom({ from: to - RANGES[range], to }, { from: to - RANGES.quarter, to });
  const { span, isZoomed } = zoom;
  const segments = segmentsOf(outages, span, to);
  const blind = blindSpansOf(detail.blindSpots, span, to);
  const unknown = knownSince === undefined ? undefined : unknownSpanOf(knownSince, span);
  const affectedRows = affections.data?.rows ?? [];
  const affected = affectedSpansOf(affectedRows, span, to);
  const marks = marksOf(outages, detail.notes, span);
  const maintenance = maintenanceSpansOf(detail.maintenance, span, to);
  const shown = new Set(segments.map(({ outage }) => outage.id)).size;
  const said = isZoomed
    ? t.device.zoomed(clock.shortStamp(span.from, now), clock.shortStamp(span.to, now))
    : t.device.lastRange(t.device.ranges[range]);
  const affectedTimes = new Set(affected.map(({ affection }) => affection.outage.id)).size;
  const summary = [
    t.device.timelineSummary(said, shown, clock.minutes(offlineMs(segments)), blind.length),
    ...(unknown && knownSince != null ? [t.device.knownOnlySince(clock.shortStamp(knownSince, now))] : []),
    ...(affectedTimes > 0 ? [`${t.past.timelineAffected(affectedTimes)}.`] : []),
  ].join(' ');
  return (
    <Section
      title={t.device.timeline}
      aside={
        <span className={classes.timelineTools}>
          {isZoomed && (
            <Button variant="subtle" onClick={zoom.reset}>
              {t.device.resetZoom}
            </Button>
          )}
          <Button variant={asTable ? 'light' : 'default'} aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {t.device.asTable}
          </Button>
          <SegmentedControl
            aria-label={t.device.timelineRange}
            value={range}
            onChange={(value) => {
              zoom.reset();
              setRange(value as Range);
            }}
            data={(Object.keys(RANGES) as Range[]).map((value) => ({ value, label: t.device.ranges[value] }))}
          />
        </span>
      }
    >
      <TimelineDrawing
        zoom={zoom}
        segments={segments}
        blind={blind}
        unknown={unknown}
        affected={affectedRows.length === 0 ? null : affected}
        marks={marks}
        maintenance={maintenance}
        summary={summary}
      />
      <Legend
        segments={segments}
        blind={blind.length > 0}
        unknown={unknown != null}
        affected={affected}
        maintenance={maintenance.length > 0}
        marks={marks}
        summary={summary}
      />
      {(query.data?.total ?? 0) > outages.length && <p className={shared.quiet}>{t.device.onlyNewest(outages.length)}</p>}
      {asTable && (
        <TimelineTable
          segments={segments}
          blind={blind}
          unknown={unknown ?? null}
          affected={affected}
          marks={marks}
          maintenance={maintenance}
        />
      )}
    </Section>
  );
}

const timesOf = ({ began, ended, acknowledged }: OutageView): number[] => [
  began.notAfter ?? 0,
  ended?.notAfter ?? 0,
  acknowledged?.at ?? 0,
];

interface LegendProps {
  readonly segments: ReturnType<typeof segmentsOf>;
  readonly blind: boolean;
  readonly unknown: boolean;
  readonly affected: readonly AffectedSpan[];
  readonly maintenance: boolean;
  readonly marks: readonly Mark[];
  readonly summary: string;
}

function Legend({ segments, blind, unknown, affected, maintenance, marks, summary }: LegendProps) {
  const { t } = useWords();
  const verdicts = [...new Set(segments.map(({ verdict }) => verdict))];
  return (
    <p className={classes.legend}>
      <span>
        <i className={classes.legendUp} /> {t.device.legendUp}
      </span>
      {unknown && (
        <span>
          <i className={classes.legendNotKnown} /> {t.device.legendNotKnown}
        </span>
      )}
      {verdicts.map((verdict) => (
        <VerdictLegend key={verdict} verdict={verdict} />
      ))}
      {segments.some(({ sure }) => !sure) && (
        <span>
          <i className={classes.legendMaybe} /> {t.device.legendUncertain}
        </span>
      )}
      {blind && (
        <span>
          <BlindShape size={13} /> {t.device.legendBlind}
        </span>
      )}
      {(['lost', 'degraded'] as const).map(
        (loss) =>
          affected.some((one) => one.loss === loss) && (
            <span key={loss}>
              <i className={classes.legendAffected} data-loss={loss} />
              {loss === 'lost' ? t.past.downWith : t.device.degraded}
            </span>
          ),
      )}
      {maintenance && (
        <span>
          <i className={classes.legendMaintenance} /> {t.maintenance.mark}
        </span>
      )}
      {(['note', 'acknowledged'] as const).map(
        (kind) =>
          marks.some((mark) => mark.kind === kind) && (
            <span key={kind}>
              <i className={classes.legendMark} data-kind={kind} />
              {kind === 'note' ? t.device.legendNote : t.device.legendAcknowledged}
            </span>
          ),
      )}
      <span className={classes.legendSummary}>{summary}</span>
    </p>
  );
}

function VerdictLegend({ verdict }: { readonly verdict: OutageView['verdict'] }) {
  const { domain } = useWords();
  return <StateWord state={stateOfVerdict(verdict)} word={domain.verdictShort(verdict)} size={13} />;
}
