import { Fragment, type ReactNode } from 'react';
import type { DeviceFigures, FiguresView } from '../../main/contract/look-back.ts';
import type { FigureRange } from '../../main/contract/model.ts';
import { percent, rangeText } from '../../main/words/figures-text.ts';
import { DeviceLink } from '../shared/device-name.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import classes from './figures.module.css';

const DAYS = [1, 7, 30, 90] as const;
const FIGURES = ['availability', 'outages', 'repair', 'between', 'upstream', 'degraded', 'blind', 'signedOff'] as const;

/** How good a device was over a day, a week, a month, a quarter; each figure with what it means beside it. */
export function Figures({ figures: data }: { readonly figures: DeviceFigures }) {
  const { t, clock } = useWords();
  const now = useNow();
  const words = t.past;
  const isShort = data.spans.some(
    ({ from, wholeMs }, index) => wholeMs > 0 && wholeMs < (DAYS[index] ?? 0) * 86_400_000 && from > 0,
  );
  return (
    <Section title={words.figures} flush>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: where it is wider than the page, the keys must scroll it */}
      <div className={shared.tableScroll} tabIndex={0}>
        <table className={`${shared.table} ${classes.figures}`}>
          <thead>
            <tr>
              <td />
              {DAYS.map((days) => (
                <th key={days} scope="col">
                  {words.days[days]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {FIGURES.filter((figure) => data.spans.some((span) => has(span, figure))).map((figure) => (
              <tr key={figure}>
                <th scope="row">
                  <span className={classes.name}>{words.figure[figure]}</span>
                  <span className={classes.definition}>{words.definition[figure]}</span>
                </th>
                {data.spans.map((span, index) => (
                  <td key={DAYS[index]}>
                    <Value figure={figure} span={span} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {(data.spans.some(hasRange) || (isShort && data.knownSince !== null)) && (
        <p className={classes.foot}>
          {data.spans.some(hasRange) && <span>{words.ranges}</span>}
          {isShort && data.knownSince !== null && <span>{words.knownSince(clock.shortStamp(data.knownSince, now))}</span>}
        </p>
      )}
    </Section>
  );
}

function Value({ figure, span }: { readonly figure: (typeof FIGURES)[number]; readonly span: FiguresView }): ReactNode {
  const { t, clock, language } = useWords();
  const part = (value: number): string => percent(value, language);
  const ofWhole = (ms: number): ReactNode => (span.wholeMs === 0 ? <None /> : ms === 0 ? part(0) : part(ms / span.wholeMs));
  switch (figure) {
    case 'availability':
      return span.availability === null ? <None text={t.past.notSeenAtAll} /> : <b>{rangeText(span.availability, part)}</b>;
    case 'outages':
      return (
        <>
          {clock.count(span.outages)}
          {span.withUpstream > 0 && <span className={classes.more}>{t.past.withUpstream(span.withUpstream)}</span>}
        </>
      );
    case 'between':
      return span.betweenMs === null ? <None /> : rangeText(span.betweenMs, (ms) => clock.length(ms));
    case 'repair':
      return span.repairMs === null ? <None /> : rangeText(span.repairMs, (ms) => clock.length(ms));
    case 'degraded':
      return span.degraded === 0 ? <None /> : t.past.timesAndLength(span.degraded, clock.length(span.degradedMs));
    case 'blind':
      return ofWhole(span.blindMs);
    case 'signedOff':
      return ofWhole(span.signedOffMs);
    case 'upstream': {
      const [worst] = span.upstreams;
      if (worst === undefined) return <None />;
      return (
        <Fragment>
          <DeviceLink device={worst.device} max={30} />
          <span className={classes.more}>{t.past.timesAndLength(worst.times, clock.length(worst.ms))}</span>
        </Fragment>
      );
    }
  }
}

function None({ text }: { readonly text?: string }) {
  const { t } = useWords();
  return text === undefined ? (
    <span className={shared.dim} title={t.common.none}>
      –
    </span>
  ) : (
    <span className={shared.dim}>{text}</span>
  );
}

/** Some stand there even when there is nothing of them. */
function has(span: FiguresView, figure: (typeof FIGURES)[number]): boolean {
  switch (figure) {
    case 'upstream':
      return span.upstreams.length > 0;
    case 'degraded':
      return span.degraded > 0;
    case 'signedOff':
      return span.signedOffMs > 0;
    default:
      return true;
  }
}

const isRange = (range: FigureRange | null): boolean => range !== null && range.most - range.least > Math.abs(range.most) * 1e-6;
const hasRange = ({ availability, betweenMs, repairMs }: FiguresView): boolean =>
  [availability, betweenMs, repairMs].some(isRange);
