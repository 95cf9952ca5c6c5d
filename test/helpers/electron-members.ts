import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** What is a thing of Electron's in a file, though it is not imported under that name. */
const INSTANCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'window.ts': { window: 'BrowserWindow', contents: 'webContents' },
  'guard.ts': { contents: 'webContents', session: 'session' },
  'notifier.ts': { native: 'Notification', NativeNotification: 'Notification' },
  'tray.ts': { '#tray': 'Tray' },
};

/** Every member of `electron` that the shell and the preload name, as `app.quit`, and the events they listen for, as `app.on:ready`. */
export async function electronMembers(): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const folder of ['main/electron', 'preload']) {
    for (const file of await readdir(join(root, folder))) {
      const text = (await readFile(join(root, folder, file), 'utf8')).replaceAll(/^\s*(\/\/|\/?\*).*$/gm, '');
      const imports = /import \{([^}]*)\} from 'electron';/.exec(text)?.[1] ?? '';
      const names = new Map(Object.entries(INSTANCES[file] ?? {}));
      for (const one of imports.split(',').map((part) => part.trim()))
        if (/^\w+$/.test(one) && !names.has(one)) names.set(one, one);
      for (const [name, thing] of names) {
        const member = new RegExp(`(?<![\\w#.'])(?:this\\.)?${name}\\??\\.(\\w+)(?:\\('([\\w-]+)')?`, 'g');
        for (const [, key = '', event] of text.matchAll(member)) {
          if (key !== 'on' && key !== 'once') found.add(`${thing}.${key}`);
          else if (event !== undefined) found.add(`${thing}.on:${event}`);
        }
      }
    }
  }
  return [...found].sort();
}
