import { useElementSize, useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { ConnectionView, DeviceLine, DeviceRow } from '../../main/contract/model.ts';
import type { Topic } from '../../main/contract/pushes.ts';
import type { DeviceLines } from '../../main/contract/requests.ts';
import { MAX_CHOSEN } from '../acts/limits.ts';
import { navigate } from '../frame/router.ts';
import { deviceAddress } from '../frame/routes.ts';
import { Failed } from '../shared/failed.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import { useRows } from '../transport/use-rows.ts';
import { type ColumnControl, layOut } from './columns.ts';
import { askFor, type DeviceFilter, type Fold, type Sort, writeFilter } from './device-filter.ts';
import { DeviceListRow } from './device-list-row.tsx';
import classes from './devices.module.css';
import { ListHead } from './list-head.tsx';
import { MovedNote } from './moved-note.tsx';
import { useActiveRow } from './use-active-row.ts';
import { useHeldOrder } from './use-held-order.ts';
import { useListKeys } from './use-list-keys.ts';
import type { SelectionControl } from './use-selection.ts';

const ROW = 32;
const PHONE_ROW = 52;
const OVERSCAN = 6;
/** The head sticks to the top and covers as much of the rows. */
const HEAD = 30;
const TOPICS: readonly Topic[] = ['devices', 'connections', 'mutes'];
/** Where the list was scrolled to, by filter: going back from a device comes back to its row. */
const offsets = new Map<string, number>();

interface DeviceListProps {
  readonly filter: DeviceFilter;
  readonly fold: Fold;
  readonly setFolded: (group: string, folded: boolean) => void;
  readonly columns: ColumnControl;
  readonly connections: readonly ConnectionView[];
  readonly changeSort: (sort: Sort) => void;
  readonly selection: SelectionControl;
  /** Asks to acknowledge what is selected, or this row. */
  readonly acknowledge: (row: DeviceRow | null) => void;
  /** @param searching whether more may be found */
  readonly onTotal: (total: number | null, searching: boolean) => void;
  readonly empty: ReactNode;
}

/** The list as main orders it; only what is in view is here. */
export function DeviceList(props: DeviceListProps) {
  const { filter, fold, setFolded, columns, connections, changeSort, selection, acknowledge, onTotal, empty } = props;
  const { t } = useWords();
  const live = useLive();
  const phone = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  const size = useElementSize<HTMLDivElement>();
  const scroller = useRef<HTMLDivElement>(null);
  const key = writeFilter(filter);
  const listKey = `${key} ${JSON.stringify(fold)}`;
  const [total, setTotal] = useState(0);
  const rowHeight = phone ? PHONE_ROW : ROW;
  const head = phone ? 0 : HEAD;
  const offset = offsets.get(key) ?? 0;
  const { columns: chosen, widths } = columns;
  const grid = useMemo(
    () => (phone ? layOut(['name', 'state', 'since'], 0, {}) : layOut(chosen, size.width, widths)),
    [phone, chosen, size.width, widths],
  );
  // The same list as long as it says the same: rows are drawn anew only when they change, and a width changes none.
  const shownKey = grid.columns.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const shown = useMemo(() => grid.columns, [shownKey]);
  const [said, tell] = useState('');
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollMargin: head,
    scrollPaddingStart: head,
    initialOffset: offset,
  });
  const items = virtualizer.getVirtualItems();
  // A row that leaves at one end comes back at the other: what is there is changed, which costs half of making it anew.
  const slots = useRef(0);
  const most = Math.ceil((virtualizer.scrollRect?.height ?? 0) / rowHeight) + 2 * OVERSCAN + 1;
  slots.current = Math.max(slots.current, most, items.length);
  const first = items[0]?.index ?? Math.floor(offset / rowHeight);
  const wanted = useRef<() => number | null>(() => null);
  const rows = useRows<DeviceLine, DeviceLines>(
    listKey,
    TOPICS,
    { from: first, to: items.at(-1)?.index ?? first + 60 },
    (from, to) => live.transport.request('devices.query', askFor(filter, fold, wanted.current(), from, to)),
  );
  const deviceAt = (index: number): DeviceRow | undefined => {
    const line = rows.at(index);
    return line?.kind === 'group' ? undefined : line;
  };
  const active = useActiveRow(key, rows.at, total);
  const hold = useHeldOrder(!selection.isEmpty || active.index >= 0, rows.refetch);
  wanted.current = hold.wanted;
  const order = rows.answer?.order ?? null;
  const devices = rows.answer?.devices ?? null;
  const searching = rows.answer?.searching ?? false;
  useEffect(() => {
    if (order !== null) hold.came(order);
  }, [order, hold.came]);

  // Before anything is painted: else the first rows would wait for another frame.
  useLayoutEffect(() => {
    if (rows.total !== null) setTotal(rows.total);
  }, [rows.total]);
  useEffect(() => onTotal(devices, searching), [devices, searching, onTotal]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are measured anew when their height changes
  useEffect(() => virtualizer.measure(), [rowHeight]);
  const lastKey = useRef(key);
  useEffect(() => {
    if (lastKey.current === key) return;
    lastKey.current = key;
    virtualizer.scrollToOffset(0);
  }, [key, virtualizer]);
  useEffect(() => {
    const element = scroller.current;
    return () => {
      if (element) offsets.set(key, element.scrollTop);
    };
  }, [key]);

  const anchor = useRef(-1);
  const selectRange = (to: number): void => {
    const from = anchor.current < 0 ? to : anchor.current;
    const [low, high] = [Math.min(from, to), Math.min(Math.max(from, to) + 1, Math.min(from, to) + MAX_CHOSEN)];
    void live.transport.request('devices.keys', askFor(filter, fold, order, low, high)).then(selection.add, () => undefined);
  };
  const select = (index: number): void => {
    const row = deviceAt(index);
    anchor.current = index;
    if (row) selection.toggle(row.key);
  };
  const open = (index: number): void => {
    const line = rows.at(index);
    if (line?.kind === 'group') setFolded(line.key, !line.folded);
    else if (line) navigate(deviceAddress(line.key));
  };
  const act = useRef({ open, select, selectRange, activate: active.set });
  act.current = { open, select, selectRange, activate: active.set };
  // Stable, so that rows are drawn anew only when they change.
  const press = useCallback((index: number, event: MouseEvent) => {
    if (event.shiftKey) {
      window.getSelection()?.removeAllRanges();
      act.current.selectRange(index);
    } else if (event.ctrlKey || event.metaKey) act.current.select(index);
    else {
      act.current.activate(index);
      act.current.open(index);
    }
  }, []);
  const toggle = useCallback((index: number, event: MouseEvent) => {
    if (event.shiftKey) act.current.selectRange(index);
    else act.current.select(index);
  }, []);

  useListKeys({
    total,
    active: active.index,
    page: Math.max(1, Math.floor((virtualizer.scrollRect?.height ?? 600) / rowHeight) - 2),
    move: (index, extend) => {
      if (extend) {
        if (anchor.current < 0) anchor.current = active.index;
        selectRange(index);
      }
      active.set(index);
      virtualizer.scrollToIndex(index, { align: 'auto' });
    },
    open,
    select,
    selectAll: selection.selectAll,
    acknowledge: () => acknowledge(selection.isEmpty ? (deviceAt(active.index) ?? null) : null),
    sort: hold.release,
    fold: (index, folded) => {
      const line = rows.at(index);
      if (line?.kind !== 'group' || line.folded === folded) return false;
      setFolded(line.key, folded);
      return true;
    },
    escape: () => {
      const had = !selection.isEmpty || active.index >= 0;
      selection.clear();
      active.set(-1);
      return had;
    },
  });

  if (rows.error && rows.total === null) return <Failed error={rows.error} retry={rows.refetch} />;
  const moved = rows.answer?.moved ?? 0;
  return (
    <div className={classes.list} ref={size.ref} style={{ '--columns': grid.template } as CSSProperties}>
      <span className={shared.visuallyHidden} role="status">
        {said}
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: a windowed grid cannot be a table element */}
      <div
        ref={scroller}
        className={classes.scroller}
        role="grid"
        aria-label={t.devices.list}
        aria-rowcount={(rows.total ?? 0) + 1}
        aria-multiselectable
        aria-busy={rows.total === null}
        aria-activedescendant={
          active.index >= 0 && items.some(({ index }) => index === active.index) ? `device-${active.index}` : undefined
        }
        tabIndex={0}
      >
        {size.width > 0 && (
          <ListHead
            columns={shown}
            control={columns}
            tell={tell}
            filter={filter}
            changeSort={changeSort}
            allSelected={selection.all}
            someSelected={!selection.isEmpty}
            toggleAll={() => (selection.isEmpty ? selection.selectAll() : selection.clear())}
          />
        )}
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div className={classes.rows} role="rowgroup" style={{ height: virtualizer.getTotalSize() }} {...hold.pointer}>
          {size.width > 0 &&
            items.map((item) => {
              const line = rows.at(item.index);
              const broker = line?.kind === 'group' ? (filter.group === 'connection' ? line.key : null) : line?.connectionId;
              return (
                <DeviceListRow
                  key={item.index % slots.current}
                  index={item.index}
                  top={item.start - head}
                  height={rowHeight}
                  columns={shown}
                  line={line}
                  group={filter.group}
                  broker={connections.find(({ id }) => id === broker)?.name}
                  active={item.index === active.index}
                  selected={line !== undefined && line.kind !== 'group' && selection.has(line.key)}
                  press={press}
                  toggle={toggle}
                />
              );
            })}
        </div>
      </div>
      {moved > 0 && <MovedNote moved={moved} sort={hold.release} />}
      {rows.total === 0 && !searching && <div className={classes.emptyPlace}>{empty}</div>}
    </div>
  );
}
