/** What arrived so far, and a way to wait for what has not. */
export class Inbox<T> {
  readonly #items: T[] = [];
  readonly #waiting = new Set<() => void>();
  #closed: string | null = null;

  get items(): readonly T[] {
    return this.#items;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#wake();
  }

  /** Nothing more will come: whoever still waits is told why. */
  close(why: string): void {
    this.#closed ??= why;
    this.#wake();
  }

  /**
   * The first item, past or future, that `matches`.
   * @param what named in the failure
   * @param context added to the failure, such as a log
   */
  async find(matches: (item: T) => boolean, what: string, timeoutMs = 40_000, context: () => string = () => ''): Promise<T> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const found = this.#items.find(matches);
      if (found !== undefined) return found;
      const leftMs = deadline - performance.now();
      if (this.#closed !== null || leftMs <= 0) {
        const recent = this.#items.slice(-10).map((item) => JSON.stringify(item));
        throw new Error(
          [this.#closed ?? `Waited ${timeoutMs} ms in vain`, `for ${what}. The latest:`, ...recent, context()].join('\n'),
        );
      }
      await this.#change(leftMs);
    }
  }

  #change(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.#waiting.add(done);
    });
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}
