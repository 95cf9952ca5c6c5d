import type { Language } from '../words/index.ts';

/** Time of day in the person's way, with the date when it is not today. */
export function formatTime(at: number, language: Language): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(language, {
    ...(isToday ? {} : { dateStyle: 'short' }),
    timeStyle: 'medium',
    hourCycle: 'h23',
  }).format(at);
}
