import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves with the first value of `look` that is not null, undefined or false. Says what it waited for when it gives up. */
export async function until<T>(what: string, look: () => T | null | undefined | false, timeoutMs = 15_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = look();
    if (value !== null && value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await sleep(5);
  }
}
