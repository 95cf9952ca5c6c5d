import type { Language } from '../words/index.ts';

// Making a formatter costs 50 µs and native memory that comes back late; ten thousand alerts share these four.
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Time of day in the person's way, with the date when it is not today. */
export function formatTime(at: number, language: Language): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  const key = `${language} ${isToday}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    const date = isToday ? {} : { dateStyle: 'short' as const };
    formatter = new Intl.DateTimeFormat(language, { ...date, timeStyle: 'medium', hourCycle: 'h23' });
    formatters.set(key, formatter);
  }
  return formatter.format(at);
}
