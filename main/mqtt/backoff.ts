const FIRST_MS = 1000;
const CAP_MS = 60_000;
/** A connection that did not last this long counts as another failure: a broker that accepts and kicks must not be hammered. */
export const STABLE_MS = 10_000;

/**
 * Milliseconds to wait before the next attempt, after `failures` failed ones (1 and up): "full jitter", evenly between nothing and
 * 1 s doubled per failure, at most 60 s. `random` is 0 up to 1. After a broker restart its clients come back spread out.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(failures: number, random: number): number {
  return Math.floor(random * Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(16, Math.max(0, failures - 1))));
}
