import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDataDir } from '../../main/settings/data-dir.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'willwatch-dir-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the data folder', () => {
  test('is made with what leads to it, for its owner alone', () => {
    const path = openDataDir(join(home, 'a', 'b'));
    expect(path).toBe(join(home, 'a', 'b'));
    expect((statSync(path).mode & 0o777).toString(8)).toBe('700');
    expect(openDataDir(path)).toBe(path);
  });

  test('that cannot be is named, with why and what to do', () => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    expect(() => openDataDir(file)).toThrow(
      `The data folder ${file} cannot be used: it is a file. Choose another one with --data-dir.`,
    );
    expect(() => openDataDir(join(file, 'below'))).toThrow('a part of the path is a file');
    expect(() => openDataDir(join(home, 'x'.repeat(300)))).toThrow('the path is too long');
    expect(() => openDataDir(join(home, 'a\0b'))).toThrow('no path can have');
  });
});
