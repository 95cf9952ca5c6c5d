/** A device told more often than this within `FLAP_WINDOW_MS` is flapping: it is told once more as that, and then not until it is quiet. */
export const FLAP_LIMIT = 3;
export const FLAP_WINDOW_MS = 600_000;

export type FlapDecision = 'tell' | 'tell-flapping' | 'silent';

/** How often each device was told lately. Times are of one monotonic clock, milliseconds. */
export class Flaps {
  /** In the order of their last loss, so that what may be forgotten stands first. */
  readonly #losses = new Map<string, number[]>();

  /** Counts a loss that is about to be told, and says how. A device that was quiet for the whole window begins anew. */
  decide(deviceKey: string, now: number): FlapDecision {
    const before = (this.#losses.get(deviceKey) ?? []).filter((at) => now - at < FLAP_WINDOW_MS);
    // Only so many are needed to tell; a flood must not be remembered one by one.
    const losses = [...before, now].slice(-(FLAP_LIMIT + 2));
    this.#losses.delete(deviceKey);
    this.#losses.set(deviceKey, losses);
    this.#forget(now);
    if (before.length < FLAP_LIMIT) return 'tell';
    return before.length === FLAP_LIMIT ? 'tell-flapping' : 'silent';
  }

  #forget(now: number): void {
    for (const [key, losses] of this.#losses) {
      if (this.#losses.size <= MOST_DEVICES && now - (losses.at(-1) ?? 0) < FLAP_WINDOW_MS) break;
      this.#losses.delete(key);
    }
  }
}

const MOST_DEVICES = 10_000;
