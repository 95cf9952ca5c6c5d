import { useCallback, useEffect, useRef, useState } from 'react';
import type { Topic } from '../../main/contract/pushes.ts';
import type { Answers, RequestInput, RequestName } from '../../main/contract/requests.ts';
import type { Change } from './live.ts';
import { useLive } from './live-context.tsx';
import { Coalescer } from './refetch.ts';

export interface Query<T> {
  /** The newest answer; `undefined` until the first one. */
  readonly data: T | undefined;
  readonly error: Error | null;
  /** Whether `data` answers an earlier input than the present one. */
  readonly stale: boolean;
  readonly refetch: () => void;
  /** Puts a value known from another answer in place, for example what `settings.put` returned. */
  readonly set: (value: T) => void;
}

interface Options {
  /** Ask again when one of these changed. */
  readonly topics: readonly Topic[];
  /** Only when this device is among the changed ones. */
  readonly deviceKey?: string;
  /** Keep showing the answer to the former input until the new one is there. */
  readonly keep?: boolean;
  /** Between two answers, where they cost more than usual. */
  readonly pauseMs?: number;
}

const PAUSE_MS = 200;
const CACHE_MAX = 40;
/** Last answers by request, so that going back shows the page at once while it is asked for again. */
const cache = new Map<string, unknown>();

function remember(key: string, value: unknown): void {
  cache.delete(key);
  cache.set(key, value);
  if (cache.size <= CACHE_MAX) return;
  const oldest = cache.keys().next();
  if (!oldest.done) cache.delete(oldest.value);
}

/** Asks main, and again whenever it says that the answer may have changed. What is shown stays until the new answer is there. */
export function useQuery<N extends RequestName>(name: N, input: RequestInput<N>, options: Options): Query<Answers[N]> {
  type Answer = Answers[N];
  const live = useLive();
  const key = `${name} ${JSON.stringify(input)}`;
  const [held, setHeld] = useState<{ key: string; data: Answer | undefined; error: Error | null }>(() => ({
    key,
    data: cache.get(key) as Answer | undefined,
    error: null,
  }));
  const latest = useRef({ key, input, options });
  latest.current = { key, input, options };
  const coalescer = useRef<Coalescer | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for name and input
  useEffect(() => {
    let current = true;
    const asking = new Coalescer(async () => {
      try {
        const data = await live.transport.request(name, latest.current.input);
        if (!current) return;
        remember(key, data);
        setHeld({ key, data, error: null });
      } catch (error) {
        if (current) setHeld((was) => ({ key: was.data === undefined ? key : was.key, data: was.data, error: error as Error }));
      }
    }, latest.current.options.pauseMs ?? PAUSE_MS);
    coalescer.current = asking;
    asking.ask();
    const stop = live.onChange((change) => {
      if (concerns(change, latest.current.options)) asking.ask();
    });
    return () => {
      current = false;
      asking.stop();
      stop();
    };
  }, [live, key]);

  const refetch = useCallback(() => coalescer.current?.ask(), []);
  const set = useCallback((data: Answer) => setHeld({ key: latest.current.key, data, error: null }), []);
  const fits = held.key === key;
  const data = fits || options.keep ? held.data : (cache.get(key) as Answer | undefined);
  return { data, error: held.error, stale: !fits, refetch, set };
}

function concerns(change: Change, options: Options): boolean {
  if (change.everything) return true;
  if (!options.topics.some((topic) => change.topics.has(topic))) return false;
  if (options.deviceKey === undefined || change.deviceKeys === null) return true;
  return change.deviceKeys.has(options.deviceKey) || !onlyDevices(change);
}

/** Keys say which devices changed; other topics may concern any page. */
function onlyDevices(change: Change): boolean {
  return change.topics.size === 1 && change.topics.has('devices');
}
