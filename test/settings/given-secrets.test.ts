import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settingsSchema } from '../../main/contract/settings.ts';
import { givenName, readGivenSecrets, withGiven } from '../../main/settings/given-secrets.ts';
import { passphraseName, passwordName, secretNames } from '../../main/settings/port.ts';
import { keepSecrets } from '../../main/settings/secrets-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'willwatch-credentials-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const PASSWORD = passwordName('plant:8883');
const settings = settingsSchema.parse({
  brokers: ['plant:8883', 'other'].map((id) => ({ id, name: id, url: 'mqtt://localhost' })),
  rules: [{ id: 'r1', name: 'R', sql: 'x', actions: [{ kind: 'webhook', url: 'https://a.example', secretHeader: 'X-Api-Key' }] }],
  mail: { host: 'mail.example' },
});
const open = (env: NodeJS.ProcessEnv, kept: readonly (readonly [string, string])[] = []) => {
  const file = keepSecrets(kept);
  return { file, secrets: withGiven(readGivenSecrets(env), file, () => secretNames(settings)) };
};

describe('secrets given from outside', () => {
  test('are named for their broker', () => {
    expect(givenName(PASSWORD)).toBe('WILLWATCH_PASSWORD_PLANT_8883');
    expect(givenName(passphraseName('Werk-Süd'))).toBe('WILLWATCH_KEY_PASSPHRASE_WERK_S_D');
    expect(givenName('rule:r1:x-api-key')).toBe('WILLWATCH_RULE_SECRET_R1_X_API_KEY');
    expect(givenName('mail:password')).toBe('WILLWATCH_MAIL_PASSWORD');
    expect(givenName('something else')).toBeNull();
  });

  test('the environment wins over a credential of systemd, and that over what is kept', async () => {
    writeFileSync(join(folder, 'WILLWATCH_PASSWORD_PLANT_8883'), 'of systemd\n');
    const kept = [[PASSWORD, 'kept']] as const;
    const credentials = { CREDENTIALS_DIRECTORY: folder };
    const environment = { WILLWATCH_PASSWORD_PLANT_8883: 'of the environment' };
    expect(await open({ ...credentials, ...environment }, kept).secrets.read(PASSWORD)).toBe('of the environment');
    expect(await open(credentials, kept).secrets.read(PASSWORD)).toBe('of systemd');
    expect(await open({}, kept).secrets.read(PASSWORD)).toBe('kept');
    expect(await open({}).secrets.read(PASSWORD)).toBeNull();
  });

  test('a credential loses its line end and nothing else; an empty variable is none', async () => {
    writeFileSync(join(folder, 'WILLWATCH_KEY_PASSPHRASE_PLANT_8883'), ' with blanks \r\n');
    const { secrets } = open({ CREDENTIALS_DIRECTORY: folder, WILLWATCH_PASSWORD_PLANT_8883: '' }, [[PASSWORD, 'kept']]);
    expect(await secrets.read(passphraseName('plant:8883'))).toBe(' with blanks ');
    expect(await secrets.read(PASSWORD)).toBe('kept');
  });

  test('count as kept for the brokers there are', async () => {
    const { secrets } = open({ WILLWATCH_PASSWORD_PLANT_8883: 'x', WILLWATCH_PASSWORD_GONE: 'y' }, [['a', 'b']]);
    expect(await secrets.names()).toEqual(['a', PASSWORD]);
  });

  test('of rules and the mail server are taken as well', async () => {
    const { secrets } = open({ WILLWATCH_RULE_SECRET_R1_X_API_KEY: 'k', WILLWATCH_MAIL_PASSWORD: 'm' });
    expect(await secrets.names()).toEqual(['mail:password', 'rule:r1:x-api-key']);
    expect(await secrets.read('rule:r1:x-api-key')).toBe('k');
  });

  test('cannot be changed here, and say where they came from', async () => {
    const { secrets, file } = open({ WILLWATCH_PASSWORD_PLANT_8883: 'x' });
    await expect(secrets.write(PASSWORD, 'y')).rejects.toThrow('the environment variable WILLWATCH_PASSWORD_PLANT_8883');
    await secrets.write(PASSWORD, 'x');
    await secrets.write(passwordName('other'), 'z');
    expect(await file.names()).toEqual([passwordName('other')]);
  });

  test('that cannot be read are an error that names them', () => {
    mkdirSync(join(folder, 'WILLWATCH_PASSWORD_A'));
    expect(() => readGivenSecrets({ CREDENTIALS_DIRECTORY: folder })).toThrow(join(folder, 'WILLWATCH_PASSWORD_A'));
    expect(() => readGivenSecrets({ CREDENTIALS_DIRECTORY: join(folder, 'nowhere') })).toThrow('nowhere');
  });
});
