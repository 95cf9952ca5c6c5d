import { useCallback, useEffect, useRef, useState } from 'react';

export interface HeldOrder {
  /** The order to ask for; null: as it is now. */
  readonly wanted: () => number | null;
  /** The order of the newest answer. */
  readonly came: (order: number) => void;
  /** For the element that holds the rows. */
  readonly pointer: { readonly onPointerEnter: (event: React.PointerEvent) => void; readonly onPointerLeave: () => void };
  /** Sorts once, and holds that order from then on. */
  readonly release: () => void;
}

/**
 * Keeps the order of a list while a pointer is over it, or something else is about to act on one of its rows: what a person reaches for must
 * not move away. A finger does not hover, so it holds nothing.
 * @param busy whether a row is chosen or selected
 * @param refetch asks for the rows again
 */
export function useHeldOrder(busy: boolean, refetch: () => void): HeldOrder {
  const [over, setOver] = useState(false);
  const held = over || busy;
  const state = useRef({ held, order: null as number | null });
  state.current.held = held;
  const latest = useRef(refetch);
  latest.current = refetch;

  const wasHeld = useRef(held);
  useEffect(() => {
    if (wasHeld.current && !held) latest.current();
    wasHeld.current = held;
  }, [held]);

  const release = useCallback(() => {
    state.current.order = null;
    latest.current();
  }, []);
  return {
    wanted: useCallback(() => (state.current.held ? state.current.order : null), []),
    came: useCallback((order: number) => {
      state.current.order = order;
    }, []),
    pointer: {
      onPointerEnter: useCallback((event: React.PointerEvent) => setOver(event.pointerType === 'mouse'), []),
      onPointerLeave: useCallback(() => setOver(false), []),
    },
    release,
  };
}
