import { createHash, createHmac } from 'node:crypto';
import { isIP } from 'node:net';
import type { LinkReason } from '../contract/model.ts';
import type { BrokerAddress } from './address.ts';

const SERVICE = 'iotdevicegateway';
/** How far this computer's clock may be behind AWS's. */
const EXPIRES_SECONDS = 900;

/**
 * The address of a WebSocket with the query that signs it by SigV4. The credentials come from where every AWS tool takes them (environment, the
 * files in ~/.aws with SSO and assumed roles, container, machine), and are asked for anew each time. Gives `aws-credentials` when there are none.
 * Never rejects.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt-ws.html
 */
export async function signAddress(
  address: BrokerAddress,
  { region, profile }: { readonly region: string; readonly profile: string },
): Promise<BrokerAddress | LinkReason> {
  try {
    // Only who signs in to AWS waits for these.
    const [{ defaultProvider }, { SignatureV4 }] = await Promise.all([
      import('@aws-sdk/credential-provider-node'),
      import('@smithy/signature-v4'),
    ]);
    const { pathname, searchParams } = new URL(address.path, 'wss://aws');
    const provider = defaultProvider({ ignoreCache: true, ...(profile !== '' && { profile }) });
    const { accessKeyId, secretAccessKey, sessionToken } = await provider();
    const signer = new SignatureV4({ service: SERVICE, region, credentials: { accessKeyId, secretAccessKey }, sha256: Sha256 });
    const signed = await signer.presign(
      {
        method: 'GET',
        protocol: 'wss:',
        hostname: address.host,
        path: pathname,
        headers: { host: hostHeader(address) },
        query: Object.fromEntries(searchParams),
      },
      { expiresIn: EXPIRES_SECONDS },
    );
    const query = new URLSearchParams(signed.query as Record<string, string>);
    // AWS IoT, unlike other services, wants it unsigned.
    if (sessionToken !== undefined) query.set('X-Amz-Security-Token', sessionToken);
    return { ...address, path: `${pathname}?${query}` };
  } catch (error) {
    return { code: 'aws-credentials', detail: error instanceof Error ? error.message : String(error) };
  }
}

/** As the WebSocket's handshake spells it: the port only when it is not the usual one. */
function hostHeader({ host, port }: BrokerAddress): string {
  const name = isIP(host) === 6 ? `[${host}]` : host;
  return port === 443 ? name : `${name}:${port}`;
}

/** Node's SHA-256, or HMAC with a key, in the shape the signer asks for. */
class Sha256 {
  readonly #hash;

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', bytes(key));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytes(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}
