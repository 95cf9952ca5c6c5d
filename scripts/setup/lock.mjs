import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const cache = join(root, '.cache');
const file = join(cache, 'setup.pid');

/**
 * Keeps two commands started at once in one checkout from installing or building over each other.
 * @template T
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
export async function withLock(action) {
  mkdirSync(cache, { recursive: true });
  for (let waited = 0; !take(); waited += 100) {
    if (waited === 1000) console.error('Waiting for another Willwatch command that is setting up this folder …');
    await new Promise((done) => setTimeout(done, 100));
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await action();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take() {
  // Written aside and linked into place, so that nobody ever reads half a number.
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, file);
    return true;
  } catch {
    if (!holderLives()) rmSync(file, { force: true });
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

function holderLives() {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
