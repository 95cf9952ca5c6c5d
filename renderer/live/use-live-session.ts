import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { LiveRows, LiveSubscribed, LiveSubscription, LiveView } from '../../main/contract/live.ts';
import { useLive } from '../transport/live-context.tsx';
import { Coalescer } from '../transport/refetch.ts';
import { useSame } from './use-same.ts';

/** A push comes at most four times a second; between two answers at least this long passes. */
const PAUSE_MS = 200;
/** A session nobody asks for ends, so who looks at a quiet one asks now and then. */
const STAY_MS = 5000;

/** The session of this window: kept while other pages are looked at, so that coming back finds it. */
const held = new Map<string, string>();
/** The filters of the session before, by broker: it may have ended while nobody was here. */
const before = new Map<string, readonly { readonly filter: string; readonly qos: 0 | 1 }[]>();

const NONE: readonly LiveSubscription[] = [];

export interface LiveRange {
  readonly from: number;
  readonly to: number;
}

export interface LiveControl {
  /** `null` while it is being opened, or when it cannot be. */
  readonly view: LiveView | null;
  readonly failure: 'no-connection' | 'too-many-sessions' | Error | null;
  readonly rows: LiveRows | null;
  /** The same list until one of them is different. */
  readonly subscriptions: readonly LiveSubscription[];
  /** What a session that ended had subscribed to; empty when there is nothing to take up. */
  readonly lost: readonly { readonly filter: string; readonly qos: 0 | 1 }[];
  readonly forgetLost: () => void;
  readonly subscribe: (filters: readonly string[], qos: 0 | 1) => Promise<LiveSubscribed | null>;
  readonly unsubscribe: (filter: string) => void;
  readonly pause: (paused: boolean) => void;
  readonly clear: () => void;
  readonly retry: () => void;
}

/** Listens on a broker, and asks for the rows in view whenever main says that there is news. A hidden window asks for nothing. */
export function useLiveSession(connectionId: string, range: LiveRange, text: string): LiveControl {
  const live = useLive();
  const [view, setView] = useState<LiveView | null>(null);
  const [rows, setRows] = useState<LiveRows | null>(null);
  const [failure, setFailure] = useState<LiveControl['failure']>(null);
  const [lost, setLost] = useState<LiveControl['lost']>([]);
  const [turn, setTurn] = useState(0);
  const asked = useRef({ range, text });
  asked.current = { range, text };
  const id = view?.id ?? null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn is to try again
  useEffect(() => {
    let current = true;
    setView(null);
    setRows(null);
    setFailure(null);
    const known = held.get(connectionId) ?? null;
    live.transport.request('live.open', { connectionId, id: known }).then(
      (opened) => {
        if (!current) return;
        if (!opened.ok) return setFailure(opened.reason);
        if (opened.view.id !== known) setLost(before.get(connectionId) ?? []);
        held.set(connectionId, opened.view.id);
        setView(opened.view);
      },
      (error: Error) => current && setFailure(error),
    );
    return () => {
      current = false;
    };
  }, [live, connectionId, turn]);

  const gone = useCallback((): void => setTurn((n) => n + 1), []);
  const take = useCallback(
    (next: LiveView | null): void => {
      if (next === null) {
        gone();
        return;
      }
      setView(next);
      before.set(
        next.connectionId,
        next.subscriptions.map(({ filter, qos }) => ({ filter, qos })),
      );
    },
    [gone],
  );

  const asking = useMemo(
    () =>
      id === null
        ? null
        : new Coalescer(async () => {
            if (document.visibilityState === 'hidden') return;
            const { range, text } = asked.current;
            try {
              const answer = await live.transport.request('live.rows', { id, ...range, text });
              if (answer === null) return gone();
              setRows(answer);
              take(answer.view);
            } catch {
              // The banner says that main does not answer; the next push or the next turn asks again.
            }
          }, PAUSE_MS),
    [live, id, take, gone],
  );
  useEffect(() => {
    if (asking === null || id === null) return;
    asking.ask();
    const stopPushes = live.onSession((session) => session === id && asking.ask());
    const again = (): void => asking.ask();
    document.addEventListener('visibilitychange', again);
    const timer = setInterval(() => {
      // Also a hidden window stays: who went to the other program waits for a message.
      if (document.visibilityState !== 'hidden') asking.ask();
      else void live.transport.request('live.rows', { id, to: 0, text: asked.current.text }).catch(() => undefined);
    }, STAY_MS);
    return () => {
      asking.stop();
      stopPushes();
      document.removeEventListener('visibilitychange', again);
      clearInterval(timer);
    };
  }, [live, asking, id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another part of the list, or another text, is another question
  useEffect(() => asking?.ask(), [asking, range.from, range.to, text]);

  const run = useCallback(
    (request: (session: string) => Promise<LiveView | null>): void => {
      if (id === null) return;
      request(id).then(
        (next) => {
          take(next);
          asking?.ask();
        },
        () => undefined,
      );
    },
    [id, take, asking],
  );

  return {
    view,
    rows,
    subscriptions: useSame(view?.subscriptions ?? NONE),
    failure,
    lost,
    forgetLost: useCallback(() => setLost([]), []),
    subscribe: useCallback(
      async (filters, qos) => {
        if (id === null) return null;
        const outcome = await live.transport.request('live.subscribe', { id, filters: [...filters], qos });
        if (outcome.ok) {
          setLost([]);
          take(outcome.view);
          asking?.ask();
        } else if (outcome.reason === 'gone') gone();
        return outcome;
      },
      [live, id, take, asking, gone],
    ),
    unsubscribe: useCallback(
      (filter) => run((session) => live.transport.request('live.unsubscribe', { id: session, filters: [filter] })),
      [live, run],
    ),
    pause: useCallback((paused) => run((session) => live.transport.request('live.pause', { id: session, paused })), [live, run]),
    clear: useCallback(() => run((session) => live.transport.request('live.clear', { id: session })), [live, run]),
    retry: gone,
  };
}
