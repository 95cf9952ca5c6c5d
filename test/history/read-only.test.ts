import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openHistory, openHistoryReadOnly } from '../../main/history/open.ts';
import { SCHEMA_VERSION } from '../../main/history/schema.ts';
import { message, mustOpen, outage, query, temporaryFolder } from './records.ts';

async function mustRead(path: string) {
  const opened = await openHistoryReadOnly(path);
  if (!opened.ok) throw new Error(`${opened.reason}`);
  return opened.history;
}

test('two readers see every commit at once while the writer goes on', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const writer = await mustOpen(path);
  const readers = [await mustRead(path), await mustRead(path)];
  for (let id = 1; id <= 20; id++) {
    await writer.commit({ messages: [message(id * 2)], outages: [outage(id * 2 + 1, id)] });
    for (const reader of readers) {
      const { total, rows } = await reader.timeline(query());
      expect(total).toBe(id);
      expect(rows).toHaveLength(id);
      expect(await reader.messages({ deviceKey: 'plant/pump-7', beforeId: null, limit: 1 })).toMatchObject([{ id: id * 2 }]);
    }
  }
  for (const reader of readers) await reader.close();
  await writer.commit({ heartbeatAt: 1 });
});

test('a reader works without a writer, and leaves the database as it is', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const writer = await mustOpen(path);
  await writer.commit({ outages: [outage(1, 1)] });
  await writer.close();
  const before = readFileSync(path);
  const reader = await mustRead(path);
  expect((await reader.timeline(query())).total).toBe(1);
  await reader.close();
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('a reader cannot write', async () => {
  const path = join(temporaryFolder(), 'history.db');
  await (await mustOpen(path)).close();
  const reader = await mustRead(path);
  expect(reader).not.toHaveProperty('commit');
  await reader.close();
});

test('a missing file is said to be missing, and is not made', async () => {
  const folder = temporaryFolder();
  expect(await openHistoryReadOnly(join(folder, 'history.db'))).toEqual({ ok: false, reason: 'missing' });
  expect(await openHistoryReadOnly(join(folder, 'no', 'history.db'))).toEqual({ ok: false, reason: 'missing' });
  expect(readdirSync(folder)).toEqual([]);
});

test('a reader says what is wrong with a file and changes nothing', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'history.db');
  await (await mustOpen(path)).close();
  const versioned = (version: number) => {
    const db = new DatabaseSync(path);
    db.exec(`PRAGMA user_version = ${version}`);
    db.close();
  };
  versioned(SCHEMA_VERSION + 1);
  expect(await openHistoryReadOnly(path)).toEqual({
    ok: false,
    reason: 'newer',
    found: SCHEMA_VERSION + 1,
    supported: SCHEMA_VERSION,
  });
  versioned(0);
  expect(await openHistoryReadOnly(path)).toEqual({ ok: false, reason: 'older', found: 0, supported: SCHEMA_VERSION });

  const text = join(folder, 'text.db');
  writeFileSync(text, 'no database');
  expect(await openHistoryReadOnly(text)).toMatchObject({ ok: false, reason: 'not-a-history' });
  const foreign = join(folder, 'foreign.db');
  const db = new DatabaseSync(foreign);
  db.exec('CREATE TABLE recipes (name TEXT)');
  db.close();
  expect(await openHistoryReadOnly(foreign)).toMatchObject({ ok: false, reason: 'not-a-history' });
  expect(await openHistoryReadOnly(folder)).toMatchObject({ ok: false, reason: 'unreadable' });
});

/** A folder that nothing can be written to, not even by root; null where it cannot be made. */
function mountSmall(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'willwatch-readonly-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
}

test('a history in a folder that is write-protected can be read, and is not opened for writing', async (context) => {
  const folder = mountSmall();
  if (folder === null) {
    context.skip('mounting a tmpfs needs root on Linux');
    return;
  }
  try {
    const path = join(folder, 'history.db');
    const writer = await mustOpen(path);
    await writer.commit({ outages: [outage(1, 1)] });
    await writer.close();
    execFileSync('mount', ['-o', 'remount,ro', folder]);
    const reader = await mustRead(path);
    expect((await reader.timeline(query())).total).toBe(1);
    await reader.close();
    expect(await openHistory({ path })).toMatchObject({ ok: false, reason: 'no-access' });
  } finally {
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  }
});
