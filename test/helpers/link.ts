import type { LinkReason } from '../../main/contract/model.ts';
import { type BrokerSettings, brokerSettings } from '../../main/contract/settings.ts';
import { Ledger } from '../../main/monitor/ledger.ts';
import { type LinkClock, systemClock } from '../../main/mqtt/clock.ts';
import { openConnection } from '../../main/mqtt/connection.ts';
import type { Connection, Subscription } from '../../main/mqtt/port.ts';
import type { RawMessage } from '../../main/presence/message.ts';

export interface WatchedLink {
  readonly connection: Connection;
  /** Every event in order, as words: `connected`, `blind refused`, `subscribed`, `ready`, `message <topic>`. */
  readonly log: string[];
  /** Each once, as the monitor's ledger counts them. */
  readonly messages: RawMessage[];
  /** What the ledger knew from before this life of the connection. */
  readonly again: RawMessage[];
  readonly settles: (() => void)[];
  readonly connects: { sessionPresent: boolean; at: number }[];
  readonly blinds: { reason: LinkReason; at: number; retryAt: number | null }[];
  readonly readies: (readonly Subscription[])[];
  readonly subscribed: Subscription[];
  text(index: number): string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens a connection and keeps what it tells. Settles every message at once unless `settle` is false; `raw` shows also what comes again. It hurries: back-off is cut to a tenth. */
export function openLink(
  settings: Partial<BrokerSettings> & { url: string },
  filters: readonly string[],
  {
    settle = true,
    password = null,
    passphrase = null,
    clock = {},
    raw = false,
  }: { raw?: boolean; settle?: boolean; password?: string | null; passphrase?: string | null; clock?: Partial<LinkClock> } = {},
): WatchedLink {
  const link = {
    log: [] as string[],
    messages: [] as RawMessage[],
    again: [] as RawMessage[],
    settles: [] as (() => void)[],
    connects: [] as { sessionPresent: boolean; at: number }[],
    blinds: [] as { reason: LinkReason; at: number; retryAt: number | null }[],
    readies: [] as (readonly Subscription[])[],
    subscribed: [] as Subscription[],
  };
  const ledger = new Ledger();
  const connection = openConnection(
    {
      settings: brokerSettings.parse({ id: 'b1', name: 'Test', ...settings }),
      password,
      passphrase,
      clientId: 'willwatch-test',
      filters,
      liveFilters: [],
    },
    {
      message: (message, done) => {
        const { met } = raw ? { met: 'new' } : ledger.meet(message, link.messages.length);
        if (met === 'new') {
          link.messages.push(message);
          link.log.push(`message ${message.topic}`);
        }
        if (met === 'old') link.again.push(message);
        if (settle) done();
        else link.settles.push(done);
        return { isTwin: met === 'twin' };
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
        ledger.begin('b1', info.sessionPresent, performance.now());
        link.connects.push(info);
        link.log.push('connected');
      },
      blind: (info) => {
        ledger.end('b1', performance.now());
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
