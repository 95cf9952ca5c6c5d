import { request } from 'node:https';
import { isIP } from 'node:net';
import type { Work } from '../rules/render-action.ts';
import { again, DONE, type Performed, refused, socketFault, USER_AGENT } from './port.ts';
import { isPrivateAddress, lookupPublic, PrivateAddress } from './public-address.ts';

/** What is read of an answer: nobody needs it, but a server may want to be rid of it. */
const MOST_ANSWER_BYTES = 65_536;
/** Answers after which the same may work later. The two about signing in are mended where the secret is, and the message should not be lost. */
const AGAIN: ReadonlySet<number> = new Set([401, 403, 408, 425, 429]);

/**
 * POSTs what a statement selected. One request, no redirect is followed.
 * @param secret the value of the secret header; null where there is none
 * @see RFC 9110, 9.3.3 and 15
 */
export function sendWebhook(
  work: Work & { readonly kind: 'webhook' },
  payload: Uint8Array,
  secret: string | null,
  signal: AbortSignal,
): Promise<Performed> {
  const url = new URL(work.url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (work.secretHeader !== '' && secret === null) return Promise.resolve(again('no-secret', work.secretHeader));
  // An address that stands there as it is is looked up by nobody.
  if (!work.privateAddresses && isIP(host) !== 0 && isPrivateAddress(host))
    return Promise.resolve(refused('private-address', host));
  const own = work.headers.map(({ name, value }) => [name.toLowerCase(), value] as const);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'user-agent': USER_AGENT,
    ...Object.fromEntries(own),
    ...(secret !== null && work.secretHeader !== '' && { [work.secretHeader.toLowerCase()]: secret }),
    'content-length': String(payload.length),
  };
  return new Promise((resolve) => {
    let status: number | null = null;
    const timeout = AbortSignal.timeout(work.timeoutSeconds * 1000);
    const asked = request(
      url,
      {
        method: 'POST',
        headers,
        agent: false,
        signal: AbortSignal.any([signal, timeout]),
        ...(!work.privateAddresses && { lookup: lookupPublic }),
      },
      (answer) => {
        const said = answer.statusCode ?? 0;
        status = said;
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > MOST_ANSWER_BYTES) answer.destroy();
        });
        // What it says is in the status; how its end comes about means nothing.
        answer.once('close', () => resolve(judge(said)));
        answer.on('error', () => undefined);
      },
    );
    asked.on('error', (error) => {
      // It has the message, and has said what it makes of it.
      if (status !== null) resolve(judge(status));
      else if (error instanceof PrivateAddress) resolve(refused('private-address', `${host}, ${error.message}`));
      else if (signal.aborted) resolve(again('stopped'));
      else resolve(timeout.aborted ? again('timeout', url.host) : socketFault(error, url.host));
    });
    asked.end(payload);
  });
}

function judge(status: number): Performed {
  if (status >= 200 && status < 300) return DONE;
  if (status >= 300 && status < 400) return refused('redirected', String(status));
  return status >= 500 || AGAIN.has(status) ? again('status', String(status)) : refused('status', String(status));
}
