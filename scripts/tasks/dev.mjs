import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, watch } from 'node:fs';
import { join } from 'node:path';
import { electronVite } from '../setup/build.mjs';
import { root } from '../setup/paths.mjs';
import { run, withNode } from '../setup/run.mjs';

/**
 * Builds at every change and restarts the headless shell; `npm run dev -- demo` shows the rehearsal.
 * @param {import('../bootstrap.mjs').Task} task
 */
export async function dev({ node, args }) {
  const out = join(root, 'out');
  // The stamp would call this build, made in development, up to date.
  rmSync(join(out, '.willwatch-stamp'), { force: true });
  mkdirSync(join(out, 'main'), { recursive: true });

  const entry = join(out, 'main', 'headless.js');
  /** @type {import('node:child_process').ChildProcess | null} */
  let shell = null;
  const restart = async () => {
    const old = shell;
    shell = null;
    if (old && old.exitCode === null && old.signalCode === null) {
      const ended = new Promise((done) => old.once('exit', done));
      old.kill('SIGTERM');
      await ended;
    }
    if (!existsSync(entry)) return;
    shell = spawn(node, [entry, ...(args.length > 0 ? args : ['start'])], { cwd: root, env: withNode(node), stdio: 'inherit' });
  };
  /** @type {NodeJS.Timeout | undefined} */
  let pending;
  const watcher = watch(join(out, 'main'), () => {
    clearTimeout(pending);
    pending = setTimeout(() => void restart(), 300);
  });
  const { command, program, env } = electronVite(node);
  const { code } = await run(command, [program, 'build', '--watch', '--logLevel', 'warn', '--ignoreConfigWarning'], { env });
  clearTimeout(pending);
  watcher.close();
  /** @type {import('node:child_process').ChildProcess | null} */ (shell)?.kill('SIGTERM');
  return code;
}
