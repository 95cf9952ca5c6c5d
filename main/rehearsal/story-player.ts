import type { StoryId, StoryView } from '../contract/model.ts';
import type { Clock } from '../monitor/ports.ts';
import { STORIES, type Stage } from './stories.ts';

interface Playing {
  readonly id: StoryId;
  step: number;
  state: StoryView['state'];
  /** When a run goes on by itself; null while it does not. */
  nextAt: number | null;
  cancel: () => void;
}

/** Plays one story at a time, by itself or step by step, and puts everything back when it is over. */
export class StoryPlayer {
  readonly #stage: Stage;
  readonly #clock: Pick<Clock, 'now' | 'after'>;
  readonly #changed: () => void;
  readonly #putBack: () => Promise<void>;
  #playing: Playing | null = null;
  /** One thing after the other: a step must not begin before the one before has happened. */
  #turn: Promise<void> = Promise.resolve();

  /**
   * @param changed called whenever the view may differ
   * @param putBack makes the site what it was when the story began
   */
  constructor(stage: Stage, clock: Pick<Clock, 'now' | 'after'>, changed: () => void, putBack: () => Promise<void>) {
    this.#stage = stage;
    this.#clock = clock;
    this.#changed = changed;
    this.#putBack = putBack;
  }

  view(): StoryView | null {
    const playing = this.#playing;
    if (playing === null) return null;
    const { id, step, state, nextAt } = playing;
    return { id, step, steps: STORIES[id].length, state, nextAt };
  }

  get isPlaying(): boolean {
    return this.#playing !== null && this.#playing.state !== 'done';
  }

  /** Begins a story on a site that is whole. */
  async start(id: StoryId): Promise<void> {
    this.abandon();
    this.#playing = { id, step: 0, state: 'running', nextAt: null, cancel: () => undefined };
    await this.#enter(0);
  }

  /** Stays at the step there is. */
  pause(): void {
    const playing = this.#playing;
    if (playing?.state !== 'running') return;
    playing.cancel();
    Object.assign(playing, { state: 'paused', nextAt: null });
    this.#changed();
  }

  /** Goes on by itself. */
  run(): void {
    const playing = this.#playing;
    if (playing?.state !== 'paused') return;
    playing.state = 'running';
    this.#wait(playing);
    this.#changed();
  }

  /** Goes on now. A paused story stays paused at the next step. */
  async next(): Promise<void> {
    const playing = this.#playing;
    if (playing === null || playing.state === 'done') return;
    playing.cancel();
    await this.#enter(playing.step + 1);
  }

  /** Ends it wherever it is, and puts everything back. Also puts away one that is over. */
  async stop(): Promise<void> {
    const playing = this.#playing;
    if (playing === null) return;
    playing.cancel();
    this.#playing = null;
    if (playing.state !== 'done') await this.#do(this.#putBack);
    this.#changed();
  }

  /** Ends it where it is, for another one. */
  abandon(): void {
    this.#playing?.cancel();
    this.#playing = null;
  }

  async #enter(step: number): Promise<void> {
    const playing = this.#playing;
    if (playing === null) return;
    const next = STORIES[playing.id][step];
    if (next === undefined) {
      Object.assign(playing, { state: 'done', nextAt: null });
      await this.#do(this.#putBack);
      this.#changed();
      return;
    }
    playing.step = step;
    playing.nextAt = null;
    this.#changed();
    await this.#do(async () => next.happen(this.#stage));
    // Stopped, or another story, in the meantime.
    if (this.#playing !== playing || playing.step !== step) return;
    if (playing.state === 'running') this.#wait(playing);
    this.#changed();
  }

  #wait(playing: Playing): void {
    const seconds = STORIES[playing.id][playing.step]?.seconds ?? 0;
    playing.nextAt = this.#clock.now() + seconds * 1000;
    playing.cancel = this.#clock.after(seconds * 1000, () => void this.#enter(playing.step + 1));
  }

  #do(what: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(what);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
