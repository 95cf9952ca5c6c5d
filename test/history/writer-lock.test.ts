import { once } from 'node:events';
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lockForWriting } from '../../main/history/writer-lock.ts';
import { endChild, spawnChild } from '../helpers/child.ts';
import { fill, smallDisk, WHY_NO_SMALL_DISK } from '../helpers/small-disk.ts';
import { temporaryFolder } from './records.ts';

const me = { pid: process.pid, host: 'laptop', command: 'willwatch watch', since: 1_750_000_000_000 };
const other = { pid: 4711, host: 'laptop', command: 'willwatch start', since: 1_760_000_000_000 };

function mustLock(folder: string) {
  const locked = lockForWriting(folder, me);
  if (!locked.ok) throw new Error(locked.reason);
  onTestFinished(() => locked.release());
  return locked;
}

test('the second writer of a folder is told who the first is', () => {
  const folder = temporaryFolder();
  mustLock(folder);
  expect(lockForWriting(folder, other)).toEqual({ ok: false, reason: 'held', holder: me });
  expect(lockForWriting(folder, other)).toEqual({ ok: false, reason: 'held', holder: me });
});

test('a released folder is free, and two folders have nothing to do with each other', () => {
  const folder = join(temporaryFolder(), 'not', 'there', 'yet');
  const locked = mustLock(folder);
  mustLock(temporaryFolder());
  locked.release();
  locked.release();
  expect(existsSync(join(folder, 'lock.json'))).toBe(false);
  mustLock(folder);
});

test('another process holds it for as long as it lives, and a killed one leaves nothing behind that holds', async () => {
  const folder = temporaryFolder();
  const child = spawnChild(process.execPath, [join(import.meta.dirname, 'lock-loop.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void endChild(child, 'SIGKILL'));
  const [said] = (await once(child.stdout!, 'data')) as [Buffer];
  expect(said.toString()).toBe('locked\n');
  expect(lockForWriting(folder, me)).toMatchObject({ ok: false, reason: 'held', holder: { pid: child.pid, command: 'test' } });
  await endChild(child, 'SIGKILL');
  expect(existsSync(join(folder, 'lock.json'))).toBe(true);
  mustLock(folder);
  expect(lockForWriting(folder, other)).toMatchObject({ holder: me });
});

test('a holder whose facts are gone or illegible is still the holder', () => {
  const folder = temporaryFolder();
  mustLock(folder);
  rmSync(join(folder, 'lock.json'));
  expect(lockForWriting(folder, other)).toEqual({ ok: false, reason: 'held', holder: null });
  writeFileSync(join(folder, 'lock.json'), '{"pid": "x"');
  expect(lockForWriting(folder, other)).toEqual({ ok: false, reason: 'held', holder: null });
});

test('something else in the place of the lock is replaced', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'lock.db'), 'Dear diary, '.repeat(1000));
  mustLock(folder);
  expect(lockForWriting(folder, other)).toMatchObject({ reason: 'held' });
});

test('a full disk can be locked, and the lock takes no room', (context) => {
  const folder = smallDisk();
  if (folder === null) return context.skip(WHY_NO_SMALL_DISK);
  fill(join(folder, 'ballast'));
  mustLock(folder);
  expect(statSync(join(folder, 'lock.db')).size).toBe(0);
  expect(lockForWriting(folder, other)).toMatchObject({ ok: false, reason: 'held' });
});
