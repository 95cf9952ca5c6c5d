import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname } from 'node:path';
import { root } from './paths.mjs';

/** @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean, show?: boolean }} Options */

/** @type {NodeJS.Signals[]} */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program, in the project's root unless told otherwise, and passes this process's signals on to it.
 * @param {string} command
 * @param {string[]} args
 * @param {Options} [options] `quiet` keeps the output instead of showing it; `show` does both.
 * @returns {Promise<{ code: number, output: string }>} `code` as a shell gives it: 128 + n for signal n, 127 when it could not start.
 */
export function run(command, args, { cwd = root, env = process.env, quiet = false, show = false } = {}) {
  const child = spawn(command, args, { cwd, env, stdio: quiet || show ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
  /** @type {Buffer[]} */
  const chunks = [];
  child.stdout?.on('data', (chunk) => chunks.push(chunk));
  child.stderr?.on('data', (chunk) => chunks.push(chunk));
  if (show) {
    child.stdout?.pipe(process.stdout, { end: false });
    child.stderr?.pipe(process.stderr, { end: false });
  }
  const release = onSignal((signal) => {
    // A terminal sends Ctrl-C to everybody in the foreground: passed on as well, the child would take it for a second, impatient one.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
  return new Promise((done) => {
    const output = () => Buffer.concat(chunks).toString();
    child.on('error', (error) => {
      release();
      done({ code: 127, output: `${output()}${error.message}` });
    });
    child.on('close', (code, signal) => {
      release();
      done({ code: code ?? 128 + (signal ? constants.signals[signal] : 0), output: output() });
    });
  });
}

/**
 * Calls back when this process is asked to stop.
 * @param {(signal: NodeJS.Signals) => void} handler
 * @returns {() => void} ends it
 */
export function onSignal(handler) {
  for (const signal of signals) process.on(signal, handler);
  // A signal to npm ends npm's `sh` and stops there: we notice that we are alone.
  const parent = process.ppid;
  const underNpm = process.env.npm_lifecycle_event !== undefined;
  const orphaned = setInterval(() => {
    if (underNpm && process.ppid !== parent) handler('SIGTERM');
  }, 500);
  return () => {
    for (const signal of signals) process.off(signal, handler);
    clearInterval(orphaned);
  };
}

/**
 * The environment in which `#!/usr/bin/env node` and `node` mean the given one.
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
export function withNode(node) {
  return { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
}
