import { createHash, createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Authority } from './certificates.ts';

export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What AWS IoT does of a signed WebSocket: checks the signature by AWS's own description, and only then lets MQTT through. */
export interface AwsEndpoint {
  readonly url: string;
  readonly port: number;
  /** Whose signature it takes from now on. */
  keys: AwsKeys;
  /** Of every upgrade: `null` when it was let in, else what is wrong with it. */
  readonly verdicts: (string | null)[];
  /** Cuts every connection. */
  cut(): void;
  [Symbol.asyncDispose](): Promise<void>;
}

export const REGION = 'eu-central-1';
const SERVICE = 'iotdevicegateway';

/** @param brokerPort of a broker's WebSocket listener */
export async function startAwsEndpoint(authority: Authority, brokerPort: number, keys: AwsKeys): Promise<AwsEndpoint> {
  const { certFile, keyFile } = await authority.issue();
  const server = createServer({ cert: await readFile(certFile), key: await readFile(keyFile) });
  const open = new Set<Duplex>();
  const endpoint = { keys, verdicts: [] as (string | null)[] };
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    open.add(socket);
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
    const fault = faultOf(request, endpoint.keys, Date.now());
    endpoint.verdicts.push(fault);
    if (fault !== null) {
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const broker = connect(brokerPort, '127.0.0.1');
    broker.on('error', () => socket.destroy()).once('close', () => socket.destroy());
    socket.once('close', () => broker.destroy());
    const headers = Array.from({ length: request.rawHeaders.length / 2 }, (_, i) => request.rawHeaders.slice(2 * i, 2 * i + 2));
    broker.write(`GET /mqtt HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`);
    broker.pipe(socket).pipe(broker);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  return Object.assign(endpoint, {
    url: `wss://localhost:${port}`,
    port,
    cut,
    [Symbol.asyncDispose]: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, and for the token .../iot/latest/developerguide/mqtt-ws.html */
function faultOf(request: IncomingMessage, keys: AwsKeys, now: number): string | null {
  if (request.method !== 'GET') return 'method';
  const [path, query = ''] = (request.url ?? '').split('?');
  if (path !== '/mqtt') return 'path';
  const given = new Map(query.split('&').map((pair) => pair.split('=', 2).map(decodeURIComponent) as [string, string]));
  const read = (name: string): string => given.get(name) ?? '';
  if (read('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') return 'algorithm';
  if (read('X-Amz-SignedHeaders') !== 'host') return 'signed headers';
  if ((given.get('X-Amz-Security-Token') ?? null) !== (keys.sessionToken ?? null)) return 'token';
  const time = read('X-Amz-Date');
  const at = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const expires = Number(read('X-Amz-Expires'));
  if (!(at <= now + 1000 && now <= at + expires * 1000 && expires <= 86_400)) return 'time';
  const scope = `${time.slice(0, 8)}/${REGION}/${SERVICE}/aws4_request`;
  if (read('X-Amz-Credential') !== `${keys.accessKeyId}/${scope}`) return 'credential';

  const encode = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  const canonicalQuery = [...given]
    .filter(([name]) => name !== 'X-Amz-Signature' && name !== 'X-Amz-Security-Token')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const canonical = ['GET', path, canonicalQuery, `host:${request.headers.host}`, '', 'host', hash('')].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, hash(canonical)].join('\n');
  const key = [time.slice(0, 8), REGION, SERVICE, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${keys.secretAccessKey}`,
  );
  const wanted = createHmac('sha256', key).update(toSign).digest('hex');
  return read('X-Amz-Signature') === wanted ? null : 'signature';
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
