import type { Answers, RequestInput, RequestName, Transport } from '../../main/contract/requests.ts';

/** The requests by which a person does something that can be taken back. */
export type ActName = {
  [N in RequestName]: N extends 'act.undo' ? never : Answers[N] extends Answers['outage.acknowledge'] ? N : never;
}[RequestName];

/** Takes an act back and gives the way forward again, or says why not. */
export type WayBack = () => Promise<
  { readonly ok: true; readonly undo: WayBack | null } | { readonly ok: false; readonly reason: string }
>;

/** Something a person did in this window, or tried to. */
export interface DoneAct {
  readonly id: number;
  readonly at: number;
  /** A sentence in the person's language. */
  readonly said: string;
  readonly failed: boolean;
  /** Null: it cannot be taken back, or was. */
  readonly undo: WayBack | null;
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
      this.failed((error as Error).message);
      return false;
    }
  }

  /** Says that something was done. */
  did(said: string, undo: WayBack | null): void {
    this.#add(said, false, undo);
  }

  /** Says why something was not done. */
  failed(reason: string): void {
    this.#add(reason, true, null);
  }

  /** Says what became of something that was asked for elsewhere. Returns whether it was done. */
  took(outcome: Answers[ActName], said: string, nothing: string): boolean {
    if (!outcome.ok) this.failed(outcome.reason);
    else this.did(outcome.changed === 0 ? nothing : said, this.#wayBack(outcome.undo));
    return outcome.ok;
  }

  /** Takes an act back. @param said how to say that it is; the act itself stays in the list without a way back */
  async undo(id: number, said: string): Promise<void> {
    const act = this.#acts.find((one) => one.id === id);
    if (act?.undo == null) return;
    this.#set(this.#acts.map((one) => (one.id === id ? { ...one, undo: null, fresh: false } : one)));
    try {
      const outcome = await act.undo();
      if (outcome.ok) this.did(`${said}: ${act.said}`, outcome.undo);
      else this.failed(outcome.reason);
    } catch (error) {
      this.failed((error as Error).message);
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

  /** @param id as main answers it with an act */
  #wayBack(id: number | null): WayBack | null {
    if (id === null) return null;
    return async () => {
      const outcome = await this.#transport.request('act.undo', { id });
      return outcome.ok ? { ok: true, undo: this.#wayBack(outcome.undo) } : outcome;
    };
  }

  #add(said: string, failed: boolean, undo: WayBack | null): void {
    const act: DoneAct = { id: this.#nextId++, at: Date.now(), said, failed, undo, fresh: true };
    // One notice at a time: what was done before is in the list.
    this.#set([act, ...this.#acts.map((one) => ({ ...one, fresh: false }))].slice(0, KEPT));
  }

  #set(acts: readonly DoneAct[]): void {
    this.#acts = acts;
    for (const listener of this.#listeners) listener();
  }
}
