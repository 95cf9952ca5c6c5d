import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const file = new URL('../../main/monitor/young-generation.ts', import.meta.url).href;
/** Keeps much, turn by turn, and says how large the young generation became. */
const script = (begin: string): string => `
  import { getHeapSpaceStatistics } from 'node:v8';
  import { setImmediate } from 'node:timers/promises';
  import { limitYoungGeneration } from '${file}';
  const youngMb = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size / 2 ** 20;
  let kept = [];
  const keepMuch = async () => {
    for (let turn = 0; turn < 25; turn++) {
      for (let n = 0; n < 10_000; n++) kept.push({ turn, n: [n] });
      await setImmediate();
    }
  };
  ${begin}
  await keepMuch();
  console.log(youngMb());`;

const run = async (begin: string): Promise<number> => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '--input-type=module', '--eval', script(begin)]);
  return Number(stdout);
};

/** The least of four processes: while V8 marks beside the program it lets the young generation outgrow any limit, until it is done. */
async function youngMb(begin: string): Promise<number> {
  const sizes = await Promise.all(Array.from({ length: 4 }, () => run(begin)));
  return Math.min(...sizes);
}

test('the young generation stops growing when it is asked to, where it would take all it may have', async () => {
  expect(await youngMb('limitYoungGeneration();')).toBeLessThanOrEqual(16);
  expect(await youngMb('')).toBeGreaterThan(16);
});

test('the young generation grows again after a quiet time in which V8 made it small', async () => {
  const quiet = `
    limitYoungGeneration();
    await keepMuch();
    kept = [];
    await gc({ type: 'major', execution: 'async', flavor: 'last-resort' });
    if (youngMb() > 4) throw new Error('it is still ' + youngMb());`;
  expect(await run(quiet)).toBeGreaterThanOrEqual(12);
});
