import { join } from 'node:path';
import { root } from '../setup/paths.mjs';
import { run, withNode } from '../setup/run.mjs';

/** @param {...string} path */
const within = (...path) => join(root, ...path);

const checks = [
  {
    name: 'format and lint',
    args: [within('node_modules', '@biomejs', 'biome', 'bin', 'biome'), 'check', '--colors=off', '--error-on-warnings'],
  },
  { name: 'types', args: [within('node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', '--project', root] },
  { name: 'boundaries', args: [within('scripts', 'boundaries.mjs')] },
  {
    name: 'workflows',
    args: [within('node_modules', '@tktco', 'node-actionlint', 'bin', 'node-actionlint.js'), '.github/workflows/*.yml'],
  },
];

/**
 * @param {import('../bootstrap.mjs').Task} task
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function countChecks({ node }) {
  console.log(`Checking ${checks.map(({ name }) => name).join(', ')} …`);
  const results = await Promise.all(
    checks.map(async ({ name, args }) => {
      const startedAt = Date.now();
      const { code, output } = await run(node, args, { env: withNode(node), quiet: true });
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
      console.log(code === 0 ? `✓ ${name} (${seconds} s)` : `✗ ${name}\n${output.trim()}`);
      return code === 0;
    }),
  );
  const passed = results.filter(Boolean).length;
  return { passed, failed: results.length - passed };
}

/**
 * Format, lint, types, boundaries and workflows, side by side.
 * @param {import('../bootstrap.mjs').Task} task
 */
export async function check(task) {
  return (await countChecks(task)).failed === 0 ? 0 : 1;
}
