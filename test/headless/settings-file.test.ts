import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Settings } from '../../main/contract/settings.ts';
import { keepSettings } from '../../main/headless/kept-settings.ts';
import { openSettingsFile } from '../../main/headless/settings-file.ts';
import { readSettings } from '../../main/settings/check.ts';

const NOW = new Date(Date.UTC(2026, 0, 31, 14, 3, 10, 5));
const ASIDE = 'settings.json.2026-01-31T14-03-10-005Z';

const make = (input: unknown): Settings => {
  const outcome = readSettings(input);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.settings;
};
const DEFAULTS = make({});
const FULL = make({
  brokers: [{ id: 'b1', name: 'Werk "Nord" 😀', url: 'mqtts://plant:8883', username: 'u', caFile: 'C:\\ca.pem' }],
  watches: [{ id: 'w', convention: 'custom', topic: 'a.b/{device}', offline: [{ kind: 'json', path: 'a.b', equals: '' }] }],
  topology: [{ upstream: '__proto__', downstream: 'a.b' }],
  notifications: { enabled: false, holdSeconds: 0 },
  appearance: { theme: 'dark', language: 'de' },
});

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'willwatch-settings-'));
  path = join(dir, 'settings.json');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const mode = (file: string): string => (statSync(file).mode & 0o777).toString(8);

describe('the settings file', () => {
  test('need not be there', () => {
    const { store, setAside } = openSettingsFile(join(dir, 'not', 'yet'), NOW);
    expect(setAside).toBeNull();
    expect(store.read()).toEqual(DEFAULTS);
    expect(store.from).toBe('person');
  });

  test('gives back what was written, after it is opened again', async () => {
    const { store } = openSettingsFile(dir, NOW);
    await store.write(FULL);
    expect(store.read()).toEqual(FULL);
    const again = openSettingsFile(dir, NOW);
    expect(again.setAside).toBeNull();
    expect(again.store.read()).toEqual(FULL);
    await again.store.write(DEFAULTS);
    expect(openSettingsFile(dir, NOW).store.read()).toEqual(DEFAULTS);
  });

  test('is for its owner alone, also when it was not before', async () => {
    writeFileSync(path, '{}', { mode: 0o644 });
    await openSettingsFile(dir, NOW).store.write(FULL);
    expect(mode(path)).toBe('600');
  });

  test('may leave everything out that has a default', () => {
    writeFileSync(path, '{"brokers":[{"id":"b","name":"B","url":"mqtt://h"}]}');
    const { store, setAside } = openSettingsFile(dir, NOW);
    expect(setAside).toBeNull();
    expect(store.read().brokers[0]?.keepAliveSeconds).toBe(30);
  });

  test.each([
    ['cut off', '{"brokers":[{"id":', 'JSON'],
    ['empty', '', 'JSON'],
    ['no JSON', 'brokers = none', 'JSON'],
    ['bytes of something else', Buffer.from([0x53, 0x51, 0x4c, 0x69, 0x00, 0xff]), 'JSON'],
    ['a list', '[]', 'object'],
    ['nothing', 'null', 'object'],
    ['of another version', '{"version":2}', 'version'],
    ['of the wrong kind', '{"brokers":"mqtt://h"}', 'brokers'],
    ['with a broker that has no address', '{"brokers":[{"id":"b","name":"B","url":"plant"}]}', 'plant'],
    ['with a watch that cannot work', '{"watches":[{"id":"w","convention":"custom","topic":"a/b"}]}', '{device}'],
  ])('that is %s is set aside untouched, and defaults take its place', async (_what, content, reason) => {
    writeFileSync(path, content);
    const { store, setAside } = openSettingsFile(dir, NOW);
    expect(setAside?.path).toBe(join(dir, ASIDE));
    expect(setAside?.reason).toContain(reason);
    expect(readFileSync(join(dir, ASIDE))).toEqual(Buffer.from(content));
    expect(store.read()).toEqual(DEFAULTS);
    await store.write(FULL);
    expect(openSettingsFile(dir, NOW)).toMatchObject({ setAside: null });
    expect(readFileSync(join(dir, ASIDE))).toEqual(Buffer.from(content));
  });

  test('set aside a second time at the same moment replaces nothing', () => {
    for (const content of ['first', 'second', 'third']) {
      writeFileSync(path, content);
      openSettingsFile(dir, NOW);
    }
    const aside = readdirSync(dir).filter((name) => name.startsWith(ASIDE));
    expect(aside.map((name) => readFileSync(join(dir, name), 'utf8')).sort()).toEqual(['first', 'second', 'third']);
  });

  test('whose place a folder has taken is set aside with what is in it', async () => {
    mkdirSync(path);
    writeFileSync(join(path, 'inside'), 'kept');
    const { store, setAside } = openSettingsFile(dir, NOW);
    expect(setAside?.reason).toContain('EISDIR');
    expect(readFileSync(join(dir, ASIDE, 'inside'), 'utf8')).toBe('kept');
    await store.write(FULL);
    expect(openSettingsFile(dir, NOW).store.read()).toEqual(FULL);
  });

  test('in a place that is no folder is an error that names it', () => {
    writeFileSync(path, '{}');
    expect(() => openSettingsFile(path, NOW)).toThrow(`The settings in ${path} cannot be opened`);
  });

  test('that cannot be written is an error that names it, and what was in force stays', async () => {
    const { store } = openSettingsFile(dir, NOW);
    await store.write(FULL);
    rmSync(dir, { recursive: true });
    writeFileSync(dir, 'no folder any more');
    await expect(store.write(DEFAULTS)).rejects.toThrow(`The settings cannot be written to ${path}`);
    expect(store.read()).toEqual(FULL);
  });

  test('in a folder that is read-only is set aside not at all, and says so', (context) => {
    if (process.getuid?.() === 0) context.skip('needs a user that rights hold for');
    writeFileSync(path, 'broken');
    chmodSync(dir, 0o500);
    try {
      expect(() => openSettingsFile(dir, NOW)).toThrow('cannot be set aside');
    } finally {
      chmodSync(dir, 0o700);
    }
    expect(readFileSync(path, 'utf8')).toBe('broken');
  });
});

test('settings of the command line are kept until the program ends, in no file', async () => {
  const store = keepSettings(DEFAULTS);
  await store.write(FULL);
  expect(store.read()).toEqual(FULL);
  expect(store.from).toBe('command-line');
  expect(readdirSync(dir)).toEqual([]);
});
