import { describe, expect, test } from 'vitest';
import { readLines } from '../../main/headless/line-reader.ts';

/** The lines of pieces as they come, as text. */
async function linesOf(pieces: readonly string[], most = 100): Promise<(string | null)[]> {
  const input = async function* () {
    for (const piece of pieces) yield new TextEncoder().encode(piece);
  };
  const found: (string | null)[] = [];
  for await (const lines of readLines(input(), most))
    for (const line of lines) found.push(line && new TextDecoder().decode(line));
  return found;
}

describe('lines of a stream', () => {
  test('are the same however the stream is cut', async () => {
    expect(await linesOf(['a\nb\r\n\nc'])).toEqual(['a', 'b', '', 'c']);
    expect(await linesOf([...'a\nb\r\n\nc'])).toEqual(['a', 'b', '', 'c']);
  });

  test('end at the end, and an end of a line begins none', async () => {
    expect(await linesOf([])).toEqual([]);
    expect(await linesOf(['a\n'])).toEqual(['a']);
  });

  test('that are too long are named and not kept, and the next is read', async () => {
    expect(await linesOf(['x'.repeat(60), 'x'.repeat(60), `x\n${'y'.repeat(100)}\n`])).toEqual([null, 'y'.repeat(100)]);
  });
});
