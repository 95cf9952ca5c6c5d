import { useSyncExternalStore } from 'react';

/** Where the window is. `path` is still encoded, `search` starts with `?` or is empty. */
export interface Place {
  readonly path: string;
  readonly search: string;
}

const listeners = new Set<() => void>();
let place = readPlace();

function readPlace(): Place {
  return { path: window.location.pathname, search: window.location.search };
}

function changed(): void {
  place = readPlace();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('popstate', changed);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('popstate', changed);
  };
}

export function usePlace(): Place {
  return useSyncExternalStore(subscribe, () => place);
}

/** Goes to an address of the window. `replace` leaves no step to come back to. */
export function navigate(to: string, options: { readonly replace?: boolean } = {}): void {
  if (to === `${window.location.pathname}${window.location.search}`) return;
  if (options.replace) window.history.replaceState(null, '', to);
  else window.history.pushState(null, '', to);
  changed();
}
