/** Time and chance as a connection sees them. Injected, so that back-off and pairing can be tested without waiting. */
export interface LinkClock {
  /** Wall clock, epoch milliseconds. */
  now(): number;
  /** A clock that never jumps, milliseconds. */
  mono(): number;
  /** 0 up to, not including, 1. */
  random(): number;
}

export const systemClock: LinkClock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  random: () => Math.random(),
};
