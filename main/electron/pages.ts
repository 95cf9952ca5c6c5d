import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { windowPolicy } from '../monitor/window-policy.ts';

export const PAGE_SCHEME = 'app';
const PAGE_HOST = 'willwatch';

/** The address of a place in the window. `path` begins with a slash. */
export const pageUrl = (path: string): string => `${PAGE_SCHEME}://${PAGE_HOST}${path}`;

/** The place in the window that an address of ours names, or null for any other address. */
export function pagePath(address: string): string | null {
  const url = URL.parse(address);
  // Not `origin`: it is "null" for schemes that Node does not know.
  if (url === null || url.protocol !== `${PAGE_SCHEME}:` || url.host !== PAGE_HOST) return null;
  return `${url.pathname}${url.search}`;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

const COMMON = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' };

/**
 * Answers the window's `app://` requests: the built files by their exact names, and for every other address the page itself, with a policy
 * and a nonce of its own for each load. Files are listed once, so an address cannot name one outside the folder.
 */
export function servePages(rendererDir: string): (request: Request) => Promise<Response> {
  const index = readFileSync(join(rendererDir, 'index.html'), 'utf8');
  const files = listFiles(rendererDir, '');
  return async (request) => {
    const path = request.method === 'GET' ? pagePath(request.url) : null;
    if (path === null) return nothing();
    const name = decode(path.replace(/\?.*$/s, ''));
    const file = name === null ? undefined : files.get(name);
    if (file !== undefined) {
      const type = TYPES[extname(file)] ?? 'application/octet-stream';
      return new Response(await readFile(file), { headers: { ...COMMON, 'content-type': type } });
    }
    if (path.startsWith('/assets/')) return nothing();
    const nonce = randomBytes(16).toString('base64');
    return new Response(index.replaceAll('__NONCE__', nonce), {
      headers: {
        ...COMMON,
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': windowPolicy(nonce),
        'cache-control': 'no-store',
      },
    });
  };
}

const nothing = (): Response => new Response('', { status: 404, headers: COMMON });

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

/** Address to file. The page itself is not among them: it needs its policy under whatever name it is asked for. */
function listFiles(folder: string, at: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${at}/${entry.name}`;
    const file = join(folder, entry.name);
    if (entry.isDirectory()) for (const [name, inside] of listFiles(file, path)) found.set(name, inside);
    else if (entry.isFile() && path !== '/index.html') found.set(path, file);
  }
  return found;
}
