/**
 * Why an evaluation came to no end: too many steps, too large a result, a payload too large or too deep to be read as JSON, or `*` beside
 * other columns when the payload is no JSON object.
 */
export type FailureReason = 'steps' | 'bytes' | 'payload' | 'depth' | 'no-object';

/** Thrown within an evaluation; `evaluate` turns it into an outcome. */
export class Failure extends Error {
  readonly reason: FailureReason;
  constructor(reason: FailureReason) {
    super(reason);
    this.reason = reason;
  }
}

/** Steps of one evaluation: some tens of milliseconds at worst. */
const STEPS = 200_000;
/** UTF-16 units of text and places in arrays that one evaluation may make. */
const BYTES = 4_194_304;

/** What one evaluation may use. This room has no clock, so work and size are counted instead. */
export class Budget {
  #steps: number;
  #bytes: number;

  constructor(steps = STEPS, bytes = BYTES) {
    this.#steps = steps;
    this.#bytes = bytes;
  }

  /** For what is known to be small enough. */
  static unlimited(): Budget {
    return new Budget(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  }

  /** @throws Failure */
  step(count = 1): void {
    this.#steps -= count;
    if (this.#steps < 0) throw new Failure('steps');
  }

  /** To be asked before something of that size is made. @throws Failure */
  make(size: number): void {
    this.#bytes -= size;
    if (this.#bytes < 0) throw new Failure('bytes');
  }
}
