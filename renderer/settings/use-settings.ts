import { useCallback, useRef, useState } from 'react';
import type { SettingsView } from '../../main/contract/requests.ts';
import type { Settings } from '../../main/contract/settings.ts';
import { useLive } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';

const TOPICS = ['settings'] as const;

/** Passwords and passphrases of client keys to keep by broker id; `null` forgets one. */
export interface NewSecrets {
  readonly passwords?: Readonly<Record<string, string | null>>;
  readonly passphrases?: Readonly<Record<string, string | null>>;
}

export interface Saved {
  readonly said: string;
  /** What was in force before; `null` when there is nothing to go back to. */
  readonly before: Settings | null;
  readonly failed: boolean;
}

export interface SettingsControl {
  readonly view: SettingsView | undefined;
  readonly error: Error | null;
  readonly saved: Saved | null;
  /**
   * Puts changed settings in force. Resolves to `null`, or to why not.
   * `openedAt`: the revision at which the person began to change them, when that was a while ago.
   */
  readonly put: (next: Settings, said: string, secrets?: NewSecrets, openedAt?: string) => Promise<string | null>;
  readonly undo: (said: string) => void;
  readonly dismiss: () => void;
}

/** The settings, changed as a whole: what is answered is in force. One step back is kept. */
export function useSettings(sayUnreachable: (error: Error) => string): SettingsControl {
  const live = useLive();
  const query = useQuery('settings.get', {}, { topics: TOPICS });
  const [saved, setSaved] = useState<Saved | null>(null);
  const latest = useRef(query);
  latest.current = query;

  const send = useCallback(
    async (settings: Settings, { passwords = {}, passphrases = {} }: NewSecrets, openedAt?: string): Promise<string | null> => {
      try {
        const outcome = await live.transport.request('settings.put', {
          settings,
          // What somebody else changed meanwhile is not overwritten.
          revision: openedAt ?? latest.current.data?.revision ?? null,
          passwords: { ...passwords },
          passphrases: { ...passphrases },
        });
        if (outcome.view) latest.current.set(outcome.view);
        if (!outcome.ok) return outcome.reason;
        return null;
      } catch (error) {
        return sayUnreachable(error as Error);
      }
    },
    [live, sayUnreachable],
  );

  const put = useCallback(
    async (next: Settings, said: string, secrets: NewSecrets = {}, openedAt?: string): Promise<string | null> => {
      const before = latest.current.data?.settings ?? null;
      const reason = await send(next, secrets, openedAt);
      setSaved(reason === null ? { said, before, failed: false } : { said: reason, before: null, failed: true });
      return reason;
    },
    [send],
  );

  const undo = useCallback(
    (said: string) => {
      if (!saved?.before) return;
      void send(saved.before, {}).then((reason) => setSaved({ said: reason ?? said, before: null, failed: reason !== null }));
    },
    [saved, send],
  );

  const dismiss = useCallback(() => setSaved(null), []);
  return { view: query.data, error: query.error, saved, put, undo, dismiss };
}
