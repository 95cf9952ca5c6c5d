import type { Clock } from '../monitor/ports.ts';

const LOOK_MS = 2000;

/**
 * Notices that the network is back: nothing tells main, and there may be no window that hears of it.
 * @param isOnline as `net.isOnline`: only its no means something
 * @param back called when a no turns into a yes
 * @returns ends it
 */
export function watchNetwork(isOnline: () => boolean, back: () => void, clock: Pick<Clock, 'after'>): () => void {
  let wasOnline = isOnline();
  let cancel = clock.after(LOOK_MS, look);
  function look(): void {
    const online = isOnline();
    if (online && !wasOnline) back();
    wasOnline = online;
    cancel = clock.after(LOOK_MS, look);
  }
  return () => cancel();
}
