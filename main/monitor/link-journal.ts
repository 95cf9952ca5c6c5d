import type { LinkReason } from '../contract/model.ts';
import type { MonitorEvent } from './events.ts';
import type { Logger } from './ports.ts';

/** Enough to see a rhythm of losing and finding a broker again. */
const KEPT = 100;

export interface LinkNote {
  readonly at: number;
  readonly connectionId: string;
  readonly state: 'connected' | 'blind';
  readonly reason: LinkReason | null;
}

/** What became of the connections in this run: the last of it in memory, for a diagnosis, and all of it in the log. */
export class LinkJournal {
  readonly #log: Logger;
  #notes: LinkNote[] = [];

  constructor(log: Logger) {
    this.#log = log;
  }

  readonly note = (event: MonitorEvent): void => {
    if (event.type !== 'link') return;
    const { at, connectionId, state, reason } = event;
    this.#log.info({ connection: connectionId, ...reason }, state === 'connected' ? 'connected' : 'not connected');
    this.#notes.push({ at, connectionId, state, reason });
    if (this.#notes.length > KEPT) this.#notes = this.#notes.slice(-KEPT);
  };

  /** Oldest first. */
  get notes(): readonly LinkNote[] {
    return this.#notes;
  }
}
