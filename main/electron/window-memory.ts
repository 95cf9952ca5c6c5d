import { z } from 'zod';
import type { Logger } from '../monitor/ports.ts';
import { openKeepsake } from './keepsake.ts';

const rectangle = z.object({ x: z.int(), y: z.int(), width: z.int().min(200), height: z.int().min(200) });
const memory = z.object({
  bounds: rectangle.nullable().catch(null),
  isMaximized: z.boolean().catch(false),
  isTrayTold: z.boolean().catch(false),
});

/** Where the window was. */
export interface WindowPlace {
  readonly bounds: z.infer<typeof rectangle>;
  readonly isMaximized: boolean;
}

export interface WindowMemory {
  /** Null: never written, or not to be understood. */
  readPlace(): WindowPlace | null;
  writePlace(place: WindowPlace): void;
  /** Whether the person was told that a closed window leaves the program in the tray. */
  isTrayTold(): boolean;
  trayTold(): void;
}

/** What the window remembers, in `<folder>/window.json`. */
export function openWindowMemory(folder: string, log: Pick<Logger, 'warn'>): WindowMemory {
  const keepsake = openKeepsake(folder, 'window', memory, log);
  const read = () => keepsake.read() ?? { bounds: null, isMaximized: false, isTrayTold: false };
  return {
    readPlace: () => {
      const { bounds, isMaximized } = read();
      return bounds === null ? null : { bounds, isMaximized };
    },
    writePlace: (place) => keepsake.write({ ...read(), ...place }),
    isTrayTold: () => read().isTrayTold,
    trayTold: () => keepsake.write({ ...read(), isTrayTold: true }),
  };
}
