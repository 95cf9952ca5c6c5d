/** Something the person can put right: its message is shown alone, without a stack. */
export class Problem extends Error {}

/** @param {unknown} error */
export const isProblem = (error) => error instanceof Problem;
