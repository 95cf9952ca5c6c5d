import { once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import type { DeviceCounts } from '../../main/contract/model.ts';
import type { Push } from '../../main/contract/pushes.ts';
import type { Answers, RequestInput, RequestName } from '../../main/contract/requests.ts';
import { epoch } from './app-process.ts';

/** What the window does over HTTP: reads the pushes, and asks for the rows it shows when something changed. */
export interface OpenWindow {
  readonly pushes: readonly { readonly at: number; readonly push: Push }[];
  ask<N extends RequestName>(name: N, input: RequestInput<N>): Promise<Answers[N]>;
  /** When a push came, past or future, whose counts pass; epoch ms. */
  counted(passes: (counts: DeviceCounts) => boolean, timeoutMs?: number): Promise<number>;
  /** Called for every push. */
  onPush: (push: Push, at: number) => void;
  close(): void;
}

/** @param looks like the page with the list of devices: two requests for every change, never two at a time */
export async function openWindow(address: string, looks: boolean): Promise<OpenWindow> {
  const url = new URL(address);
  const cookie = await letIn(url);
  const pushes: { at: number; push: Push }[] = [];
  const waiting = new Set<() => void>();
  const ask = async <N extends RequestName>(name: N, input: RequestInput<N>): Promise<Answers[N]> => {
    const response = await fetch(new URL(`/api/${name}`, url), {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    const body = (await response.json()) as { ok: boolean; value: Answers[N]; reason?: string };
    if (!body.ok) throw new Error(`${name}: ${body.reason}`);
    return body.value;
  };
  let looking = false;
  let again = false;
  const look = async (): Promise<void> => {
    again = true;
    if (looking) return;
    looking = true;
    while (again) {
      again = false;
      await Promise.all([ask('overview.get', {}), ask('devices.query', { from: 0, to: 60, filter: {}, sort: {} })]).catch(
        () => undefined,
      );
    }
    looking = false;
  };
  const stream = await openStream(new URL('/api/pushes', url), cookie);
  let rest = '';
  const window: OpenWindow = {
    pushes,
    ask,
    onPush: () => undefined,
    counted: async (passes, timeoutMs = 60_000) => {
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        const found = pushes.find(({ push }) => push.type === 'changed' && passes(push.counts));
        if (found) return found.at;
        const left = deadline - performance.now();
        if (left <= 0) throw new Error(`the window never showed it; last: ${JSON.stringify(pushes.at(-1))}`);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left);
          waiting.add(() => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
    },
    close: () => stream.request.destroy(),
  };
  stream.response.setEncoding('utf8').on('data', (chunk: string) => {
    const at = epoch();
    const events = `${rest}${chunk}`.split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      if (!event.startsWith('data: ')) continue;
      const push = JSON.parse(event.slice(6)) as Push;
      pushes.push({ at, push });
      window.onPush(push, at);
      if (looks && push.type === 'changed') void look();
    }
    for (const wake of [...waiting]) wake();
    waiting.clear();
  });
  stream.response.on('error', () => undefined);
  return window;
}

async function letIn(url: URL): Promise<string> {
  const response = await fetch(url, { redirect: 'manual' });
  await response.arrayBuffer();
  const cookie = response.headers.getSetCookie()[0]?.split(';', 1)[0];
  if (cookie === undefined) throw new Error(`no cookie: ${response.status}`);
  return cookie;
}

async function openStream(url: URL, cookie: string): Promise<{ request: ClientRequest; response: IncomingMessage }> {
  const request = get(url, { headers: { cookie }, agent: false });
  request.on('error', () => undefined);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { request, response };
}
