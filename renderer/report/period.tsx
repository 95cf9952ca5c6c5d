import { SegmentedControl } from '@mantine/core';
import { navigate } from '../frame/router.ts';
import { useWords } from '../shared/words-context.tsx';
import classes from './report.module.css';
import { HOURS, localTime, type ReportPlace, writePlace } from './report-place.ts';

const HOUR = 3_600_000;

function placeOf(chosen: string): ReportPlace {
  const hours = HOURS.find((one) => String(one) === chosen);
  if (hours !== undefined) return { kind: 'hours', hours };
  return chosen === 'last' ? { kind: 'last' } : { kind: 'own', from: localTime(Date.now() - 12 * HOUR), until: '' };
}

/** Which time the report is of. */
export function Period({ place, hasLast }: { readonly place: ReportPlace; readonly hasLast: boolean }) {
  const { report: w } = useWords();
  const value = place.kind === 'hours' ? String(place.hours) : place.kind;
  const choose = (chosen: string): void => {
    navigate(writePlace(placeOf(chosen)), { replace: true });
  };
  const own = place.kind === 'own' ? place : null;
  const change = (part: { readonly from?: string; readonly until?: string }): void => {
    if (own !== null) navigate(writePlace({ ...own, ...part }), { replace: true });
  };
  return (
    <div className={classes.period}>
      <span className={classes.choice}>
        <SegmentedControl
          aria-label={w.period}
          value={value}
          onChange={choose}
          data={[
            ...HOURS.map((hours) => ({ value: String(hours), label: w.hours(hours) })),
            { value: 'last', label: w.sinceLast, disabled: !hasLast },
            { value: 'own', label: w.ownTime },
          ]}
        />
      </span>
      {own !== null && (
        <>
          <label className={classes.date}>
            {w.from}
            <input type="datetime-local" value={own.from} onChange={(event) => change({ from: event.currentTarget.value })} />
          </label>
          <label className={classes.date}>
            {w.until}
            <input type="datetime-local" value={own.until} onChange={(event) => change({ until: event.currentTarget.value })} />
          </label>
        </>
      )}
    </div>
  );
}
