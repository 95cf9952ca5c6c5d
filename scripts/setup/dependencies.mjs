import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canHaveNode24, findNode24, NODE_24_WANTED } from './node24.mjs';
import { root } from './paths.mjs';
import { Problem } from './problem.mjs';
import { run } from './run.mjs';

const stampFile = join(root, 'node_modules', '.willwatch-stamp');

/** Runs `npm ci` unless `node_modules` is already what the lock file says. */
export async function installDependencies() {
  const stamp = wanted();
  if (findNode24() && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  if (!canHaveNode24) throw new Problem(NODE_24_WANTED);
  if (!findNode24() || !matchesLock()) await install();
  writeFileSync(stampFile, stamp);
}

async function install() {
  console.error('Installing dependencies (about a minute, the first time only) …');
  // `include`: NODE_ENV=production must not leave out what builds the program. No package needs its install script.
  const args = ['ci', '--include=dev', '--include=optional', '--ignore-scripts', '--loglevel=error', '--no-progress'];
  // npm names its own program in npm_execpath; outside `npm run`, whatever npm is on the PATH.
  const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : null;
  const windows = process.platform === 'win32';
  const { code, output } = npm
    ? await run(process.execPath, [npm, ...args], { quiet: true })
    : await run(windows ? 'cmd.exe' : 'npm', windows ? ['/c', 'npm', ...args] : args, { quiet: true });
  if (code !== 0)
    throw new Problem(`${output.trim()}\nThe dependencies could not be installed (npm ${args[0]} ended with ${code}).`);
  if (!findNode24()) throw new Problem(NODE_24_WANTED);
}

function wanted() {
  const hash = createHash('sha256');
  for (const name of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(root, name)));
  return hash.digest('hex');
}

/** Whether somebody already ran `npm ci` or `npm install` by hand: npm leaves a list of what it put there. */
function matchesLock() {
  const list = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(list)) return false;
  const { '': _root, ...locked } = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(list);
  return (
    Object.keys(installed).every((path) => path in locked) &&
    Object.entries(locked).every(([path, { version, optional, devOptional }]) => {
      const present = installed[path];
      return present ? present.version === version : optional || devOptional;
    })
  );
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>}
 */
function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}
