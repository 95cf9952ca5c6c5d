import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { mustOpen, temporaryFolder } from './records.ts';

/** Runs the loop until it has reported, then a moment more, kills it, and returns the last id it reported. */
async function killWhileCommitting(path: string, moment: number): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'commit-loop.ts'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const closed = once(child, 'close');
  while (!said.includes('\n') && child.exitCode === null) await sleep(5);
  await sleep(moment);
  child.kill('SIGKILL');
  await closed;
  const whole = said.slice(0, said.lastIndexOf('\n')).split('\n');
  return Number(whole.at(-1));
}

test('what was reported as committed is there after the process was killed, and every commit is there as a whole', {
  timeout: 60_000,
}, async () => {
  const path = join(temporaryFolder(), 'history.db');
  for (const moment of [7, 40, 111, 203]) {
    const reported = await killWhileCommitting(path, moment);
    expect(reported).toBeGreaterThan(0);
    const history = await mustOpen(path);
    const { nextId, outbox, heartbeatAt } = await history.load();
    expect(heartbeatAt).toBeGreaterThanOrEqual(reported);
    expect(nextId).toBe((heartbeatAt ?? 0) + 2);
    expect(outbox.length * 65).toBe(nextId - 1);
    for (const id of [1, 64, reported - 63, reported, heartbeatAt ?? 0]) {
      expect(Buffer.from((await history.message(id))?.payload ?? []).toString()).toBe(`offline ${id}`);
    }
    expect(await history.messages({ deviceKey: 'plant/device-0', beforeId: null, limit: 1_000_000 })).toHaveLength(outbox.length);
    await history.close();
  }
});
