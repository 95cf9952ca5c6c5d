import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { letterOf, sendMail } from '../../main/actions/email.ts';
import { type Authority, createAuthority } from '../helpers/certificates.ts';
import { startMailServer } from '../helpers/mail-server.ts';

let authority: Authority;
let before: string[];
beforeAll(async () => {
  authority = await createAuthority();
  before = getCACertificates('default');
  setDefaultCACertificates([...before, await readFile(authority.caFile, 'utf8')]);
});
afterAll(async () => {
  setDefaultCACertificates(before);
  await authority[Symbol.asyncDispose]();
});

const never = new AbortController().signal;
const letter = { to: ['a@e.example', 'b@e.example'], subject: 'Ofen heiß', text: 'Zeile 1\n.\nüber' };
const access = (port: number, security: 'starttls' | 'tls' | 'none', more: object = {}) => ({
  host: 'localhost',
  port,
  security,
  user: '',
  from: 'willwatch@e.example',
  password: null,
  ...more,
});

describe('mail', () => {
  test.each(['starttls', 'tls', 'none'] as const)('goes by %s to every reader', async (security) => {
    await using server = await startMailServer(security, security === 'none' ? null : await authority.issue());
    expect(await sendMail(letter, access(server.port, security), never)).toEqual({ outcome: 'done' });
    expect(server.received).toMatchObject([
      { from: 'willwatch@e.example', to: ['a@e.example', 'b@e.example'], isSecure: security !== 'none' },
    ]);
    expect(server.received[0]?.text).toMatch(/^Subject: =\?UTF-8\?/m);
  });

  test('signs in, and says when the server does not know us', async () => {
    await using server = await startMailServer('starttls', await authority.issue());
    const as = (password: string | null) => sendMail(letter, access(server.port, 'starttls', { user: 'user', password }), never);
    expect(await as('secret')).toEqual({ outcome: 'done' });
    expect(server.received[0]?.user).toBe('user');
    expect(await as('wrong')).toMatchObject({ outcome: 'again', fault: { code: 'sign-in' } });
    expect(await as(null)).toMatchObject({ outcome: 'again', fault: { code: 'no-secret' } });
    expect(server.received).toHaveLength(1);
  });

  test('is given up when a server says something again and again but nothing of use, and at once when the program ends', async () => {
    const gone: (() => void)[] = [];
    const closed = Promise.all([0, 1].map(() => new Promise<void>((resolve) => gone.push(resolve))));
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      const more = setInterval(() => socket.write('220-wait\r\n'), 20);
      socket.once('close', () => {
        clearInterval(more);
        gone.pop()?.();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const mail = { ...access(port, 'none'), host: '127.0.0.1' };
    const { signal } = new AbortController();
    expect(await sendMail(letter, mail, signal, 300)).toEqual({
      outcome: 'again',
      fault: { code: 'timeout', detail: '127.0.0.1' },
    });
    expect(await sendMail(letter, mail, AbortSignal.timeout(300))).toMatchObject({ fault: { code: 'stopped' } });
    await closed;
    await new Promise((resolve) => server.close(resolve));
  });

  test('goes nowhere when TLS was asked for and is not there', async () => {
    await using server = await startMailServer('none', null);
    const sent = await sendMail(letter, access(server.port, 'starttls', { user: 'user', password: 'secret' }), never);
    expect(sent).toMatchObject({ outcome: 'again', fault: { code: 'not-trusted' } });
    expect(server.received).toEqual([]);
  });

  test('goes nowhere when the certificate is not trusted', async () => {
    await using server = await startMailServer('tls', await authority.issue({ host: 'elsewhere.example' }));
    expect(await sendMail(letter, access(server.port, 'tls'), never)).toMatchObject({
      outcome: 'again',
      fault: { code: 'not-trusted' },
    });
    expect(server.received).toEqual([]);
  });

  test('that is refused for good is not sent again; for now, it is', async () => {
    await using server = await startMailServer('none', null);
    server.refuse = { code: 550, text: 'no such reader' };
    expect(await sendMail(letter, access(server.port, 'none'), never)).toMatchObject({
      outcome: 'refused',
      fault: { code: 'refused', detail: expect.stringContaining('no such reader') },
    });
    server.refuse = { code: 450, text: 'greylisted' };
    expect(await sendMail(letter, access(server.port, 'none'), never)).toMatchObject({
      outcome: 'again',
      fault: { code: 'busy' },
    });
  });

  test('waits for a server that is not there, or is none', async () => {
    expect(await sendMail(letter, access(1, 'none'), never)).toMatchObject({ outcome: 'again', fault: { code: 'unreachable' } });
    expect(await sendMail(letter, access(1, 'none', { host: '' }), never)).toMatchObject({ fault: { code: 'no-mail-server' } });
  });

  test('no reader and no header can be smuggled into it', async () => {
    await using server = await startMailServer('none', null);
    const subject = 'x\r\nBcc: evil@e.example';
    await sendMail({ ...letter, subject }, access(server.port, 'none'), never);
    expect(server.received[0]?.to).toEqual(letter.to);
    expect(server.received[0]?.text).not.toMatch(/^Bcc:/m);
  });
});

test('without a text of its own a letter has what was selected', () => {
  const work = { kind: 'email', to: ['a@b'], subject: 's', body: '' } as const;
  expect(letterOf(work, Buffer.from('{"a":1}')).text).toBe('{"a":1}');
  expect(letterOf({ ...work, body: 'own' }, null).text).toBe('own');
});
