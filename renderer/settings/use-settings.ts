import { useCallback, useRef, useState } from 'react';
import type { PutOutcome, RequestInput, SettingsView } from '../../main/contract/requests.ts';
import type { WindowSettings } from '../../main/contract/settings.ts';
import { useLive } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';

const TOPICS = ['settings'] as const;

/** Passwords and passphrases of client keys to keep by broker id, others by their name; `null` forgets one. */
export interface NewSecrets {
  readonly passwords?: Readonly<Record<string, string | null>>;
  readonly passphrases?: Readonly<Record<string, string | null>>;
  /** Of the mail server and of rules' actions, as `settings.put` names them. */
  readonly secrets?: Readonly<Record<string, string | null>>;
}

export interface Saved {
  readonly said: string;
  /** Asks for what was in force before; `null` when there is nothing to go back to. */
  readonly back: (() => Promise<PutOutcome>) | null;
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
  readonly put: (next: WindowSettings, said: string, secrets?: NewSecrets, openedAt?: string) => Promise<string | null>;
  /** Does what a settings file says. Resolves to `null`, or to why not. */
  readonly importFile: (input: RequestInput<'settings.import'>) => Promise<string | null>;
  readonly undo: (said: string) => void;
  readonly dismiss: () => void;
  /** Says why something was not done. */
  readonly say: (said: string) => void;
}

/** Asks for what was before a change; `changed` is the revision that it made: what came after it stays. */
type WayBack = (changed: string) => Promise<PutOutcome>;

/** The settings, changed as a whole: what is answered is in force. One step back is kept. */
export function useSettings(sayUnreachable: (error: Error) => string, imported: string): SettingsControl {
  const live = useLive();
  const query = useQuery('settings.get', {}, { topics: TOPICS });
  const [saved, setSaved] = useState<Saved | null>(null);
  const latest = useRef(query);
  latest.current = query;

  const send = useCallback(
    (
      settings: WindowSettings,
      { passwords = {}, passphrases = {}, secrets = {} }: NewSecrets,
      openedAt?: string,
    ): Promise<PutOutcome> =>
      live.transport.request('settings.put', {
        settings,
        // What somebody else changed meanwhile is not overwritten.
        revision: openedAt ?? latest.current.data?.revision ?? null,
        passwords: { ...passwords },
        passphrases: { ...passphrases },
        secrets: { ...secrets },
      }),
    [live],
  );

  /** Shows what is now in force. Resolves to `null`, or to why what was asked is not. */
  const settle = useCallback(
    async (asked: Promise<PutOutcome>, said: string, wayBack: WayBack | null): Promise<string | null> => {
      let reason: string | null;
      let back: Saved['back'] = null;
      try {
        const outcome = await asked;
        if (outcome.view) latest.current.set(outcome.view);
        if (outcome.ok && wayBack) back = () => wayBack(outcome.view.revision);
        reason = outcome.ok ? null : outcome.reason;
      } catch (error) {
        reason = sayUnreachable(error as Error);
      }
      setSaved(reason === null ? { said, back, failed: false } : { said: reason, back: null, failed: true });
      return reason;
    },
    [sayUnreachable],
  );

  const put = useCallback(
    (next: WindowSettings, said: string, secrets: NewSecrets = {}, openedAt?: string): Promise<string | null> => {
      const before = latest.current.data?.settings;
      return settle(send(next, secrets, openedAt), said, before === undefined ? null : (changed) => send(before, {}, changed));
    },
    [send, settle],
  );

  const importFile = useCallback(
    (input: RequestInput<'settings.import'>): Promise<string | null> =>
      settle(live.transport.request('settings.import', input), imported, () => live.transport.request('settings.undoImport', {})),
    [live, settle, imported],
  );

  const undo = useCallback(
    (said: string) => {
      if (saved?.back) void settle(saved.back(), said, null);
    },
    [saved, settle],
  );

  const dismiss = useCallback(() => setSaved(null), []);
  const say = useCallback((said: string) => setSaved({ said, back: null, failed: true }), []);
  return { view: query.data, error: query.error, saved, put, importFile, undo, dismiss, say };
}
