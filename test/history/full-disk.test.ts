import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openHistory } from '../../main/history/open.ts';
import { HistoryFull } from '../../main/history/port.ts';
import { fill, smallDisk, WHY_NO_SMALL_DISK } from '../helpers/small-disk.ts';
import { message, mustOpen, outage } from './records.ts';

test('a full disk rejects the commit as HistoryFull, loses nothing from before, and it works again when there is room', async (context) => {
  const folder = smallDisk();
  if (folder === null) {
    context.skip(WHY_NO_SMALL_DISK);
    return;
  }
  const path = join(folder, 'history.db');
  const ballast = join(folder, 'ballast');
  const history = await mustOpen(path);
  await history.commit({ messages: [message(1)], outages: [outage(2, 1)] });
  fill(ballast);

  const burst = { messages: Array.from({ length: 256 }, (_, n) => message(n + 3, { payload: Buffer.alloc(4000, n) })) };
  await expect(history.commit(burst)).rejects.toBeInstanceOf(HistoryFull);
  await expect(history.commit(burst)).rejects.toBeInstanceOf(HistoryFull);
  expect(await history.message(1)).not.toBeNull();
  expect(await history.message(3)).toBeNull();
  expect((await history.load()).nextId).toBe(3);

  rmSync(ballast);
  await history.commit({ messages: burst.messages.slice(0, 50) });
  expect(await history.message(52)).not.toBeNull();
  await history.close();
  expect((await (await mustOpen(path)).load()).nextId).toBe(53);
});

test('a disk that fills commit by commit says so and keeps all that it accepted', async (context) => {
  const folder = smallDisk();
  if (folder === null) {
    context.skip(WHY_NO_SMALL_DISK);
    return;
  }
  const path = join(folder, 'history.db');
  const history = await mustOpen(path);
  let accepted = 0;
  let refusal: unknown = null;
  while (refusal === null && accepted < 10_000) {
    try {
      await history.commit({ messages: [message(accepted + 1, { payload: Buffer.alloc(10_000) })] });
      accepted++;
    } catch (error) {
      refusal = error;
    }
  }
  expect(refusal).toBeInstanceOf(HistoryFull);
  expect(await history.messages({ deviceKey: 'plant/pump-7', beforeId: null, limit: 10_000 })).toHaveLength(accepted);
  await history.close();
});

test('a disk that is full at the start is a reason, not a crash', async (context) => {
  const folder = smallDisk();
  if (folder === null) {
    context.skip(WHY_NO_SMALL_DISK);
    return;
  }
  fill(join(folder, 'ballast'));
  expect(await openHistory({ path: join(folder, 'history.db') })).toMatchObject({ ok: false, reason: 'full' });
});
