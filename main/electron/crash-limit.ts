/** How long to wait before the page is loaded again, after the first, second … crash within `WINDOW_MS`. After the last it stays down. */
const PAUSES_MS = [0, 10_000, 60_000];
const WINDOW_MS = 600_000;

/** Keeps a page that crashes whenever it is loaded from being loaded for ever. */
export class CrashLimit {
  #crashes: readonly number[] = [];

  /**
   * @param now milliseconds of a clock that does not jump
   * @returns how long to wait, milliseconds; null: load it no more, until somebody asks for the window
   */
  crashed(now: number): number | null {
    this.#crashes = [...this.#crashes.filter((at) => now - at < WINDOW_MS), now];
    return PAUSES_MS[this.#crashes.length - 1] ?? null;
  }

  /** Somebody asked for the window: it has another try. */
  reset(): void {
    this.#crashes = [];
  }
}
