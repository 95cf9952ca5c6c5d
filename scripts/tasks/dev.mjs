import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { build } from '../setup/build.mjs';
import { root } from '../setup/paths.mjs';
import { isProblem } from '../setup/problem.mjs';
import { onSignal, withNode } from '../setup/run.mjs';

/**
 * Builds at every change and restarts the headless shell; `npm run dev -- demo` shows the rehearsal. Runs until it is interrupted.
 * @param {import('../bootstrap.mjs').Task} task
 */
export async function dev({ node, args }) {
  const shell = openShell(node, args.length > 0 ? args : ['start']);
  const stopped = new AbortController();
  const release = onSignal(() => stopped.abort());

  let changed = true;
  let wake = () => {};
  for (const folder of ['main', 'preload', 'renderer', 'assets'].map((name) => join(root, name)).filter(existsSync)) {
    watch(folder, { recursive: true, signal: stopped.signal }, () => {
      changed = true;
      wake();
    });
  }
  stopped.signal.addEventListener('abort', () => wake());
  while (!stopped.signal.aborted) {
    if (!changed) await new Promise((done) => (wake = () => done(undefined)));
    // An editor writes several files at once.
    await new Promise((done) => setTimeout(done, 100));
    changed = false;
    if (!stopped.signal.aborted) await rebuild(node, shell);
  }
  await shell.stop();
  release();
  return 0;
}

/**
 * @param {string} node
 * @param {ReturnType<typeof openShell>} shell
 */
async function rebuild(node, shell) {
  try {
    if ((await build(node)) || !shell.started()) await shell.restart();
  } catch (error) {
    if (!isProblem(error)) throw error;
    console.error(error.message);
  }
}

/**
 * @param {string} node
 * @param {string[]} args
 */
function openShell(node, args) {
  /** @type {import('node:child_process').ChildProcess | null} */
  let child = null;
  const stop = async () => {
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
  };
  return {
    stop,
    started: () => child !== null,
    restart: async () => {
      await stop();
      child = spawn(node, [join(root, 'out', 'main', 'headless.js'), ...args], {
        cwd: root,
        env: withNode(node),
        stdio: 'inherit',
      });
    },
  };
}
