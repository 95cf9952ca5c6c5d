import { useEffect, useRef } from 'react';

interface ListKeys {
  readonly total: number;
  /** -1: none. */
  readonly active: number;
  /** Rows in view, for Page Up and Page Down. */
  readonly page: number;
  /** @param extend whether what lies between is to be selected */
  readonly move: (index: number, extend: boolean) => void;
  readonly open: (index: number) => void;
  readonly select: (index: number) => void;
  readonly selectAll: () => void;
  readonly acknowledge: () => void;
  readonly sort: () => void;
  /** @returns whether a group was there to fold */
  readonly fold: (index: number, folded: boolean) => boolean;
  /** @returns whether there was something to leave */
  readonly escape: () => boolean;
}

/** The keys of a list, from anywhere on the page where nothing else wants them. */
export function useListKeys(keys: ListKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.altKey || event.defaultPrevented) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (target?.closest('input:not([type="checkbox"]), textarea, select, [role="dialog"], [role="menu"]')) return;
      if (take(event, latest.current, target)) event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

/** @returns whether the key meant something here */
function take(event: KeyboardEvent, keys: ListKeys, target: HTMLElement | null): boolean {
  const { total, active, page } = keys;
  if (event.key === 'Escape') return keys.escape();
  if (total === 0) return false;
  if (event.ctrlKey || event.metaKey) {
    if (event.key !== 'a') return false;
    keys.selectAll();
    return true;
  }
  // A focused button, box or link means itself.
  const own = target?.closest('button, a, input') != null;
  switch (event.key) {
    case 'Enter':
      if (own || active < 0) return false;
      keys.open(active);
      return true;
    case ' ':
      if (own || active < 0) return false;
      keys.select(active);
      return true;
    case 'a':
      keys.acknowledge();
      return true;
    case 's':
      keys.sort();
      return true;
    case 'ArrowLeft':
    case 'ArrowRight':
      return active >= 0 && keys.fold(active, event.key === 'ArrowLeft');
  }
  const next = targetOf(event.key, active, page, total);
  if (next === null) return false;
  keys.move(Math.max(0, Math.min(total - 1, next)), event.shiftKey);
  return true;
}

function targetOf(key: string, active: number, page: number, total: number): number | null {
  switch (key) {
    case 'j':
    case 'J':
    case 'ArrowDown':
      return active + 1;
    case 'k':
    case 'K':
    case 'ArrowUp':
      return active - 1;
    case 'PageDown':
      return active + page;
    case 'PageUp':
      return active - page;
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return null;
  }
}
