import { useEffect, useMemo, useRef, useState } from 'react';
import type { Topic } from '../../main/contract/pushes.ts';
import type { Rows } from '../../main/contract/requests.ts';
import { useLive } from './live-context.tsx';
import { Coalescer } from './refetch.ts';

/** Rows are asked for in blocks, so that a small scroll needs no new question. Two blocks fit in what one query may ask for. */
const BLOCK = 100;
const PAUSE_MS = 200;

export interface RowWindow<T> {
  /** `null` until the first answer. */
  readonly total: number | null;
  readonly at: (index: number) => T | undefined;
  readonly error: Error | null;
}

interface Held<T> {
  readonly key: string;
  readonly total: number | null;
  readonly rows: ReadonlyMap<number, T>;
  readonly error: Error | null;
}

/**
 * A list that main keeps and the window sees a part of. `key` names the list (filter and sort); `fetch` asks for a part of it.
 * Rows already shown stay until their newer version is there, also when the filter changes.
 */
export function useRows<T>(
  key: string,
  topics: readonly Topic[],
  range: { readonly from: number; readonly to: number },
  fetch: (from: number, to: number) => Promise<Rows<T>>,
): RowWindow<T> {
  const live = useLive();
  const [held, setHeld] = useState<Held<T>>({ key, total: null, rows: new Map(), error: null });
  const from = Math.floor(range.from / BLOCK) * BLOCK;
  const to = Math.min(from + 4 * BLOCK, Math.ceil((range.to + 1) / BLOCK) * BLOCK);
  const latest = useRef({ key, from, to, fetch });
  latest.current = { key, from, to, fetch };

  const coalescer = useMemo(
    () =>
      new Coalescer(async () => {
        const asked = latest.current;
        try {
          const answer = await asked.fetch(asked.from, asked.to);
          // Typing goes on while an answer is on its way: an answer to an older question is not shown.
          if (latest.current.key !== asked.key) return;
          setHeld((was) => merge(was, asked.key, answer));
        } catch (error) {
          setHeld((was) => ({ ...was, error: error as Error }));
        }
      }, PAUSE_MS),
    [],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new list or another part of it is a new question
  useEffect(() => coalescer.ask(), [coalescer, key, from, to]);
  useEffect(
    () =>
      live.onChange((change) => {
        if (change.everything || topics.some((topic) => change.topics.has(topic))) coalescer.ask();
      }),
    [live, coalescer, topics],
  );

  return { total: held.total, at: (index) => held.rows.get(index), error: held.error };
}

function merge<T>(was: Held<T>, key: string, answer: Rows<T>): Held<T> {
  const rows = new Map<number, T>();
  const end = answer.from + BLOCK * 4;
  if (was.key === key) {
    // Neighbours are kept for a smooth scroll back; they are asked for again when they come into view.
    for (const [index, row] of was.rows)
      if (index >= answer.from - 5 * BLOCK && index < end + 5 * BLOCK && index < answer.total) rows.set(index, row);
  }
  answer.rows.forEach((row, offset) => {
    rows.set(answer.from + offset, row);
  });
  return { key, total: answer.total, rows, error: null };
}
