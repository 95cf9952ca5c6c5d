import type { LinkReason } from '../contract/model.ts';
import type { BrokerSettings } from '../contract/settings.ts';
import type { RawMessage } from '../presence/message.ts';

export interface ConnectionOptions {
  readonly settings: BrokerSettings;
  readonly password: string | null;
  /** Of the client certificate's key. */
  readonly passphrase: string | null;
  /** Stable per installation and connection, used when the settings name none. */
  readonly clientId: string;
  readonly filters: readonly string[];
  /** Listened to on the live connection alone: the broker's own counters. A refusal is not told. */
  readonly liveFilters: readonly string[];
}

export interface Subscription {
  readonly filter: string;
  /** SUBACK code: 0, 1, 2 granted; 128 and above refused. */
  readonly code: number;
}

/** A message of our own, on its way to a broker. */
export interface Outgoing {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

/** What a connection tells. All calls come in order. */
export interface ConnectionEvents {
  /**
   * A message, also each of the two copies that come on the persistent and on the live connection, with the promise to acknowledge: call `settle` once it is on disk, for every message whatever its QoS. With the live listener
   * the first copy may be a QoS 0 one, and its QoS 1 twin, which is not told again, is acknowledged when that one is settled.
   * After the connection it came by is gone: a no-op.
   * Returning nothing and settling later never blocks the next message until `MAX_PENDING` of them wait (at QoS 0 `MAX_PENDING_QOS0`, or `MAX_PENDING_BYTES`).
   * @returns whether it is the second copy of a message of this life of the connection: then nothing older waits in the broker
   */
  message(message: RawMessage, settle: () => void): { readonly isTwin: boolean };
  /** Connected, every filter answered, and the retained snapshot read (DESIGN: the way of a connection). */
  ready(granted: readonly Subscription[]): void;
  /** Every SUBACK as it comes, also refused ones. */
  subscribed(granted: readonly Subscription[]): void;
  /** CONNACK accepted. `sessionPresent`: the broker kept our session. */
  connected(info: { readonly sessionPresent: boolean; readonly at: number }): void;
  /**
   * Lost, or an attempt failed. `seenAt`: when the broker was last heard, epoch ms; nothing that it sent later reached us. `null` when an
   * attempt failed. `retryAt` epoch ms of the next attempt, `null` when stopped.
   */
  blind(info: {
    readonly reason: LinkReason;
    readonly at: number;
    readonly seenAt: number | null;
    readonly retryAt: number | null;
  }): void;
}

export interface Connection {
  start(): void;
  /** Connects anew, now: after a sleep, on demand. Drops a socket that only looks alive. */
  reconnect(reason: LinkReason): void;
  /** The network may be another one. Not connected: tries now. Connected: the broker must answer a PING at once, or the socket only looked alive. */
  check(): void;
  /** Replaces the filters; subscribes and unsubscribes what changed. */
  watch(filters: readonly string[]): Promise<void>;
  /** DISCONNECT; resolves when the socket is closed. */
  stop(): Promise<void>;
  /** Reads the retained messages again at QoS 0, after the broker dropped messages. False: nothing is there to read them with. */
  resync(): Promise<boolean>;
  /** `true` when it is sent (QoS 0) or acknowledged (QoS 1); `false` when the connection is not there, or ends first: then nobody knows. Never rejects. */
  publish(message: Outgoing): Promise<boolean>;
}
