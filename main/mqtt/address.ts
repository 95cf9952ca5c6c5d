import { domainToASCII } from 'node:url';
import { awsIotRegion } from '../contract/aws-iot.ts';
import type { LinkReason } from '../contract/model.ts';
import type { BrokerSettings } from '../contract/settings.ts';

/** Where a broker listens, and how to speak to it. */
export interface BrokerAddress {
  readonly secure: boolean;
  readonly websocket: boolean;
  /** A name or an IP address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** Path and query of the WebSocket upgrade; `/` otherwise. */
  readonly path: string;
  /** Only of AWS IoT Core: how to sign in there. */
  readonly aws?: BrokerSettings['aws'];
}

const schemes: Readonly<Record<string, { readonly secure: boolean; readonly websocket: boolean; readonly port: number }>> = {
  'mqtt:': { secure: false, websocket: false, port: 1883 },
  'mqtts:': { secure: true, websocket: false, port: 8883 },
  'ws:': { secure: false, websocket: true, port: 80 },
  'wss:': { secure: true, websocket: true, port: 443 },
};

const NOT_SAID: BrokerSettings['aws'] = { signed: false, region: '', profile: '' };
/** @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html */
const AWS_WEBSOCKET_PATH = '/mqtt';

/**
 * Reads `mqtt://`, `mqtts://`, `ws://` and `wss://` addresses. A port that is left out is the registered one of its scheme.
 * Gives a `bad-settings` reason with the text in question when it is not such an address, or cannot be signed in to as asked.
 * @param aws what the settings say of AWS IoT Core; a region there makes it AWS IoT Core whatever the name of the host
 */
export function parseAddress(text: string, aws = NOT_SAID): BrokerAddress | LinkReason {
  const bad: LinkReason = { code: 'bad-settings', detail: text.replace(/\/\/[^/]*@/, '//') };
  const url = URL.parse(text.trim());
  const scheme = url && schemes[url.protocol];
  if (!url || !scheme || url.hostname === '') return bad;
  const bare = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : domainToASCII(decode(url.hostname));
  if (bare === '') return bad;
  const port = url.port === '' ? scheme.port : Number(url.port);
  if (port === 0) return bad;
  const region = aws.region || awsIotRegion(bare);
  if (aws.signed && (region === null || !scheme.websocket || !scheme.secure)) return bad;
  const path = `${url.pathname || '/'}${url.search}`;
  return {
    secure: scheme.secure,
    websocket: scheme.websocket,
    host: bare,
    port,
    path: region !== null && scheme.websocket && path === '/' ? AWS_WEBSOCKET_PATH : path,
    ...(region !== null && { aws: { ...aws, region } }),
  };
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
