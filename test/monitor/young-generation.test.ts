import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const file = new URL('../../main/monitor/young-generation.ts', import.meta.url).href;
/** Keeps much, turn by turn, and says how large the young generation became. */
const script = (begin: string): string => `
  import { getHeapSpaceStatistics } from 'node:v8';
  import { setImmediate } from 'node:timers/promises';
  import { limitYoungGeneration } from '${file}';
  ${begin}
  const kept = [];
  for (let turn = 0; turn < 200; turn++) {
    for (let n = 0; n < 10_000; n++) kept.push({ turn, n: [n] });
    await setImmediate();
  }
  console.log(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size / 2 ** 20);`;

async function youngMb(begin: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script(begin)]);
  return Number(stdout);
}

test('the young generation stops growing when it is asked to, where it would take all it may have', async () => {
  expect(await youngMb('limitYoungGeneration();')).toBeLessThanOrEqual(16);
  expect(await youngMb('')).toBeGreaterThan(16);
});
