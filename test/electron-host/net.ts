import { EventEmitter } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';

/** What electron-updater asks for, by Node instead of Chromium. Redirects are not followed: no test has one. */
export const net = {
  request({
    session: _session,
    redirect: _redirect,
    ...options
  }: http.RequestOptions & { session?: unknown; redirect?: string }) {
    return (options.protocol === 'https:' ? https : http).request(options);
  },
};

/** macOS' own. Elsewhere electron-updater only tells it that the program ends. */
export const autoUpdater = new EventEmitter();
