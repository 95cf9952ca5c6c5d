import type { Logger } from '../monitor/ports.ts';

/** What came since the start and comes again and again is not said for ever. */
const MOST = 8;

/** What the person must know, in the window: what was so at the start stays, of what came since the newest. */
export class Notices {
  readonly #first: readonly string[];
  readonly #log: Pick<Logger, 'warn'>;
  readonly #changed: () => void;
  #since: readonly string[] = [];

  constructor(first: readonly string[], log: Pick<Logger, 'warn'>, changed: () => void) {
    this.#first = first;
    this.#log = log;
    this.#changed = changed;
    for (const notice of first) log.warn({}, notice);
  }

  get all(): readonly string[] {
    return [...this.#first, ...this.#since];
  }

  add(notice: string): void {
    if (this.all.includes(notice)) return;
    this.#log.warn({}, notice);
    this.#since = [...this.#since, notice].slice(-MOST);
    this.#changed();
  }
}
