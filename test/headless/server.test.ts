import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Push } from '../../main/contract/pushes.ts';
import { requests } from '../../main/contract/requests.ts';
import { Downloads } from '../../main/headless/downloads.ts';
import { serveWindow, type WindowServer } from '../../main/headless/server.ts';
import type { DeskOutcome } from '../../main/monitor/desk.ts';
import type { Logger } from '../../main/monitor/ports.ts';
import { until } from '../helpers/until.ts';

const PAGE = '<!doctype html><meta property="csp-nonce" content="__NONCE__"><style nonce="__NONCE__"></style>';

/** Answers like the desk, and remembers what it was asked. */
class FakeDesk {
  readonly asked: [string, unknown][] = [];

  async answer(name: string, input: unknown): Promise<DeskOutcome> {
    this.asked.push([name, input]);
    if (name === 'outage.get') throw new Error('the disk is gone');
    if (!Object.hasOwn(requests, name)) return { ok: false, invalid: true, reason: `There is no request "${name}".` };
    const parsed = requests[name as keyof typeof requests].safeParse(input);
    if (!parsed.success) return { ok: false, invalid: true, reason: `${name}: ${parsed.error.issues[0]?.message}` };
    if (name === 'rehearsal.start') return { ok: false, invalid: false, reason: 'It runs already.' };
    return { ok: true, value: { ok: true } };
  }
}

class FakePushes {
  readonly listeners = new Set<(push: Push) => void>();
  changes = 0;

  subscribe(listener: (push: Push) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  changed(): void {
    this.changes++;
  }
}

const silentLog: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const desk = new FakeDesk();
const pushes = new FakePushes();
const downloads = new Downloads();
let dir: string;
let server: WindowServer;
let port: number;
let token: string;
let cookie: string;

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A raw request: its path is sent as it stands, and every header can be forged. */
function ask(
  path: string,
  { headers = {}, method = 'GET', body, ...more }: RequestOptions & { body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method, headers: headers as Record<string, string>, agent: false, ...more },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
const asWindow = (path: string, headers: Record<string, string> = {}) => ask(path, { headers: { cookie, ...headers } });
const call = (name: string, input: unknown, headers: Record<string, string> = {}) =>
  ask(`/api/${name}`, {
    method: 'POST',
    body: JSON.stringify(input),
    headers: { cookie, 'content-type': 'application/json', ...headers },
  });
const reasonOf = (answer: Answer): string => (JSON.parse(answer.body) as { reason: string }).reason;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'willwatch-window-'));
  const rendererDir = join(dir, 'renderer');
  mkdirSync(join(rendererDir, 'assets'), { recursive: true });
  writeFileSync(join(rendererDir, 'index.html'), PAGE);
  writeFileSync(join(rendererDir, 'assets', 'app.js'), 'export {};');
  writeFileSync(join(dir, 'package.json'), '{"secret":"outside"}');
  server = await serveWindow(rendererDir, desk, pushes, downloads, silentLog, 0);
  const url = new URL(server.url);
  port = Number(url.port);
  token = url.searchParams.get('token') ?? '';
  const entered = await ask(`/?token=${token}`);
  cookie = (entered.headers['set-cookie']?.[0] ?? '').split(';', 1)[0] ?? '';
});
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('who may come in', () => {
  test('the printed address is on the loopback, with a long token', () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}$/);
  });

  test.each(['/', '/index.html', '/devices/x', '/assets/app.js', '/api/pushes', '/package.json'])(
    'without the token %s is refused',
    async (path) => {
      const answer = await ask(path);
      expect(answer.status).toBe(401);
      expect(reasonOf(answer)).toContain('the address it printed');
      expect(answer.body).not.toContain('nonce');
    },
  );

  test('a request without the token is not passed on', async () => {
    const before = desk.asked.length;
    const answer = await ask('/api/settings.get', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(401);
    expect(desk.asked).toHaveLength(before);
  });

  test.each(['', 'x', 'token', '='])('the wrong token %j is refused', async (wrong) => {
    expect((await ask(`/?token=${wrong}`)).status).toBe(401);
    expect((await ask('/', { headers: { cookie: `willwatch_${port}=${wrong}` } })).status).toBe(401);
  });

  test('the token given twice is refused', async () => {
    expect((await ask(`/?token=${token}&token=${token}`)).status).toBe(401);
  });

  test.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1.evil.example:PORT',
    'localhost',
    '[::1]:PORT',
    '127.0.0.1:1',
  ])('another name %s that leads here is refused, even with the token', async (name) => {
    for (const path of ['/', `/?token=${token}`]) {
      const answer = await asWindow(path, { host: name.replace('PORT', String(port)) });
      expect(answer.status).toBe(403);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  test('localhost is as good as 127.0.0.1', async () => {
    expect((await asWindow('/', { host: `localhost:${port}` })).status).toBe(200);
  });

  test.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1:1'])(
    'a page of %s may not speak for the window',
    async (origin) => {
      const before = desk.asked.length;
      expect((await call('settings.get', {}, { origin })).status).toBe(403);
      expect((await asWindow('/api/pushes', { origin })).status).toBe(403);
      expect(desk.asked).toHaveLength(before);
    },
  );

  test('its own page may', async () => {
    expect((await call('settings.get', {}, { origin: `http://127.0.0.1:${port}` })).status).toBe(200);
  });
});

describe('the way in', () => {
  const enter = (path: string) => ask(`${path}${path.includes('?') ? '&' : '?'}token=${token}`);

  test('leaves a strict cookie that no script can read, and goes on without the token', async () => {
    const answer = await enter('/');
    expect(answer.status).toBe(200);
    const set = answer.headers['set-cookie']?.[0] ?? '';
    expect(set).toMatch(/; HttpOnly/i);
    expect(set).toMatch(/; SameSite=Strict/i);
    expect(set).toMatch(/; Path=\//i);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
    expect(answer.headers['content-security-policy']).toBe("default-src 'none'");
    expect(answer.body).not.toContain(token);
  });

  test.each([
    ['/', '/'],
    ['/devices/b%2Fpump', '/devices/b%2Fpump'],
    ['/history?x=1', '/history'],
    ['//evil.example', '/'],
    ['//evil.example/path', '/path'],
    ['/\\evil.example', '/'],
    ['/.//evil.example', '/'],
    ['/x/..//evil.example', '/'],
    ['/%2F%2Fevil.example', '/%2F%2Fevil.example'],
    ['/"><script>', '/%22%3E%3Cscript%3E'],
    ["/';url=//evil", '/'],
    ['//[', '/'],
    ['http://evil.example/x', '/x'],
  ])('at %s goes on to %s', async (path, target) => {
    const answer = await enter(path);
    expect(answer.status).toBe(200);
    expect(/content="0;url=([^"]*)"/.exec(answer.body)?.[1]).toBe(target);
    expect(answer.body).not.toContain('<script');
  });
});

describe('the page', () => {
  const nonceOf = (answer: Answer): string =>
    /'nonce-([^']+)'/.exec(String(answer.headers['content-security-policy']))?.[1] ?? '';

  test.each(['/', '/index.html', '/devices/b%2Fpump', '/history'])('at %s has a policy with a nonce of its own', async (path) => {
    const [first, second] = [await asWindow(path), await asWindow(path)];
    for (const answer of [first, second]) {
      expect(answer.status).toBe(200);
      const policy = String(answer.headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(answer.body).toBe(PAGE.replaceAll('__NONCE__', nonceOf(answer)));
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['x-frame-options']).toBe('DENY');
    }
    expect(nonceOf(first)).toMatch(/^[\w+/]{22}==$/);
    expect(nonceOf(first)).not.toBe(nonceOf(second));
  });

  test.each(['/devices/%E0%A4%A', '/assets/%E0%A4%A', '/%', '/api/%zz'])('is not at %s, which is no address', async (path) => {
    for (const answer of [await asWindow(path, { accept: 'text/html' }), await ask(`${path}?token=${token}`)]) {
      expect(answer.status).toBe(400);
      expect(answer.body).toContain('This address is cut off or damaged.');
      expect(answer.body).not.toContain(token);
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
    }
    expect((await asWindow(path, { accept: 'text/html' })).headers['content-type']).toContain('text/html');
  });

  test('has its scripts beside it, to be kept by the browser, and nothing where nothing is', async () => {
    const script = await asWindow('/assets/app.js');
    expect(script).toMatchObject({ status: 200, body: 'export {};' });
    expect(script.headers['content-type']).toContain('javascript');
    expect(script.headers['cache-control']).toContain('immutable');
    expect((await asWindow('/assets/gone.js')).status).toBe(404);
  });

  test.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/assets/../../package.json',
    '/assets/%2e%2e%2f%2e%2e%2fpackage.json',
    '/..%5cpackage.json',
    '//package.json',
    '/assets/..\\..\\package.json',
    '/%00',
    '/%zz',
  ])('%s leads to nothing outside', async (path) => {
    expect((await asWindow(path)).body).not.toContain('outside');
  });
});

describe('requests', () => {
  test('are answered', async () => {
    const answer = await call('alerts.query', { limit: 5 });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ ok: true, value: { ok: true } });
    expect(desk.asked.at(-1)).toEqual(['alerts.query', { limit: 5 }]);
  });

  test.each(['no.such', '__proto__', 'constructor', 'settings.gone', 'x'.repeat(90)])(
    'of the name %s do not exist',
    async (name) => {
      const answer = await call(name, {});
      expect(answer.status).toBe(400);
      expect(reasonOf(answer)).toContain('There is no request');
    },
  );

  test('with wrong arguments are refused with a sentence', async () => {
    const answer = await call('alerts.query', { limit: 0 });
    expect(answer.status).toBe(400);
    expect(reasonOf(answer)).toMatch(/^alerts\.query: .+/);
  });

  test('that cannot be done now say why', async () => {
    expect(await call('rehearsal.start', {})).toMatchObject({ status: 409, body: '{"ok":false,"reason":"It runs already."}' });
  });

  test('that fail say so', async () => {
    const answer = await call('outage.get', { id: 1 });
    expect(answer.status).toBe(500);
    expect(reasonOf(answer)).toBe('the disk is gone');
  });

  test.each([
    ['no JSON', '{"limit":', 'application/json', 400],
    ['nothing', '', 'application/json', 400],
    ['a prototype', '{"__proto__":{"limit":1}}', 'application/json', 400],
    ['plain text', 'limit=1', 'text/plain', 400],
    ['a form', 'limit=1', 'application/x-www-form-urlencoded', 415],
  ])('with %s as body are refused', async (_what, body, type, status) => {
    const answer = await ask('/api/alerts.query', { method: 'POST', body, headers: { cookie, 'content-type': type } });
    expect(answer.status).toBe(status);
    expect(reasonOf(answer)).not.toBe('');
  });

  test('with a huge body are refused', async () => {
    const before = desk.asked.length;
    const outcome = await call('settings.put', { pad: 'x'.repeat(5_000_000) }).catch(
      (error: NodeJS.ErrnoException) => error.code,
    );
    // Refused while it is still being sent: the answer may not get through.
    if (typeof outcome === 'object') expect(outcome.status).toBe(413);
    else expect(['ECONNRESET', 'EPIPE']).toContain(outcome);
    expect(desk.asked).toHaveLength(before);
  });

  test.each(['PUT', 'DELETE', 'PATCH'])('of the method %s do not exist', async (method) => {
    expect((await ask('/api/settings.get', { method, headers: { cookie } })).status).toBe(404);
  });

  test('are never answered to a GET', async () => {
    const before = desk.asked.length;
    expect((await asWindow('/api/settings.get')).status).toBe(404);
    expect(desk.asked).toHaveLength(before);
  });
});

describe('the stream of pushes', () => {
  const open = (): Promise<{ readonly text: () => string; readonly close: () => void; readonly answer: IncomingMessage }> =>
    new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path: '/api/pushes', headers: { cookie }, agent: false }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('error', () => undefined);
        resolve({ text: () => text, close: () => sent.destroy(), answer });
      });
      sent.on('error', reject);
      sent.end();
    });
  const push: Push = { type: 'open', path: '/devices/a\nb' };

  test('brings what is pushed, one event each, and ends when the reader goes', async () => {
    const before = pushes.listeners.size;
    const changes = pushes.changes;
    const stream = await open();
    expect(stream.answer.headers['content-type']).toBe('text/event-stream');
    await until('the reader', () => pushes.listeners.size === before + 1);
    expect(pushes.changes).toBe(changes + 1);
    for (const listener of pushes.listeners) listener(push);
    await until('the push', () => stream.text().includes('data:'));
    expect(stream.text()).toContain(`data: ${JSON.stringify(push)}\n\n`);
    stream.close();
    await until('the reader to be gone', () => pushes.listeners.size === before);
  });

  test('reaches every reader', async () => {
    const streams = [await open(), await open()];
    await until('both readers', () => pushes.listeners.size === 2);
    for (const listener of pushes.listeners) listener(push);
    for (const stream of streams) await until('the push', () => stream.text().includes('data:'));
    for (const stream of streams) stream.close();
    await until('both to be gone', () => pushes.listeners.size === 0);
  });

  test('that nobody reads from is cut off instead of filling the memory', async () => {
    const stream = await open();
    await until('the reader', () => pushes.listeners.size === 1);
    stream.answer.pause();
    const big: Push = { type: 'open', path: 'x'.repeat(1_000_000) };
    await until('the cut', () => {
      for (const listener of pushes.listeners) listener(big);
      return pushes.listeners.size === 0;
    });
    stream.close();
  });
});

describe('a file', () => {
  const text = async function* () {
    yield 'row,id\r\n';
    yield 'outage,1\r\n';
  };
  const never = new AbortController().signal;

  test('is fetched once, as an attachment of its name, and only with the cookie', async () => {
    const { download, write } = await downloads.save('history.csv');
    const written = write(text(), never);
    expect((await ask(download ?? '')).status).toBe(401);
    const answer = await ask(download ?? '', { headers: { cookie } });
    expect(answer).toMatchObject({ status: 200, body: 'row,id\r\noutage,1\r\n' });
    expect(answer.headers['content-disposition']).toBe('attachment; filename="history.csv"');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(await written).toBe(null);
    const again = await ask(download ?? '', { headers: { cookie } });
    expect(again.status).toBe(404);
    expect(reasonOf(again)).toContain('Export it again');
  });

  test('that is stopped is torn off, so that the browser keeps nothing of it', async () => {
    const { download, write } = await downloads.save('history.json');
    const stop = new AbortController();
    const begun = Promise.withResolvers<void>();
    const endless = async function* () {
      yield '[';
      begun.resolve();
      await new Promise((_resolve, reject) => stop.signal.addEventListener('abort', () => reject(stop.signal.reason)));
    };
    const written = write(endless(), stop.signal);
    const fetched = fetch(new URL(download ?? '', server.url), { headers: { cookie } }).then((answer) => answer.text());
    await begun.promise;
    stop.abort(new Error('stopped'));
    await expect(written).rejects.toThrow();
    await expect(fetched).rejects.toThrow();
  });

  test('that is stopped before the browser came is gone', async () => {
    const { download, write } = await downloads.save('history.csv');
    const stop = new AbortController();
    const written = write(text(), stop.signal);
    stop.abort(new Error('stopped'));
    await expect(written).rejects.toThrow('stopped');
    expect((await ask(download ?? '', { headers: { cookie } })).status).toBe(404);
  });
});

describe('the port', () => {
  const occupy = (): Promise<Server & { port: number }> =>
    new Promise((resolve) => {
      const other = createServer();
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        resolve(Object.assign(other, { port: typeof address === 'object' && address !== null ? address.port : 0 }));
      });
    });

  test('that was chosen and is taken is an error that names it', async () => {
    const other = await occupy();
    try {
      await expect(serveWindow(join(dir, 'renderer'), desk, pushes, downloads, silentLog, other.port)).rejects.toThrow(
        `The window cannot be served on port ${other.port}: another program uses it`,
      );
    } finally {
      other.close();
    }
  });

  test('that nobody chose gives way to a free one', async () => {
    // Two at once: at least one of them cannot have the usual port.
    const both = [
      await serveWindow(join(dir, 'renderer'), desk, pushes, downloads, silentLog, null),
      await serveWindow(join(dir, 'renderer'), desk, pushes, downloads, silentLog, null),
    ];
    try {
      expect(new Set(both.map((one) => new URL(one.url).port)).size).toBe(2);
    } finally {
      for (const one of both) await one.stop();
    }
  });

  test('is free again after a stop, also with a reader on the stream', async () => {
    const own = await serveWindow(join(dir, 'renderer'), desk, pushes, downloads, silentLog, 0);
    const url = new URL(own.url);
    const given = url.searchParams.get('token') ?? '';
    const sent = request({
      host: '127.0.0.1',
      port: url.port,
      path: '/api/pushes',
      headers: { cookie: `willwatch_${url.port}=${given}` },
      agent: false,
    });
    sent.on('error', () => undefined);
    sent.end();
    await until('the reader', () => pushes.listeners.size === 1);
    await own.stop();
    await until('the reader to be gone', () => pushes.listeners.size === 0);
    await expect(fetch(`http://127.0.0.1:${url.port}/`)).rejects.toThrow();
  });
});
