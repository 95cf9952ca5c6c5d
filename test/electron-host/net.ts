import { EventEmitter } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import { onOrder, recordUse } from './control.ts';

class Net {
  #isOnline = true;

  isOnline(): boolean {
    return this.#isOnline;
  }

  /** What electron-updater asks for, by Node instead of Chromium. Redirects are not followed: no test has one. */
  request({
    session: _session,
    redirect: _redirect,
    ...options
  }: http.RequestOptions & { session?: unknown; redirect?: string }): http.ClientRequest {
    return (options.protocol === 'https:' ? https : http).request(options);
  }

  static {
    onOrder('network', ({ isOnline }) => {
      net.#isOnline = isOnline;
    });
  }
}
recordUse('net', Net.prototype);
export const net = new Net();

/** macOS' own. Elsewhere electron-updater only tells it that the program ends. */
export const autoUpdater = new EventEmitter();
