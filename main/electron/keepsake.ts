import ElectronStore from 'electron-store';
import type { z } from 'zod';
import type { Logger } from '../monitor/ports.ts';

/** Something small that is good to know at the next start, and no more: it is never an error. */
export interface Keepsake<T> {
  /** Null: never written, or not to be understood. */
  read(): T | null;
  /** What the disk does not take holds until the program ends. */
  write(value: T): void;
}

/** In `<folder>/<name>.json`. */
export function openKeepsake<T extends Record<string, unknown>>(
  folder: string,
  name: string,
  schema: z.ZodType<T>,
  log: Pick<Logger, 'warn'>,
): Keepsake<T> {
  const open = () => new ElectronStore<Record<string, unknown>>({ cwd: folder, name, clearInvalidConfig: true });
  const tried = <R>(act: () => R, failed: string): R | null => {
    try {
      return act();
    } catch (error) {
      log.warn({ folder, name, error: String(error) }, failed);
      return null;
    }
  };
  let kept = tried(() => schema.safeParse(open().store).data ?? null, 'a keepsake cannot be read');
  return {
    read: () => kept,
    write: (value) => {
      kept = value;
      tried(() => {
        open().store = { ...value };
      }, 'a keepsake cannot be written');
    },
  };
}
