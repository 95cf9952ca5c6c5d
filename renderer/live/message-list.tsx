import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, useEffect, useRef } from 'react';
import type { LiveRow, LiveRows } from '../../main/contract/live.ts';
import { cleanText } from '../shared/clean-text.ts';
import { Given } from '../shared/device-name.tsx';
import { useWords } from '../shared/words-context.tsx';
import classes from './live.module.css';
import type { LiveRange } from './use-live-session.ts';

const ROW = 28;
/** Rows are asked for in blocks, so that a small scroll needs no new question. */
const BLOCK = 50;

interface MessageListProps {
  readonly rows: LiveRows | null;
  readonly setRange: (range: LiveRange) => void;
  readonly chosen: number | null;
  readonly choose: (seq: number | null) => void;
  /** Whether the newest row is out of view. */
  readonly scrolled: (away: boolean) => void;
}

/** Messages, the newest first. Only those in view are here. */
export function MessageList({ rows, setRange, chosen, choose, scrolled }: MessageListProps) {
  const { t } = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const total = rows?.total ?? 0;
  const at = (index: number): LiveRow | undefined => rows?.rows[index - rows.from];
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const items = virtualizer.getVirtualItems();
  const from = Math.floor((items[0]?.index ?? 0) / BLOCK) * BLOCK;
  const to = (Math.floor((items.at(-1)?.index ?? 0) / BLOCK) + 1) * BLOCK;
  useEffect(() => setRange({ from, to }), [from, to, setRange]);

  const active = rows === null ? -1 : rows.rows.findIndex(({ seq }) => seq === chosen);
  const activeIndex = active < 0 ? -1 : active + (rows?.from ?? 0);
  const press = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 300) / ROW) - 1);
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, PageDown: page, PageUp: -page };
    const step = steps[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to =
      event.key === 'Home'
        ? 0
        : event.key === 'Enter' && activeIndex < 0
          ? 0
          : step === undefined
            ? null
            : activeIndex < 0
              ? 0
              : activeIndex + step;
    if (event.key === 'Escape' && chosen !== null) choose(null);
    else if (to === null || total === 0) return;
    else {
      const index = Math.max(0, Math.min(to, total - 1));
      const row = at(index);
      if (row === undefined) return;
      choose(row.seq);
      virtualizer.scrollToIndex(index, { align: 'auto' });
    }
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a windowed grid cannot be a table element
    <div
      ref={scroller}
      className={classes.list}
      role="grid"
      aria-label={t.live.list}
      aria-rowcount={total + 1}
      aria-busy={rows === null}
      aria-activedescendant={
        activeIndex >= 0 && items.some(({ index }) => index === activeIndex) ? `live-${activeIndex}` : undefined
      }
      tabIndex={0}
      onKeyDown={press}
      onScroll={(event) => scrolled(event.currentTarget.scrollTop > ROW)}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      <div className={classes.listHead} role="row" aria-rowindex={1}>
        {(['time', 'topic', 'payload', 'size', 'flags'] as const).map((column) => (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
          <span key={column} role="columnheader" data-column={column}>
            {t.live.columns[column]}
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div className={classes.listRows} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = at(index);
          return row === undefined ? null : (
            // By its place: in a stream every row is another message each time, and new text is cheaper than new elements.
            <Row key={index} row={row} index={index} top={start} chosen={row.seq === chosen} choose={choose} />
          );
        })}
      </div>
    </div>
  );
}

interface RowProps {
  readonly row: LiveRow;
  readonly index: number;
  readonly top: number;
  readonly chosen: boolean;
  readonly choose: (seq: number) => void;
}

const Row = memo(function Row({ row, index, top, chosen, choose }: RowProps) {
  const { t, clock } = useWords();
  const preview = cleanText(row.preview, 160);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a windowed grid cannot be a table element
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys
    <div
      id={`live-${index}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={chosen}
      className={classes.listRow}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => choose(row.seq)}
    >
      {/* biome-ignore-start lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore-start lint/a11y/useFocusableInteractive: the grid has the focus */}
      <span role="gridcell" data-column="time" title={clock.exact(row.receivedAt)}>
        {clock.time(row.receivedAt)}
        <span className={classes.ms}>.{String(row.receivedAt % 1000).padStart(3, '0')}</span>
      </span>
      <span role="gridcell" data-column="topic" title={cleanText(row.topic, 300)}>
        <Given text={row.topic} max={200} mono />
      </span>
      <span role="gridcell" data-column="payload">
        <bdi>{row.payloadBytes === 0 ? t.device.emptyPayload : preview}</bdi>
      </span>
      <span role="gridcell" data-column="size">
        {clock.bytes(row.payloadBytes)}
      </span>
      <span role="gridcell" data-column="flags">
        {row.qos}
        {row.retain && ` · ${t.device.retainedFlag}`}
        {row.dup && ` · ${t.device.dupFlag}`}
      </span>
      {/* biome-ignore-end lint/a11y/useFocusableInteractive: the grid has the focus */}
      {/* biome-ignore-end lint/a11y/useSemanticElements: as above */}
    </div>
  );
});
