import { open, rename, rm } from 'node:fs/promises';
import { dialog } from 'electron';
import type { PersonFiles } from '../monitor/ports.ts';

/** Files of the person's computer, where the system's own dialogs say. */
export const desktopFiles: Required<PersonFiles> = {
  async save(name) {
    const { canceled, filePath } = await dialog.showSaveDialog({ defaultPath: name });
    if (canceled || filePath === '') return null;
    return { download: null, write: (text, signal) => writeWhole(filePath, text, signal) };
  },
  async choose(title) {
    const { canceled, filePaths } = await dialog.showOpenDialog({ title, properties: ['openFile', 'showHiddenFiles'] });
    return canceled ? null : (filePaths[0] ?? null);
  },
};

/** Beside its place first: what stood there is replaced by the whole file or not at all. */
async function writeWhole(path: string, text: AsyncIterable<string>, signal: AbortSignal): Promise<string> {
  const half = `${path}.part`;
  const file = await open(half, 'w', 0o600);
  try {
    for await (const part of text) {
      signal.throwIfAborted();
      await file.writeFile(part);
    }
    signal.throwIfAborted();
    await file.sync();
    await file.close();
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(half, { force: true });
    throw error;
  }
  await rename(half, path);
  return path;
}
