import { useCallback, useEffect, useMemo, useState } from 'react';
import { MAX_CHOSEN } from '../acts/limits.ts';

/** Devices chosen one by one, or all that fit the filter, whatever that is at the time. */
export interface Selection {
  readonly all: boolean;
  readonly keys: ReadonlySet<string>;
}

export interface SelectionControl extends Selection {
  readonly isEmpty: boolean;
  /** A choice went beyond what can be chosen one by one. */
  readonly isFull: boolean;
  readonly has: (key: string) => boolean;
  /** Puts one in or takes it out. Does nothing while all are chosen: whom to leave out is then not known. */
  readonly toggle: (key: string) => void;
  /** Adds many. */
  readonly add: (keys: readonly string[]) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
}

const NOBODY: Selection = { all: false, keys: new Set() };

/** @param filterKey names the filter: another filter is another list, and what was chosen in the old one would not be seen */
export function useSelection(filterKey: string): SelectionControl {
  const [selection, setSelection] = useState(NOBODY);
  const [isFull, setFull] = useState(false);
  const clear = useCallback(() => {
    setSelection(NOBODY);
    setFull(false);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new filter ends the selection
  useEffect(clear, [filterKey]);
  const change = useCallback((next: (was: Selection) => Set<string>) => {
    setSelection((was) => {
      const keys = next(was);
      setFull(keys.size > MAX_CHOSEN);
      return { all: false, keys: keys.size > MAX_CHOSEN ? was.keys : keys };
    });
  }, []);
  const toggle = useCallback(
    (key: string) =>
      change(({ keys }) => {
        const next = new Set(keys);
        if (!next.delete(key)) next.add(key);
        return next;
      }),
    [change],
  );
  const add = useCallback((keys: readonly string[]) => change((was) => new Set([...was.keys, ...keys])), [change]);
  const selectAll = useCallback(() => setSelection({ all: true, keys: new Set() }), []);
  return useMemo(
    () => ({
      ...selection,
      isFull,
      isEmpty: !selection.all && selection.keys.size === 0,
      has: (key: string) => selection.all || selection.keys.has(key),
      toggle: selection.all ? () => undefined : toggle,
      add,
      selectAll,
      clear,
    }),
    [selection, isFull, toggle, add, selectAll, clear],
  );
}
