import { useEffect, useRef, useState } from 'react';
import type { Answers, RequestInput, RequestName } from '../../main/contract/requests.ts';
import { useLive } from '../transport/live-context.tsx';

/** Long enough that a word is typed, short enough to feel at once. */
const TYPING_MS = 250;

export interface Asked<T> {
  /** The newest answer, also while a newer one is waited for; null before the first. */
  readonly answer: T | null;
  readonly failure: Error | null;
  /** Whether what is shown answers something older than what is there now. */
  readonly waiting: boolean;
}

/** Asks main again whenever the input has rested for a moment. Unlike a query nothing is kept of it. Null: nothing is asked. */
export function useAsked<N extends RequestName>(name: N, input: RequestInput<N> | null): Asked<Answers[N]> {
  const live = useLive();
  const key = input === null ? null : JSON.stringify(input);
  const latest = useRef(input);
  latest.current = input;
  const [held, setHeld] = useState<{ key: string | null; answer: Answers[N] | null; failure: Error | null }>({
    key: null,
    answer: null,
    failure: null,
  });
  useEffect(() => {
    if (key === null) return;
    let current = true;
    const timer = setTimeout(() => {
      if (latest.current === null) return;
      live.transport.request(name, latest.current).then(
        (answer) => current && setHeld({ key, answer, failure: null }),
        (failure: Error) => current && setHeld((was) => ({ key, answer: was.answer, failure })),
      );
    }, TYPING_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [live, name, key]);
  return { answer: held.answer, failure: held.failure, waiting: key !== null && held.key !== key };
}
