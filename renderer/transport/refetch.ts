/** Runs one task at a time, once more when asked meanwhile, and never more often than `pauseMs` allows. */
export class Coalescer {
  readonly #task: () => Promise<void>;
  readonly #pauseMs: number;
  #busy = false;
  #again = false;
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
    void this.#task().finally(() => {
      setTimeout(() => {
        this.#busy = false;
        if (!this.#again) return;
        this.#again = false;
        this.ask();
      }, this.#pauseMs);
    });
  }

  stop(): void {
    this.#stopped = true;
  }
}
