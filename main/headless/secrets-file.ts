import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Secrets } from '../settings/port.ts';

const fileSchema = z.record(z.string(), z.string());

/**
 * Secrets in `<dataDir>/secrets.json` with mode 0600: as safe as the person's account, no more.
 * A file that cannot be read is an Error that names it; it is never overwritten.
 */
export function openSecretsFile(dataDir: string): Secrets {
  const path = join(dataDir, 'secrets.json');
  let secrets: ReadonlyMap<string, string> = new Map(existsSync(path) ? Object.entries(readSecrets(path)) : []);
  return {
    read: async (name) => secrets.get(name) ?? null,
    names: async () => [...secrets.keys()],
    write: async (name, value) => {
      const next = new Map(secrets);
      if (value === null) next.delete(name);
      else next.set(name, value);
      const draft = `${path}.new`;
      // A new file: what another program left there could be open to others, or lead elsewhere.
      rmSync(draft, { force: true });
      writeFileSync(draft, JSON.stringify(Object.fromEntries(next)), { mode: 0o600, flag: 'wx' });
      renameSync(draft, path);
      secrets = next;
    },
  };
}

/** Secrets in memory, for what the command line gave. */
export function keepSecrets(entries: Iterable<readonly [string, string]>): Secrets {
  const secrets = new Map(entries);
  return {
    read: async (name) => secrets.get(name) ?? null,
    names: async () => [...secrets.keys()],
    write: async (name, value) => void (value === null ? secrets.delete(name) : secrets.set(name, value)),
  };
}

function readSecrets(path: string): Record<string, string> {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new Error(
      `The secrets file ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}. Repair it or move it away.`,
    );
  }
}
