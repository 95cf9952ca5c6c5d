/**
 * Control characters, and the marks that turn text around: a device could use them to look like another one.
 * https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Makes what a device calls itself safe to read: unseen characters become a visible mark, long text is cut. */
export function cleanText(text: string, max = 200): string {
  const cut = text.length > max ? `${text.slice(0, max).toWellFormed()}…` : text.toWellFormed();
  return cut.replace(UNSEEN, markOf);
}

function markOf(character: string): string {
  const code = character.charCodeAt(0);
  // U+2400 is a block of pictures for the first 32 control characters.
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return `⟨${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** Of what a person wrote: line ends are theirs; anything else unseen becomes visible. */
export const cleanLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => cleanText(line, 4000))
    .join('\n');
