import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { type Span, zoomed } from './timeline-model.ts';

/** A shorter drag is a click that slipped. */
const DRAG_MIN_PX = 5;

interface Place {
  readonly time: number;
  readonly px: number;
}

export interface Zoom {
  /** What is shown. */
  readonly span: Span;
  readonly isZoomed: boolean;
  /** What a drag has marked so far; null: none. */
  readonly marked: Span | null;
  readonly reset: () => void;
  /** For the element that is dragged on and has the focus. */
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
  };
}

/**
 * A look at a part of a time, by dragging over it or by keys.
 * @param whole what is shown without a zoom
 * @param bounds how far one can go
 */
export function useZoom(whole: Span, bounds: Span): Zoom {
  const [zoom, setZoom] = useState<Span | null>(null);
  const [drag, setDrag] = useState<{ readonly from: Place; readonly to: Place } | null>(null);
  const span = zoom ?? whole;
  const at = (event: PointerEvent<HTMLElement>): Place => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    return { time: span.from + share * (span.to - span.from), px: share * box.width };
  };
  const marked =
    drag === null ? null : { from: Math.min(drag.from.time, drag.to.time), to: Math.max(drag.from.time, drag.to.time) };
  const reset = (): void => setZoom(null);
  return {
    span,
    isZoomed: zoom !== null,
    marked,
    reset,
    handlers: {
      onPointerDown: (event) => {
        // A finger scrolls the page.
        if (event.button !== 0 || event.pointerType === 'touch') return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const place = at(event);
        setDrag({ from: place, to: place });
      },
      onPointerMove: (event) => {
        if (drag !== null) setDrag({ ...drag, to: at(event) });
      },
      onPointerUp: () => {
        setDrag(null);
        if (marked === null || drag === null || Math.abs(drag.to.px - drag.from.px) < DRAG_MIN_PX) return;
        setZoom(zoomed(marked, bounds, 1));
      },
      onPointerCancel: () => setDrag(null),
      onKeyDown: (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const next = keyed(event.key, span, bounds);
        if (next === undefined) return;
        if (next === null && zoom === null) return;
        event.preventDefault();
        setZoom(next);
      },
    },
  };
}

/** null: back to the whole; undefined: not our key. */
function keyed(key: string, span: Span, bounds: Span): Span | null | undefined {
  switch (key) {
    case '+':
    case '=':
      return zoomed(span, bounds, 0.5);
    case '-':
    case '−':
      return zoomed(span, bounds, 2);
    case 'ArrowLeft':
      return zoomed(span, bounds, 1, -0.25);
    case 'ArrowRight':
      return zoomed(span, bounds, 1, 0.25);
    case '0':
    case 'Escape':
      return null;
    default:
      return undefined;
  }
}
