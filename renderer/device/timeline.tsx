import { SegmentedControl } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useId, useMemo } from 'react';
import type { BlindSpotView, OutageView } from '../../main/contract/model.ts';
import { isOneOf, useRemembered } from '../shared/remember.ts';
import { Section } from '../shared/section.tsx';
import { BlindShape, StateMark, StateWord, stateOfVerdict } from '../shared/state-shape.tsx';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import classes from './device.module.css';
import { blindSpansOf, offlineMs, segmentsOf, ticksOf } from './timeline-model.ts';

const HOUR = 3_600_000;
const RANGES = { day: 24 * HOUR, week: 168 * HOUR, month: 720 * HOUR } as const;
type Range = keyof typeof RANGES;
/** As many as one query may give. */
const OUTAGES_MAX = 500;
const TOP = 18;
const BAND = 26;
const MARK = 13;
const TOPICS = ['outages'] as const;

interface TimelineProps {
  readonly deviceKey: string;
  readonly blindSpots: readonly BlindSpotView[];
}

/** A device's outages over time, and when we could not see. What it draws stands as words in the tables below it. */
export function Timeline({ deviceKey, blindSpots }: TimelineProps) {
  const { t, clock } = useWords();
  const now = useNow();
  const [range, setRange] = useRemembered<Range>('timeline.range', 'day', isOneOf('day', 'week', 'month'));
  // By the hour, so that the question does not change with every tick.
  const since = Math.floor((now - RANGES.month) / HOUR) * HOUR;
  const query = useQuery(
    'history.query',
    { from: 0, to: OUTAGES_MAX, filter: { deviceKey, blindSpots: false, since } },
    { topics: TOPICS, deviceKey, keep: true },
  );
  const outages = useMemo(
    () => (query.data?.rows ?? []).flatMap((row) => (row.kind === 'outage' ? [row.outage] : [])),
    [query.data],
  );
  const span = { from: now - RANGES[range], to: now };
  const segments = segmentsOf(outages, span, now);
  const blind = blindSpansOf(blindSpots, span, now);
  const shown = new Set(segments.map(({ outage }) => outage.id)).size;
  const summary = t.device.timelineSummary(t.device.ranges[range], shown, clock.minutes(offlineMs(segments)), blind.length);
  const verdicts = [...new Set(segments.map(({ verdict }) => verdict))];
  return (
    <Section
      title={t.device.timeline}
      aside={
        <SegmentedControl
          aria-label={t.device.timelineRange}
          value={range}
          onChange={(value) => setRange(value as Range)}
          data={(Object.keys(RANGES) as Range[]).map((value) => ({ value, label: t.device.ranges[value] }))}
        />
      }
    >
      <Drawing span={span} segments={segments} blind={blind} summary={summary} />
      <p className={classes.legend}>
        <span>
          <i className={classes.legendUp} /> {t.device.legendUp}
        </span>
        {verdicts.map((verdict) => (
          <VerdictLegend key={verdict} verdict={verdict} />
        ))}
        {segments.some(({ sure }) => !sure) && (
          <span>
            <i className={classes.legendMaybe} /> {t.device.legendUncertain}
          </span>
        )}
        {blind.length > 0 && (
          <span>
            <BlindShape size={13} /> {t.device.legendBlind}
          </span>
        )}
        <span className={classes.legendSummary}>{summary}</span>
      </p>
    </Section>
  );
}

function VerdictLegend({ verdict }: { readonly verdict: OutageView['verdict'] }) {
  const { domain } = useWords();
  return <StateWord state={stateOfVerdict(verdict)} word={domain.verdictShort(verdict)} size={13} />;
}

interface DrawingProps {
  readonly span: { readonly from: number; readonly to: number };
  readonly segments: ReturnType<typeof segmentsOf>;
  readonly blind: ReturnType<typeof blindSpansOf>;
  readonly summary: string;
}

function Drawing({ span, segments, blind, summary }: DrawingProps) {
  const { clock, domain } = useWords();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const hatch = useId();
  const x = (at: number): number => ((at - span.from) / (span.to - span.from)) * width;
  const days = span.to - span.from > 30 * HOUR;
  const ticks = ticksOf(span, Math.max(2, Math.floor(width / 72)));
  let lastMark = Number.NEGATIVE_INFINITY;
  const marks = segments
    .filter(({ sure }) => sure)
    .toSorted((a, b) => a.from - b.from)
    .filter(({ from }) => {
      if (x(from) - lastMark < MARK + 2) return false;
      lastMark = x(from);
      return true;
    });
  return (
    <div ref={ref} className={classes.drawing}>
      {width > 0 && (
        <svg width={width} height={TOP + BAND + 22} role="img" aria-label={summary}>
          <title>{summary}</title>
          <defs>
            <pattern id={hatch} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="7" height="7" className={classes.hatchGround} />
              <rect width="2.500" height="7" className={classes.hatchLine} />
            </pattern>
          </defs>
          <rect className={classes.up} x={0} y={TOP} width={width} height={BAND} rx={3} />
          {segments.map((segment) => (
            <rect
              key={segment.key}
              className={classes.bar}
              data-state={segment.verdict}
              data-sure={segment.sure}
              x={x(segment.from)}
              y={TOP}
              width={Math.max(2, x(segment.to) - x(segment.from))}
              height={BAND}
            >
              <title>{`${domain.verdictShort(segment.verdict)}: ${clock.exactInterval(segment.outage.began)}${segment.outage.ended ? ` – ${clock.exactInterval(segment.outage.ended)}` : ''}`}</title>
            </rect>
          ))}
          {blind.map(({ spot, from, to }) => (
            <rect key={spot.id} x={x(from)} y={TOP} width={Math.max(3, x(to) - x(from))} height={BAND} fill={`url(#${hatch})`}>
              <title>{`${domain.linkReason(spot.reason).what} ${clock.exact(spot.began)}${spot.ended === null ? '' : ` – ${clock.exact(spot.ended)}`}`}</title>
            </rect>
          ))}
          {marks.map((segment) => (
            <svg
              key={segment.key}
              className={classes.mark}
              data-state={segment.verdict}
              x={Math.min(Math.max(0, x(segment.from) - MARK / 2), width - MARK)}
              y={1}
              width={MARK}
              height={MARK}
              viewBox="0 0 16 16"
              aria-hidden="true"
            >
              <StateMark state={stateOfVerdict(segment.verdict)} />
            </svg>
          ))}
          {ticks.map((at) => (
            <g key={at} className={classes.tick}>
              <line x1={x(at)} x2={x(at)} y1={TOP + BAND} y2={TOP + BAND + 4} />
              <text x={x(at)} y={TOP + BAND + 17} textAnchor={x(at) < 24 ? 'start' : x(at) > width - 24 ? 'end' : 'middle'}>
                {days ? clock.day(at, span.to) : clock.short(at)}
              </text>
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}
