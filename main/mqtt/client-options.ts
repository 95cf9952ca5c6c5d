import type { IClientOptions } from 'mqtt';
import type { BrokerAddress } from './address.ts';
import type { SecureFiles } from './secure-files.ts';

/** The message a broker publishes for a client that goes without DISCONNECT. */
export interface Will {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

/** Everything about one MQTT connection that is settled before it is opened. */
export interface WireOptions {
  readonly address: BrokerAddress;
  readonly files: SecureFiles;
  readonly protocol: '3.1.1' | '5';
  readonly username: string;
  readonly password: string | null;
  readonly clientId: string;
  readonly clean: boolean;
  /** MQTT 5: Session Expiry Interval, seconds. */
  readonly sessionSeconds: number;
  readonly keepAliveSeconds: number;
  /** From the first byte to CONNACK, milliseconds. */
  readonly connectTimeoutMs: number;
  readonly will?: Will;
}

/** The same in MQTT.js's words. */
export function clientOptions(options: WireOptions): IClientOptions {
  const { protocol, username, password, clientId, clean, sessionSeconds, keepAliveSeconds, connectTimeoutMs, will } = options;
  const result: IClientOptions = {
    protocolId: 'MQTT',
    protocolVersion: protocol === '5' ? 5 : 4,
    clientId,
    clean,
    keepalive: keepAliveSeconds,
    // Ours ends first, and tells how far it had come.
    connectTimeout: connectTimeoutMs * 2,
  };
  if (username !== '') result.username = username;
  // A password needs a user name in 3.1.1 [MQTT-3.1.2-22].
  if (password !== null && (username !== '' || protocol === '5')) result.password = password;
  if (protocol === '5' && !clean) result.properties = { sessionExpiryInterval: sessionSeconds };
  if (will) result.will = { topic: will.topic, payload: Buffer.from(will.payload), qos: will.qos, retain: will.retain };
  return result;
}
