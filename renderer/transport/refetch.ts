/** Runs one task at a time, once more when asked meanwhile, and for what comes by itself never more often than `pauseMs` allows. */
export class Coalescer {
  readonly #task: () => Promise<void>;
  readonly #pauseMs: number;
  #busy = false;
  #again = false;
  #hurry = false;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(task: () => Promise<void>, pauseMs: number) {
    this.#task = task;
    this.#pauseMs = pauseMs;
  }

  ask(): void {
    if (this.#stopped) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    this.#hurry = false;
    void this.#task().finally(() => {
      this.#pause = setTimeout(() => this.#next(), this.#hurry ? 0 : this.#pauseMs);
    });
  }

  /** As `ask`, but without the pause: a person waits for the answer. */
  askNow(): void {
    this.ask();
    if (!this.#again) return;
    this.#hurry = true;
    if (this.#pause === undefined) return;
    clearTimeout(this.#pause);
    this.#next();
  }

  stop(): void {
    this.#stopped = true;
  }

  #next(): void {
    this.#pause = undefined;
    this.#busy = false;
    if (!this.#again) return;
    this.#again = false;
    this.ask();
  }
}
