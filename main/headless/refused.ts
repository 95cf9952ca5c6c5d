/** Wrong arguments, or settings that do not fit. */
export const EXIT_USAGE = 2;
export const EXIT_FAILED = 1;

/** Ends the program with one line on stderr. */
export class Refused extends Error {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}
