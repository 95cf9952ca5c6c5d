import { expect, test } from 'vitest';
import { settingsSchema } from '../../main/contract/settings.ts';
import { packSettings, unpackSettings, unsealSecrets } from '../../main/settings/transfer.ts';

const settings = settingsSchema.parse({
  brokers: [{ id: 'plant', name: 'Plant North', url: 'mqtts://plant.example', caFile: '/etc/ca.pem' }],
  watches: [{ id: 'all', convention: 'auto' }],
});
const plain = { 'broker:plant:password': 'correct horse', 'broker:a/b:password': 'Gr\u00fc\u00dfe \u{1F600}' };

async function mustUnpack(text: string) {
  const outcome = await unpackSettings(text);
  if (!outcome.ok) throw new Error(outcome.why);
  return outcome;
}

test('settings come out of a file as they went in, and without a passphrase no secret is in it', async () => {
  expect(await mustUnpack(await packSettings(settings, null))).toEqual({ ok: true, settings, secrets: null });
});

test('secrets are readable only with their passphrase, however it is composed', async () => {
  const text = await packSettings(settings, { plain, passphrase: 'zw\u00f6lf Schl\u00fcssel' });
  expect(text).not.toContain('correct horse');
  expect(text).not.toContain(Buffer.from('correct horse').toString('base64').slice(0, 12));
  const { secrets } = await mustUnpack(text);
  if (secrets === null) throw new Error('no secrets');
  expect(await unsealSecrets(secrets, 'zwo\u0308lf Schlu\u0308ssel')).toEqual(plain);
  expect(await unsealSecrets(secrets, 'zwolf Schlussel')).toBe(null);
  const flipped = Buffer.from(secrets.data, 'base64');
  flipped[0]! ^= 1;
  expect(await unsealSecrets({ ...secrets, data: flipped.toString('base64') }, 'zw\u00f6lf Schl\u00fcssel')).toBe(null);
});

test('two files of the same secrets have nothing in common', async () => {
  const [one, two] = await Promise.all(
    [1, 2].map(async () => (await mustUnpack(await packSettings(settings, { plain, passphrase: 'p' }))).secrets),
  );
  expect(one?.salt).not.toBe(two?.salt);
  expect(one?.nonce).not.toBe(two?.nonce);
  expect(one?.data).not.toBe(two?.data);
});

test('a bare settings file is taken too, also with a byte order mark', async () => {
  expect((await mustUnpack(`\uFEFF${JSON.stringify(settings)}`)).settings).toEqual(settings);
});

test.each([
  ['', 'not-settings'],
  ['{', 'not-settings'],
  ['[]', 'not-settings'],
  ['null', 'not-settings'],
  ['{"some":"json"}', 'not-settings'],
  ['{"willwatch":"history","version":1,"settings":{}}', 'not-settings'],
  ['{"willwatch":"settings","version":2,"settings":{"brokers":"else"}}', 'too-new'],
  ['{"willwatch":"settings","version":1,"settings":{"brokers":[{"id":"a b","name":"A","url":"mqtt://x"}]}}', 'bad-settings'],
  [
    '{"willwatch":"settings","version":1,"settings":{"watches":[{"id":"w","connectionId":"none","convention":"auto"}]}}',
    'bad-settings',
  ],
  ['{"willwatch":"settings","version":1,"settings":{},"secrets":{"kind":"rot13"}}', 'bad-secrets'],
])('%s is refused as %s', async (text, why) => {
  expect(await unpackSettings(text)).toMatchObject({ ok: false, why });
});

test('a file cannot ask for a cost that stops this computer', async () => {
  const text = await packSettings(settings, { plain, passphrase: 'p' });
  expect(await unpackSettings(text.replace('"N": 32768', '"N": 1073741824'))).toMatchObject({ ok: false, why: 'bad-secrets' });
});
