import type { Push, Topic } from '../contract/pushes.ts';
import type { Monitor } from './monitor.ts';
import type { Clock } from './ports.ts';

/** At most one `changed` push in this time, whatever happens: 10,000 changes cost the window one small message. */
const TICK_MS = 250;
/** At most one in this time while a burst is worked off: what changes twice meanwhile is counted and listed once. */
const BURST_TICK_MS = 500;
/** How often is looked whether the burst is over. */
const LOOK_MS = 50;
const MAX_KEYS = 200;

/** Turns monitor events into what the windows are told. */
export class Pushes {
  readonly #monitor: Monitor;
  readonly #clock: Clock;
  readonly #listeners = new Set<(push: Push) => void>();
  #topics = new Set<Topic>();
  #keys = new Set<string>();
  #lastMono = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;

  constructor(monitor: Monitor, clock: Clock) {
    this.#monitor = monitor;
    this.#clock = clock;
    monitor.subscribe((event) => {
      if (event.type === 'alert') this.send({ type: 'alert', alert: event.alert });
      if (event.type === 'changed') this.changed(event.topics, event.deviceKeys);
    });
  }

  subscribe(listener: (push: Push) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  send(push: Push): void {
    for (const listener of this.#listeners) listener(push);
  }

  changed(topics: readonly Topic[], deviceKeys: readonly string[]): void {
    for (const topic of topics) this.#topics.add(topic);
    for (const key of deviceKeys) if (this.#keys.size <= MAX_KEYS) this.#keys.add(key);
    if (this.#cancel !== null) return;
    const wait = Math.max(0, this.#lastMono + TICK_MS - this.#clock.mono());
    this.#cancel = this.#clock.after(wait, () => this.#flush());
  }

  #flush(): void {
    const now = this.#clock.mono();
    if (now - this.#lastMono < BURST_TICK_MS && this.#monitor.hasBacklog()) {
      this.#cancel = this.#clock.after(LOOK_MS, () => this.#flush());
      return;
    }
    this.#cancel = null;
    this.#lastMono = now;
    if (this.#listeners.size === 0) {
      // Nobody looks: counting every device would be for nothing. Who comes next asks for everything.
      this.#topics = new Set();
      this.#keys = new Set();
      return;
    }
    const push: Push = {
      type: 'changed',
      revision: this.#monitor.revision,
      counts: this.#monitor.lists.counts(),
      flapping: this.#monitor.lists.flapping(),
      topics: [...this.#topics],
      deviceKeys: this.#keys.size > MAX_KEYS ? null : [...this.#keys],
    };
    this.#topics = new Set();
    this.#keys = new Set();
    this.send(push);
  }
}
