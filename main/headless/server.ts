import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import cookie from '@fastify/cookie';
import serveStatic from '@fastify/static';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Desk } from '../monitor/desk.ts';
import type { Logger } from '../monitor/ports.ts';
import type { Pushes } from '../monitor/pushes.ts';
import { windowPolicy } from '../monitor/window-policy.ts';
import type { Downloads } from './downloads.ts';

/** The window's port when nobody chooses one; any free one when it is taken. */
const DEFAULT_PORT = 7117;
const KEEP_ALIVE_MS = 20_000;
const BODY_LIMIT_BYTES = 4_194_304;
const COMMON = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' };

export interface WindowServer {
  /** With the token: opens the window once and leaves a cookie. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Serves the window on 127.0.0.1 to who has the token: first in the address, then as a strict same-site cookie.
 * `Host` and `Origin` are checked, so that no other page's name can be pointed here (DNS rebinding).
 * @param port null: 7117 or any free one; 0: any free one
 * Rejects when a chosen port cannot be had.
 */
export async function serveWindow(
  rendererDir: string,
  desk: Pick<Desk, 'answer'>,
  pushes: Pick<Pushes, 'subscribe' | 'changed'>,
  downloads: Pick<Downloads, 'fetch'>,
  log: Logger,
  port: number | null,
): Promise<WindowServer> {
  const token = randomBytes(24).toString('base64url');
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    // Such an address reaches no route and no hook; Fastify's own answer repeats it, with the token.
    frameworkErrors: (_error, request, reply) =>
      refuse(reply.headers(COMMON), 400, 'This address is cut off or damaged.', request),
  });
  const index = readFileSync(join(rendererDir, 'index.html'), 'utf8');
  let bound = 0;
  await app.register(cookie);

  const cookieName = (): string => `willwatch_${bound}`;
  const hosts = (): readonly string[] => [`127.0.0.1:${bound}`, `localhost:${bound}`];

  app.addHook('onRequest', async (request, reply) => {
    const host = request.headers.host ?? '';
    const origin = request.headers.origin;
    if (!hosts().includes(host)) return refuse(reply, 403, 'This address is not the one Willwatch serves.');
    if (origin !== undefined && origin !== `http://${host}`)
      return refuse(reply, 403, 'Another page may not speak for the window.');
    const given = (request.query as Record<string, unknown> | undefined)?.token;
    if (typeof given === 'string' && same(given, token)) return letIn(request, reply, cookieName(), token);
    if (same(request.cookies[cookieName()] ?? '', token)) return undefined;
    return refuse(reply, 401, 'Open Willwatch with the address it printed: it holds the key of this run.', request);
  });

  app.post('/api/:name', async (request, reply) => {
    const { name } = request.params as { name: string };
    const outcome = await desk.answer(name, request.body ?? {});
    if (!outcome.ok) return reply.code(outcome.invalid ? 400 : 409).send({ ok: false, reason: outcome.reason });
    return { ok: true, value: outcome.value };
  });
  app.get('/api/pushes', (_request, reply) => streamPushes(reply, pushes));
  app.get('/files/:ticket/:name', (request, reply) => {
    if (!downloads.fetch(request.url, reply.raw))
      return reply.code(404).send({ ok: false, reason: 'This file was fetched already, or stopped. Export it again.' });
    reply.hijack();
    return reply;
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ error: error.message, stack: error.stack }, 'a request failed');
    void reply.code(status).send({ ok: false, reason: error.message });
  });

  // Not the page itself: it needs a nonce and its policy, under whatever name it is asked for.
  // Each has the digest of its content in its name: a browser that has it need not ask.
  const kept = { maxAge: '365d', immutable: true } as const;
  await app.register(serveStatic, { root: rendererDir, index: false, wildcard: false, globIgnore: ['index.html'], ...kept });
  app.setNotFoundHandler((request, reply) => {
    if (request.method !== 'GET' || request.url.startsWith('/api/') || request.url.startsWith('/assets/'))
      return reply.code(404).send({ ok: false, reason: `There is nothing at ${request.url.slice(0, 200)}.` });
    const nonce = randomBytes(16).toString('base64');
    return reply
      .header('content-security-policy', windowPolicy(nonce))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(index.replaceAll('__NONCE__', nonce));
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(COMMON);
  });

  bound = await listen(app, port);
  return { url: `http://127.0.0.1:${bound}/?token=${token}`, stop: () => app.close() };
}

async function listen(app: FastifyInstance, port: number | null): Promise<number> {
  try {
    await app.listen({ host: '127.0.0.1', port: port ?? DEFAULT_PORT });
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    if (!isTaken || port !== null)
      throw new Error(
        `The window cannot be served on port ${port ?? DEFAULT_PORT}: ${isTaken ? 'another program uses it' : (error as Error).message}`,
      );
    await app.listen({ host: '127.0.0.1', port: 0 });
  }
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A page of its own that goes on to the window: a strict cookie is not sent along a redirect that another site began. */
function letIn(request: FastifyRequest, reply: FastifyReply, name: string, token: string): FastifyReply {
  const path = URL.parse(request.url, 'http://window')?.pathname ?? '/';
  const safe = /^\/(?!\/)[\w\-./%~]*$/.test(path) ? path : '/';
  return reply
    .setCookie(name, token, { httpOnly: true, sameSite: 'strict', path: '/' })
    .header('content-security-policy', "default-src 'none'")
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(`<!doctype html><meta charset="utf-8"><title>Willwatch</title><meta http-equiv="refresh" content="0;url=${safe}">`);
}

/** @param request given where a person may be looking: then the sentence is a page */
function refuse(
  reply: FastifyReply,
  status: number,
  reason: string,
  request?: Pick<FastifyRequest, 'method' | 'headers'>,
): FastifyReply {
  if (request?.method !== 'GET' || !(request.headers.accept ?? '').includes('text/html'))
    return reply.code(status).send({ ok: false, reason });
  return reply
    .code(status)
    .header('content-security-policy', "default-src 'none'")
    .type('text/html; charset=utf-8')
    .send(`<!doctype html><meta charset="utf-8"><title>Willwatch</title><p>${reason}</p>`);
}

function streamPushes(reply: FastifyReply, pushes: Pick<Pushes, 'subscribe' | 'changed'>): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  raw.write('retry: 1000\n\n');
  // A reader that does not read must not fill our memory: it is cut off and comes back by itself.
  const unsubscribe = pushes.subscribe((push) => {
    if (raw.writableLength > BODY_LIMIT_BYTES) raw.destroy();
    else raw.write(`data: ${JSON.stringify(push)}\n\n`);
  });
  const beat = setInterval(() => raw.write(':\n\n'), KEEP_ALIVE_MS);
  raw.on('close', () => {
    clearInterval(beat);
    unsubscribe();
  });
  pushes.changed(['devices', 'outages', 'connections', 'settings', 'rehearsal', 'alerts', 'notices'], []);
}

function same(given: string, wanted: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}
