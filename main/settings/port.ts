import type { Settings } from '../contract/settings.ts';

/** Where settings live. Each shell adapts one: a file, electron-store, or memory when the command line gave them. */
export interface SettingsStore {
  /** `command-line`: what is written holds until the program ends. */
  readonly from: 'person' | 'command-line';
  read(): Settings;
  /** Resolves when the settings are safe. */
  write(settings: Settings): Promise<void>;
}

/** A settings file that could not be used and was moved out of the way. */
export interface SetAside {
  readonly path: string;
  readonly reason: string;
}

/** Passwords, passphrases and tokens, kept apart from the settings and never shown again. Names such as `broker:<id>:password`. */
export interface Secrets {
  read(name: string): Promise<string | null>;
  /** `null` forgets it. Rejects with an Error whose message is a sentence for a person when it cannot. */
  write(name: string, value: string | null): Promise<void>;
  names(): Promise<readonly string[]>;
}

export const passwordName = (brokerId: string): string => `broker:${brokerId}:password`;
/** The broker whose password has this name; null when it is another secret. */
export const brokerOfPassword = (name: string): string | null => /^broker:(.*):password$/s.exec(name)?.[1] ?? null;
/** Of the client certificate's key. */
export const passphraseName = (brokerId: string): string => `broker:${brokerId}:key-passphrase`;

/** Of the mail server. */
export const MAIL_PASSWORD = 'mail:password';
/** The value of a webhook's secret header. */
export const actionSecretName = (ruleId: string, header: string): string => `rule:${ruleId}:${header.toLowerCase()}`;

/** Every secret that these settings may use. */
export function secretNames({ brokers, rules, mail }: Settings): readonly string[] {
  const ofActions = rules.flatMap(({ id, actions, errorAction }) =>
    [...actions, ...(errorAction === null ? [] : [errorAction])].flatMap((action) =>
      action.kind === 'webhook' && action.secretHeader !== '' ? [actionSecretName(id, action.secretHeader)] : [],
    ),
  );
  return [
    ...brokers.flatMap(({ id }) => [passwordName(id), passphraseName(id)]),
    ...(mail.host === '' ? [] : [MAIL_PASSWORD]),
    ...new Set(ofActions),
  ];
}
