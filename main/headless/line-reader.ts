/** A line without its end; null when it was longer than allowed. */
export type Line = Uint8Array | null;

const LF = 10;
const CR = 13;

/**
 * The lines of a stream of bytes, as many at once as each piece of it completes. No line is kept longer than `most`.
 * What follows the last line end is a line when there is something.
 */
export async function* readLines(input: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<readonly Line[]> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const keep = (part: Uint8Array): void => {
    length += part.length;
    if (length <= most) parts.push(part);
    else parts = [];
  };
  const take = (): Line => {
    const line = length > most ? null : withoutCr(Buffer.concat(parts));
    parts = [];
    length = 0;
    return line;
  };
  for await (const piece of input) {
    const lines: Line[] = [];
    let from = 0;
    for (let end = piece.indexOf(LF); end !== -1; end = piece.indexOf(LF, from)) {
      keep(piece.subarray(from, end));
      lines.push(take());
      from = end + 1;
    }
    keep(piece.subarray(from));
    if (lines.length > 0) yield lines;
  }
  if (length > 0) yield [take()];
}

const withoutCr = (line: Uint8Array): Uint8Array => (line.at(-1) === CR ? line.subarray(0, -1) : line);
