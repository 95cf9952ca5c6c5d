const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they may not stand in a text
const TEXT = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

type Want = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

/** Where a text stops being JSON, as an index; null when it is some. `JSON.parse` does not always say. Without recursion: the text is anyone's. */
export function jsonFaultAt(text: string): number | null {
  const closers: ('}' | ']')[] = [];
  let want: Want = 'value';
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null || found[0] === '') return false;
    at += found[0].length;
    return true;
  };
  const takeText = (): boolean => {
    if (!take(TEXT) || text[at] !== '"') return false;
    at++;
    return true;
  };
  const afterValue = (): Want => (closers.length === 0 ? 'nothing' : 'comma-or-end');
  for (;;) {
    take(SPACE);
    const character = text[at];
    if (character === undefined) return want === 'nothing' ? null : at;
    if (want === 'nothing') return at;
    if (character === closers.at(-1) && (want === 'comma-or-end' || want === 'value-or-end' || want === 'key-or-end')) {
      closers.pop();
      at++;
      want = afterValue();
    } else if (want === 'comma-or-end') {
      if (character !== ',') return at;
      at++;
      want = closers.at(-1) === '}' ? 'key' : 'value';
    } else if (want === 'colon') {
      if (character !== ':') return at;
      at++;
      want = 'value';
    } else if (want === 'key' || want === 'key-or-end') {
      if (!takeText()) return at;
      want = 'colon';
    } else if (character === '{' || character === '[') {
      closers.push(character === '{' ? '}' : ']');
      at++;
      want = character === '{' ? 'key-or-end' : 'value-or-end';
    } else if (takeText() || (character !== '"' && (take(NUMBER) || take(WORD)))) want = afterValue();
    else return at;
  }
}
