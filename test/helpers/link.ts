import type { LinkReason } from '../../main/contract/model.ts';
import { type BrokerSettings, brokerSettings } from '../../main/contract/settings.ts';
import { type LinkClock, systemClock } from '../../main/mqtt/clock.ts';
import { openConnection, type ResyncableConnection } from '../../main/mqtt/connection.ts';
import type { Subscription } from '../../main/mqtt/port.ts';
import type { RawMessage } from '../../main/presence/message.ts';

export interface WatchedLink {
  readonly connection: ResyncableConnection;
  /** Every event in order, as words: `connected`, `blind refused`, `subscribed`, `ready`, `message <topic>`. */
  readonly log: string[];
  readonly messages: RawMessage[];
  readonly settles: (() => void)[];
  readonly connects: { sessionPresent: boolean; at: number }[];
  readonly blinds: { reason: LinkReason; at: number; retryAt: number | null }[];
  readonly readies: (readonly Subscription[])[];
  readonly subscribed: Subscription[];
  text(index: number): string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens a connection and keeps what it tells. Settles every message at once unless `settle` is false. It hurries: back-off is cut to a tenth. */
export function openLink(
  settings: Partial<BrokerSettings> & { url: string },
  filters: readonly string[],
  { settle = true, password = null, clock = {} }: { settle?: boolean; password?: string | null; clock?: Partial<LinkClock> } = {},
): WatchedLink {
  const link = {
    log: [] as string[],
    messages: [] as RawMessage[],
    settles: [] as (() => void)[],
    connects: [] as { sessionPresent: boolean; at: number }[],
    blinds: [] as { reason: LinkReason; at: number; retryAt: number | null }[],
    readies: [] as (readonly Subscription[])[],
    subscribed: [] as Subscription[],
  };
  const connection = openConnection(
    {
      settings: brokerSettings.parse({ id: 'b1', name: 'Test', ...settings }),
      password,
      clientId: 'willwatch-test',
      filters,
    },
    {
      message: (message, done) => {
        link.messages.push(message);
        link.log.push(`message ${message.topic}`);
        if (settle) done();
        else link.settles.push(done);
      },
      ready: (granted) => {
        link.readies.push(granted);
        link.log.push('ready');
      },
      subscribed: (granted) => {
        link.subscribed.push(...granted);
        link.log.push('subscribed');
      },
      connected: (info) => {
        link.connects.push(info);
        link.log.push('connected');
      },
      blind: (info) => {
        link.blinds.push(info);
        link.log.push(`blind ${info.reason.code}`);
      },
    },
    { ...systemClock, random: () => 0.1, ...clock },
  );
  connection.start();
  return {
    ...link,
    connection,
    text: (index) => Buffer.from(link.messages[index]!.payload).toString(),
    [Symbol.asyncDispose]: () => connection.stop(),
  };
}
