import { useCallback, useRef } from 'react';
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

export interface SettingsControl {
  readonly view: SettingsView | undefined;
  readonly error: Error | null;
  /**
   * Puts changed settings in force. Resolves to `null`, or to why not.
   * `openedAt`: the revision at which the person began to change them, when that was a while ago.
   */
  readonly put: (next: WindowSettings, said: string, secrets?: NewSecrets, openedAt?: string) => Promise<string | null>;
  /** Does what a settings file says. Resolves to `null`, or to why not. */
  readonly importFile: (input: RequestInput<'settings.import'>) => Promise<string | null>;
  /** Says why something was not done. */
  readonly say: (said: string) => void;
}

/** Asks for what was before a change; `changed` is the revision that it made: what came after it stays. */
type WayBackFrom = (changed: string) => Promise<PutOutcome>;

/** The settings, changed as a whole: what is answered is in force. What was done, with the way back, stands in the frame, also on the next page. */
export function useSettings(sayUnreachable: (error: Error) => string, imported: string): SettingsControl {
  const live = useLive();
  const query = useQuery('settings.get', {}, { topics: TOPICS });
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

  /** Shows what is now in force, and says it. Resolves to `null`, or to why what was asked is not. */
  const settle = useCallback(
    async (asked: Promise<PutOutcome>, said: string, wayBack: WayBackFrom): Promise<string | null> => {
      const take = async (answer: Promise<PutOutcome>): Promise<PutOutcome> => {
        try {
          const outcome = await answer;
          if (outcome.view) latest.current.set(outcome.view);
          return outcome;
        } catch (error) {
          return { ok: false, reason: sayUnreachable(error as Error) };
        }
      };
      const outcome = await take(asked);
      if (!outcome.ok) {
        live.acts.failed(outcome.reason);
        return outcome.reason;
      }
      live.acts.did(said, async () => {
        const back = await take(wayBack(outcome.view.revision));
        return back.ok ? { ok: true, undo: null } : back;
      });
      return null;
    },
    [live, sayUnreachable],
  );

  const put = useCallback(
    (next: WindowSettings, said: string, secrets: NewSecrets = {}, openedAt?: string): Promise<string | null> => {
      const before = latest.current.data?.settings ?? next;
      return settle(send(next, secrets, openedAt), said, (changed) => send(before, {}, changed));
    },
    [send, settle],
  );

  const importFile = useCallback(
    (input: RequestInput<'settings.import'>): Promise<string | null> =>
      settle(live.transport.request('settings.import', input), imported, () => live.transport.request('settings.undoImport', {})),
    [live, settle, imported],
  );

  const say = useCallback((said: string) => live.acts.failed(said), [live]);
  return { view: query.data, error: query.error, put, importFile, say };
}
