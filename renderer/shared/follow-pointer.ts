interface Drag {
  /** @param dx pixels since it was pressed */
  readonly moved: (dx: number, event: PointerEvent) => void;
  /** @param kept false: given up by Escape, or taken away by the system */
  readonly ended: (kept: boolean) => void;
}

/** Follows a pressed pointer, wherever it goes, until it is let go. Escape gives it up. */
export function followPointer(pressed: { readonly pointerId: number; readonly clientX: number }, { moved, ended }: Drag): void {
  const stop = new AbortController();
  const options = { signal: stop.signal };
  const end = (kept: boolean): void => {
    stop.abort();
    ended(kept);
  };
  const isOurs = (event: PointerEvent): boolean => event.pointerId === pressed.pointerId;
  window.addEventListener('pointermove', (event) => isOurs(event) && moved(event.clientX - pressed.clientX, event), options);
  window.addEventListener('pointerup', (event) => isOurs(event) && end(true), options);
  window.addEventListener('pointercancel', (event) => isOurs(event) && end(false), options);
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      end(false);
    },
    { ...options, capture: true },
  );
}
