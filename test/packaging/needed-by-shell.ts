import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

interface Locked {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Needed {
  /** The built files of the desktop shell's main process. */
  readonly files: readonly string[];
  /** `name@version` of the packages that these import, and of all that those need. Types are not needed. */
  readonly packages: readonly string[];
}

/** What the built desktop shell loads, beginning with its entry. */
export async function neededByShell(): Promise<Needed> {
  const files = new Set<string>();
  const names = new Set<string>();
  const read = async (file: string): Promise<void> => {
    if (files.has(file)) return;
    files.add(file);
    const text = await readFile(join(root, file), 'utf8');
    // Imports, imports when needed, and the files that threads are made of.
    for (const [, imported, asked, thread] of text.matchAll(
      /^(?:import|export)\b[^'"]*["']([^'"]+)["'];?$|\bimport\(["']([^'"]+)["']\)|\bnew URL\([^\n]*["'](\.\/[^'"]+\.js)["'], import\.meta\.url\)/gm,
    )) {
      const specifier = imported ?? asked ?? thread ?? '';
      if (specifier.startsWith('.')) await read(posix.join(posix.dirname(file), specifier));
      else if (!builtinModules.includes(specifier.replace(/^node:/, '')))
        names.add(/^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '');
    }
  };
  await read('out/main/electron.js');
  names.delete('electron');
  return { files: [...files].sort(), packages: await withDependencies(names) };
}

async function withDependencies(names: Iterable<string>): Promise<readonly string[]> {
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const folders = new Set<string>();
  const found = new Set<string>();
  const need = (name: string, from: string): void => {
    if (name.startsWith('@types/') || name === 'undici-types') return;
    // As Node looks: beside the one who asks, then in each folder above.
    for (let at = from; ; at = at.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
      const folder = posix.join(at, 'node_modules', name);
      const locked = packages[folder];
      if (locked !== undefined) {
        if (folders.has(folder)) return;
        folders.add(folder);
        found.add(`${name}@${locked.version}`);
        for (const other of Object.keys({ ...locked.dependencies, ...locked.optionalDependencies })) need(other, folder);
      }
      if (locked !== undefined || at === '') return;
    }
  };
  for (const name of names) need(name, '');
  return [...found].sort();
}
