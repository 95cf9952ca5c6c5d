import type { Transport } from '../../main/contract/requests.ts';
import { HttpTransport } from './http-transport.ts';

declare global {
  interface Window {
    /** Put there by the preload script in Electron; absent in a browser. */
    readonly willwatch?: Transport;
  }
}

/** The one way to main: the bridge where there is one, HTTP otherwise. */
export function openTransport(): Transport {
  return window.willwatch ?? new HttpTransport();
}
