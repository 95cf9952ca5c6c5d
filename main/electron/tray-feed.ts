import type { Topic } from '../contract/pushes.ts';
import { formatTime } from '../monitor/format-time.ts';
import type { Monitor } from '../monitor/monitor.ts';
import type { Clock } from '../monitor/ports.ts';
import type { Pushes } from '../monitor/pushes.ts';
import type { Words } from '../words/index.ts';
import { lookOf, type TrayLook } from './tray-look.ts';

const TOPICS: ReadonlySet<Topic> = new Set(['devices', 'outages', 'connections', 'settings', 'mutes', 'rules']);
/** The overview walks over all devices: while a burst lasts this often. */
const PAUSE_MS = 500;

/** Tells how the tray looks, whenever that may have changed. */
export class TrayFeed {
  readonly #monitor: Pick<Monitor, 'overview'>;
  readonly #words: () => Words;
  readonly #clock: Clock;
  readonly #listeners = new Set<(look: TrayLook) => void>();
  readonly #unsubscribe: () => void;
  #cancel: (() => void) | null = null;
  #lastMono = Number.NEGATIVE_INFINITY;

  constructor(monitor: Pick<Monitor, 'overview'>, pushes: Pick<Pushes, 'subscribe'>, words: () => Words, clock: Clock) {
    this.#monitor = monitor;
    this.#words = words;
    this.#clock = clock;
    this.#unsubscribe = pushes.subscribe((push) => {
      if (push.type === 'changed' && push.topics.some((topic) => TOPICS.has(topic))) this.#soon();
    });
  }

  look(): TrayLook {
    const words = this.#words();
    return lookOf(this.#monitor.overview(), words, (at) => formatTime(at, words.language), this.#clock.now());
  }

  /** Calls the listener with every look from now on; returns its unsubscribe. */
  subscribe(listener: (look: TrayLook) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.#unsubscribe();
    this.#cancel?.();
    this.#listeners.clear();
  }

  #soon(): void {
    if (this.#cancel !== null) return;
    const wait = Math.max(0, this.#lastMono + PAUSE_MS - this.#clock.mono());
    this.#cancel = this.#clock.after(wait, () => {
      this.#cancel = null;
      this.#lastMono = this.#clock.mono();
      const look = this.look();
      for (const listener of this.#listeners) listener(look);
    });
  }
}
