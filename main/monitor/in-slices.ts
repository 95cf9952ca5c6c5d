import type { Slices } from '../impact/slices.ts';
import type { Clock } from './ports.ts';

/** After so long whatever waits is done first. */
const SLICE_MS = 5;

/**
 * Works through slices; between them sockets are read.
 * @param isOver whether nobody wants it any more
 * @returns what they made, and how long the work itself took, ms; null when it was over first
 */
export async function inSlices<T>(
  slices: Slices<T>,
  clock: Pick<Clock, 'mono' | 'soon'>,
  isOver: () => boolean = () => false,
): Promise<{ readonly made: T; readonly spentMs: number } | null> {
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
