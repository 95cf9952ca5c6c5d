import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';
import { run, withNode } from '../setup/run.mjs';

const folder = join(root, 'test', 'bench');

/**
 * Runs every benchmark, or those whose name contains one of the arguments.
 * @param {import('../bootstrap.mjs').Task} task
 */
export async function bench({ node, args }) {
  const files = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.bench.ts'))
        .sort()
    : [];
  const chosen = args.length === 0 ? files : files.filter((name) => args.some((arg) => name.includes(arg)));
  if (chosen.length === 0)
    console.log(
      files.length === 0 ? 'There are no benchmarks yet.' : `No benchmark is called so. There are: ${files.join(', ')}`,
    );
  let worst = 0;
  for (const name of chosen) {
    const { code } = await run(node, ['--expose-gc', join(folder, name)], { env: withNode(node) });
    worst = Math.max(worst, code);
  }
  return worst;
}
