import { join } from 'node:path';
import { installDebianPackages } from '../setup/debian.mjs';
import { root } from '../setup/paths.mjs';
import { run, withNode } from '../setup/run.mjs';

/** @param {string} name */
const entry = (name) => join(root, 'test', 'bench', name);

/**
 * Runs every benchmark, or those whose name contains one of the arguments, and prints one table. How to read it: docs/numbers.md.
 * @param {import('../bootstrap.mjs').Task} task
 */
export const bench = (task) => measure('run.ts', task);

/**
 * Works the app for `--minutes` and prints its memory over time.
 * @param {import('../bootstrap.mjs').Task} task
 */
export const soak = (task) => measure('soak.ts', task);

/**
 * @param {string} name
 * @param {import('../bootstrap.mjs').Task} task
 */
async function measure(name, { node, args }) {
  if (process.platform !== 'linux') {
    console.log('The measurements need Linux: they stop processes, read /proc and run Mosquitto on the loopback address.');
    return 1;
  }
  await installDebianPackages();
  return (await run(node, [entry(name), ...args], { env: withNode(node) })).code;
}
