import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';
import { run, withNode } from '../setup/run.mjs';

/**
 * Opens the desktop shell where it can run, else serves the same window in the browser.
 * @param {'demo' | 'start'} command
 * @param {import('../bootstrap.mjs').Task} task
 */
export async function openShell(command, { node, args }) {
  const env = withNode(node);
  const headless = args.includes('--headless');
  const rest = args.filter((arg) => arg !== '--headless');
  const desktop = headless ? { missing: null } : findDesktop();
  if ('electron' in desktop) return (await run(desktop.electron, [root, command, ...rest], { env })).code;
  if (desktop.missing) console.error(`The desktop window needs ${desktop.missing}: showing it in the browser instead.`);
  return (await run(node, [join(root, 'out', 'main', 'headless.js'), command, ...rest], { env })).code;
}

/**
 * Looks for Electron's program without touching the `electron` module: importing it would start the download of 100 MB.
 * @returns {{ electron: string } | { missing: string }}
 */
export function findDesktop() {
  const folder = join(root, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  const electron = existsSync(pathFile) ? join(folder, 'dist', readFileSync(pathFile, 'utf8').trim()) : null;
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const missing = [];
  if (!electron || !existsSync(electron)) missing.push("Electron's program");
  if (!existsSync(join(root, 'out', 'main', 'electron.js'))) missing.push('the built desktop shell');
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) missing.push('a display');
  return electron && missing.length === 0 ? { electron } : { missing: missing.join(' and ') };
}
