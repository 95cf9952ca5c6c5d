import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { ConnectionView, DeviceRow } from '../../main/contract/model.ts';
import type { Topic } from '../../main/contract/pushes.ts';
import { navigate } from '../frame/router.ts';
import { deviceAddress } from '../frame/routes.ts';
import { Failed } from '../shared/failed.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import { useRows } from '../transport/use-rows.ts';
import { askFor, type DeviceFilter, type Sort, writeFilter } from './device-filter.ts';
import { DeviceListRow } from './device-list-row.tsx';
import classes from './devices.module.css';
import { useListKeys } from './use-list-keys.ts';

const ROW = 32;
const PHONE_ROW = 52;
/** The head sticks to the top and covers as much of the rows. */
const HEAD = 30;
const TOPICS: readonly Topic[] = ['devices', 'connections'];
const COLUMNS: readonly {
  readonly name: 'name' | 'state' | 'since' | 'path' | 'connection' | 'will' | 'convention';
  readonly sort: Sort | null;
}[] = [
  { name: 'name', sort: 'id' },
  { name: 'state', sort: 'state' },
  { name: 'since', sort: 'since' },
  { name: 'path', sort: 'path' },
  { name: 'connection', sort: 'connection' },
  { name: 'will', sort: null },
  { name: 'convention', sort: 'convention' },
];
/** Where the list was scrolled to, by filter: going back from a device comes back to its row. */
const places = new Map<string, { readonly offset: number; readonly active: number }>();

interface DeviceListProps {
  readonly filter: DeviceFilter;
  readonly connections: readonly ConnectionView[];
  readonly changeSort: (sort: Sort) => void;
  readonly onTotal: (total: number | null) => void;
  readonly empty: ReactNode;
}

/** The list as main orders it; only what is in view is here. */
export function DeviceList({ filter, connections, changeSort, onTotal, empty }: DeviceListProps) {
  const { t } = useWords();
  const live = useLive();
  const phone = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  const scroller = useRef<HTMLDivElement>(null);
  const key = writeFilter(filter);
  const place = places.get(key);
  const [active, setActive] = useState(place?.active ?? -1);
  const [total, setTotal] = useState(0);
  const rowHeight = phone ? PHONE_ROW : ROW;
  const head = phone ? 0 : HEAD;
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollMargin: head,
    scrollPaddingStart: head,
    initialOffset: place?.offset ?? 0,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? Math.floor((place?.offset ?? 0) / rowHeight);
  const rows = useRows(key, TOPICS, { from: first, to: items.at(-1)?.index ?? first + 60 }, (from, to) =>
    live.transport.request('devices.query', askFor(filter, from, to)),
  );

  useEffect(() => {
    if (rows.total !== null) setTotal(rows.total);
    onTotal(rows.total);
  }, [rows.total, onTotal]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are measured anew when their height changes
  useEffect(() => virtualizer.measure(), [rowHeight]);

  const lastKey = useRef(key);
  useEffect(() => {
    if (lastKey.current === key) return;
    lastKey.current = key;
    setActive(-1);
    virtualizer.scrollToOffset(0);
  }, [key, virtualizer]);
  useEffect(() => {
    const element = scroller.current;
    return () => {
      if (element) places.set(key, { offset: element.scrollTop, active });
    };
  }, [key, active]);

  const deviceAt = (index: number): DeviceRow | undefined => {
    const line = rows.at(index);
    return line?.kind === 'group' ? undefined : line;
  };
  const open = (index: number): void => {
    const row = deviceAt(index);
    if (row) navigate(deviceAddress(row.key));
  };
  useListKeys({
    total,
    active,
    page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 600) / rowHeight) - 2),
    move: (index) => {
      setActive(index);
      virtualizer.scrollToIndex(index, { align: 'auto' });
    },
    open,
  });

  if (rows.error && rows.total === null) return <Failed error={rows.error} />;
  const isEmpty = rows.total === 0;
  return (
    <div className={classes.list}>
      {/* biome-ignore lint/a11y/useSemanticElements: a windowed grid cannot be a table element */}
      <div
        ref={scroller}
        className={classes.scroller}
        role="grid"
        aria-label={t.devices.list}
        aria-rowcount={(rows.total ?? 0) + 1}
        aria-busy={rows.total === null}
        aria-activedescendant={active >= 0 && items.some(({ index }) => index === active) ? `device-${active}` : undefined}
        tabIndex={0}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
        <div className={classes.head} role="row" aria-rowindex={1}>
          {COLUMNS.map(({ name, sort }) => (
            // biome-ignore lint/a11y/useSemanticElements: as above
            // biome-ignore lint/a11y/useFocusableInteractive: its button has the focus
            <div
              key={name}
              role="columnheader"
              className={classes.cell}
              data-column={name}
              aria-sort={sort !== null && filter.sort === sort ? (filter.descending ? 'descending' : 'ascending') : undefined}
            >
              {sort === null ? (
                t.devices.columns[name]
              ) : (
                <button
                  type="button"
                  className={classes.sort}
                  title={t.devices.sortBy(t.devices.columns[name])}
                  onClick={() => changeSort(sort)}
                >
                  {t.devices.columns[name]}
                  <span aria-hidden="true">{filter.sort === sort ? (filter.descending ? ' ↓' : ' ↑') : ''}</span>
                </button>
              )}
            </div>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div className={classes.rows} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => (
            <DeviceListRow
              key={item.key}
              index={item.index}
              top={item.start - head}
              height={rowHeight}
              row={deviceAt(item.index)}
              broker={connections.find(({ id }) => id === deviceAt(item.index)?.connectionId)?.name}
              active={item.index === active}
              open={() => {
                setActive(item.index);
                open(item.index);
              }}
            />
          ))}
        </div>
      </div>
      {isEmpty && <div className={classes.emptyPlace}>{empty}</div>}
    </div>
  );
}
