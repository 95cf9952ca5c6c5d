#!/usr/bin/env node
// Every npm script comes through here, so that each of them works on a fresh machine. Runs on Node 18 and later, with no dependency.
import { build } from './setup/build.mjs';
import { installDependencies } from './setup/dependencies.mjs';
import { withLock } from './setup/lock.mjs';
import { findNode24, NODE_24_WANTED } from './setup/node24.mjs';
import { isProblem } from './setup/problem.mjs';
import { bench, soak } from './tasks/bench.mjs';
import { check } from './tasks/check.mjs';
import { dev } from './tasks/dev.mjs';
import { dist } from './tasks/dist.mjs';
import { screenshots } from './tasks/screenshots.mjs';
import { openShell } from './tasks/shell.mjs';
import { test } from './tasks/test.mjs';

/** @typedef {{ node: string, args: string[] }} Task `node` is the Node 24 to run everything with. */
/** @typedef {{ builds: boolean, run: (task: Task) => Promise<number> }} TaskKind */

/** @type {Record<string, TaskKind>} */
const tasks = {
  demo: { builds: true, run: (task) => openShell('demo', task) },
  start: { builds: true, run: (task) => openShell('start', task) },
  test: { builds: true, run: test },
  check: { builds: false, run: check },
  bench: { builds: true, run: bench },
  soak: { builds: true, run: soak },
  dev: { builds: false, run: dev },
  screenshots: { builds: true, run: screenshots },
  build: { builds: true, run: async () => 0 },
  dist: { builds: true, run: dist },
};

/**
 * @param {string | undefined} name
 * @param {string[]} args
 */
async function main(name, args) {
  const task = name === undefined ? undefined : tasks[name];
  if (!task) {
    console.error(`Usage: node scripts/bootstrap.mjs <${Object.keys(tasks).join('|')}> [arguments]`);
    return 2;
  }
  const node = await withLock(async () => {
    await installDependencies();
    const found = findNode24();
    if (found && task.builds) await build(found);
    return found;
  });
  if (!node) {
    console.error(NODE_24_WANTED);
    return 1;
  }
  return task.run({ node, args });
}

main(process.argv[2], process.argv.slice(3)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(isProblem(error) ? error.message : error);
    if (process.argv[2] === 'test') console.log('\n0 passed, 1 failed');
    process.exitCode = 1;
  },
);
