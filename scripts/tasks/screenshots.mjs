import { join } from 'node:path';
import { installDebianPackages } from '../setup/debian.mjs';
import { root } from '../setup/paths.mjs';
import { run, withNode } from '../setup/run.mjs';

/**
 * Takes the pictures in docs/screenshots anew, or those whose name contains one of the arguments.
 * @param {import('../bootstrap.mjs').Task} task
 */
export async function screenshots({ node, args }) {
  if (process.platform === 'linux') await installDebianPackages();
  return (await run(node, [join(root, 'test', 'screenshots', 'take.ts'), ...args], { env: withNode(node) })).code;
}
