import { hash } from 'node:crypto';

const HASHED_ABOVE_BYTES = 24;

/**
 * What a birth says, short enough to be kept for each device.
 * @param known the mark before, given back when it is the same: thousands of equal marks are then one text in memory
 */
export function birthMark(payload: Uint8Array, known: string | null): string {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const mark = bytes.length <= HASHED_ABOVE_BYTES ? `=${bytes.toString('base64')}` : `#${hash('sha256', bytes, 'base64')}`;
  return mark === known ? known : mark;
}
