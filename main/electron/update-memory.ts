import ElectronStore from 'electron-store';
import { z } from 'zod';
import type { UpdateMemory, UpdatesParts } from './updates.ts';

const memory = z.object({ checkedAt: z.number().nullable(), skipped: z.string().nullable() });

/** When we last looked and what the person skipped, in `<folder>/updates.json`. What cannot be read is forgotten. */
export function openUpdateMemory(folder: string): UpdatesParts['memory'] {
  const file = new ElectronStore<Record<string, unknown>>({ cwd: folder, name: 'updates', clearInvalidConfig: true });
  const nothing: UpdateMemory = { checkedAt: null, skipped: null };
  return {
    read: () => memory.safeParse(file.store).data ?? nothing,
    write: (next) => {
      file.store = { ...next };
    },
  };
}
