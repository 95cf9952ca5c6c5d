import { inside } from './app.ts';
import { recordUse } from './control.ts';

type Handler = (request: Request) => Response | Promise<Response>;

const handlers = new Map<string, Handler>();

class Protocol {
  registerSchemesAsPrivileged(_schemes: readonly Electron.CustomScheme[]): void {
    if (inside.isReady) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
  }
  handle(scheme: string, handler: Handler): void {
    if (!inside.isReady) throw new Error('protocol.handle can only be used when the app is ready');
    handlers.set(scheme, handler);
  }
}

recordUse('protocol', Protocol.prototype);
export const protocol = new Protocol();

/** Chromium goes to no scheme that it does not know: `app://host/x` is `https://host.app.test/x` there. */
export function toChromium(url: string): string {
  return url.replace(/^(\w+):\/\/([^/?#]+)/, (all, scheme: string, host: string) =>
    handlers.has(scheme) ? `https://${host}.${scheme}.test` : all,
  );
}

export function fromChromium(url: string): string {
  return url.replace(/^https:\/\/([^/?#.]+)\.(\w+)\.test/, (all, host: string, scheme: string) =>
    handlers.has(scheme) ? `${scheme}://${host}` : all,
  );
}

/** Null: no scheme of the app's. */
export async function answerByProtocol(url: string, method: string): Promise<Response | null> {
  const address = fromChromium(url);
  const handler = handlers.get(new URL(address).protocol.slice(0, -1));
  return handler === undefined ? null : handler(new Request(address, { method }));
}
