import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { safeStorage } from 'electron';
import { z } from 'zod';
import type { Logger } from '../monitor/ports.ts';
import type { Secrets } from '../settings/port.ts';
import type { DesktopWords } from '../words/index.ts';

const fileSchema = z.record(z.string(), z.base64());

export interface OpenedSecrets {
  readonly secrets: Secrets;
  /** What the person must know about where their passwords are. */
  readonly notices: readonly string[];
}

/**
 * Secrets as safeStorage ciphertext in `<dataDir>/secrets-desktop.json`. Where the system has no key they hold until the program ends.
 * A file that cannot be read is an Error that names it; it is never overwritten. A single secret that cannot be decrypted any more counts as not kept.
 */
export async function openSecrets(dataDir: string, words: DesktopWords['secrets'], log: Logger): Promise<OpenedSecrets> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return { secrets: keepForSession(), notices: [words.sessionOnly] };
  const isUnprotected = process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
  return { secrets: openFile(join(dataDir, 'secrets-desktop.json'), log), notices: isUnprotected ? [words.unprotected] : [] };
}

function openFile(path: string, log: Logger): Secrets {
  let kept: ReadonlyMap<string, string> = new Map(existsSync(path) ? Object.entries(readKept(path)) : []);
  const keep = (next: ReadonlyMap<string, string>): void => {
    const draft = `${path}.new`;
    // A new file: what another program left there could be open to others, or lead elsewhere.
    rmSync(draft, { force: true });
    writeFileSync(draft, JSON.stringify(Object.fromEntries(next)), { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
    kept = next;
  };
  const encrypt = async (value: string): Promise<string> => (await safeStorage.encryptStringAsync(value)).toString('base64');
  return {
    names: async () => [...kept.keys()],
    read: async (name) => {
      const cipher = kept.get(name);
      if (cipher === undefined) return null;
      try {
        const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(cipher, 'base64'));
        if (shouldReEncrypt) keep(new Map(kept).set(name, await encrypt(result)));
        return result;
      } catch (error) {
        log.warn({ name, error: String(error) }, 'a secret cannot be decrypted: the key of this system has changed');
        return null;
      }
    },
    write: async (name, value) => {
      const next = new Map(kept);
      if (value === null) next.delete(name);
      else next.set(name, await encrypt(value));
      keep(next);
    },
  };
}

function keepForSession(): Secrets {
  const secrets = new Map<string, string>();
  return {
    names: async () => [...secrets.keys()],
    read: async (name) => secrets.get(name) ?? null,
    write: async (name, value) => void (value === null ? secrets.delete(name) : secrets.set(name, value)),
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
