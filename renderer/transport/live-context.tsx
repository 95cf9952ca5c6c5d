import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { ConnectionView } from '../../main/contract/model.ts';
import type { Live, LiveState } from './live.ts';

const LiveContext = createContext<Live | null>(null);

export function LiveProvider({ live, children }: { readonly live: Live; readonly children: ReactNode }) {
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('useLive outside LiveProvider');
  return live;
}

/** The connections to brokers; undefined: not known yet. */
export function useConnections(): readonly ConnectionView[] | undefined {
  return useLiveState(({ overview }) => overview?.connections);
}

/** A part of the live state. Who asks for it is drawn anew only when that part changes. @param pick gives the same for the same state */
export function useLiveState<T>(pick: (state: LiveState) => T): T {
  const live = useLive();
  return useSyncExternalStore(live.subscribe, () => pick(live.getState()));
}
