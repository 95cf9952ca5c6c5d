import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { onOrder, recordUse, report } from './control.ts';

type Item = Electron.MenuItemConstructorOptions;

class NativeImage {
  readonly path: string;
  constructor(path: string) {
    // Electron makes an empty image of a file that is not there, and says nothing.
    if (!existsSync(path)) throw new Error(`There is no image ${path}`);
    this.path = path;
  }
}

export const nativeImage = { createFromPath: (path: string): NativeImage => new NativeImage(path) };
recordUse('nativeImage', nativeImage);

export class Menu {
  readonly items: readonly Item[];
  private constructor(items: readonly Item[]) {
    this.items = items;
  }
  static buildFromTemplate(items: readonly Item[]): Menu {
    return new Menu(items);
  }
  static setApplicationMenu(_menu: Menu | null): void {}
}

recordUse('Menu', Menu);

const trays = new Set<Tray>();

export class Tray extends EventEmitter {
  #image: NativeImage;
  #tooltip = '';
  #menu: Menu | null = null;

  constructor(image: NativeImage) {
    super();
    this.#image = image;
    trays.add(this);
  }
  setImage(image: NativeImage): void {
    this.#image = image;
  }
  setToolTip(text: string): void {
    this.#tooltip = text;
  }
  /** Linux shows image, text and menu together when this is called, and so does the report. */
  setContextMenu(menu: Menu | null): void {
    this.#menu = menu;
    const items = (menu?.items ?? []).filter(({ type }) => type !== 'separator');
    report({
      report: 'tray',
      image: basename(this.#image.path),
      tooltip: this.#tooltip,
      menu: items.map(({ label = '', enabled = true }) => ({ label, enabled })),
    });
  }
  destroy(): void {
    trays.delete(this);
  }

  static {
    onOrder('click-tray', () => {
      for (const tray of trays) tray.emit('click');
    });
    onOrder('choose', ({ label }) => {
      for (const tray of trays) {
        const item = tray.#menu?.items.find((one) => one.label === label);
        if (item === undefined) throw new Error(`The menu has no "${label}"`);
        (item.click as (() => void) | undefined)?.();
      }
    });
  }
}

recordUse('Tray', Tray.prototype);
