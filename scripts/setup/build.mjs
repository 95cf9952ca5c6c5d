import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { Problem } from './problem.mjs';
import { run, withNode } from './run.mjs';

const sources = [
  'main',
  'preload',
  'renderer',
  'assets',
  'electron.vite.config.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];
const stampFile = join(root, 'out', '.willwatch-stamp');

/**
 * Builds `out/` when a source changed since the last build.
 * @param {string} node
 * @returns {Promise<boolean>} whether it was necessary
 */
export async function build(node) {
  const stamp = hashOfSources();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return false;
  const startedAt = Date.now();
  rmSync(join(root, 'out'), { recursive: true, force: true });
  const electronVite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const args = [electronVite, 'build', '--logLevel', 'warn', '--ignoreConfigWarning'];
  // electron-vite wants to know an Electron, and would start the download of one: any program will do for a build.
  const { code, output } = await run(node, args, { env: { ...withNode(node), ELECTRON_EXEC_PATH: node }, quiet: true });
  if (code !== 0) throw new Problem(`${output.trim()}\nThe build failed.`);
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(stampFile, stamp);
  console.error(`Built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  return true;
}

function hashOfSources() {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((name) => filesUnder(join(root, name))))
    hash.update(file).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

/**
 * @param {string} path a file or a folder
 * @returns {string[]} sorted
 */
function filesUnder(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return [];
  if (!stats.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}
