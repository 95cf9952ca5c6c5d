import type { FigureRange } from '../contract/model.ts';

const formats = {
  en: new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 }),
  de: new Intl.NumberFormat('de-DE', { maximumFractionDigits: 2 }),
};

/** A part as `99.95 %`. Rounded towards 0, so that only the whole is 100. */
export function percent(part: number, language: 'en' | 'de'): string {
  // A product such as 0.29 * 10,000 falls a trifle short of the number that it is.
  return `${formats[language].format(Math.floor(part * 10_000 + 1e-6) / 100)} %`;
}

/** One value, or two where it is only known to lie between them. */
export function rangeText({ least, most }: FigureRange, write: (value: number) => string): string {
  const [from, to] = [write(least), write(most)];
  return from === to ? from : `${from} – ${to}`;
}
