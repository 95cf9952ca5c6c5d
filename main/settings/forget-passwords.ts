import type { Settings } from '../contract/settings.ts';
import { passwordName, type Secrets } from './port.ts';

const PASSWORD = /^broker:.*:password$/s;

/**
 * Forgets the passwords of brokers that are not in the settings. A removed broker keeps its password while the program runs, so that the
 * removal can be undone; the next start is where it ends.
 * @returns the names of what was forgotten
 */
export async function forgetOrphanedPasswords(settings: Settings, secrets: Secrets): Promise<readonly string[]> {
  const kept = new Set(settings.brokers.map(({ id }) => passwordName(id)));
  const orphans = (await secrets.names()).filter((name) => PASSWORD.test(name) && !kept.has(name));
  for (const name of orphans) await secrets.write(name, null);
  return orphans;
}
