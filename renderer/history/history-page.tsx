import { ActionIcon, Button, Checkbox, Chip, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { navigate, usePlace } from '../frame/router.ts';
import { Given } from '../shared/device-name.tsx';
import { Empty } from '../shared/empty.tsx';
import { Failed } from '../shared/failed.tsx';
import { CrossIcon, SearchIcon } from '../shared/icons.tsx';
import { PrintButton } from '../shared/printed.tsx';
import shared from '../shared/shared.module.css';
import { Skeleton } from '../shared/skeleton.tsx';
import { StateShape, stateOfVerdict } from '../shared/state-shape.tsx';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { ExportMenu } from './export-menu.tsx';
import classes from './history.module.css';
import { HistoryDayTable } from './history-day.tsx';
import { daysOf } from './history-days.ts';
import {
  dayName,
  EVERYTHING,
  type HistoryFilter,
  isFiltered,
  isRootsOnly,
  readFilter,
  VERDICTS,
  writeFilter,
} from './history-filter.ts';
import { PrintHead } from './print-head.tsx';
import { ROWS_MAX, useHistory } from './use-history.ts';

const TYPING_MS = 200;

/** What happened, by day, with the times when we could not see: a quiet day must not be mistaken for a good one. */
export function HistoryPage() {
  const { t, clock, report } = useWords();
  const { search } = usePlace();
  const filter = readFilter(search);
  const now = useNow();
  const { rows, total, error, showMore } = useHistory(filter);
  const days = daysOf(rows ?? []);
  const last = days.at(-1);
  const change = (part: Partial<HistoryFilter>): void =>
    navigate(`/history${writeFilter({ ...filter, ...part })}`, { replace: true });
  return (
    <div className={shared.page}>
      <div className={classes.page}>
        <div className={classes.titleRow}>
          <h1>{t.history.title}</h1>
          {rows !== null && total > 0 && <span className={shared.dim}>{t.history.showing(rows.length, total)}</span>}
          <ExportMenu filter={filter} disabled={total === 0} />
          <Button className={classes.print ?? ''} variant="default" onClick={() => navigate('/report')}>
            {report.open}
          </Button>
          <PrintButton />
        </div>
        <PrintHead filter={filter} />
        <FilterBar filter={filter} change={change} />
        {rows === null && (error ? <Failed error={error} /> : <Waiting />)}
        {rows?.length === 0 &&
          (isFiltered(filter) ? (
            <Empty title={t.history.noMatchTitle} body={t.history.noMatchBody}>
              <Button onClick={() => navigate('/history')}>{t.history.clearFilter}</Button>
              {isRootsOnly(filter) && (
                <Button variant="default" onClick={() => change({ each: true })}>
                  {t.history.searchEach}
                </Button>
              )}
            </Empty>
          ) : (
            <Empty title={t.history.emptyTitle} body={t.history.emptyBody} />
          ))}
        {days.map((day) => (
          <HistoryDayTable key={day.day} day={day} now={now} />
        ))}
        {rows !== null && rows.length < total && last && (
          <p className={classes.foot}>
            {rows.length < ROWS_MAX ? (
              <Button variant="default" onClick={showMore}>
                {t.history.older}
              </Button>
            ) : (
              <Button
                variant="default"
                onClick={() => navigate(`/history${writeFilter({ ...filter, until: dayName(last.day) })}`)}
              >
                {t.history.continueBefore(clock.longDay(last.day))}
              </Button>
            )}
          </p>
        )}
      </div>
    </div>
  );
}

interface FilterBarProps {
  readonly filter: HistoryFilter;
  readonly change: (part: Partial<HistoryFilter>) => void;
}

function FilterBar({ filter, change }: FilterBarProps) {
  const { t, domain } = useWords();
  return (
    <search className={classes.bar} aria-label={t.history.filter}>
      <TextField text={filter.text} change={(text) => change({ text })} />
      {filter.deviceKey !== null && (
        <span className={classes.onlyDevice}>
          {t.history.device}: <Given text={filter.deviceKey.slice(filter.deviceKey.indexOf('/') + 1)} max={40} />
          <ActionIcon
            size={20}
            color="gray"
            aria-label={t.history.allDevices}
            title={t.history.allDevices}
            onClick={() => change({ deviceKey: null })}
          >
            <CrossIcon size={13} />
          </ActionIcon>
        </span>
      )}
      <Chip.Group
        multiple
        value={[...filter.verdicts]}
        onChange={(values) => change({ verdicts: VERDICTS.filter((verdict) => values.includes(verdict)) })}
      >
        <fieldset className={classes.verdicts} aria-label={t.history.verdicts}>
          {VERDICTS.map((verdict) => (
            <Chip
              key={verdict}
              value={verdict}
              size="xs"
              variant="outline"
              icon={<StateShape state={stateOfVerdict(verdict)} size={11} />}
            >
              <span className={classes.chipLabel}>
                {!filter.verdicts.includes(verdict) && <StateShape state={stateOfVerdict(verdict)} size={11} />}
                {domain.verdictShort(verdict)}
              </span>
            </Chip>
          ))}
        </fieldset>
      </Chip.Group>
      <span className={classes.checks}>
        <Checkbox
          size="xs"
          label={t.history.onlyOpen}
          checked={filter.onlyOpen}
          onChange={(event) => change({ onlyOpen: event.currentTarget.checked })}
        />
        <Checkbox
          size="xs"
          label={t.history.blindSpots}
          checked={filter.blindSpots}
          onChange={(event) => change({ blindSpots: event.currentTarget.checked })}
        />
        {filter.deviceKey === null && (
          <Checkbox
            size="xs"
            label={t.history.each}
            title={t.history.eachHint}
            checked={filter.each}
            onChange={(event) => change({ each: event.currentTarget.checked })}
          />
        )}
      </span>
      <NativeSelect
        aria-label={t.history.acknowledgedFilter.label}
        value={filter.acknowledged === null ? '' : filter.acknowledged ? '1' : '0'}
        onChange={(event) => {
          const { value } = event.currentTarget;
          change({ acknowledged: value === '' ? null : value === '1' });
        }}
        data={[
          { value: '', label: t.history.acknowledgedFilter.all },
          { value: '0', label: t.history.acknowledgedFilter.no },
          { value: '1', label: t.history.acknowledgedFilter.yes },
        ]}
      />
      <span className={classes.dates}>
        <label className={classes.date}>
          {t.history.from}
          <input
            type="date"
            value={filter.from}
            max={filter.until || undefined}
            onChange={(event) => change({ from: event.currentTarget.value })}
          />
        </label>
        <label className={classes.date}>
          {t.history.until}
          <input
            type="date"
            value={filter.until}
            min={filter.from || undefined}
            onChange={(event) => change({ until: event.currentTarget.value })}
          />
        </label>
      </span>
      {writeFilter(filter) !== '' && (
        <Button variant="subtle" onClick={() => change(EVERYTHING)}>
          {t.history.clearFilter}
        </Button>
      )}
    </search>
  );
}

function TextField({ text, change }: { readonly text: string; readonly change: (text: string) => void }) {
  const { t } = useWords();
  const [typed, setTyped] = useState(text);
  const sent = useRef(text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (text !== sent.current) setTyped(text);
    sent.current = text;
  }, [text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <TextInput
      className={classes.search ?? ''}
      type="search"
      aria-label={t.history.filter}
      placeholder={t.history.filterHint}
      leftSection={<SearchIcon size={15} />}
      value={typed}
      onChange={(event) => {
        const { value } = event.currentTarget;
        setTyped(value);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => {
          sent.current = value;
          change(value);
        }, TYPING_MS);
      }}
    />
  );
}

function Waiting() {
  return (
    <div aria-busy="true" className={classes.waiting}>
      <Skeleton width={180} />
      <Skeleton width="70%" />
      <Skeleton width="60%" />
      <Skeleton width="66%" />
    </div>
  );
}
