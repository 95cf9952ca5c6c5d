import type { LinkReason } from '../contract/model.ts';
import type { BrokerSettings } from '../contract/settings.ts';
import { isReason, parseAddress } from './address.ts';
import { explainSuback } from './explain.ts';
import { connectGuest } from './guest.ts';
import { readSecureFiles } from './secure-files.ts';

const CONNECT_MS = 10_000;

export interface VisitMessage {
  readonly topic: string;
  /** Of the packet: whoever keeps it copies it. */
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly dup: boolean;
}

export interface VisitEvents {
  /** Acknowledged at once. */
  message(message: VisitMessage): void;
  /** Once, when a visit that had begun ends in whatever way. */
  closed(reason: LinkReason): void;
}

/** A connection of its own for a while: a clean session under another client id, so that the one that watches is left as it is. */
export interface Visit {
  /** Why each filter was refused; null: granted. `null` instead: the connection ended first. Retained messages come each time. Never rejects. */
  subscribe(filters: readonly string[], qos: 0 | 1): Promise<ReadonlyMap<string, LinkReason | null> | null>;
  unsubscribe(filters: readonly string[]): Promise<void>;
  /** DISCONNECT; resolves when the socket is closed. */
  end(): Promise<void>;
}

export type StartVisit = typeof visit;

/** Never rejects. */
export async function visit(
  settings: BrokerSettings,
  { password, passphrase }: { readonly password: string | null; readonly passphrase: string | null },
  events: VisitEvents,
): Promise<Visit | LinkReason> {
  const address = parseAddress(settings.url, settings.aws);
  if (isReason(address)) return address;
  const files = address.secure ? await readSecureFiles(settings, passphrase) : {};
  if (isReason(files)) return files;
  const wire = await connectGuest(address, files, settings, password, CONNECT_MS, {
    message: ({ topic, payload, qos, retain, dup }) =>
      events.message({ topic, payload: typeof payload === 'string' ? Buffer.from(payload) : payload, qos, retain, dup }),
    closed: events.closed,
  });
  if (isReason(wire)) return wire;
  return {
    subscribe: async (filters, qos) => {
      const granted = await wire.subscribe(filters, qos, 0);
      return granted && new Map(granted.map(({ filter, code }) => [filter, code < 0x80 ? null : explainSuback(code)]));
    },
    unsubscribe: (filters) => wire.unsubscribe(filters),
    end: () => wire.close(),
  };
}
