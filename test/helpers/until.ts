import { setTimeout as sleep } from 'node:timers/promises';

type Look<T> = T | null | undefined | false;

/** Resolves with the first value of `look` that is not null, undefined or false. Says what it waited for when it gives up. */
export async function until<T>(what: string, look: () => Look<T> | Promise<Look<T>>, timeoutMs = 15_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await look();
    if (value !== null && value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await sleep(5);
  }
}
