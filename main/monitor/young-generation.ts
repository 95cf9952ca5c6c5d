import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Of both halves together. With much less a burst of wills is copied more often than it need be. */
const ENOUGH_BYTES = 8 * 2 ** 20;

/**
 * Stops the growth of V8's young generation, for the whole process, once it is large enough. Left alone it takes 64 MB, and as much again for large
 * objects, for one sorting of 100,000 devices, and keeps them. `--max-semi-space-size` says it exactly, but only on the command line of `node`.
 */
export function limitYoungGeneration(): void {
  const observer = new PerformanceObserver(() => {
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    if (young === undefined || young.space_size < ENOUGH_BYTES) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    observer.disconnect();
  });
  observer.observe({ entryTypes: ['gc'] });
}
