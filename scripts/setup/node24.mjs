import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

export const NODE_24_WANTED = `Willwatch needs Node 24 or later on this machine (this is ${process.version}): see https://nodejs.org/en/download`;

const isNew = Number(process.versions.node.split('.')[0]) >= 24;
const bundled = process.platform === 'linux' ? join(root, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node') : null;

/** Whether `npm ci` brings, or the machine has, a Node 24. */
export const canHaveNode24 = isNew || (process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch));

/** The path of a Node 24: this very program, or the locked one among the dependencies. `null` when there is none (yet). */
export function findNode24() {
  if (isNew) return process.execPath;
  return bundled && existsSync(bundled) ? bundled : null;
}
