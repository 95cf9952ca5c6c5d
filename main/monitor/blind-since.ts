import type { History } from '../history/port.ts';
import { CATCH_UP_MS, isBlindness } from './sight.ts';

/** How many blind spots shortly after one another a start follows back. */
const MOST_SPOTS = 100;

/**
 * Since when what the broker kept for a connection may have happened: before its last blindness too, when it was not back for long enough
 * to have been handed everything.
 * @param lastSeen when that last blindness began, wall clock
 */
export async function blindSince(history: History, connectionId: string, lastSeen: number): Promise<number> {
  let since = lastSeen;
  for (let spots = 0; spots < MOST_SPOTS; spots++) {
    const recent = await history.blindSpots({ connectionId, since: since - CATCH_UP_MS, limit: MOST_SPOTS });
    const before = recent.find((one) => one.began < since && isBlindness(one.reason));
    if (before === undefined) break;
    since = before.began;
  }
  return since;
}
