import type * as limits from '../../main/contract/limits.ts';

// The window takes no values from the contract; the types hold these to it.
export const MAX_CHOSEN: typeof limits.MAX_CHOSEN = 10_000;
export const MAX_NOTE: typeof limits.MAX_NOTE = 4000;
export const MAX_NAME: typeof limits.MAX_NAME = 120;
