import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pagePath, servePages } from '../../main/electron/pages.ts';

let folder: string;
let serve: (request: Request) => Promise<Response>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'willwatch-pages-'));
  const window = join(folder, 'renderer');
  mkdirSync(join(window, 'assets'), { recursive: true });
  writeFileSync(join(window, 'index.html'), '<meta name="csp-nonce" content="__NONCE__">');
  writeFileSync(join(window, 'assets', 'index-1.js'), 'script');
  writeFileSync(join(window, 'assets', 'a b.css'), 'style');
  writeFileSync(join(folder, 'secret.js'), 'secret');
  symlinkSync(join(folder, 'secret.js'), join(window, 'assets', 'link.js'));
  serve = servePages(window);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ask = async (url: string, method = 'GET') => {
  const response = await serve(new Request(url, { method }));
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe('the page', () => {
  test.each([
    '/',
    '/index.html',
    '/devices',
    '/devices/plant%2Fgw1',
    '/devices/..%2F..%2Fsecret.js',
    '/history?from=1',
    '/nowhere',
  ])('is at %s, under its policy', async (path) => {
    const { status, headers, text } = await ask(`app://willwatch${path}`);
    expect(status).toBe(200);
    const nonce = /content="([^"]+)"/.exec(text)?.[1] ?? '';
    expect(nonce).toMatch(/^[\w+/]{22}==$/);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('has another nonce each time', async () => {
    expect((await ask('app://willwatch/')).text).not.toBe((await ask('app://willwatch/')).text);
  });
});

describe('a file', () => {
  test.each([
    ['/assets/index-1.js', 'text/javascript; charset=utf-8', 'script'],
    ['/assets/index-1.js?v=1', 'text/javascript; charset=utf-8', 'script'],
    ['/assets/a%20b.css', 'text/css; charset=utf-8', 'style'],
  ])('%s', async (path, type, text) => {
    const answer = await ask(`app://willwatch${path}`);
    expect([answer.headers.get('content-type'), answer.text]).toEqual([type, text]);
  });

  test.each([
    'app://willwatch/assets/',
    'app://willwatch/assets/none.js',
    'app://willwatch/assets/link.js',
    'app://willwatch/assets/..%2f..%2fsecret.js',
    'app://willwatch/assets/..%5c..%5csecret.js',
    'app://willwatch/assets/%2e%2e%2f%2e%2e%2fsecret.js',
    'app://willwatch/assets/%00',
    'app://willwatch/assets/%',
    'app://elsewhere/assets/index-1.js',
    'app://elsewhere/',
    'https://willwatch/assets/index-1.js',
  ])('is not at %s', async (url) => {
    const { status, text } = await ask(url);
    expect([status, text]).toEqual([404, '']);
  });

  test('is read and nothing else', async () => {
    expect((await ask('app://willwatch/assets/index-1.js', 'POST')).status).toBe(404);
  });
});

test.each([
  ['app://willwatch/', '/'],
  ['app://willwatch/devices/a%2Fb?x=1#y', '/devices/a%2Fb?x=1'],
  ['app://willwatch.evil/', null],
  ['app://willwatch@evil/', null],
  ['app://evil/willwatch', null],
  ['https://willwatch/', null],
  ['about:blank', null],
  ['data:text/html,app://willwatch/', null],
  ['', null],
])('the address %s is a place of ours: %s', (address, path) => {
  expect(pagePath(address)).toBe(path);
});
