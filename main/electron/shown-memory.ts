import { z } from 'zod';
import type { Logger, Notification } from '../monitor/ports.ts';
import { openKeepsake } from './keepsake.ts';

/** More of them than any system keeps in its centre. */
const KEPT = 100;

const answer = z.enum(['acknowledge', 'mute']);
const kept = z.object({
  id: z.string(),
  path: z.string(),
  outageIds: z.array(z.int()),
  answers: z.array(z.object({ answer, label: z.string() })),
});

/** What a click on a notification is about. */
export type Clickable = Pick<Notification, 'path' | 'outageIds' | 'answers'>;

/** What was shown, for the click that comes after this program was started anew. */
export interface ShownMemory {
  find(id: string): Clickable | null;
  keep(id: string, about: Clickable): void;
}

/** In `<folder>/shown.json`. A click on what is not in it opens the window where it was. */
export function openShownMemory(folder: string, log: Pick<Logger, 'warn'>): ShownMemory {
  const keepsake = openKeepsake(folder, 'shown', z.object({ shown: z.array(kept) }), log);
  const read = () => keepsake.read()?.shown ?? [];
  return {
    find: (id) => read().find((one) => one.id === id) ?? null,
    keep: (id, { path, outageIds, answers }) => {
      const others = read().filter((one) => one.id !== id);
      keepsake.write({ shown: [{ id, path, outageIds: [...outageIds], answers: [...answers] }, ...others].slice(0, KEPT) });
    },
  };
}

/** Remembers nothing, where the system hands over no click later. */
export const noShownMemory: ShownMemory = { find: () => null, keep: () => undefined };
