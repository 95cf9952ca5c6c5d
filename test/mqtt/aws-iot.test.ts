import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { brokerSettings } from '../../main/contract/settings.ts';
import { tryBroker } from '../../main/mqtt/try-broker.ts';
import { type AwsKeys, REGION, startAwsEndpoint } from '../helpers/aws-endpoint.ts';
import { type Authority, createAuthority } from '../helpers/certificates.ts';
import { openLink } from '../helpers/link.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { until } from '../helpers/until.ts';

const KEYS: AwsKeys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'a/secret+key=' };
const aws = { signed: true, region: REGION, profile: '' };

/** Nothing of the person who runs the tests, and no question to a machine's own address. */
beforeEach(() => {
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  for (const name of ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE']) vi.stubEnv(name, '/dev/null');
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE'])
    vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

function inEnvironment({ accessKeyId, secretAccessKey, sessionToken }: AwsKeys): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', sessionToken);
}

async function startEndpoint(authority: Authority, keys = KEYS) {
  const broker = await startMosquitto({ scheme: 'ws' });
  const endpoint = await startAwsEndpoint(authority, broker.port, keys);
  return {
    broker,
    endpoint,
    settings: { url: endpoint.url, caFile: authority.caFile, aws },
    [Symbol.asyncDispose]: async () => {
      await endpoint[Symbol.asyncDispose]();
      await broker[Symbol.asyncDispose]();
    },
  };
}

it('a signed WebSocket is let in, with one connection; and each one is signed with the credentials of then', async () => {
  await using authority = await createAuthority();
  await using site = await startEndpoint(authority);
  inEnvironment(KEYS);
  await using link = openLink(site.settings, ['d/#']);
  await until('ready', () => link.readies[0]);
  expect(site.endpoint.verdicts).toEqual([null]);

  // Temporary ones, as a role has: their token is not signed.
  const next: AwsKeys = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'another', sessionToken: 'token/with+signs==' };
  site.endpoint.keys = next;
  inEnvironment(next);
  site.endpoint.cut();
  await until('ready again', () => link.readies[1]);
  expect(site.endpoint.verdicts).toEqual([null, null]);
});

it('the second, live connection is signed too when it is wanted', async () => {
  await using authority = await createAuthority();
  await using site = await startEndpoint(authority);
  inEnvironment(KEYS);
  await using link = openLink({ ...site.settings, liveListener: true }, ['d/#']);
  await until('ready', () => link.readies[0]);
  expect(site.endpoint.verdicts).toEqual([null, null]);
});

it('the credentials of a profile, as they are in the file now', async () => {
  await using authority = await createAuthority();
  await using site = await startEndpoint(authority);
  const file = join(authority.directory, 'credentials');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
  const write = ({ accessKeyId, secretAccessKey }: AwsKeys) =>
    writeFile(file, `[plant]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`);
  await write({ ...KEYS, secretAccessKey: 'outdated' });
  await using link = openLink({ ...site.settings, aws: { ...aws, profile: 'plant' } }, ['d/#']);
  await until('the refusal', () => link.log.includes('blind aws-refused'));
  expect(site.endpoint.verdicts[0]).toBe('signature');
  await write(KEYS);
  await until('ready', () => link.readies[0]);
});

it('without credentials says so, and asks nobody', async () => {
  await using authority = await createAuthority();
  await using site = await startEndpoint(authority);
  await using link = openLink(site.settings, ['d/#']);
  await until('the reason', () => link.blinds[0]);
  expect(link.blinds[0]?.reason.code).toBe('aws-credentials');
  expect(site.endpoint.verdicts).toEqual([]);
});

it('a test of the connection is signed, and says what is refused', async () => {
  await using authority = await createAuthority();
  await using site = await startEndpoint(authority);
  const settings = brokerSettings.parse({ id: 'aws', name: 'AWS', ...site.settings });
  inEnvironment(KEYS);
  expect((await tryBroker(settings, { password: null, passphrase: null })).map(({ outcome }) => outcome)).toEqual(
    Array.from({ length: 5 }, () => 'passed'),
  );
  inEnvironment({ ...KEYS, secretAccessKey: 'wrong' });
  const steps = await tryBroker(settings, { password: null, passphrase: null });
  expect(steps.find(({ outcome }) => outcome === 'failed')).toMatchObject({ step: 'connect', reason: { code: 'aws-refused' } });
});
