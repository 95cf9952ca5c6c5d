import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** End-to-end tests run what is built: `npx vitest` on its own builds first, as `npm test` does. */
export function setup(): void {
  const bootstrap = join(import.meta.dirname, '..', '..', 'scripts', 'bootstrap.mjs');
  const { status } = spawnSync(process.execPath, [bootstrap, 'build'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The build failed, so there is nothing to test end to end');
}
