import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepSecrets, openSecretsFile } from '../../main/settings/secrets-file.ts';

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'willwatch-secrets-'));
  path = join(dir, 'secrets.json');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('the secrets file', () => {
  test('gives back what was written, after it is opened again', async () => {
    const secrets = openSecretsFile(dir);
    expect(await secrets.read('broker:b:password')).toBeNull();
    await secrets.write('broker:b:password', 'pä"ss\n😀');
    await secrets.write('broker:c:password', '');
    const again = openSecretsFile(dir);
    expect(await again.read('broker:b:password')).toBe('pä"ss\n😀');
    expect(await again.read('broker:c:password')).toBe('');
    expect(await again.names()).toEqual(['broker:b:password', 'broker:c:password']);
  });

  test('forgets what is set to null', async () => {
    const secrets = openSecretsFile(dir);
    await secrets.write('a', 'x');
    await secrets.write('a', null);
    expect(await secrets.read('a')).toBeNull();
    expect(readFileSync(path, 'utf8')).not.toContain('x');
  });

  test('is for its owner alone, also when something lay in its way', async () => {
    writeFileSync(`${path}.new`, 'left over', { mode: 0o666 });
    writeFileSync(path, '{}', { mode: 0o644 });
    await openSecretsFile(dir).write('a', 'x');
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
    expect(readdirSync(dir)).toEqual(['secrets.json']);
  });

  test.each(['640', '604', '666'])(
    'that others can read or write (mode %s) is closed to them, and that is told',
    async (mode) => {
      writeFileSync(path, '{"a":"x"}');
      chmodSync(path, Number.parseInt(mode, 8));
      const told: (readonly [string, string])[] = [];
      const secrets = openSecretsFile(dir, (...what) => told.push(what));
      expect(await secrets.read('a')).toBe('x');
      expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
      expect(told).toEqual([[path, mode]]);
      openSecretsFile(dir, () => expect.fail('it is closed already'));
    },
  );

  test('does not quote in an error what stands in it', () => {
    writeFileSync(path, '{"a":"hunter2');
    expect(() => openSecretsFile(dir)).not.toThrow(/hunter2/);
    expect(() => openSecretsFile(dir)).toThrow(path);
  });

  test('is never written through a link that somebody laid', async () => {
    writeFileSync(join(dir, 'elsewhere'), 'untouched');
    symlinkSync(join(dir, 'elsewhere'), `${path}.new`);
    await openSecretsFile(dir).write('a', 'x');
    expect(readFileSync(join(dir, 'elsewhere'), 'utf8')).toBe('untouched');
  });

  test.each(['', '{"a":', '[]', '{"a":1}', 'null'])('that reads %j is an error that names it, and stays as it is', (content) => {
    writeFileSync(path, content);
    expect(() => openSecretsFile(dir)).toThrow(path);
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  test('that cannot be written changes nothing', async () => {
    const secrets = openSecretsFile(dir);
    await secrets.write('a', 'x');
    mkdirSync(join(`${path}.new`, 'in the way'), { recursive: true });
    await expect(secrets.write('a', 'y')).rejects.toThrow();
    expect(await secrets.read('a')).toBe('x');
    expect(await openSecretsFile(dir).read('a')).toBe('x');
  });
});

test('secrets of the command line are kept in memory', async () => {
  const secrets = keepSecrets([['a', 'x']]);
  await secrets.write('b', 'y');
  await secrets.write('a', null);
  expect(await secrets.names()).toEqual(['b']);
  expect(await secrets.read('a')).toBeNull();
});
