import type { LinkReason } from '../contract/model.ts';
import type { BrokerSettings } from '../contract/settings.ts';
import { isReason, parseAddress } from './address.ts';
import type { Will } from './client-options.ts';
import { explainSuback } from './explain.ts';
import { readSecureFiles } from './secure-files.ts';
import { Wire } from './wire.ts';

export interface DeviceOptions {
  /** mqtt:// mqtts:// ws:// or wss:// */
  readonly url: string;
  readonly clientId: string;
  readonly will?: Will;
  readonly keepAliveSeconds?: number;
  readonly protocol?: '3.1.1' | '5';
  readonly username?: string;
  readonly password?: string;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly aws?: BrokerSettings['aws'];
  readonly onMessage?: (topic: string, payload: Uint8Array) => void;
  /** Told once, when the connection ends in whatever way. */
  readonly onClosed?: (reason: LinkReason) => void;
}

/** A client with a last will, as a device has it: a clean session, and no reconnecting of its own. */
export interface Device {
  readonly connected: boolean;
  /** `true` when sent (QoS 0) or acknowledged (QoS 1 and 2). Never rejects. */
  publish(topic: string, payload: string | Uint8Array, options?: { qos?: 0 | 1 | 2; retain?: boolean }): Promise<boolean>;
  /** Listens at QoS 1, or less when the broker grants less. `null` when granted, else why not. Never rejects. */
  subscribe(filter: string): Promise<LinkReason | null>;
  /** As if its power were cut: the socket breaks without DISCONNECT, and the broker publishes the will at once. */
  pull(): void;
  /** As if it hung: the socket stays, nothing is sent. The broker publishes the will after 1.5 keep-alives. */
  freeze(): void;
  /** Says goodbye: DISCONNECT, and so no will. Resolves when the socket is closed. */
  leave(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 20_000;

/** Connects a device. Gives the reason when the broker cannot be reached or refuses it. Never rejects. */
export async function openDevice(options: DeviceOptions): Promise<Device | LinkReason> {
  const address = parseAddress(options.url, options.aws);
  if (isReason(address)) return address;
  const { caFile = '', certFile = '', keyFile = '' } = address.secure ? options : {};
  const files = await readSecureFiles({ caFile, certFile, keyFile });
  if (isReason(files)) return files;
  return new Promise((resolve) => {
    let connected = false;
    let frozen = false;
    const wire = new Wire(
      {
        address,
        files,
        protocol: options.protocol ?? '3.1.1',
        username: options.username ?? '',
        password: options.password ?? null,
        clientId: options.clientId,
        clean: true,
        sessionSeconds: 0,
        keepAliveSeconds: options.keepAliveSeconds ?? 30,
        connectTimeoutMs: CONNECT_TIMEOUT_MS,
        ...(options.will ? { will: options.will } : {}),
      },
      {
        accepted: () => {
          connected = true;
          resolve(device);
        },
        message: ({ topic, payload }, settle) => {
          // What hangs acknowledges nothing: that would be a sign of life.
          if (frozen) return;
          options.onMessage?.(topic, Buffer.from(payload));
          settle();
        },
        closed: (reason) => {
          const was = connected;
          connected = false;
          if (was) options.onClosed?.(reason);
          else resolve(reason);
        },
      },
    );
    const device: Device = {
      get connected() {
        return connected;
      },
      publish: async (topic, payload, { qos = 0, retain = false } = {}) => !frozen && wire.publish(topic, payload, qos, retain),
      subscribe: async (filter) => {
        const granted = await wire.subscribe([filter], 1, 0);
        const code = granted?.[0]?.code;
        if (code === undefined) return { code: 'closed-by-broker', detail: 'after SUBSCRIBE' };
        return code >= 0x80 ? explainSuback(code) : null;
      },
      pull: () => wire.drop({ code: 'stopped', detail: null }),
      freeze: () => {
        frozen = true;
        wire.freeze();
      },
      leave: () => wire.close(),
    };
    wire.open();
  });
}
