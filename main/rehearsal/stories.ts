import type { StoryId } from '../contract/model.ts';

/** What a story can do to the site, its broker and the computer that watches. */
export interface Stage {
  act(id: string, act: 'unplug' | 'restore'): Promise<void>;
  /** The computer that runs Willwatch sleeps: what the broker says reaches nobody. */
  sleep(): void;
  wake(): void;
  stopBroker(): Promise<void>;
  startBroker(): Promise<void>;
}

/** One step: something happens, and then there is something to look at for a while. Its words are in `words`, by the same number. */
export interface StoryStep {
  readonly happen: (stage: Stage) => Promise<void> | void;
  /** How long a run stays at it. */
  readonly seconds: number;
}

const unplug = (id: string, seconds: number): StoryStep => ({ happen: (stage) => stage.act(id, 'unplug'), seconds });
const restore = (id: string, seconds: number): StoryStep => ({ happen: (stage) => stage.act(id, 'restore'), seconds });
const look = (seconds: number): StoryStep => ({ happen: () => undefined, seconds });

/** Long enough to be told of: the hold is 3 s by default. */
const GONE = 8;
const BACK = 4;

export const STORIES: Readonly<Record<StoryId, readonly StoryStep[]>> = {
  'power-loss': [unplug('router-1', 12), look(20), restore('router-1', 15)],
  flapping: [
    unplug('gw-north', GONE),
    restore('gw-north', BACK),
    unplug('gw-north', GONE),
    restore('gw-north', BACK),
    unplug('gw-north', GONE),
    restore('gw-north', BACK),
    unplug('gw-north', 12),
    restore('gw-north', 12),
  ],
  sleep: [
    { happen: (stage) => stage.sleep(), seconds: 6 },
    unplug('gw-south', 10),
    { happen: (stage) => stage.wake(), seconds: 20 },
    restore('gw-south', 10),
  ],
  'broker-restart': [
    { happen: (stage) => stage.stopBroker(), seconds: 12 },
    { happen: (stage) => stage.startBroker(), seconds: 25 },
    look(15),
  ],
};
