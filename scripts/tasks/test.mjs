import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installDebianPackages } from '../setup/debian.mjs';
import { root } from '../setup/paths.mjs';
import { run, withNode } from '../setup/run.mjs';
import { countChecks } from './check.mjs';
import { debianOnlyTests } from './debian-only.mjs';

const resultFile = join(root, '.cache', 'test-result.json');

/**
 * Checks, then every test; arguments go to vitest. The last line is `N passed, N failed, N skipped`, in which each check counts as a test.
 * @param {import('../bootstrap.mjs').Task} task
 */
export async function test({ node, args }) {
  const linux = process.platform === 'linux';
  if (linux) await installDebianPackages();
  else
    console.log(
      `These tests need Debian's Chromium, Mosquitto or D-Bus, and are left out on this system: test/e2e, test/packaging, ${debianOnlyTests().join(', ')}`,
    );
  const checks = await countChecks({ node, args: [] });

  rmSync(resultFile, { force: true });
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const env = { ...withNode(node), WILLWATCH_TEST_RESULT: resultFile };
  const { code } = await run(node, [vitest, 'run', ...(linux ? [] : ['--project', 'rooms']), ...args], {
    env,
  });

  /** @type {{ passed: number, failed: number, unsteady: string[], skipped: { name: string, reason: string }[] }} */
  const tests = existsSync(resultFile)
    ? JSON.parse(readFileSync(resultFile, 'utf8'))
    : { passed: 0, failed: 1, unsteady: [], skipped: [] };
  // Something outside every test went wrong, and vitest has said what.
  if (code !== 0 && tests.failed === 0) tests.failed = 1;
  for (const name of tests.unsteady) console.log(`passed only when it was tried again: ${name}`);
  for (const { name, reason } of tests.skipped) console.log(`skipped: ${name}: ${reason}`);
  const failed = checks.failed + tests.failed;
  console.log(
    `\n${checks.passed + tests.passed} passed, ${failed} failed${tests.skipped.length > 0 ? `, ${tests.skipped.length} skipped` : ''}`,
  );
  return failed === 0 ? 0 : 1;
}
