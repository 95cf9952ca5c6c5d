import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAIL_PASSWORD, type Secrets } from './port.ts';

/** Where a secret was given from outside, for the sentence that it cannot be changed here. */
interface Given {
  readonly value: string;
  readonly from: string;
}

/** Secrets that whoever starts Willwatch gives it, by the name of an environment variable or of a file. */
export type GivenSecrets = ReadonlyMap<string, Given>;

/**
 * `WILLWATCH_PASSWORD_` and `WILLWATCH_KEY_PASSPHRASE_`, then the broker's id in capitals; `WILLWATCH_RULE_SECRET_`, the rule's id, `_` and the
 * header; `WILLWATCH_MAIL_PASSWORD`. What is no letter or digit becomes `_`.
 */
export function givenName(secret: string): string | null {
  if (secret === MAIL_PASSWORD) return 'WILLWATCH_MAIL_PASSWORD';
  const [, ruleId, header] = /^rule:(.*):([^:]+)$/s.exec(secret) ?? [];
  if (ruleId !== undefined) return `WILLWATCH_RULE_SECRET_${inCapitals(`${ruleId}_${header}`)}`;
  const [, brokerId, kind] = /^broker:(.*):(password|key-passphrase)$/s.exec(secret) ?? [];
  if (brokerId === undefined) return null;
  return `WILLWATCH_${kind === 'password' ? 'PASSWORD' : 'KEY_PASSPHRASE'}_${inCapitals(brokerId)}`;
}

const inCapitals = (id: string): string => id.toUpperCase().replace(/[^A-Z0-9]/g, '_');

const OURS = /^WILLWATCH_(PASSWORD_|KEY_PASSPHRASE_|RULE_SECRET_|MAIL_PASSWORD$)/;

/**
 * The environment, and the files of a systemd service's credentials; the environment wins. Files hold the secret alone, a line end is cut off.
 * Throws an Error that names a file which cannot be read.
 * @see https://systemd.io/CREDENTIALS
 */
export function readGivenSecrets(env: NodeJS.ProcessEnv): GivenSecrets {
  const given = new Map<string, Given>();
  const folder = env.CREDENTIALS_DIRECTORY;
  for (const name of folder === undefined || folder === '' ? [] : credentialNames(folder)) {
    const path = join(folder ?? '', name);
    try {
      given.set(name, { value: readFileSync(path, 'utf8').replace(/\r?\n$/, ''), from: `the credential ${path}` });
    } catch (error) {
      throw new Error(`The credential ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }
  for (const [name, value] of Object.entries(env))
    if (OURS.test(name) && value !== undefined && value !== '')
      given.set(name, { value, from: `the environment variable ${name}` });
  return given;
}

function credentialNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => OURS.test(name));
  } catch (error) {
    throw new Error(
      `The credentials folder ${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

/**
 * What was given wins over what is kept. It cannot be changed here: writing it rejects with an Error that says where it came from.
 * @param used the secrets that there is a use for now (`secretNames`), for `names`
 */
export function withGiven(given: GivenSecrets, kept: Secrets, used: () => readonly string[]): Secrets {
  const find = (name: string): Given | undefined => given.get(givenName(name) ?? '');
  return {
    read: async (name) => find(name)?.value ?? kept.read(name),
    names: async () => {
      return [...new Set([...(await kept.names()), ...used().filter((name) => find(name) !== undefined)])];
    },
    write: async (name, value) => {
      const one = find(name);
      if (one !== undefined && value !== one.value)
        throw new Error(`This secret comes from ${one.from}, which wins over what is kept here. Change it there.`);
      if (one === undefined) await kept.write(name, value);
    },
  };
}
