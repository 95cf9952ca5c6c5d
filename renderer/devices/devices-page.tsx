import { Button, NativeSelect, TextInput } from '@mantine/core';
import { memo, useCallback, useEffect, useRef, useState } from 'react';
import type { ConnectionView, DeviceRow } from '../../main/contract/model.ts';
import { AcknowledgeDialog } from '../acts/acknowledge-dialog.tsx';
import type { Target } from '../acts/target.ts';
import { navigate } from '../frame/router.ts';
import { cleanText } from '../shared/clean-text.ts';
import { Empty } from '../shared/empty.tsx';
import { SearchIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useConnections, useLiveState } from '../transport/live-context.tsx';
import { useColumns } from './columns.ts';
import { choiceOf, type DeviceFilter, isFiltered, SORTS, type Sort, writeFilter } from './device-filter.ts';
import { DeviceList } from './device-list.tsx';
import classes from './devices.module.css';
import { ColumnsMenu, GroupMenu } from './list-menus.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { StateTiles } from './state-tiles.tsx';
import { useDeviceFilter } from './use-device-filter.ts';
import { useFold } from './use-fold.ts';
import { useSelection } from './use-selection.ts';

const TYPING_MS = 150;
const NO_CONNECTIONS: readonly ConnectionView[] = [];

export function DevicesPage() {
  const { t } = useWords();
  const [filter, change] = useDeviceFilter();
  const [total, setTotal] = useState<number | null>(null);
  const [searching, setSearching] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  useSlashKey(search);
  const all = useLiveState(({ overview }) => Object.values(overview?.counts ?? {}).reduce((sum, n) => sum + n, 0));
  const connections = useConnections() ?? NO_CONNECTIONS;
  const clear = (): void => change({ text: '', states: [], kind: null, connectionId: null, flapping: false });
  const columns = useColumns();
  const { fold, setFold, setFolded } = useFold(filter.group);
  const selection = useSelection(writeFilter({ ...filter, sort: 'state', descending: false, group: null }));
  const [acknowledging, setAcknowledging] = useState<Target | null>(null);
  const count = selection.all ? (total ?? 0) : selection.keys.size;
  const selected: Target = {
    choice: selection.all ? { filter: choiceOf(filter) } : { keys: [...selection.keys] },
    what: t.acts.devices(count),
  };
  const acknowledge = (row: DeviceRow | null): void => {
    if (row) setAcknowledging({ choice: { keys: [row.key] }, what: cleanText(row.name ?? row.id, 60) });
    else if (!selection.isEmpty) setAcknowledging(selected);
  };
  const changeTotal = useCallback((lines: number | null, more: boolean) => {
    setTotal(lines);
    setSearching(more);
  }, []);

  return (
    <div className={classes.page}>
      <h1 className={shared.visuallyHidden}>{t.devices.title}</h1>
      <StateTiles filter={filter} change={change} />
      <div className={classes.bar}>
        <Fields search={search} filter={filter} connections={connections} change={change} />
        {isFiltered(filter) && (
          <Button variant="subtle" onClick={clear}>
            {t.devices.clearFilter}
          </Button>
        )}
        <span className={shared.dim} aria-live="polite">
          {total !== null && t.devices.shown(total, isFiltered(filter) ? Math.max(all, total) : total)}
          {searching && ` · ${t.devices.searchingWills}`}
        </span>
        <span className={classes.keys}>{t.devices.keys}</span>
        <span className={classes.menus}>
          <GroupMenu group={filter.group} change={change} setFold={setFold} />
          <ColumnsMenu control={columns} />
        </span>
      </div>
      <DeviceList
        filter={filter}
        fold={fold}
        setFolded={setFolded}
        columns={columns}
        connections={connections}
        selection={selection}
        acknowledge={acknowledge}
        changeSort={(sort) => change({ sort, descending: filter.sort === sort ? !filter.descending : false })}
        onTotal={changeTotal}
        empty={
          isFiltered(filter) && (all > 0 || filter.text !== '') ? (
            <Empty title={t.devices.noMatchTitle} body={t.devices.noMatchBody}>
              <Button onClick={clear}>{t.devices.clearFilter}</Button>
            </Empty>
          ) : (
            <Empty
              title={t.devices.emptyTitle}
              body={connections.some(({ state }) => state === 'connected') ? t.devices.emptyBody : t.devices.emptyBlind}
            >
              <Button onClick={() => navigate('/settings')}>{t.devices.openSettings}</Button>
            </Empty>
          )
        }
      />
      {!selection.isEmpty && (
        <SelectionBar
          target={selected}
          count={count}
          isFull={selection.isFull}
          acknowledge={() => acknowledge(null)}
          clear={selection.clear}
        />
      )}
      {acknowledging && <AcknowledgeDialog target={acknowledging} close={() => setAcknowledging(null)} />}
    </div>
  );
}

interface FieldsProps {
  readonly search: React.RefObject<HTMLInputElement | null>;
  readonly filter: DeviceFilter;
  readonly connections: readonly ConnectionView[];
  readonly change: (part: Partial<DeviceFilter>) => void;
}

/** What is looked for, and of which kind and broker; on a phone also the order. */
const Fields = memo(function Fields({ search, filter, connections, change }: FieldsProps) {
  const { t } = useWords();
  const isKnown = connections.some(({ id }) => id === filter.connectionId);
  return (
    <>
      <SearchField inputRef={search} text={filter.text} change={(text) => change({ text })} />
      <NativeSelect
        className={classes.select ?? ''}
        aria-label={t.devices.kind}
        value={filter.kind ?? ''}
        onChange={(event) => change({ kind: (event.currentTarget.value || null) as 'gateway' | 'device' | null })}
        data={[
          { value: '', label: t.devices.kinds.all },
          { value: 'gateway', label: t.devices.kinds.gateway },
          { value: 'device', label: t.devices.kinds.device },
        ]}
      />
      {(connections.length > 1 || filter.connectionId !== null) && (
        <NativeSelect
          className={classes.select ?? ''}
          aria-label={t.devices.broker}
          value={filter.connectionId ?? ''}
          onChange={(event) => change({ connectionId: event.currentTarget.value || null })}
          data={[
            { value: '', label: t.devices.allBrokers },
            ...connections.map(({ id, name }) => ({ value: id, label: name })),
            // One that was removed since, or that an address made up.
            ...(isKnown || filter.connectionId === null
              ? []
              : [{ value: filter.connectionId, label: cleanText(filter.connectionId, 40) }]),
          ]}
        />
      )}
      <NativeSelect
        className={`${classes.select} ${classes.phoneSort}`}
        aria-label={t.devices.sortLabel}
        value={filter.sort}
        onChange={(event) => change({ sort: event.currentTarget.value as Sort, descending: false })}
        data={SORTS.map((sort) => ({ value: sort, label: t.devices.columns[sort === 'id' ? 'name' : sort] }))}
      />
    </>
  );
});

interface SearchFieldProps {
  readonly inputRef: React.RefObject<HTMLInputElement | null>;
  readonly text: string;
  readonly change: (text: string) => void;
}

/** Types at once and filters a moment later, so that a fast typist does not ask main for every letter. */
function SearchField({ inputRef, text, change }: SearchFieldProps) {
  const { t } = useWords();
  const [typed, setTyped] = useState(text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const sent = useRef(text);
  useEffect(() => {
    // The filter changed from elsewhere: cleared, or by going back.
    if (text !== sent.current) setTyped(text);
    sent.current = text;
  }, [text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (value: string): void => {
    setTyped(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      sent.current = value;
      change(value);
    }, TYPING_MS);
  };
  return (
    <TextInput
      ref={inputRef}
      className={classes.search ?? ''}
      type="search"
      aria-label={t.devices.filter}
      placeholder={t.devices.filterHint}
      leftSection={<SearchIcon size={15} />}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && typed !== '') type('');
        else if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}

function useSlashKey(target: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable]')) return;
      event.preventDefault();
      target.current?.focus();
      target.current?.select();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [target]);
}
