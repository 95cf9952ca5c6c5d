import { expect, test } from 'vitest';
import { settingsSchema } from '../../main/contract/settings.ts';
import { forgetOrphanedPasswords } from '../../main/settings/forget-passwords.ts';
import { keepSecrets } from '../../main/settings/secrets-file.ts';

test('only secrets of brokers and rules that are gone are forgotten, and no other secret', async () => {
  const settings = settingsSchema.parse({ brokers: [{ id: 'plant', name: 'Plant', url: 'mqtt://localhost' }] });
  const secrets = keepSecrets([
    ['broker:plant:password', 'a'],
    ['broker:gone:password', 'b'],
    ['sns:key', 'c'],
    ['rule:gone:x-api-key', 'd'],
    ['mail:password', 'e'],
  ]);
  expect(await forgetOrphanedPasswords(settings, secrets)).toEqual([
    'broker:gone:password',
    'rule:gone:x-api-key',
    'mail:password',
  ]);
  expect(await secrets.names()).toEqual(['broker:plant:password', 'sns:key']);
});

test('one that cannot be forgotten now keeps nobody from starting', async () => {
  const kept = keepSecrets([['broker:gone:password', 'b']]);
  const full = { ...kept, write: () => Promise.reject(new Error('ENOSPC: no space left on device')) };
  expect(await forgetOrphanedPasswords(settingsSchema.parse({}), full)).toEqual([]);
  expect(await kept.names()).toEqual(['broker:gone:password']);
});
