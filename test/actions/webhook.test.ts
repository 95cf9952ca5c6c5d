import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isPrivateAddress } from '../../main/actions/public-address.ts';
import { sendWebhook } from '../../main/actions/webhook.ts';
import type { Work } from '../../main/rules/render-action.ts';
import { type Authority, createAuthority } from '../helpers/certificates.ts';

let authority: Authority;
let server: Server;
let port: number;
let before: string[];
let asked: { readonly headers: IncomingMessage['headers']; readonly body: string; readonly method: string }[] = [];
let answer: (response: ServerResponse) => void = () => undefined;

beforeAll(async () => {
  authority = await createAuthority();
  before = getCACertificates('default');
  setDefaultCACertificates([...before, await readFile(authority.caFile, 'utf8')]);
  const { certFile, keyFile } = await authority.issue();
  server = createServer({ cert: await readFile(certFile), key: await readFile(keyFile) }, async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push({ headers: request.headers, body, method: request.method ?? '' });
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as { port: number }).port;
});
afterAll(async () => {
  setDefaultCACertificates(before);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await authority[Symbol.asyncDispose]();
});

const send = (
  part: Partial<Work & { kind: 'webhook' }> = {},
  secret: string | null = null,
  signal = new AbortController().signal,
) => {
  asked = [];
  const work = {
    kind: 'webhook',
    url: `https://localhost:${port}/hook?a=1`,
    headers: [],
    secretHeader: '',
    timeoutSeconds: 5,
    privateAddresses: true,
    ...part,
  } as const;
  return sendWebhook(work, Buffer.from('{"t":60}'), secret, signal);
};
const status = (code: number, headers: Record<string, string> = {}) => {
  answer = (response) => response.writeHead(code, headers).end('x');
};

describe('a webhook', () => {
  test('posts what was selected, with its headers and its secret', async () => {
    status(204);
    const headers = [{ name: 'X-Site', value: 'north' }];
    expect(await send({ headers, secretHeader: 'Authorization' }, 'Bearer s3cret')).toEqual({ outcome: 'done' });
    expect(asked).toMatchObject([
      {
        method: 'POST',
        body: '{"t":60}',
        headers: { 'x-site': 'north', authorization: 'Bearer s3cret', 'content-type': 'application/json', 'content-length': '8' },
      },
    ]);
  });

  test.each([
    [200, 'done', undefined],
    [500, 'again', 'status'],
    [429, 'again', 'status'],
    [401, 'again', 'status'],
    [404, 'refused', 'status'],
    [413, 'refused', 'status'],
  ])('that is answered with %i is %s', async (code, outcome, fault) => {
    status(code);
    expect(await send()).toMatchObject({ outcome, ...(fault !== undefined && { fault: { code: fault, detail: String(code) } }) });
  });

  test('follows no redirect', async () => {
    status(302, { location: `https://localhost:${port}/elsewhere` });
    expect(await send()).toEqual({ outcome: 'refused', fault: { code: 'redirected', detail: '302' } });
    expect(asked).toHaveLength(1);
  });

  test('without the secret that it needs is not sent', async () => {
    expect(await send({ secretHeader: 'Key' })).toMatchObject({ outcome: 'again', fault: { code: 'no-secret', detail: 'Key' } });
    expect(asked).toEqual([]);
  });

  test('reaches no address of this computer unless it may, by name or as it stands', async () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]', '[::ffff:127.0.0.1]'])
      expect(await send({ url: `https://${host}:${port}/`, privateAddresses: false })).toMatchObject({
        outcome: 'refused',
        fault: { code: 'private-address' },
      });
    expect(asked).toEqual([]);
  });

  test('gives up in time, and at once when the program ends', async () => {
    answer = () => undefined;
    expect(await send({ timeoutSeconds: 0.05 })).toMatchObject({ outcome: 'again', fault: { code: 'timeout' } });
    const ending = new AbortController();
    const sending = send({}, null, ending.signal);
    ending.abort();
    expect(await sending).toMatchObject({ fault: { code: 'stopped' } });
  });

  test('reads only so much of an answer', async () => {
    answer = (response) => {
      response.writeHead(200);
      response.on('error', () => undefined);
      const more = (): void => {
        if (!response.destroyed) response.write(Buffer.alloc(65_536), more);
      };
      more();
    };
    expect(await send()).toEqual({ outcome: 'done' });
  });

  test('that is answered and then never ends is done: its status is what it says', async () => {
    answer = (response) => {
      response.on('error', () => undefined);
      response.writeHead(200).write('x');
      const more = setInterval(() => response.write('x'), 20);
      response.once('close', () => clearInterval(more));
    };
    expect(await send({ timeoutSeconds: 0.3 })).toEqual({ outcome: 'done' });
  });

  test('sends nothing to a server whose certificate is not trusted, and says so', async () => {
    setDefaultCACertificates(before);
    expect(await send()).toMatchObject({ outcome: 'again', fault: { code: 'not-trusted' } });
    expect(asked).toEqual([]);
    setDefaultCACertificates([...before, await readFile(authority.caFile, 'utf8')]);
  });

  test('to a server that is not there is tried again', async () => {
    expect(await send({ url: 'https://127.0.0.1:1/' })).toMatchObject({ outcome: 'again', fault: { code: 'unreachable' } });
    const url = 'https://nowhere.invalid/';
    expect(await send({ url, privateAddresses: false })).toMatchObject({ outcome: 'again', fault: { code: 'unknown-host' } });
  });
});

test.each([
  ['127.0.0.1', true],
  ['10.1.2.3', true],
  ['172.31.0.1', true],
  ['192.168.1.1', true],
  ['169.254.169.254', true],
  ['100.64.0.1', true],
  ['0.0.0.0', true],
  ['::1', true],
  ['::', true],
  ['::ffff:10.0.0.1', true],
  ['64:ff9b::7f00:1', true],
  ['2002:7f00:1::', true],
  ['fd00::1', true],
  ['fe80::1%eth0', true],
  ['ff02::1', true],
  ['no address', true],
  ['8.8.8.8', false],
  ['::ffff:8.8.8.8', false],
  ['2606:4700::1111', false],
])('%s is private: %s', (address, isPrivate) => {
  expect(isPrivateAddress(address)).toBe(isPrivate);
});
