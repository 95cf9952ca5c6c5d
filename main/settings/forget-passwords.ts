import type { Settings } from '../contract/settings.ts';
import { type Secrets, secretNames } from './port.ts';

const OF_SETTINGS = /^(broker:.*:(password|key-passphrase)|rule:.*|mail:password)$/s;

/**
 * Forgets the secrets of brokers, rules and a mail server that are not in the settings. What was removed keeps them while the program runs, so
 * that the removal can be undone; the next start is where they end.
 * @returns the names of what was forgotten
 */
export async function forgetOrphanedPasswords(settings: Settings, secrets: Secrets): Promise<readonly string[]> {
  const kept = new Set(secretNames(settings));
  const orphans = (await secrets.names()).filter((name) => OF_SETTINGS.test(name) && !kept.has(name));
  const forgotten: string[] = [];
  for (const name of orphans) {
    try {
      await secrets.write(name, null);
      forgotten.push(name);
    } catch {
      // A full disk keeps nobody from watching: the next start tries again.
    }
  }
  return forgotten;
}
