import type { Settings } from '../contract/settings.ts';
import { passphraseName, passwordName, type Secrets } from './port.ts';

const OF_A_BROKER = /^broker:.*:(password|key-passphrase)$/s;

/**
 * Forgets the passwords and passphrases of brokers that are not in the settings. A removed broker keeps them while the program runs, so that
 * the removal can be undone; the next start is where they end.
 * @returns the names of what was forgotten
 */
export async function forgetOrphanedPasswords(settings: Settings, secrets: Secrets): Promise<readonly string[]> {
  const kept = new Set(settings.brokers.flatMap(({ id }) => [passwordName(id), passphraseName(id)]));
  const orphans = (await secrets.names()).filter((name) => OF_A_BROKER.test(name) && !kept.has(name));
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
