import { chmodSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Secrets } from './port.ts';

const fileSchema = z.record(z.string(), z.string());
const OTHERS = 0o077;

/**
 * Secrets in `<dataDir>/secrets.json` with mode 0600: as safe as the person's account, no more.
 * A file that others may read is closed to them first. One that cannot be read or closed is an Error that names it; it is never overwritten.
 * @param closed told when others could read the file until now, with its mode as `ls` has it
 */
export function openSecretsFile(dataDir: string, closed: (path: string, mode: string) => void = () => undefined): Secrets {
  const path = join(dataDir, 'secrets.json');
  let secrets: ReadonlyMap<string, string> = new Map();
  if (existsSync(path)) {
    const mode = closeToOthers(path);
    if (mode !== null) closed(path, mode);
    secrets = new Map(Object.entries(readSecrets(path)));
  }
  return {
    read: async (name) => secrets.get(name) ?? null,
    names: async () => [...secrets.keys()],
    write: async (name, value) => {
      const next = new Map(secrets);
      if (value === null) next.delete(name);
      else next.set(name, value);
      writeSecretsFile(path, Object.fromEntries(next));
      secrets = next;
    },
  };
}

/** Writes a file that its owner alone can read; all of it or, with an Error, nothing. */
export function writeSecretsFile(path: string, secrets: Readonly<Record<string, string>>): void {
  const draft = `${path}.new`;
  // A new file: what another program left there could be open to others, or lead elsewhere.
  rmSync(draft, { force: true });
  writeFileSync(draft, JSON.stringify(secrets), { mode: 0o600, flag: 'wx' });
  renameSync(draft, path);
}

/** Secrets in memory, for what the command line gave, and where nothing may be kept. */
export function keepSecrets(entries: Iterable<readonly [string, string]> = []): Secrets {
  const secrets = new Map(entries);
  return {
    read: async (name) => secrets.get(name) ?? null,
    names: async () => [...secrets.keys()],
    write: async (name, value) => void (value === null ? secrets.delete(name) : secrets.set(name, value)),
  };
}

/** The mode it had, when others could read or write it. Windows has no such modes: there the folder of the account protects. */
function closeToOthers(path: string): string | null {
  const mode = statSync(path).mode & 0o777;
  if (process.platform === 'win32' || (mode & OTHERS) === 0) return null;
  try {
    chmodSync(path, 0o600);
  } catch (error) {
    throw new Error(
      `The secrets file ${path} is open to others (mode ${mode.toString(8)}) and cannot be closed: ${error instanceof Error ? error.message : String(error)}. Give it to the user that runs Willwatch, with mode 600.`,
    );
  }
  return mode.toString(8);
}

function readSecrets(path: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  }
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch {
    // Not the parser's own words: they quote what they stumbled over.
    throw unreadable(path, 'it is no JSON object of texts');
  }
}

function unreadable(path: string, reason: string): Error {
  return new Error(`The secrets file ${path} cannot be read: ${reason}. Repair it or move it away.`);
}
