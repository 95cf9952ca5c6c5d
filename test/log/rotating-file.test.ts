import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOG_NAME, logFile, RotatingFile } from '../../main/log/rotating-file.ts';

let home: string;
let folder: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'willwatch-log-'));
  folder = join(home, 'logs');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const line = (n: number): string => `${String(n).padStart(9, '0')}\n`;
const all = (files: number): string =>
  Array.from({ length: files }, (_, i) => files - 1 - i)
    .filter((age) => readdirSync(folder).includes(logFile('', age)))
    .map((age) => readFileSync(logFile(folder, age), 'utf8'))
    .join('');

describe('a rotating file', () => {
  test('keeps the newest lines, in order, within its room', () => {
    const log = new RotatingFile(folder, { bytes: 100, files: 3 });
    for (let n = 0; n < 100; n++) log.write(line(n));
    expect(readdirSync(folder).sort()).toEqual(['willwatch.1.log', 'willwatch.2.log', LOG_NAME]);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(100);
    const kept = all(3).trim().split('\n').map(Number);
    expect(kept.length).toBeGreaterThan(20);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => 100 - kept.length + i));
  });

  test('goes on where the last run stopped, and turns over a file that is full already', () => {
    new RotatingFile(folder, { bytes: 100, files: 3 }).write(line(1));
    new RotatingFile(folder, { bytes: 100, files: 3 }).write(line(2));
    expect(readFileSync(join(folder, LOG_NAME), 'utf8')).toBe(line(1) + line(2));
    writeFileSync(join(folder, LOG_NAME), 'x'.repeat(1000));
    new RotatingFile(folder, { bytes: 100, files: 3 }).write(line(3));
    expect(readFileSync(join(folder, LOG_NAME), 'utf8')).toBe(line(3));
    expect(statSync(join(folder, 'willwatch.1.log')).size).toBe(1000);
  });

  test('is for its owner alone', () => {
    new RotatingFile(folder, { bytes: 100, files: 3 }).write(line(1));
    expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
    expect((statSync(join(folder, LOG_NAME)).mode & 0o777).toString(8)).toBe('600');
  });

  test('that cannot be written fails nothing, and is written again when it can', (context) => {
    writeFileSync(folder, 'a file in its place');
    const log = new RotatingFile(folder, { bytes: 100, files: 3 });
    log.write(line(1));
    rmSync(folder);
    log.write(line(2));
    expect(readFileSync(join(folder, LOG_NAME), 'utf8')).toBe(line(2));
    if (process.getuid?.() === 0) context.skip('needs a user that rights hold for');
    chmodSync(folder, 0o500);
    for (let n = 0; n < 30; n++) log.write(line(n));
    chmodSync(folder, 0o700);
  });
});
