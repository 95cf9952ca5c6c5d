import { useWords } from '../shared/words-context.tsx';
import type { COLUMNS } from './columns.ts';
import type { DeviceFilter, Sort } from './device-filter.ts';
import classes from './devices.module.css';

interface ListHeadProps {
  readonly columns: readonly (typeof COLUMNS)[number][];
  readonly template: string;
  readonly filter: DeviceFilter;
  readonly changeSort: (sort: Sort) => void;
  readonly allSelected: boolean;
  readonly someSelected: boolean;
  readonly toggleAll: () => void;
}

export function ListHead({ columns, template, filter, changeSort, allSelected, someSelected, toggleAll }: ListHeadProps) {
  const { t } = useWords();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a windowed grid cannot be a table element
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div className={classes.head} role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
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
      {columns.map(({ name, sort }) => (
        // biome-ignore lint/a11y/useSemanticElements: as above
        // biome-ignore lint/a11y/useFocusableInteractive: its button has the focus
        <div
          key={name}
          role="columnheader"
          className={classes.cell}
          data-column={name}
          aria-sort={filter.sort === sort ? (filter.descending ? 'descending' : 'ascending') : undefined}
        >
          <button
            type="button"
            className={classes.sort}
            title={t.devices.sortBy(t.devices.columns[name])}
            onClick={() => changeSort(sort)}
          >
            {t.devices.columns[name]}
            <span aria-hidden="true">{filter.sort === sort ? (filter.descending ? ' ↓' : ' ↑') : ''}</span>
          </button>
        </div>
      ))}
    </div>
  );
}
