/**
 * Text for a place of the system's that is one line: without line ends, and without the unseen characters by which a device could look like
 * another one or turn the words around its name; cut.
 * @param limit characters at most
 * @param tail how many at the end are kept when it is cut: a long name must not take what is said of it with it
 * @see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
export function plainLine(text: string, limit: number, tail = 0): string {
  // A device may say megabytes, of which each character would be looked at.
  const most = 20 * limit;
  const all = [
    ...(text.length > 2 * most ? `${text.slice(0, most)} ${text.slice(-most)}` : text)
      .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
      .toWellFormed()
      .trim(),
  ];
  if (all.length <= limit) return all.join('');
  return [...all.slice(0, limit - 1 - tail), '…', ...all.slice(all.length - tail)].join('');
}
