/** So many in a minute: as many at once, then as they come back, evenly. */
export class RateLimit {
  readonly #perMinute: number;
  #left: number;
  #mono = 0;

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
    this.#left = perMinute;
  }

  /** Whether one more may be. @param mono milliseconds that never jump */
  take(mono: number): boolean {
    this.#left = Math.min(this.#perMinute, this.#left + ((mono - this.#mono) * this.#perMinute) / 60_000);
    this.#mono = mono;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
