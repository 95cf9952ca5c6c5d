import { type PointerEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { followPointer } from '../shared/follow-pointer.ts';
import {
  type Choice,
  type Column,
  type ColumnControl,
  leastOf,
  moveColumn,
  stepColumn,
  WIDTH_MAX,
  WIDTH_MIN,
  type Widths,
} from './columns.ts';

const CLICK_PX = 6;
/** By the keyboard. */
const STEP_PX = 16;

export interface Drop {
  readonly name: Column;
  readonly beside: Column;
  readonly side: 'left' | 'right';
}

/** A change that was made by the keyboard, to be said. */
export type Done =
  | { readonly what: 'moved'; readonly name: Column; readonly place: number; readonly of: number }
  | { readonly what: 'resized'; readonly name: Column; readonly width: number };

/** Moves and resizes the columns of a head, by pointer and by keys. */
export function useHeadDrag(
  head: RefObject<HTMLElement | null>,
  shown: Choice,
  control: ColumnControl,
  tell: (done: Done) => void,
) {
  const [drop, setDrop] = useState<Drop | null>(null);
  const [resizing, setResizing] = useState<Column | null>(null);
  const wasDragged = useRef(false);
  const refocus = useRef<Column | null>(null);
  const { columns, widths, choose, resize } = control;

  // A column that moved took its button out of the page for a moment, and the focus with it.
  useLayoutEffect(() => {
    if (refocus.current === null) return;
    head.current?.querySelector<HTMLElement>(`[data-column="${refocus.current}"] button`)?.focus();
    refocus.current = null;
  });

  const measured = (): readonly { readonly name: Column; readonly box: DOMRect }[] =>
    shown.flatMap((name) => {
      const cell = head.current?.querySelector(`[data-column="${name}"]`);
      return cell ? [{ name, box: cell.getBoundingClientRect() }] : [];
    });

  /** What stands to the left of an edge stays where it is; what stands to the right gives, down to its least. */
  const edgeOf = (name: Column): { readonly now: number; readonly at: (width: number) => Widths } | null => {
    const cells = measured();
    const index = cells.findIndex((cell) => cell.name === name);
    const cell = cells[index];
    if (cell === undefined || head.current === null) return null;
    const left = Object.fromEntries(cells.slice(0, index).map((one) => [one.name, Math.round(one.box.width)]));
    const room = cells.slice(index + 1).reduce((sum, one) => sum + Math.max(0, one.box.width - leastOf(one.name, widths)), 0);
    const edge = head.current.getBoundingClientRect().right - Number.parseFloat(getComputedStyle(head.current).paddingRight);
    const free = Math.max(0, edge - (cells.at(-1)?.box.right ?? edge));
    const most = Math.max(WIDTH_MIN, Math.min(WIDTH_MAX, cell.box.width + room + free));
    const at = (width: number): Widths => ({
      ...widths,
      ...left,
      [name]: Math.round(Math.min(most, Math.max(WIDTH_MIN, width))),
    });
    return { now: cell.box.width, at };
  };

  const startResize = (name: Column, event: PointerEvent): void => {
    const edge = edgeOf(name);
    if (event.button !== 0 || edge === null) return;
    event.preventDefault();
    event.stopPropagation();
    setResizing(name);
    followPointer(event, {
      moved: (dx) => resize(edge.at(edge.now + dx)),
      ended: (kept) => {
        setResizing(null);
        if (!kept) resize(widths);
      },
    });
  };

  const startMove = (name: Column, event: PointerEvent): void => {
    wasDragged.current = false;
    // A finger scrolls.
    if (event.button !== 0 || event.pointerType === 'touch') return;
    const cells = measured();
    let last: Drop | null = null;
    followPointer(event, {
      moved: (dx, { clientX }) => {
        if (!wasDragged.current && Math.abs(dx) < CLICK_PX) return;
        wasDragged.current = true;
        const over = cells.find(({ box }) => clientX < box.right) ?? cells.at(-1);
        if (over === undefined) return;
        last = { name, beside: over.name, side: clientX < over.box.left + over.box.width / 2 ? 'left' : 'right' };
        setDrop(last);
      },
      ended: (kept) => {
        setDrop(null);
        if (kept && last !== null) choose(moveColumn(columns, name, last.beside, last.side));
      },
    });
  };

  const forgetWidth = (name: Column): void => {
    const { [name]: _gone, ...others } = widths;
    resize(others);
  };

  /** @returns whether the key meant something here */
  const press = (name: Column, event: React.KeyboardEvent): boolean => {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : null;
    if (event.shiftKey && event.key === 'Home') {
      forgetWidth(name);
      return true;
    }
    if (by === null) return false;
    if (event.ctrlKey || event.metaKey) {
      const next = stepColumn(columns, shown, name, by);
      if (next === columns) return true;
      refocus.current = name;
      choose(next);
      tell({ what: 'moved', name, place: shown.indexOf(name) + by + 1, of: shown.length });
      return true;
    }
    if (!event.shiftKey) return false;
    const edge = edgeOf(name);
    if (edge === null) return false;
    const next = edge.at(edge.now + by * STEP_PX);
    resize(next);
    tell({ what: 'resized', name, width: next[name] ?? edge.now });
    return true;
  };

  /** Whether the click of a pointer that comes now ends a drag. */
  const isDragEnd = (): boolean => wasDragged.current;

  return { drop, resizing, startResize, startMove, forgetWidth, press, isDragEnd };
}
