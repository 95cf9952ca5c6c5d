import { randomBytes } from 'node:crypto';
import type { IPublishPacket } from 'mqtt';
import type { LinkReason } from '../contract/model.ts';
import type { BrokerSettings } from '../contract/settings.ts';
import type { BrokerAddress } from './address.ts';
import { ownClientId } from './client-id.ts';
import type { SecureFiles } from './secure-files.ts';
import { Wire } from './wire.ts';

export interface GuestEvents {
  /** A PUBLISH; it is acknowledged at once. */
  message?(packet: IPublishPacket): void;
  /** Once, after the last message, when we had been let in. */
  closed?(reason: LinkReason): void;
}

/**
 * A connection with a clean session and a client id of its own, so that a running one is not disturbed.
 * @returns the wire when the broker let us in, else why not. Never rejects.
 */
export function connectGuest(
  address: BrokerAddress,
  files: SecureFiles,
  settings: BrokerSettings,
  password: string | null,
  ms: number,
  events: GuestEvents = {},
): Promise<Wire | LinkReason> {
  return new Promise((resolve) => {
    let isIn = false;
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
        accepted: () => {
          isIn = true;
          resolve(wire);
        },
        message: (packet, settle) => {
          events.message?.(packet);
          settle();
        },
        closed: (reason) => {
          if (isIn) events.closed?.(reason);
          else resolve(reason);
        },
      },
    );
    wire.open();
  });
}
