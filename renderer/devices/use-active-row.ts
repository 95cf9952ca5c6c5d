import { useCallback, useEffect, useRef, useState } from 'react';
import type { DeviceLine } from '../../main/contract/model.ts';

/** The row that was left, by filter: who comes back finds it again. */
const left = new Map<string, { readonly key: string; readonly index: number }>();

export interface ActiveRow {
  /** -1: none. */
  readonly index: number;
  readonly set: (index: number) => void;
}

interface Active {
  readonly list: string;
  readonly index: number;
  /** Which device it is; null: none, or not loaded yet. */
  readonly key: string | null;
  /** Where to look for it. */
  readonly around: number;
}

function startOf(list: string): Active {
  const was = left.get(list);
  return { list, index: -1, key: was?.key ?? null, around: was?.index ?? 0 };
}

/**
 * The row the keyboard is at. It is a device, not a place: when the list is sorted the mark goes with it, as far as it is still in view.
 * @param listKey names the filter; another one begins without
 */
export function useActiveRow(listKey: string, at: (index: number) => DeviceLine | undefined, total: number): ActiveRow {
  const [active, setActive] = useState<Active>(() => startOf(listKey));
  const latest = useRef(at);
  latest.current = at;
  const set = useCallback(
    (index: number) => {
      const key = index < 0 ? null : (latest.current(index)?.key ?? null);
      if (key === null) left.delete(listKey);
      else left.set(listKey, { key, index });
      setActive({ list: listKey, index, key, around: index });
    },
    [listKey],
  );
  const line = active.index < 0 ? undefined : at(active.index);
  const lost =
    active.key !== null && (active.index < 0 || (line !== undefined && line.key !== active.key) || active.index >= total);
  useEffect(() => {
    if (active.list !== listKey) setActive(startOf(listKey));
    else if (active.index >= 0 && active.key === null && line !== undefined) setActive({ ...active, key: line.key });
    else if (lost && total > 0) {
      const found = findNear(latest.current, active.key, active.around, total);
      if (found !== active.index)
        setActive({ ...active, index: found, key: found < 0 ? null : active.key, around: Math.max(0, found) });
    }
  });
  return { index: active.list === listKey ? active.index : -1, set };
}

/** Rows this far around are looked at; more are not loaded anyway. */
const NEAR = 500;

function findNear(at: (index: number) => DeviceLine | undefined, key: string | null, around: number, total: number): number {
  for (let index = Math.max(0, around - NEAR); index < Math.min(total, around + NEAR); index += 1)
    if (at(index)?.key === key) return index;
  return -1;
}
