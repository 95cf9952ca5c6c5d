import { backoffMs } from './backoff.ts';
import type { WireOptions } from './client-options.ts';
import type { LinkClock } from './clock.ts';
import { waitForRetained } from './snapshot.ts';
import { Wire, type WireEvents } from './wire.ts';

/**
 * The clean QoS 0 connection beside the persistent one. It never makes the link blind: when it fails it tries again, quietly, as long as it
 * is not stopped. Each time it subscribes, the broker sends the retained messages again.
 */
export class LiveListener {
  readonly #options: WireOptions;
  readonly #clock: LinkClock;
  readonly #message: WireEvents['message'];
  readonly #counters: readonly string[];
  #filters: readonly string[];
  #wire: Wire | null = null;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #stopped = false;
  #granted = new Set<string>();
  #first: Promise<void>;
  #setFirst: () => void = () => {};
  #snapshot: Promise<void>;
  #setSnapshot: () => void = () => {};

  /** @param counters more filters, such as the broker's own counters; whether they are granted does not matter */
  constructor(
    options: WireOptions,
    filters: readonly string[],
    counters: readonly string[],
    clock: LinkClock,
    message: WireEvents['message'],
  ) {
    this.#options = { ...options, clientId: `${options.clientId}-live`, clean: true, sessionSeconds: 0 };
    this.#filters = filters;
    this.#clock = clock;
    this.#counters = counters;
    this.#message = message;
    this.#first = new Promise((resolve) => {
      this.#setFirst = resolve;
    });
    this.#snapshot = new Promise((resolve) => {
      this.#setSnapshot = resolve;
    });
  }

  /** Settles when the first attempt has subscribed or failed; `granted` then says what it has. */
  get first(): Promise<void> {
    return this.#first;
  }

  /** Settles when the first attempt has the retained messages, or failed. */
  get snapshot(): Promise<void> {
    return this.#snapshot;
  }

  /** When the last packet came on the present connection, `performance.now()`; 0 without one. */
  get heardAt(): number {
    return this.#wire?.heardAt ?? 0;
  }

  /** The filters it listens to right now. */
  get granted(): ReadonlySet<string> {
    return this.#granted;
  }

  start(): void {
    if (this.#stopped) return;
    const openedAt = this.#clock.mono();
    const wire = new Wire(this.#options, {
      accepted: () => void this.#subscribe(wire),
      message: this.#message,
      closed: () => {
        if (this.#wire === wire) this.#wire = null;
        this.#granted.clear();
        this.#setFirst();
        this.#setSnapshot();
        if (this.#stopped) return;
        this.#failures = this.#clock.mono() - openedAt > 60_000 ? 1 : this.#failures + 1;
        this.#timer = setTimeout(() => this.start(), backoffMs(this.#failures, this.#clock.random()));
      },
    });
    this.#wire = wire;
    wire.open();
  }

  /** Subscribes and unsubscribes what changed; resolves when answered and the retained messages of the new filters are in. */
  async watch(filters: readonly string[]): Promise<void> {
    const gone = this.#filters.filter((filter) => !filters.includes(filter));
    const added = filters.filter((filter) => !this.#filters.includes(filter));
    this.#filters = filters;
    const wire = this.#wire;
    if (!wire) return;
    for (const filter of gone) this.#granted.delete(filter);
    await wire.unsubscribe(gone);
    if (added.length > 0 && (await this.#grant(wire, added))) await waitForRetained(wire);
  }

  /** Asks for the retained messages again. `false`: not connected. */
  async resync(): Promise<boolean> {
    const wire = this.#wire;
    if (!wire || !(await this.#grant(wire, this.#filters))) return false;
    await waitForRetained(wire);
    return true;
  }

  /** Ends it; `politely` with a DISCONNECT. */
  async stop(politely: boolean): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#setFirst();
    this.#setSnapshot();
    const wire = this.#wire;
    if (politely) await wire?.close();
    else wire?.drop({ code: 'stopped', detail: null });
  }

  async #subscribe(wire: Wire): Promise<void> {
    if (!(await this.#grant(wire, this.#filters))) return;
    this.#setFirst();
    await waitForRetained(wire);
    this.#setSnapshot();
    await wire.subscribe(this.#counters, 0, 0);
  }

  async #grant(wire: Wire, filters: readonly string[]): Promise<boolean> {
    const granted = await wire.subscribe(filters, 0, 0);
    if (!granted || wire.ended) return false;
    for (const { filter, code } of granted) if (code < 0x80) this.#granted.add(filter);
    return true;
  }
}
