import ElectronStore from 'electron-store';
import { z } from 'zod';

const rectangle = z.object({ x: z.int(), y: z.int(), width: z.int().min(200), height: z.int().min(200) });
const memory = z.object({ bounds: rectangle, isMaximized: z.boolean() });

/** Where the window was. */
export type WindowPlace = z.infer<typeof memory>;

export interface WindowMemory {
  /** Null: never written, or not to be understood. */
  readPlace(): WindowPlace | null;
  writePlace(place: WindowPlace): void;
  /** Whether the person was told that a closed window leaves the program in the tray. */
  isTrayTold(): boolean;
  trayTold(): void;
}

/** What the window remembers, in `<folder>/window.json`. What cannot be read is forgotten: it is no more than a convenience. */
export function openWindowMemory(folder: string): WindowMemory {
  const file = new ElectronStore<Record<string, unknown>>({ cwd: folder, name: 'window', clearInvalidConfig: true });
  return {
    readPlace: () => memory.safeParse(file.store).data ?? null,
    writePlace: (place) => file.set(place),
    isTrayTold: () => file.get('isTrayTold') === true,
    trayTold: () => file.set('isTrayTold', true),
  };
}
