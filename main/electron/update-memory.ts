import { z } from 'zod';
import type { Logger } from '../monitor/ports.ts';
import { openKeepsake } from './keepsake.ts';
import type { UpdatesParts } from './updates.ts';

const memory = z.object({ checkedAt: z.number().nullable(), skipped: z.string().nullable() });

/** When we last looked and what the person skipped, in `<folder>/updates.json`. */
export function openUpdateMemory(folder: string, log: Pick<Logger, 'warn'>): UpdatesParts['memory'] {
  const keepsake = openKeepsake(folder, 'updates', memory, log);
  return { read: () => keepsake.read() ?? { checkedAt: null, skipped: null }, write: keepsake.write };
}
