import { useSyncExternalStore } from 'react';

const MINUTE_MS = 60_000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setTimeout> | undefined;

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
  timer = setTimeout(tick, MINUTE_MS - (now % MINUTE_MS) + 10);
}

function wake(): void {
  if (document.visibilityState !== 'visible') return;
  clearTimeout(timer);
  tick();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = Date.now();
    timer = setTimeout(tick, MINUTE_MS - (now % MINUTE_MS) + 10);
    // A hidden window's timers sleep: what it shows when it comes back must not be hours old.
    document.addEventListener('visibilitychange', wake);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', wake);
  };
}

function current(): number {
  // An event newer than the last tick must not seem to lie in the future of an idle window.
  if (Date.now() - now > MINUTE_MS) now = Date.now();
  return now;
}

/** The time, ticking once a minute and together for the whole window. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, current);
}
