/**
 * SQLite keeps text as UTF-8, which has no lone surrogates, and its own functions stop at NUL. Both can stand in a device id that came
 * out of JSON, and two ids must never become one. Each such character is kept as U+10FFFF (a noncharacter) and one more character.
 */
const MARK = '\u{10FFFF}';
const NUL_CODE = 0x10f800;
const SURROGATE_BASE = 0x10f000;
/** Halves of pairs too, which U+10FFFF consists of: without the u flag a text of Latin letters is passed over several times as fast. */
const mayNeedMark = /[\0\uD800-\uDFFF]/;
const toMark = /[\0\u{10FFFF}\p{Surrogate}]/gu;
const isAscii = /^[\0-\x7f]*$/;
const marked = /\u{10FFFF}(.)/gsu;

/** Text as it is stored: lossless for every JavaScript string. `restoreText` is its inverse. */
export function storeText(text: string): string {
  if (!mayNeedMark.test(text)) return text;
  return text.replace(toMark, (char) => {
    if (char === MARK) return MARK + MARK;
    if (char === '\0') return MARK + String.fromCodePoint(NUL_CODE);
    return MARK + String.fromCodePoint(SURROGATE_BASE + char.charCodeAt(0) - 0xd800);
  });
}

/** The text that `storeText` was given. */
export function restoreText(stored: string): string {
  if (!stored.includes(MARK)) return stored;
  return stored.replace(marked, (pair, char: string) => {
    const code = char.codePointAt(0) ?? 0;
    if (char === MARK) return MARK;
    if (code === NUL_CODE) return '\0';
    if (code >= SURROGATE_BASE && code < SURROGATE_BASE + 0x800) return String.fromCharCode(0xd800 + code - SURROGATE_BASE);
    return pair;
  });
}

/** The form in which ids are compared when a person searches: any case, composed or not. SQLite's own LIKE folds ASCII only. */
export function foldText(text: string): string {
  const lower = text.toLowerCase();
  return storeText(isAscii.test(lower) ? lower : lower.normalize('NFC'));
}
