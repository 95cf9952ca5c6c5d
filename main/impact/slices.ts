/** Work in small pieces: between two, whoever runs it may do something else. Its result is what it returns. */
export type Slices<T> = Generator<undefined, T, undefined>;

/** So many turns of a loop are a piece: well under a millisecond. */
export const PIECE = 1000;

/** Does all of it now. */
export function allAtOnce<T>(slices: Slices<T>): T {
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
  }
}
