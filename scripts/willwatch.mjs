#!/usr/bin/env node
// The `willwatch` command of a checkout: the built headless shell, on a Node that is new enough.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findNode24, NODE_24_WANTED } from './setup/node24.mjs';
import { root } from './setup/paths.mjs';
import { run } from './setup/run.mjs';

const entry = join(root, 'out', 'main', 'headless.js');
const node = findNode24();
if (!existsSync(entry)) {
  console.error('Willwatch is not built yet: run `npm run build` first.');
  process.exitCode = 1;
} else if (!node) {
  console.error(NODE_24_WANTED);
  process.exitCode = 1;
} else if (node === process.execPath && process.env.npm_lifecycle_event === undefined) {
  await import(pathToFileURL(entry).href);
} else {
  // Under npx as well: `run` notices when a signal got no further than npm's shell.
  const { code } = await run(node, [entry, ...process.argv.slice(2)], { cwd: process.cwd() });
  process.exitCode = code;
}
