import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { HistoryRow } from '../../main/contract/model.ts';
import type { Topic } from '../../main/contract/pushes.ts';
import { useLive } from '../transport/live-context.tsx';
import { Coalescer } from '../transport/refetch.ts';
import { askFor, type HistoryFilter, writeFilter } from './history-filter.ts';

/** As many as one query may give. */
const PART_MAX = 500;
const FIRST = 250;
/** A page of more rows than this is no longer read; the filter goes on by date. */
export const ROWS_MAX = 1_500;
const PAUSE_MS = 400;
const TOPICS: readonly Topic[] = ['outages', 'connections'];

export interface HistoryRows {
  readonly rows: readonly HistoryRow[] | null;
  readonly total: number;
  readonly error: Error | null;
  readonly showMore: () => void;
}

/** The newest rows that fit the filter, as many as were asked for, kept fresh. Earlier ones stay shown until the answer is there. */
export function useHistory(filter: HistoryFilter): HistoryRows {
  const live = useLive();
  const key = writeFilter(filter);
  const [wanted, setWanted] = useState({ key, count: FIRST });
  const count = wanted.key === key ? wanted.count : FIRST;
  const [held, setHeld] = useState<{ rows: readonly HistoryRow[] | null; total: number; error: Error | null }>({
    rows: null,
    total: 0,
    error: null,
  });
  const latest = useRef({ key, filter, count });
  latest.current = { key, filter, count };

  const coalescer = useMemo(
    () =>
      new Coalescer(async () => {
        const asked = latest.current;
        try {
          const rows: HistoryRow[] = [];
          let total = 0;
          while (rows.length < asked.count) {
            const to = Math.min(asked.count, rows.length + PART_MAX);
            const part = await live.transport.request('history.query', askFor(asked.filter, rows.length, to));
            rows.push(...part.rows);
            total = part.total;
            if (part.rows.length === 0 || rows.length >= total) break;
          }
          if (latest.current.key === asked.key) setHeld({ rows, total, error: null });
        } catch (error) {
          setHeld((was) => ({ ...was, error: error as Error }));
        }
      }, PAUSE_MS),
    [live],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter or more rows is a new question
  useEffect(() => coalescer.ask(), [coalescer, key, count]);
  useEffect(
    () =>
      live.onChange((change) => {
        if (change.everything || TOPICS.some((topic) => change.topics.has(topic))) coalescer.ask();
      }),
    [live, coalescer],
  );
  const showMore = useCallback(() => setWanted({ key, count: Math.min(ROWS_MAX, count + 250) }), [key, count]);
  return { ...held, showMore };
}
