import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { onOrder, recordUse, report } from './control.ts';

type Item = Electron.MenuItemConstructorOptions;

export class NativeImage {
  readonly name: string;
  constructor(path: string) {
    // Electron makes an empty image of a file that is not there, and says nothing.
    if (!existsSync(path)) throw new Error(`There is no image ${path}`);
    this.name = basename(path);
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
  #title = '';
  #menu: Menu | null = null;

  constructor(image: NativeImage) {
    super();
    this.#image = image;
    trays.add(this);
  }
  setImage(image: NativeImage): void {
    this.#image = image;
  }
  setTitle(title: string): void {
    this.#title = title;
  }
  setToolTip(text: string): void {
    this.#tooltip = text;
  }
  /** Linux shows image, text and menu together when this is called, and so does the report. */
  setContextMenu(menu: Menu | null): void {
    this.#menu = menu;
    report({
      report: 'tray',
      image: this.#image.name,
      tooltip: this.#tooltip,
      title: this.#title,
      menu: entries(menu?.items ?? []).map(({ label = '', enabled = true }) => ({ label, enabled })),
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
        const item = entries(tray.#menu?.items ?? []).find((one) => one.label === label);
        if (item === undefined) throw new Error(`The menu has no "${label}"`);
        (item.click as (() => void) | undefined)?.();
      }
    });
  }
}

/** Every entry, what is in a submenu after its own entry. */
const entries = (items: readonly Item[]): Item[] =>
  items
    .filter(({ type }) => type !== 'separator')
    .flatMap((item) => [item, ...entries((item.submenu as Item[] | undefined) ?? [])]);

recordUse('Tray', Tray.prototype);
