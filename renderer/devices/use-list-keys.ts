import { useEffect, useRef } from 'react';

interface ListKeys {
  readonly total: number;
  /** -1: none. */
  readonly active: number;
  /** Rows in view, for Page Up and Page Down. */
  readonly page: number;
  readonly move: (index: number) => void;
  readonly open: (index: number) => void;
}

/** j, k and the arrows move through a list, Enter opens: from anywhere on the page where nothing else wants the key. */
export function useListKeys(keys: ListKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [role="dialog"]')) return;
      const { total, active, page, move, open } = latest.current;
      if (total === 0) return;
      if (event.key === 'Enter') {
        // A focused button or link means itself.
        if (active >= 0 && !(event.target instanceof HTMLElement && event.target.closest('button, a'))) open(active);
        return;
      }
      const next = target(event.key, active, page, total);
      if (next === null) return;
      event.preventDefault();
      move(Math.max(0, Math.min(total - 1, next)));
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

function target(key: string, active: number, page: number, total: number): number | null {
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return active + 1;
    case 'k':
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
