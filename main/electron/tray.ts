import { join } from 'node:path';
import { app, Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import type { TrayItem, TrayLook } from './tray-look.ts';

export interface TrayActions {
  /** Opens the window, at a place or where it was. */
  readonly open: (path: string | null) => void;
  readonly quit: () => void;
}

/** The icon in the tray: shows what it is told and reports clicks, nothing else. */
export class TrayIcon {
  readonly #iconDir: string;
  readonly #actions: TrayActions;
  readonly #tray: Tray;
  #shown = '';

  constructor(iconDir: string, first: TrayLook, actions: TrayActions) {
    this.#iconDir = iconDir;
    this.#actions = actions;
    this.#tray = new Tray(this.#image(first));
    this.#tray.on('click', () => actions.open(null));
    this.show(first);
  }

  show(look: TrayLook): void {
    const shown = JSON.stringify(look);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#tray.setImage(this.#image(look));
    this.#tray.setToolTip(look.tooltip);
    // Linux shows a changed menu only when it is set again.
    this.#tray.setContextMenu(Menu.buildFromTemplate(look.menu.map((item) => this.#entry(item))));
    app.setBadgeCount(look.count);
  }

  destroy(): void {
    this.#tray.destroy();
  }

  #image({ shape }: TrayLook): Electron.NativeImage {
    const name =
      process.platform === 'darwin' ? `${shape}Template.png` : process.platform === 'win32' ? `${shape}.ico` : `${shape}.png`;
    return nativeImage.createFromPath(join(this.#iconDir, name));
  }

  #entry(item: TrayItem): MenuItemConstructorOptions {
    switch (item.kind) {
      case 'line':
        return { type: 'separator' };
      case 'text':
        return { label: plainLabel(item.label), enabled: false };
      case 'place':
        return { label: plainLabel(item.label), click: () => this.#actions.open(item.path) };
      case 'quit':
        return { label: plainLabel(item.label), click: () => this.#actions.quit() };
    }
  }
}

/** A single & marks the letter to press. */
const plainLabel = (label: string): string => label.replaceAll('&', '&&');
