import { useElementSize } from '@mantine/hooks';
import { useId } from 'react';
import type { WindowWords } from '../../main/words/index.ts';
import { cleanText } from '../shared/clean-text.ts';
import { StateMark, stateOfVerdict } from '../shared/state-shape.tsx';
import { useWords } from '../shared/words-context.tsx';
import classes from './device.module.css';
import {
  type AffectedSpan,
  type blindSpansOf,
  type Mark,
  type maintenanceSpansOf,
  type Span,
  type segmentsOf,
  ticksOf,
} from './timeline-model.ts';
import type { Zoom } from './use-zoom.ts';

const HOUR = 3_600_000;
const TOP = 18;
const BAND = 26;
/** Below the band, where there is any: what affected the device. */
const AFFECTED = 9;
/** Below that: what people did. */
const LANE = 14;
const MARK = 13;

interface DrawingProps {
  readonly zoom: Zoom;
  readonly segments: ReturnType<typeof segmentsOf>;
  readonly blind: ReturnType<typeof blindSpansOf>;
  /** Before the device was known. `undefined`: not yet told how long. */
  readonly unknown: Span | null | undefined;
  /** `null`: nothing ever affected it, and there is no lane for it. */
  readonly affected: readonly AffectedSpan[] | null;
  readonly marks: readonly Mark[];
  readonly maintenance: ReturnType<typeof maintenanceSpansOf>;
  readonly summary: string;
}

/** The drawing. Dragging or keys look closer; what it shows stands as words in its summary and in the table. */
export function TimelineDrawing({ zoom, segments, blind, unknown, affected, marks, maintenance, summary }: DrawingProps) {
  const { t, clock, domain } = useWords();
  const { span, marked } = zoom;
  const { ref, width } = useElementSize<HTMLDivElement>();
  const hatch = useId();
  const stripes = useId();
  const x = (at: number): number => ((at - span.from) / (span.to - span.from)) * width;
  const knownX = unknown ? Math.min(width, x(unknown.to)) : 0;
  const below = TOP + BAND + (affected === null ? 0 : AFFECTED + 3);
  const days = span.to - span.from > 30 * HOUR;
  const ticks = ticksOf(span, Math.max(2, Math.floor(width / 72)));
  let lastMark = Number.NEGATIVE_INFINITY;
  const shapes = segments
    .filter(({ sure }) => sure)
    .toSorted((a, b) => a.from - b.from)
    .filter(({ from }) => {
      if (x(from) - lastMark < MARK + 2) return false;
      lastMark = x(from);
      return true;
    });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing that is looked at more closely is no form
    <div
      ref={ref}
      className={classes.drawing}
      role="group"
      aria-label={t.device.zoomKeys}
      title={t.device.zoomKeys}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys need the focus
      tabIndex={0}
      {...zoom.handlers}
    >
      {width > 0 && (
        <svg width={width} height={below + LANE + 22} role="img" aria-label={summary}>
          <title>{summary}</title>
          <defs>
            <pattern id={stripes} width="5" height="5" patternUnits="userSpaceOnUse">
              <rect width="5" height="2" className={classes.stripe} />
            </pattern>
            <pattern id={hatch} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="7" height="7" className={classes.hatchGround} />
              <rect width="2.500" height="7" className={classes.hatchLine} />
            </pattern>
          </defs>
          {unknown !== undefined && (
            <rect className={classes.up} x={knownX} y={TOP} width={Math.max(0, width - knownX)} height={BAND} rx={3} />
          )}
          {unknown && (
            <rect className={classes.notKnown} x={0.5} y={TOP + 0.5} width={Math.max(0, knownX - 1)} height={BAND - 1} rx={3}>
              <title>{`${t.device.legendNotKnown}: – ${clock.exact(unknown.to)}`}</title>
            </rect>
          )}
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
          {affected !== null && (
            <rect
              className={classes.affectedLane}
              x={knownX}
              y={TOP + BAND + 2}
              width={Math.max(0, width - knownX)}
              height={AFFECTED}
              rx={2}
            />
          )}
          {affected?.map((one) => (
            <rect
              key={one.key}
              className={classes.affectedBar}
              data-loss={one.loss}
              data-sure={one.sure}
              x={x(one.from)}
              y={TOP + BAND + 2}
              width={Math.max(2, x(one.to) - x(one.from))}
              height={AFFECTED}
              {...(one.loss === 'degraded' ? { fill: `url(#${stripes})` } : {})}
            >
              <title>{`${affectedWords(t, one)} ${clock.exactInterval(one.affection.began)}${one.affection.ended ? ` – ${clock.exactInterval(one.affection.ended)}` : ''}`}</title>
            </rect>
          ))}
          {maintenance.map(({ span: { id, name, from: began, to: ended }, from, to }) => (
            <rect
              key={id}
              className={classes.maintenance}
              x={x(from)}
              y={below + LANE - 3}
              width={Math.max(3, x(to) - x(from))}
              height={3}
            >
              <title>{`${t.maintenance.mute(cleanText(name, 60))} ${clock.exact(began)} – ${clock.exact(ended)}`}</title>
            </rect>
          ))}
          {shapes.map((segment) => (
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
          {marks.map((mark) => (
            <path
              key={mark.key}
              className={classes.timeMark}
              data-kind={mark.kind}
              transform={`translate(${Math.min(width - 5, Math.max(5, x(mark.at)))} ${below + 3})`}
              d={mark.kind === 'note' ? 'M-4 0h8v8h-8z' : 'M0 0 4.500 8h-9z'}
            >
              <title>{`${mark.kind === 'note' ? t.device.legendNote : t.device.legendAcknowledged}: ${clock.exact(mark.at)} ${cleanText(mark.text, 200)}`}</title>
            </path>
          ))}
          {marked !== null && (
            <rect
              className={classes.marked}
              x={x(marked.from)}
              y={0}
              width={x(marked.to) - x(marked.from)}
              height={below + LANE}
            />
          )}
          {ticks.map((at) => (
            <g key={at} className={classes.tick}>
              <line x1={x(at)} x2={x(at)} y1={below + LANE} y2={below + LANE + 4} />
              <text x={x(at)} y={below + LANE + 17} textAnchor={x(at) < 24 ? 'start' : x(at) > width - 24 ? 'end' : 'middle'}>
                {days ? clock.day(at, span.to) : clock.short(at)}
              </text>
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}

/** What affected the device, and how, in a few words. */
export function affectedWords(t: WindowWords, { loss, affection }: AffectedSpan): string {
  const { name, id } = affection.outage.device;
  return t.past.byDevice(loss === 'lost' ? t.past.downWith : t.device.degraded, cleanText(name ?? id, 60));
}
