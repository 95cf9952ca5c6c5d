import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { safeStorage } from 'electron';
import { z } from 'zod';
import type { Settings } from '../contract/settings.ts';
import type { Logger } from '../monitor/ports.ts';
import type { Secrets } from '../settings/port.ts';
import { keepSecrets, openSecretsFile, writeSecretsFile } from '../settings/secrets-file.ts';
import type { DesktopWords } from '../words/index.ts';

const fileSchema = z.record(z.string(), z.base64());

export interface OpenedSecrets {
  readonly secrets: Secrets;
  /** Whether the system keeps them so that others cannot read them. */
  readonly isProtected: boolean;
  /** What the person must know about where their passwords are. */
  readonly notices: readonly string[];
  /** The settings changed: secrets that may be kept now are, those that may not be any more leave the disk. */
  apply(settings: Settings): Promise<void>;
}

/**
 * Secrets as safeStorage ciphertext in `<dataDir>/secrets-desktop.json`.
 *
 * Where the system has no key, or only one that everybody knows (`basic_text` of a Linux desktop without a keyring), nothing is dressed up
 * as ciphertext: secrets hold until the program ends, or, when the person wants that, stand in the same file as those of the headless shell.
 * A file that cannot be read is an Error that names it; it is never overwritten. A single secret that cannot be decrypted any more counts as not kept.
 */
export async function openSecrets(
  dataDir: string,
  settings: Settings,
  words: DesktopWords['secrets'],
  log: Logger,
): Promise<OpenedSecrets> {
  const isProtected = (await safeStorage.isAsyncEncryptionAvailable()) && !isBasicText();
  if (isProtected) {
    const secrets = openEncrypted(join(dataDir, 'secrets-desktop.json'), log);
    return { secrets, isProtected, notices: [], apply: async () => undefined };
  }
  const { secrets, apply } = openUnprotected(dataDir, settings);
  const notice = settings.secrets.unprotected === 'keep' ? words.unprotected : words.sessionOnly;
  return { secrets, isProtected, notices: [notice], apply };
}

function isBasicText(): boolean {
  return process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
}

/** In memory, and on the disk too while the settings say so. */
function openUnprotected(dataDir: string, settings: Settings): Pick<OpenedSecrets, 'secrets' | 'apply'> {
  const session = keepSecrets();
  const forgotten = new Set<string>();
  let isKept = settings.secrets.unprotected === 'keep';
  let opened: Secrets | null = null;
  const file = (): Secrets => {
    opened ??= openSecretsFile(dataDir);
    return opened;
  };
  return {
    secrets: {
      names: async () => [...new Set([...(await session.names()), ...(isKept ? await file().names() : [])])],
      read: async (name) => (await session.read(name)) ?? (isKept && !forgotten.has(name) ? file().read(name) : null),
      write: async (name, value) => {
        if (isKept) await file().write(name, value);
        if (value === null) forgotten.add(name);
        else forgotten.delete(name);
        await session.write(name, value);
      },
    },
    apply: async ({ secrets: { unprotected } }) => {
      const before = isKept;
      isKept = unprotected === 'keep';
      if (isKept === before) return;
      if (isKept) {
        for (const name of await session.names()) await file().write(name, await session.read(name));
        return;
      }
      for (const name of await file().names()) {
        // They go on to hold until the program ends.
        const value = await file().read(name);
        if ((await session.read(name)) === null && !forgotten.has(name)) await session.write(name, value);
        await file().write(name, null);
      }
    },
  };
}

function openEncrypted(path: string, log: Logger): Secrets {
  let kept: ReadonlyMap<string, string> = new Map(existsSync(path) ? Object.entries(readKept(path)) : []);
  const keep = (next: ReadonlyMap<string, string>): void => {
    writeSecretsFile(path, Object.fromEntries(next));
    kept = next;
  };
  const encrypt = async (value: string): Promise<string> => (await safeStorage.encryptStringAsync(value)).toString('base64');
  const renew = async (name: string, old: string, value: string): Promise<void> => {
    const cipher = await encrypt(value);
    // Unless the person gave another one meanwhile.
    if (kept.get(name) === old) keep(new Map(kept).set(name, cipher));
  };
  return {
    names: async () => [...kept.keys()],
    read: async (name) => {
      const cipher = kept.get(name);
      if (cipher === undefined) return null;
      try {
        const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(cipher, 'base64'));
        if (shouldReEncrypt)
          await renew(name, cipher, result).catch((error: unknown) =>
            log.warn({ name, error: String(error) }, 'a secret stays under the old key of this system'),
          );
        return result;
      } catch (error) {
        log.warn({ name, error: String(error) }, 'a secret cannot be decrypted: the key of this system has changed');
        return null;
      }
    },
    write: async (name, value) => {
      const cipher = value === null ? null : await encrypt(value);
      // Only now: while that took its time another one may have been kept.
      const next = new Map(kept);
      if (cipher === null) next.delete(name);
      else next.set(name, cipher);
      keep(next);
    },
  };
}

function readKept(path: string): Record<string, string> {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The secrets file ${path} cannot be read: ${reason}. Repair it or move it away.`);
  }
}
