import { join } from 'node:path';
import { app, Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import { iconName, type TrayItem, type TrayLook } from './tray-look.ts';
import type { Overlay } from './window.ts';

export interface TrayActions {
  /** Opens the window, at a place or where it was. */
  readonly open: (path: string | null) => void;
  /** Keeps everything silent: the choice at `index` of `muteChoices` now. */
  readonly mute: (index: number) => void;
  readonly endMute: (id: number) => void;
  /** Over the window's icon, on Windows. */
  readonly overlay: (overlay: Overlay | null) => void;
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
    // On macOS a click opens the menu.
    if (process.platform !== 'darwin') this.#tray.on('click', () => actions.open(null));
    this.show(first);
  }

  show(look: TrayLook): void {
    const shown = JSON.stringify(look);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#tray.setImage(this.#image(look));
    // The menu bar of macOS has room for the number beside the shape.
    if (process.platform === 'darwin') this.#tray.setTitle(look.count > 0 ? String(look.count) : '');
    this.#tray.setToolTip(look.tooltip);
    // Linux shows a changed menu only when it is set again.
    this.#tray.setContextMenu(Menu.buildFromTemplate(look.menu.map((item) => this.#entry(item))));
    if (process.platform !== 'win32') app.setBadgeCount(look.count);
    else this.#actions.overlay(look.count === 0 ? null : { image: this.#image(look), description: look.tooltip });
  }

  destroy(): void {
    this.#tray.destroy();
  }

  #image(look: TrayLook): Electron.NativeImage {
    // macOS colours a template itself, and finds its larger pictures by their names.
    const file =
      process.platform === 'darwin'
        ? `${look.shape}Template.png`
        : `${iconName(look)}.${process.platform === 'win32' ? 'ico' : 'png'}`;
    return nativeImage.createFromPath(join(this.#iconDir, file));
  }

  #entry(item: TrayItem): MenuItemConstructorOptions {
    if (item.kind === 'line') return { type: 'separator' };
    const label = plainLabel(item.label);
    switch (item.kind) {
      case 'text':
        return { label, enabled: false };
      case 'more':
        return { label, submenu: item.items.map((one) => this.#entry(one)) };
      case 'place':
        return { label, click: () => this.#actions.open(item.path) };
      case 'mute':
        return { label, click: () => this.#actions.mute(item.index) };
      case 'end-mute':
        return { label, click: () => this.#actions.endMute(item.id) };
      case 'quit':
        return { label, click: () => this.#actions.quit() };
    }
  }
}

/** A single & marks the letter to press. */
const plainLabel = (label: string): string => label.replaceAll('&', '&&');
