import type {
  AffectedRecord,
  AlertRecord,
  BlindSpotRecord,
  Commit,
  DeviceRecord,
  History,
  MessageRecord,
  OutageRecord,
  OutboxRecord,
} from '../history/port.ts';
import type { Clock, Logger } from './ports.ts';

const RETRY_MS = 1000;

/** What the next transaction will hold. Rows of the same device, outage or blind spot replace each other. */
export class Draft {
  readonly messages: MessageRecord[] = [];
  readonly devices = new Map<string, DeviceRecord>();
  readonly devicesGone = new Set<string>();
  readonly outages = new Map<number, OutageRecord>();
  readonly affected: AffectedRecord[] = [];
  readonly blindSpots = new Map<number, BlindSpotRecord>();
  readonly alerts: AlertRecord[] = [];
  readonly outboxAdd = new Map<number, OutboxRecord>();
  readonly outboxDone = new Set<number>();
  /** Called in order once the transaction is on disk: acknowledgements, events. */
  readonly afterwards: (() => void)[] = [];

  toCommit(heartbeatAt: number): Commit {
    return {
      messages: this.messages,
      devices: [...this.devices.values()],
      devicesGone: [...this.devicesGone],
      outages: [...this.outages.values()],
      affected: this.affected,
      blindSpots: [...this.blindSpots.values()],
      alerts: this.alerts,
      outboxAdd: [...this.outboxAdd.values()],
      outboxDone: [...this.outboxDone],
      heartbeatAt,
    };
  }
}

/**
 * Group commit: everything that happened while the last transaction was written goes into the next one.
 * What cannot be written stays and is tried again; nothing of it is told or acknowledged before.
 */
export class Committer {
  readonly #history: History;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #failing: (reason: string | null) => void;
  #draft = new Draft();
  #scheduled = false;
  #writing: Promise<void> | null = null;
  #failed = false;

  /** @param failing called with the reason when writing begins to fail, with null when it works again */
  constructor(history: History, clock: Clock, log: Logger, failing: (reason: string | null) => void) {
    this.#history = history;
    this.#clock = clock;
    this.#log = log;
    this.#failing = failing;
  }

  /** The draft to add to; it will be written soon. */
  get draft(): Draft {
    this.#schedule();
    return this.#draft;
  }

  /** Resolves when everything drafted so far is on disk. */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.#draft.afterwards.length > 0 || this.#scheduled) await this.#write();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (this.#writing === null) this.#clock.soon(() => void this.#write());
  }

  #write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null;
      if (this.#scheduled) this.#clock.soon(() => void this.#write());
    });
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    if (!this.#scheduled) return;
    const draft = this.#draft;
    this.#draft = new Draft();
    this.#scheduled = false;
    for (;;) {
      try {
        await this.#history.commit(draft.toCommit(this.#clock.now()));
        break;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (!this.#failed) this.#log.error({ reason }, 'history cannot be written; trying again');
        this.#failed = true;
        this.#failing(reason);
        await new Promise<void>((resolve) => this.#clock.after(RETRY_MS, resolve));
      }
    }
    if (this.#failed) {
      this.#failed = false;
      this.#failing(null);
    }
    for (const call of draft.afterwards) call();
  }
}
