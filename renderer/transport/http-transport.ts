import type { Push } from '../../main/contract/pushes.ts';
import type { Answers, RequestInput, RequestName, Transport } from '../../main/contract/requests.ts';

type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** How long a request may take before the window says that it got no answer. A broker test waits for time-outs of its own. */
const REQUEST_TIMEOUT_MS = 15_000;
const TEST_TIMEOUT_MS = 90_000;
const SLOW: ReadonlySet<RequestName> = new Set(['broker.test', 'broker.survey', 'watch.preview']);
/** EventSource gives up for good after some answers (such as a 502): then it is opened again after this time. */
const REOPEN_AFTER_MS = 2_000;

/** No answer at all, as opposed to a refusal: the window words it itself. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Requests as `POST /api/<name>`, pushes from the event stream `/api/pushes`. The session is a same-origin cookie. */
export class HttpTransport implements Transport {
  async request<N extends RequestName>(name: N, input: RequestInput<N>): Promise<Answers[N]> {
    const timeoutMs = SLOW.has(name) ? TEST_TIMEOUT_MS : REQUEST_TIMEOUT_MS;
    let reply: Reply<Answers[N]>;
    let status = 0;
    try {
      const response = await fetch(`/api/${name}`, {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
        signal: AbortSignal.timeout(timeoutMs),
      });
      status = response.status;
      reply = (await response.json()) as Reply<Answers[N]>;
    } catch (cause) {
      throw new Unreachable(status === 0 ? 'no answer' : `HTTP ${status}`, { cause });
    }
    if (!reply.ok) throw new Error(reply.reason);
    return reply.value;
  }

  subscribe(listener: (push: Push) => void, online?: (isOnline: boolean) => void): () => void {
    let source: EventSource | null = null;
    let reopening: ReturnType<typeof setTimeout> | undefined;
    const open = (): void => {
      source = new EventSource('/api/pushes');
      source.onopen = () => online?.(true);
      source.onmessage = (event: MessageEvent<string>) => listener(JSON.parse(event.data) as Push);
      source.onerror = () => {
        online?.(false);
        if (source?.readyState === EventSource.CLOSED) reopening = setTimeout(open, REOPEN_AFTER_MS);
      };
    };
    open();
    return () => {
      clearTimeout(reopening);
      source?.close();
    };
  }
}
