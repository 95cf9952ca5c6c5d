import { setTimeout as sleep } from 'node:timers/promises';
import type { IPublishPacket } from 'mqtt';
import type { LinkReason } from '../contract/model.ts';
import type { RawMessage } from '../presence/message.ts';
import type { WireOptions } from './client-options.ts';
import type { LinkClock } from './clock.ts';
import { MAX_PENDING_BYTES } from './deferred-ack.ts';
import { LiveListener } from './live-listener.ts';
import { messageProperties } from './message-properties.ts';
import type { ConnectionEvents, Outgoing, Subscription } from './port.ts';
import { QueueWatch } from './queue-watch.ts';
import { waitForRetained } from './snapshot.ts';
import { Wire } from './wire.ts';

/** The live connection gets this long to subscribe before the persistent one goes ahead without it. */
const LISTENER_HEAD_START_MS = 5000;
/** How often it is looked whether the broker has handed over what it kept. */
const LOOK_MS = 50;
/** More than this on the live connection, or than `MAX_PENDING_BYTES`, does not wait for that. */
const MAX_HELD = 20_000;

export interface LinkSessionOptions {
  readonly connectionId: string;
  readonly wire: WireOptions;
  readonly liveListener: boolean;
  readonly liveFilters: readonly string[];
}

type LinkSessionEvents = Pick<ConnectionEvents, 'message' | 'ready' | 'subscribed' | 'connected'> & {
  closed(reason: LinkReason): void;
};

/**
 * One life of a link: the persistent connection, and beside it the live one when the settings want it, from CONNECT to the end of the
 * persistent one. The retained messages are read at QoS 0, where brokers do not drop them (Mosquitto's queue holds 1000 QoS 1 messages):
 *
 * - with the live connection: it subscribes first and gets them; then the persistent one subscribes at QoS 1, with retain handling 2 for
 *   the filters that the live one was granted (MQTT 5). Where the live one cannot be had the persistent one asks for them itself.
 *   What the broker kept for us is older than all that the live connection brings, retained or not, so that waits: otherwise a device that
 *   came back while we were away, and is lost just now, would end as online.
 * - without it, and with a new session: at QoS 0 first, and then at QoS 1, which replaces the subscription [MQTT-3.8.4-3].
 * - without it, and with a kept session: at QoS 1 at once. A moment at QoS 0 would lose what the session is for.
 */
export class LinkSession {
  readonly #options: LinkSessionOptions;
  readonly #clock: LinkClock;
  readonly #events: LinkSessionEvents;
  readonly #wire: Wire;
  #filters: readonly string[];
  #codes = new Map<string, number>();
  #listener: LiveListener | null = null;
  #queue: QueueWatch | null = null;
  /** Without a live connection the retained messages come twice on this one, first at QoS 0: those stand for the live one's. */
  #retainedSide: RawMessage['side'] = 'only';
  #work: Promise<void> = Promise.resolve();
  /** Of the live connection, in order, until the persistent one has brought what is older. */
  #held: RawMessage[] = [];
  #heldBytes = 0;
  /** The persistent connection has subscribed in this life. */
  #hasAsked = false;
  readonly #heldKeys = new Set<string>();

  constructor(options: LinkSessionOptions, filters: readonly string[], clock: LinkClock, events: LinkSessionEvents) {
    this.#options = options;
    this.#filters = filters;
    this.#clock = clock;
    this.#events = events;
    this.#wire = new Wire(options.wire, {
      accepted: ({ sessionPresent, tookMs }) => this.#accepted(sessionPresent, tookMs),
      message: (packet, settle) => this.#onPersistent(packet, settle),
      closed: (reason) => {
        void this.#listener?.stop(false);
        this.#release();
        events.closed(reason);
      },
    });
  }

  open(): void {
    this.#wire.open();
  }

  /** Subscribes and unsubscribes what changed. Resolves when answered, or when the session ended first. */
  watch(filters: readonly string[]): Promise<void> {
    return this.#queueUp(async () => {
      const gone = this.#filters.filter((filter) => !filters.includes(filter));
      const added = filters.filter((filter) => !this.#filters.includes(filter));
      this.#filters = filters;
      for (const filter of gone) this.#codes.delete(filter);
      await Promise.all([this.#wire.unsubscribe(gone), this.#listener?.watch(filters)]);
      if (added.length === 0) return;
      await this.#subscribe(added);
      if (!this.#listener?.granted.size) await waitForRetained(this.#wire);
    });
  }

  /** Reads the retained messages again at QoS 0. `false`: there is no live connection to do it with. */
  async resync(): Promise<boolean> {
    return (await this.#listener?.resync()) ?? false;
  }

  publish({ topic, payload, qos, retain }: Outgoing): Promise<boolean> {
    return this.#wire.publish(topic, payload, qos, retain);
  }

  /** For how long nothing has come on either connection, milliseconds. */
  get silentMs(): number {
    return Math.max(0, performance.now() - Math.max(this.#wire.heardAt, this.#listener?.heardAt ?? 0));
  }

  /** Whether the broker answers a PING within so many milliseconds. */
  answers(withinMs: number): Promise<boolean> {
    return this.#wire.answers(withinMs);
  }

  /** Ends it at once, without DISCONNECT. */
  drop(reason: LinkReason): void {
    this.#wire.drop(reason);
  }

  async close(): Promise<void> {
    await Promise.all([this.#wire.close(), this.#listener?.stop(true)]);
  }

  #accepted(sessionPresent: boolean, tookMs: number): void {
    this.#queue = new QueueWatch(sessionPresent, this.#clock.mono(), tookMs);
    this.#events.connected({ sessionPresent, at: this.#clock.now() });
    void this.#queueUp(() => (this.#options.liveListener ? this.#beginWithListener() : this.#beginAlone(sessionPresent)));
  }

  async #beginWithListener(): Promise<void> {
    const listener = new LiveListener(
      this.#options.wire,
      this.#filters,
      this.#options.liveFilters,
      this.#clock,
      (packet, settle) => this.#onLive(packet, settle),
    );
    this.#listener = listener;
    if (this.#wire.ended) return;
    listener.start();
    await this.#atMost(listener.first);
    await this.#subscribe(this.#filters);
    const alone = this.#filters.some((filter) => !listener.granted.has(filter));
    await Promise.all([listener.snapshot, alone ? waitForRetained(this.#wire) : undefined]);
    while (this.#isDraining()) await sleep(LOOK_MS);
    this.#release();
    this.#tellReady();
  }

  async #beginAlone(sessionPresent: boolean): Promise<void> {
    if (!sessionPresent) {
      this.#retainedSide = 'live';
      await this.#wire.subscribe(this.#filters, 0, 0);
      await waitForRetained(this.#wire);
      this.#retainedSide = 'kept';
    }
    await this.#subscribe(this.#filters, sessionPresent ? 0 : 2);
    if (sessionPresent) await waitForRetained(this.#wire);
    this.#tellReady();
  }

  async #subscribe(filters: readonly string[], retainHandling?: 0 | 2): Promise<void> {
    this.#hasAsked = true;
    const covered = (filter: string) => retainHandling === 2 || this.#listener?.granted.has(filter) === true;
    const each = (granted: readonly Subscription[]) => {
      for (const { filter, code } of granted) this.#codes.set(filter, code);
      if (!this.#wire.ended) this.#events.subscribed(granted);
    };
    await Promise.all([
      this.#wire.subscribe(filters.filter(covered), 1, 2, each),
      this.#wire.subscribe(
        filters.filter((filter) => !covered(filter)),
        1,
        0,
        each,
      ),
    ]);
  }

  #tellReady(): void {
    if (this.#wire.ended) return;
    const granted = this.#filters.flatMap((filter) => {
      const code = this.#codes.get(filter);
      return code === undefined ? [] : [{ filter, code }];
    });
    this.#events.ready(granted);
  }

  #onPersistent(packet: IPublishPacket, settle: () => void): void {
    const mono = this.#clock.mono();
    const settled = () => {
      this.#queue?.settled(this.#clock.mono());
      settle();
    };
    // The first that the live connection has too: nothing older waits any more.
    if (!packet.retain && this.#heldKeys.has(keyOf(packet))) {
      this.#queue?.seenLive();
      this.#release();
    }
    const waitedFor = packet.qos === 1 ? this.#wire.unsettled - 1 : this.#wire.unsettled;
    // A retained one is of the SUBSCRIBE before, unless this connection had to ask for them itself.
    const queued = packet.retain
      ? this.#isDraining() && (!this.#hasAsked || (this.#listener?.granted.size ?? 0) > 0)
      : this.#queue?.arrived(mono, waitedFor) === true;
    const side = this.#listener ? 'kept' : packet.retain ? this.#retainedSide : 'only';
    this.#hand(this.#message(packet, side, queued, mono), settled);
  }

  #onLive(packet: IPublishPacket, settle: () => void): void {
    if (this.#wire.ended) return;
    const message = this.#message(packet, 'live', false, this.#clock.mono());
    if (this.#isDraining() && this.#held.length < MAX_HELD && this.#heldBytes < MAX_PENDING_BYTES) {
      this.#held.push(message);
      this.#heldBytes += message.payload.length;
      if (!packet.retain) this.#heldKeys.add(keyOf(packet));
      // More may come: what ends the waiting may be behind it.
      settle();
      return;
    }
    this.#release();
    this.#hand(message, settle);
  }

  #isDraining(): boolean {
    return !this.#wire.ended && this.#queue?.look(this.#clock.mono(), this.#wire.unsettled) === true;
  }

  #release(): void {
    this.#heldKeys.clear();
    this.#heldBytes = 0;
    for (const message of this.#held.splice(0)) this.#hand(message, () => {});
  }

  #hand(message: RawMessage, settle: () => void): void {
    const { isTwin } = this.#events.message(message, settle);
    // Both connections had it: what the broker had kept is behind us.
    if (isTwin && !message.retain) this.#queue?.seenLive();
  }

  #message(packet: IPublishPacket, side: RawMessage['side'], queued: boolean, mono: number): RawMessage {
    return {
      connectionId: this.#options.connectionId,
      topic: packet.topic,
      payload: typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload,
      qos: packet.qos,
      retain: packet.retain,
      dup: packet.dup,
      receivedAt: this.#clock.now(),
      receivedMono: mono,
      queued,
      packetId: packet.qos > 0 ? (packet.messageId ?? null) : null,
      side,
      properties: messageProperties(packet),
    };
  }

  async #atMost(promise: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LISTENER_HEAD_START_MS);
    });
    await Promise.race([promise, late]);
    clearTimeout(timer);
  }

  #queueUp(task: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(task);
    return this.#work;
  }
}

const keyOf = ({ topic, payload }: IPublishPacket): string =>
  `${topic}\0${typeof payload === 'string' ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('latin1')}`;
