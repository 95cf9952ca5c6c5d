import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Destination, PersonFiles } from '../monitor/ports.ts';

/** A browser fetches what it was told of at once, or never. */
const PATIENCE_MS = 60_000;
const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** Files for a window in a browser: each waits at an address of its own until the browser fetches it, once. */
export class Downloads implements PersonFiles {
  readonly #waiting = new Map<string, (response: ServerResponse) => void>();

  async save(name: string): Promise<Destination> {
    const ticket = randomBytes(16).toString('base64url');
    const address = `/files/${ticket}/${name}`;
    const fetched = Promise.withResolvers<ServerResponse>();
    // Nobody may be listening yet when the time is over.
    fetched.promise.catch(() => undefined);
    const late = setTimeout(() => {
      this.#waiting.delete(address);
      fetched.reject(new Error('The browser did not fetch the file.'));
    }, PATIENCE_MS);
    this.#waiting.set(address, (response) => {
      clearTimeout(late);
      fetched.resolve(response);
    });
    return {
      download: address,
      write: async (text, signal) => {
        const stopped = (): void => {
          clearTimeout(late);
          this.#waiting.delete(address);
          fetched.reject(signal.reason);
        };
        signal.addEventListener('abort', stopped, { once: true });
        const response = await fetched.promise;
        response.writeHead(200, {
          'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
          'content-disposition': `attachment; filename="${name}"`,
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
        });
        // Torn off without its end, the browser knows that it is not whole and keeps nothing of it.
        await pipeline(Readable.from(text), response, { signal });
        return null;
      },
    };
  }

  /** Hands a waiting file to a browser's request. @returns false when nothing waits there */
  fetch(address: string, response: ServerResponse): boolean {
    const hand = this.#waiting.get(address);
    this.#waiting.delete(address);
    hand?.(response);
    return hand !== undefined;
  }
}
