import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname } from 'node:path';
import { root } from './paths.mjs';

/** @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} Options */

// A terminal sends Ctrl-C to every process in the foreground: passed on as well, the child would take it for a second, impatient one.
/** @type {NodeJS.Signals[]} */
const signals = process.stdin.isTTY ? ['SIGTERM', 'SIGHUP'] : ['SIGINT', 'SIGTERM', 'SIGHUP'];

const ignore = () => {};

/**
 * Runs a program, in the project's root unless told otherwise, and passes this process's signals on to it.
 * @param {string} command
 * @param {string[]} args
 * @param {Options} [options] `quiet` keeps the output instead of showing it.
 * @returns {Promise<{ code: number, output: string }>} `code` as a shell gives it: 128 + n for signal n, 127 when it could not start.
 */
export function run(command, args, { cwd = root, env = process.env, quiet = false } = {}) {
  const child = spawn(command, args, { cwd, env, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
  /** @type {Buffer[]} */
  const chunks = [];
  child.stdout?.on('data', (chunk) => chunks.push(chunk));
  child.stderr?.on('data', (chunk) => chunks.push(chunk));
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => void child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  if (process.stdin.isTTY) process.on('SIGINT', ignore);
  return new Promise((done) => {
    /** @param {number} code @param {string} [more] */
    const finish = (code, more = '') => {
      for (const signal of signals) process.off(signal, forward);
      process.off('SIGINT', ignore);
      done({ code, output: Buffer.concat(chunks).toString() + more });
    };
    child.on('error', (error) => finish(127, error.message));
    child.on('close', (code, signal) => finish(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

/**
 * The environment in which `#!/usr/bin/env node` and `node` mean the given one.
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
export function withNode(node) {
  return { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
}
