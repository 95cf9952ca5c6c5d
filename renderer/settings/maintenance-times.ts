import { useMemo } from 'react';
import type { MaintenanceTimes, Occurrence } from '../../main/contract/maintenance.ts';
import { sameDay } from '../shared/format-time.ts';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { timeOf } from './maintenance-draft.ts';

/** 5 January 1970 was a Monday. */
const MONDAY_MS = 4 * 86_400_000;
const DAY_MS = 86_400_000;

/** The days of the week in short, Monday first. */
export function useWeekdays(): readonly string[] {
  const { language } = useWords();
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' });
    return Array.from({ length: 7 }, (_, day) => format.format(MONDAY_MS + day * DAY_MS));
  }, [language]);
}

/** When a window is, and one of its times, as people write it. */
export function useTimesText(): {
  readonly times: (times: MaintenanceTimes) => string;
  readonly span: (one: Occurrence) => string;
} {
  const { t, clock } = useWords();
  const now = useNow();
  const weekdays = useWeekdays();
  const span = ({ from, to }: Occurrence): string =>
    `${clock.shortStamp(from, now)} – ${sameDay(from, to) ? clock.short(to) : clock.shortStamp(to, now)}`;
  return {
    span,
    times: (times) => {
      if (times.kind === 'once') return span(times);
      const days = times.days.length === 7 ? t.maintenance.everyDay : times.days.map((day) => weekdays[day - 1] ?? '').join(', ');
      const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const hours = `${timeOf(times.startMinute)} – ${timeOf((times.startMinute + times.minutes) % 1440)}`;
      return t.maintenance.weekly(days, times.zone === here ? hours : `${hours} (${times.zone})`);
    },
  };
}
