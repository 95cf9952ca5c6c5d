import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Topic } from '../../main/contract/pushes.ts';
import type { Rows } from '../../main/contract/requests.ts';
import { keepSame } from './keep-same.ts';
import { useLive } from './live-context.tsx';
import { Coalescer } from './refetch.ts';

/** Rows are asked for in blocks, so that a small scroll needs no new question. Two blocks fit in what one query may ask for. */
const BLOCK = 100;
const PAUSE_MS = 200;

export interface RowWindow<T, A> {
  /** `null` until the first answer. */
  readonly total: number | null;
  readonly at: (index: number) => T | undefined;
  readonly error: Error | null;
  /** The newest answer as a whole. */
  readonly answer: A | null;
  /** Asks again now. */
  readonly refetch: () => void;
}

interface Held<T, A> {
  readonly key: string;
  readonly total: number | null;
  readonly rows: ReadonlyMap<number, T>;
  readonly error: Error | null;
  readonly answer: A | null;
}

/**
 * A list that main keeps and the window sees a part of. `key` names the list (filter and sort); `fetch` asks for a part of it.
 * Rows already shown stay until their newer version is there, also when the filter changes. `order` numbers the order of an answer: rows of
 * another order stand elsewhere now.
 */
export function useRows<T, A extends Rows<T> & { readonly order: number }>(
  key: string,
  topics: readonly Topic[],
  range: { readonly from: number; readonly to: number },
  fetch: (from: number, to: number) => Promise<A>,
): RowWindow<T, A> {
  const live = useLive();
  const [held, setHeld] = useState<Held<T, A>>({ key, total: null, rows: new Map(), error: null, answer: null });
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
          setHeld((was) => merge<T, A>(was, asked.key, answer));
        } catch (error) {
          setHeld((was) => ({ ...was, error: error as Error }));
        }
      }, PAUSE_MS),
    [],
  );

  const askedKey = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another part of the list is a new question
  useEffect(() => {
    // Another list is what a person waits for.
    if (askedKey.current === key) coalescer.ask();
    else coalescer.askNow();
    askedKey.current = key;
  }, [coalescer, key, from, to]);
  useEffect(
    () =>
      live.onChange((change) => {
        if (change.everything || topics.some((topic) => change.topics.has(topic))) coalescer.ask();
      }),
    [live, coalescer, topics],
  );

  const refetch = useCallback(() => coalescer.askNow(), [coalescer]);
  return { total: held.total, at: (index) => held.rows.get(index), error: held.error, answer: held.answer, refetch };
}

function merge<T, A extends Rows<T> & { readonly order: number }>(was: Held<T, A>, key: string, answer: A): Held<T, A> {
  const rows = new Map<number, T>();
  const end = answer.from + BLOCK * 4;
  if (was.key === key && was.answer?.order === answer.order) {
    // Neighbours are kept for a smooth scroll back; they are asked for again when they come into view.
    for (const [index, row] of was.rows)
      if (index >= answer.from - 5 * BLOCK && index < end + 5 * BLOCK && index < answer.total) rows.set(index, row);
  }
  // What did not change keeps its identity, so that nothing of it is drawn again.
  const before = was.key === key ? was.rows : null;
  answer.rows.forEach((row, offset) => {
    const index = answer.from + offset;
    rows.set(index, keepSame(before?.get(index), row));
  });
  return { key, total: answer.total, rows, error: null, answer };
}
