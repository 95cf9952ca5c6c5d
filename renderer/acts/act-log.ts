import type { Answers, RequestInput, RequestName, Transport } from '../../main/contract/requests.ts';

/** The requests by which a person does something that can be taken back. */
export type ActName = {
  [N in RequestName]: N extends 'act.undo' ? never : Answers[N] extends Answers['outage.acknowledge'] ? N : never;
}[RequestName];

/** Something a person did in this window, or tried to. */
export interface DoneAct {
  readonly id: number;
  readonly at: number;
  /** A sentence in the person's language. */
  readonly said: string;
  readonly failed: boolean;
  /** By which it is taken back; null: it cannot be. */
  readonly undo: number | null;
  /** Still to be seen in the corner of the window. */
  readonly fresh: boolean;
}

const KEPT = 50;

/** What was done in this window, newest first. Acts stay reachable after their notice has gone. */
export class ActLog {
  readonly #transport: Transport;
  readonly #listeners = new Set<() => void>();
  #acts: readonly DoneAct[] = [];
  #nextId = 1;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  readonly getActs = (): readonly DoneAct[] => this.#acts;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * Does something and says what became of it.
   * @param said what to say when it is done
   * @param nothing what to say when it changed nothing
   * @returns whether it was done
   */
  async act<N extends ActName>(name: N, input: RequestInput<N>, said: string, nothing: string): Promise<boolean> {
    try {
      return this.took(await this.#transport.request(name, input), said, nothing);
    } catch (error) {
      this.#add((error as Error).message, true, null);
      return false;
    }
  }

  /** Says what became of something that was asked for elsewhere. Returns whether it was done. */
  took(outcome: Answers[ActName], said: string, nothing: string): boolean {
    if (!outcome.ok) this.#add(outcome.reason, true, null);
    else this.#add(outcome.changed === 0 ? nothing : said, false, outcome.undo);
    return outcome.ok;
  }

  /** Takes an act back. @param said how to say that it is; the act itself stays in the list without a way back */
  async undo(id: number, said: string): Promise<void> {
    const act = this.#acts.find((one) => one.id === id);
    if (act?.undo == null) return;
    this.#set(this.#acts.map((one) => (one.id === id ? { ...one, undo: null, fresh: false } : one)));
    try {
      const outcome = await this.#transport.request('act.undo', { id: act.undo });
      if (outcome.ok) this.#add(`${said}: ${act.said}`, false, outcome.undo);
      else this.#add(outcome.reason, true, null);
    } catch (error) {
      this.#add((error as Error).message, true, null);
    }
  }

  /** Takes back the newest act that can be, as Ctrl+Z does. */
  async undoLast(said: string): Promise<void> {
    const last = this.#acts.find(({ fresh, undo }) => fresh && undo !== null);
    if (last) await this.undo(last.id, said);
  }

  /** Its notice goes; it stays in the list. */
  putAway(id: number): void {
    this.#set(this.#acts.map((one) => (one.id === id ? { ...one, fresh: false } : one)));
  }

  #add(said: string, failed: boolean, undo: number | null): void {
    const act: DoneAct = { id: this.#nextId++, at: Date.now(), said, failed, undo, fresh: true };
    // One notice at a time: what was done before is in the list.
    this.#set([act, ...this.#acts.map((one) => ({ ...one, fresh: false }))].slice(0, KEPT));
  }

  #set(acts: readonly DoneAct[]): void {
    this.#acts = acts;
    for (const listener of this.#listeners) listener();
  }
}
