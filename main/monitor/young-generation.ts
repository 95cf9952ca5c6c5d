import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Of both halves together, which V8 doubles: 16 MB. With much less a burst of wills is copied more often than it need be. */
const ENOUGH_BYTES = 12 * 2 ** 20;
/** Of V8: by so much it grows in one step. */
const USUAL_FACTOR = 2;

/**
 * Keeps V8's young generation from growing, for the whole process, once it is large enough: as of the next turn of the event loop, so that one
 * long job may double it. Left alone it takes 64 MB, and as much again for large objects, for sorting 100,000 devices now and then, and keeps
 * them. `--max-semi-space-size` says it exactly, but only on the command line of `node`.
 * In quiet times V8 makes it smaller by itself: then it may grow again, or the next burst would be copied from a corner of two megabytes.
 */
export function limitYoungGeneration(): void {
  let mayGrow = true;
  const observer = new PerformanceObserver(() => {
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    const isSmall = young !== undefined && young.space_size < ENOUGH_BYTES;
    if (isSmall === mayGrow) return;
    mayGrow = isSmall;
    setFlagsFromString(`--semi-space-growth-factor=${mayGrow ? USUAL_FACTOR : 1}`);
  });
  observer.observe({ entryTypes: ['gc'] });
}
