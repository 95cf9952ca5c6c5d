export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** From Monday, as ISO 8601 counts. */
export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

export const short = (name: string): string => name.slice(0, 3);

/** A pattern in its parts: runs of one letter, text that stands for itself (in quotes or no letter). Null when a quote is open. */
export function splitPattern(pattern: string): readonly { readonly letter: string | null; readonly text: string }[] | null {
  const parts: { letter: string | null; text: string }[] = [];
  const piece = /([A-Za-z])\1*|'((?:[^']|'')*)'|[^A-Za-z']/y;
  while (piece.lastIndex < pattern.length) {
    const found = piece.exec(pattern);
    if (found === null) return null;
    const [text, letter, quoted] = found;
    if (letter !== undefined) parts.push({ letter, text });
    else parts.push({ letter: null, text: quoted === undefined ? text : quoted === '' ? "'" : quoted.replaceAll("''", "'") });
  }
  return parts;
}
