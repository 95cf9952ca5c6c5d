import { useCallback, useState } from 'react';

/** Reads what the window kept for itself. Storage may be forbidden or hold an older shape: then the fallback counts. */
export function recall<T>(name: string, fallback: T, fits: (value: unknown) => value is T): T {
  try {
    const text = window.localStorage.getItem(`willwatch.${name}`);
    if (text === null) return fallback;
    const value: unknown = JSON.parse(text);
    return fits(value) ? value : fallback;
  } catch {
    return fallback;
  }
}

/** @returns whether it is kept. Private windows and full disks keep nothing: the choice then lasts as long as the page */
export function keep(name: string, value: unknown): boolean {
  try {
    window.localStorage.setItem(`willwatch.${name}`, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** Calls when another tab keeps something else under the name. */
export function onKeptElsewhere(name: string, changed: () => void): () => void {
  // Without a key everything was cleared.
  const heard = ({ key }: StorageEvent): void => {
    if (key === null || key === `willwatch.${name}`) changed();
  };
  window.addEventListener('storage', heard);
  return () => window.removeEventListener('storage', heard);
}

export function isOneOf<T extends string>(...allowed: readonly T[]): (value: unknown) => value is T {
  return (value): value is T => typeof value === 'string' && (allowed as readonly string[]).includes(value);
}

/** State of a page that is still there the next time. */
export function useRemembered<T>(name: string, fallback: T, fits: (value: unknown) => value is T): [T, (value: T) => void] {
  const [value, setValue] = useState(() => recall(name, fallback, fits));
  const set = useCallback(
    (next: T) => {
      keep(name, next);
      setValue(next);
    },
    [name],
  );
  return [value, set];
}
