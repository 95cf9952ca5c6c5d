import { useRef } from 'react';
import { useWords } from '../shared/words-context.tsx';
import { type Choice, type ColumnControl, sortOf } from './columns.ts';
import type { DeviceFilter, Sort } from './device-filter.ts';
import classes from './devices.module.css';
import { type Done, useHeadDrag } from './use-head-drag.ts';

interface ListHeadProps {
  readonly columns: Choice;
  readonly control: ColumnControl;
  readonly filter: DeviceFilter;
  readonly changeSort: (sort: Sort) => void;
  readonly allSelected: boolean;
  readonly someSelected: boolean;
  readonly toggleAll: () => void;
  /** Says what was done by the keyboard. */
  readonly tell: (said: string) => void;
}

const KEYS = 'Shift+ArrowLeft Shift+ArrowRight Shift+Home Control+ArrowLeft Control+ArrowRight';

/** Sorts by a click; moves a column when it is dragged, makes it wider or narrower at its edge. All of it by keys too. */
export function ListHead({ columns, control, filter, changeSort, allSelected, someSelected, toggleAll, tell }: ListHeadProps) {
  const { t } = useWords();
  const head = useRef<HTMLDivElement>(null);
  const drag = useHeadDrag(head, columns, control, (done: Done) => {
    const name = t.devices.columns[done.name];
    tell(done.what === 'moved' ? t.devices.columnMoved(name, done.place, done.of) : t.devices.columnWidth(name, done.width));
  });
  const { drop, resizing } = drag;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a windowed grid cannot be a table element
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div
      ref={head}
      className={classes.head}
      role="row"
      aria-rowindex={1}
      data-dragging={drop !== null || resizing !== null || undefined}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: its box has the focus */}
      <div role="columnheader" className={classes.selectCell}>
        <input
          type="checkbox"
          aria-label={t.devices.selectAll}
          title={t.devices.selectAll}
          checked={allSelected}
          ref={(box) => {
            if (box) box.indeterminate = someSelected && !allSelected;
          }}
          onChange={toggleAll}
        />
      </div>
      {columns.map((name) => {
        const sort = sortOf(name);
        return (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: its button has the focus
          <div
            key={name}
            role="columnheader"
            className={classes.cell}
            data-column={name}
            data-moves={drop?.name === name || undefined}
            data-drop={drop?.beside === name ? drop.side : undefined}
            aria-sort={filter.sort === sort ? (filter.descending ? 'descending' : 'ascending') : undefined}
            onPointerDown={(event) => drag.startMove(name, event)}
          >
            <button
              type="button"
              className={classes.sort}
              title={`${t.devices.sortBy(t.devices.columns[name])}\n${t.devices.columnKeys}`}
              aria-keyshortcuts={KEYS}
              // A key's click has no pointer behind it.
              onClick={({ detail }) => {
                if (detail === 0 || !drag.isDragEnd()) changeSort(sort);
              }}
              onKeyDown={(event) => {
                if (drag.press(name, event)) event.preventDefault();
              }}
            >
              {t.devices.columns[name]}
              <span aria-hidden="true">{filter.sort === sort ? (filter.descending ? ' ↓' : ' ↑') : ''}</span>
            </button>
            {/* For the pointer; the keys are the button's. */}
            <span
              className={classes.edge}
              data-active={resizing === name || undefined}
              title={t.devices.columnEdge}
              aria-hidden="true"
              onPointerDown={(event) => drag.startResize(name, event)}
              onDoubleClick={() => drag.forgetWidth(name)}
            />
          </div>
        );
      })}
    </div>
  );
}
