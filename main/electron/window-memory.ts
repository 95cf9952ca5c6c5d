import ElectronStore from 'electron-store';
import { z } from 'zod';

const rectangle = z.object({ x: z.int(), y: z.int(), width: z.int().min(200), height: z.int().min(200) });
const memory = z.object({ bounds: rectangle, isMaximized: z.boolean() });

/** Where the window was. */
export type WindowPlace = z.infer<typeof memory>;

export interface WindowMemory {
  /** Null: never written, or not to be understood. */
  read(): WindowPlace | null;
  write(place: WindowPlace): void;
}

/** Size and position in `<folder>/window.json`. What cannot be read is forgotten: it is no more than a convenience. */
export function openWindowMemory(folder: string): WindowMemory {
  const file = new ElectronStore<Record<string, unknown>>({ cwd: folder, name: 'window', clearInvalidConfig: true });
  return {
    read: () => memory.safeParse(file.store).data ?? null,
    write: (place) => {
      file.store = place;
    },
  };
}
