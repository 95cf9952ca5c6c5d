import { randomBytes } from 'node:crypto';
import type { IPublishPacket } from 'mqtt';
import type { LinkReason } from '../contract/model.ts';
import type { BrokerSettings } from '../contract/settings.ts';
import type { BrokerAddress } from './address.ts';
import type { SecureFiles } from './secure-files.ts';
import { Wire } from './wire.ts';

/**
 * A short connection with a clean session and a client id of its own, so that a running one is not disturbed.
 * @param message a PUBLISH; it is acknowledged at once
 * @returns the wire when the broker let us in, else why not. Never rejects.
 */
export function connectGuest(
  address: BrokerAddress,
  files: SecureFiles,
  settings: BrokerSettings,
  password: string | null,
  ms: number,
  message: (packet: IPublishPacket) => void = () => undefined,
): Promise<Wire | LinkReason> {
  return new Promise((resolve) => {
    const wire = new Wire(
      {
        address,
        files,
        protocol: settings.protocol,
        username: settings.username,
        password,
        // 23 letters and digits: what every 3.1.1 broker must accept [MQTT-3.1.3-5]. AWS IoT lets in whom a policy names, and ours says `willwatch-*`.
        clientId: `${address.aws ? 'willwatch-test-' : 'willwatchtest'}${randomBytes(5).toString('hex')}`,
        clean: true,
        sessionSeconds: 0,
        keepAliveSeconds: settings.keepAliveSeconds,
        connectTimeoutMs: ms,
      },
      {
        accepted: () => resolve(wire),
        message: (packet, settle) => {
          message(packet);
          settle();
        },
        closed: resolve,
      },
    );
    wire.open();
  });
}
