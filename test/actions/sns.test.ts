import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { SnsSender } from '../../main/actions/sns.ts';
import { SNS_REGION, type SnsEndpoint, startSnsEndpoint } from '../helpers/sns-endpoint.ts';

const KEYS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'tok/en+==',
};
const ARN = `arn:aws:sns:${SNS_REGION}:123456789012:lwt`;
const never = new AbortController().signal;
let endpoint: SnsEndpoint;
let sender: SnsSender;
const before = { ...process.env };

beforeAll(async () => {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    AWS_SESSION_TOKEN: KEYS.sessionToken,
  });
  endpoint = await startSnsEndpoint(KEYS);
  sender = new SnsSender();
});
afterEach(() => {
  endpoint.fail = null;
  endpoint.published.length = 0;
});
afterAll(async () => {
  process.env = before;
  await sender.stop();
  await endpoint[Symbol.asyncDispose]();
});

const send = (text: string, more: object = {}, signal = never) =>
  sender.send(
    { kind: 'sns', topicArn: ARN, region: '', format: 'raw', subject: '', endpoint: endpoint.url, ...more },
    Buffer.from(text),
    signal,
  );

describe('Amazon SNS', () => {
  test('gets the message as it is, signed for the region of the topic', async () => {
    expect(await send('{"a":"ü"}')).toEqual({ outcome: 'done' });
    expect(endpoint.faults).toEqual([]);
    expect(Object.fromEntries(endpoint.published[0] ?? [])).toEqual({
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn: ARN,
      Message: '{"a":"ü"}',
    });
  });

  test('gets a subject, and says that each protocol has its own text', async () => {
    await send('{"default":"x"}', { format: 'json', subject: 'Lost' });
    expect(Object.fromEntries(endpoint.published[0] ?? [])).toMatchObject({ MessageStructure: 'json', Subject: 'Lost' });
  });

  test.each([
    [400, 'InvalidParameter', 'refused', 'refused'],
    [404, 'NotFound', 'refused', 'refused'],
    [403, 'AuthorizationError', 'again', 'sign-in'],
    [400, 'Throttling', 'again', 'busy'],
    [500, 'InternalError', 'again', 'busy'],
    [503, 'Weather', 'again', 'status'],
  ])('that says %i %s: %s', async (status, code, outcome, fault) => {
    endpoint.fail = { status, code };
    expect(await send('x')).toMatchObject({ outcome, fault: { code: fault } });
  });

  test('that is not there is tried again, and nothing once the program ends', async () => {
    expect(await send('x', { endpoint: 'http://127.0.0.1:1' })).toMatchObject({
      outcome: 'again',
      fault: { code: 'unreachable' },
    });
    expect(await send('x', {}, AbortSignal.abort())).toMatchObject({ fault: { code: 'stopped' } });
  });

  test('is given up when a program that is to say the credentials never answers', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'willwatch-aws-'));
    const env = { ...process.env };
    const config = join(folder, 'config');
    await writeFile(config, '[default]\ncredential_process = sleep 2\n');
    process.env = {
      PATH: env.PATH,
      AWS_CONFIG_FILE: config,
      AWS_SHARED_CREDENTIALS_FILE: config,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const waiting = new SnsSender(300);
    try {
      const work = { kind: 'sns', topicArn: ARN, region: '', format: 'raw', subject: '', endpoint: endpoint.url } as const;
      expect(await waiting.send(work, Buffer.from('x'), never)).toMatchObject({ outcome: 'again', fault: { code: 'timeout' } });
    } finally {
      process.env = env;
      await waiting.stop();
      await rm(folder, { recursive: true });
    }
  });
});
