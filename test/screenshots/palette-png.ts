import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = 8;
const COLOURS = 256;

/**
 * Writes a picture of the browser again with a palette of 256 of its colours, the others as the nearest of them: a third of the
 * size, and for a window no visible difference. https://www.w3.org/TR/png-3/
 * @param png 8 bit RGB without interlacing, as Chromium writes it
 */
export function withPalette(png: Buffer): Buffer {
  const chunks = [...chunksOf(png)];
  const header = chunks.find(({ type }) => type === 'IHDR')?.data;
  if (header === undefined || header[8] !== 8 || header[9] !== 2 || header[12] !== 0) return png;
  const width = header.readUInt32BE(0);
  const height = header.readUInt32BE(4);
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  const pixels = unfilter(inflateSync(packed), width, height);

  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += 3) {
    const colour = pixels.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const colours = paletteOf(counts);
  const indexOf = new Map([...counts.keys()].map((colour) => [colour, nearest(colours, colour)]));

  // No filter: neighbours in a palette have nothing to do with each other.
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0, from = 0; y < height; y++) {
    for (let x = 0; x < width; x++, from += 3) rows[y * (width + 1) + 1 + x] = indexOf.get(pixels.readUIntBE(from, 3)) ?? 0;
  }
  const newHeader = Buffer.from(header);
  newHeader[9] = 3;
  const table = Buffer.alloc(colours.length * 3);
  for (const [index, colour] of colours.entries()) table.writeUIntBE(colour, index * 3, 3);
  return Buffer.concat([
    png.subarray(0, SIGNATURE),
    chunk('IHDR', newHeader),
    chunk('PLTE', table),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function* chunksOf(png: Buffer): Generator<{ readonly type: string; readonly data: Buffer }> {
  for (let at = SIGNATURE; at < png.length; ) {
    const length = png.readUInt32BE(at);
    yield { type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) };
    at += length + 12;
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** Undoes the filter of each row: https://www.w3.org/TR/png-3/#9Filters */
function unfilter(raw: Buffer, width: number, height: number): Buffer {
  const stride = width * 3;
  const pixels = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    const row = y * stride;
    for (let x = 0; x < stride; x++) {
      const left = x >= 3 ? (pixels[row + x - 3] ?? 0) : 0;
      const up = y > 0 ? (pixels[row - stride + x] ?? 0) : 0;
      const corner = x >= 3 && y > 0 ? (pixels[row - stride + x - 3] ?? 0) : 0;
      const guess =
        filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : filter === 4 ? paeth(left, up, corner) : 0;
      pixels[row + x] = ((raw[y * (stride + 1) + 1 + x] ?? 0) + guess) & 0xff;
    }
  }
  return pixels;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** The most frequent colour, then each time the one that would be most wrong so far: a rare hue counts as much as a common shade. */
function paletteOf(counts: ReadonlyMap<number, number>): readonly number[] {
  const left = [...counts].map(([colour, count]) => ({ colour, count, error: count * 1e6 }));
  const colours: number[] = [];
  while (colours.length < Math.min(COLOURS, counts.size)) {
    const worst = left.reduce((a, b) => (b.error > a.error ? b : a));
    colours.push(worst.colour);
    for (const one of left) one.error = Math.min(one.error, one.count * distance(one.colour, worst.colour));
  }
  return colours;
}

function nearest(colours: readonly number[], colour: number): number {
  let best = 0;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const [index, other] of colours.entries()) {
    const away = distance(colour, other);
    if (away < bestDistance) [best, bestDistance] = [index, away];
  }
  return best;
}

function distance(a: number, b: number): number {
  return [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 0xff) - ((b >> shift) & 0xff)) ** 2, 0);
}
