import { randomBytes } from 'node:crypto';
import type { IPublishPacket } from 'mqtt';
import type { LinkReason } from '../contract/model.ts';
import type { BrokerSettings } from '../contract/settings.ts';
import type { BrokerAddress } from './address.ts';
import { ownClientId } from './client-id.ts';
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
        clientId: ownClientId(`test${randomBytes(5).toString('hex')}`, address.aws !== undefined),
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
