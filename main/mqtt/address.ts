import { domainToASCII } from 'node:url';
import type { LinkReason } from '../contract/model.ts';

/** Where a broker listens, and how to speak to it. */
export interface BrokerAddress {
  readonly secure: boolean;
  readonly websocket: boolean;
  /** A name or an IP address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** Path and query of the WebSocket upgrade; `/` otherwise. */
  readonly path: string;
}

const schemes: Readonly<Record<string, { readonly secure: boolean; readonly websocket: boolean; readonly port: number }>> = {
  'mqtt:': { secure: false, websocket: false, port: 1883 },
  'mqtts:': { secure: true, websocket: false, port: 8883 },
  'ws:': { secure: false, websocket: true, port: 80 },
  'wss:': { secure: true, websocket: true, port: 443 },
};

/**
 * Reads `mqtt://`, `mqtts://`, `ws://` and `wss://` addresses. A port that is left out is the registered one of its scheme.
 * Gives a `bad-settings` reason with the text in question when it is not such an address.
 */
export function parseAddress(text: string): BrokerAddress | LinkReason {
  const bad: LinkReason = { code: 'bad-settings', detail: text.replace(/\/\/[^/]*@/, '//') };
  const url = URL.parse(text.trim());
  const scheme = url && schemes[url.protocol];
  if (!url || !scheme || url.hostname === '') return bad;
  const bare = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : domainToASCII(decode(url.hostname));
  if (bare === '') return bad;
  const port = url.port === '' ? scheme.port : Number(url.port);
  if (port === 0) return bad;
  return { secure: scheme.secure, websocket: scheme.websocket, host: bare, port, path: `${url.pathname || '/'}${url.search}` };
}

/** Tells an address or a set of files apart from the reason why there is none. */
export function isReason(value: object): value is LinkReason {
  return 'code' in value && 'detail' in value;
}

function decode(host: string): string {
  try {
    return decodeURIComponent(host);
  } catch {
    return '';
  }
}
