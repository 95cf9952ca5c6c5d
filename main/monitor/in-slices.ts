import type { Slices } from '../impact/slices.ts';
import type { Clock } from './ports.ts';

/** After so long whatever waits is done first. */
const SLICE_MS = 5;

/** `spentMs`: how long the work itself took. */
interface Done<T> {
  readonly made: T;
  readonly spentMs: number;
}

/**
 * Works through slices; between them sockets are read.
 * @param isOver whether nobody wants it any more
 * @returns what they made; null when it was over first
 */
export function inSlices<T>(slices: Slices<T>, clock: Pick<Clock, 'mono' | 'soon'>): Promise<Done<T>>;
export function inSlices<T>(
  slices: Slices<T>,
  clock: Pick<Clock, 'mono' | 'soon'>,
  isOver: () => boolean,
): Promise<Done<T> | null>;
export async function inSlices<T>(
  slices: Slices<T>,
  clock: Pick<Clock, 'mono' | 'soon'>,
  isOver = () => false,
): Promise<Done<T> | null> {
  let spentMs = 0;
  for (;;) {
    await new Promise<void>((resolve) => clock.soon(resolve));
    if (isOver()) return null;
    const began = clock.mono();
    let tookMs = 0;
    while (tookMs < SLICE_MS) {
      const { done, value } = slices.next();
      tookMs = clock.mono() - began;
      if (done === true) return { made: value, spentMs: spentMs + tookMs };
    }
    spentMs += tookMs;
  }
}
