import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { openHistory } from '../../main/history/open.ts';
import { migrate, readMarks, SCHEMA_VERSION, STEPS } from '../../main/history/schema.ts';
import { suspectMark } from '../../main/history/sqlite-history.ts';
import { device, message, mustOpen, outage, temporaryFolder } from './records.ts';

const at = Date.UTC(2026, 0, 31, 23, 59, 59, 123);

async function openAside(path: string) {
  const opened = await openHistory({ path, now: () => at });
  if (!opened.ok) throw new Error(opened.reason);
  onTestFinished(() => opened.history.close());
  return opened;
}

/** A history with a message, closed. Returns its installation id. */
async function written(path: string): Promise<string> {
  const history = await mustOpen(path);
  const { installationId } = await history.load();
  await history.commit({
    messages: Array.from({ length: 500 }, (_, n) => message(n + 1)),
    devices: [device('a')],
    outages: [outage(501, 1)],
  });
  await history.close();
  return installationId;
}

const contentsOf = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));

test('a folder that is missing is made, and the file is for this user only', async () => {
  const path = join(temporaryFolder(), 'deep', 'er', 'history.db');
  const history = await mustOpen(path);
  await history.commit({ heartbeatAt: 1 });
  expect(existsSync(path)).toBe(true);
  if (process.platform !== 'win32') {
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
  }
});

test('an empty file, as a crash right after making it leaves it, becomes a history', async () => {
  const path = join(temporaryFolder(), 'history.db');
  writeFileSync(path, '');
  expect((await (await mustOpen(path)).load()).nextId).toBe(1);
});

test('the file has a write-ahead log, so that readers and the writer do not wait for each other', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const history = await mustOpen(path);
  await history.commit({ heartbeatAt: 1 });
  const db = new DatabaseSync(path);
  expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  db.close();
});

test('an older version is brought up to date step by step and keeps its rows', () => {
  const db = new DatabaseSync(join(temporaryFolder(), 'history.db'));
  expect(migrate(db)).toBe(STEPS.length);
  db.exec("INSERT INTO outbox (id, kind, outage_id, due_at) VALUES (7, 'alert', 1, 2)");
  const steps = [
    ...STEPS,
    'ALTER TABLE outbox ADD COLUMN tries INTEGER NOT NULL DEFAULT 0',
    (given: DatabaseSync) => given.exec('UPDATE outbox SET tries = tries + 1'),
  ];
  expect(migrate(db, steps)).toBe(2);
  expect(migrate(db, steps)).toBe(0);
  expect(readMarks(db).version).toBe(STEPS.length + 2);
  expect({ ...db.prepare('SELECT * FROM outbox').get() }).toEqual({ id: 7, kind: 'alert', outage_id: 1, due_at: 2, tries: 1 });
  db.close();
});

test('a step that fails is undone as a whole and leaves the version before it', () => {
  const db = new DatabaseSync(join(temporaryFolder(), 'history.db'));
  migrate(db);
  const steps = [...STEPS, 'ALTER TABLE outbox ADD COLUMN tries INTEGER', 'CREATE TABLE half (a TEXT) STRICT; this is no SQL'];
  expect(() => migrate(db, steps)).toThrow();
  expect(readMarks(db).version).toBe(STEPS.length + 1);
  expect(db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'half'").get()?.n).toBe(0);
  db.close();
});

test('a history of a newer program is refused and stays as it is to the byte', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'history.db');
  await written(path);
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 3}; CREATE TABLE from_the_future (a TEXT) STRICT`);
  db.close();
  const before = contentsOf(folder);
  expect(await openHistory({ path })).toEqual({
    ok: false,
    reason: 'newer',
    found: SCHEMA_VERSION + 3,
    supported: SCHEMA_VERSION,
  });
  expect(contentsOf(folder)).toEqual(before);
});

test('a file that is no database is set aside under a dated name, with what belongs to it', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'history.db');
  writeFileSync(path, 'Dear diary');
  writeFileSync(`${path}-wal`, 'wal');
  const { history, notices } = await openAside(path);
  const aside = `${path}.set-aside-20260131T235959Z`;
  expect(notices).toEqual([{ kind: 'set-aside', path: aside, reason: 'not-a-database' }]);
  expect(readFileSync(aside, 'utf8')).toBe('Dear diary');
  expect(readFileSync(`${aside}-wal`, 'utf8')).toBe('wal');
  await history.commit({ messages: [message(1)] });
  expect(await history.message(1)).not.toBeNull();
});

test('two files set aside in one second do not overwrite each other', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const asides: (string | undefined)[] = [];
  for (const text of ['first', 'second']) {
    writeFileSync(path, text);
    const { history, notices } = await openAside(path);
    asides.push(notices[0]?.path);
    await history.close();
  }
  expect(asides.map((aside) => readFileSync(aside ?? '', 'utf8'))).toEqual(['first', 'second']);
});

test('a database of another program is set aside, whether it is marked or not', async () => {
  for (const mark of ['', 'PRAGMA application_id = 99;']) {
    const path = join(temporaryFolder(), 'history.db');
    const db = new DatabaseSync(path);
    db.exec(`${mark} CREATE TABLE recipes (name TEXT)`);
    db.close();
    const { notices } = await openAside(path);
    expect(notices).toMatchObject([{ reason: 'foreign' }]);
    const kept = new DatabaseSync(notices[0]?.path ?? '', { readOnly: true });
    expect(kept.prepare('SELECT count(*) AS n FROM recipes').get()?.n).toBe(0);
    kept.close();
  }
});

test('a damaged history is set aside, and the new one keeps the installation id when it was still legible', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const installationId = await written(path);
  const bytes = readFileSync(path);
  const db = new DatabaseSync(path, { readOnly: true });
  const page = Number(db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'device'").get()?.rootpage);
  db.close();
  bytes.fill(0xee, (page - 1) * 4096, page * 4096);
  writeFileSync(path, bytes);
  const { history, notices } = await openAside(path);
  expect(notices).toMatchObject([{ kind: 'set-aside', reason: 'corrupt' }]);
  expect(readFileSync(notices[0]?.path ?? '').equals(bytes)).toBe(true);
  expect(await history.load()).toMatchObject({ installationId, devices: [], nextId: 1 });
});

test('a history cut short is set aside', async () => {
  const path = join(temporaryFolder(), 'history.db');
  await written(path);
  truncateSync(path, 3000);
  expect((await openAside(path)).notices).toMatchObject([{ reason: 'corrupt' }]);
});

test('a history with a table missing is set aside', async () => {
  const path = join(temporaryFolder(), 'history.db');
  await written(path);
  const db = new DatabaseSync(path);
  db.exec('DROP TABLE alert');
  db.close();
  expect((await openAside(path)).notices).toMatchObject([{ reason: 'corrupt' }]);
});

test('damage that shows only in use makes the next start check every page', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const installationId = await written(path);
  const db = new DatabaseSync(path, { readOnly: true });
  const page = Number(db.prepare("SELECT max(pageno) AS p FROM dbstat WHERE name = 'message' AND pagetype = 'leaf'").get()?.p);
  db.close();
  const bytes = readFileSync(path);
  bytes.fill(0xee, (page - 1) * 4096, page * 4096);
  writeFileSync(path, bytes);
  writeFileSync(suspectMark(path), '');
  const { history, notices } = await openAside(path);
  expect(notices).toMatchObject([{ reason: 'corrupt' }]);
  expect(existsSync(suspectMark(path))).toBe(false);
  expect((await history.load()).installationId).toBe(installationId);
});

test('a sound history that was under suspicion is kept and no longer suspected', async () => {
  const path = join(temporaryFolder(), 'history.db');
  await written(path);
  writeFileSync(suspectMark(path), '');
  const history = await mustOpen(path);
  expect((await history.load()).nextId).toBe(502);
  expect(existsSync(suspectMark(path))).toBe(false);
});

test('a folder in place of the file is refused with a reason', async () => {
  const path = join(temporaryFolder(), 'history.db');
  mkdirSync(path);
  expect(await openHistory({ path })).toMatchObject({ ok: false, reason: 'no-access' });
});

test('a file that another process holds for itself is refused as locked', async () => {
  const path = join(temporaryFolder(), 'history.db');
  await written(path);
  const other = new DatabaseSync(path);
  other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
  expect(await openHistory({ path })).toMatchObject({ ok: false, reason: 'locked' });
  other.close();
});
