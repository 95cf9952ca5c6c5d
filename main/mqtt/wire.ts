import type { Duplex } from 'node:stream';
import type { IPublishPacket, Packet } from 'mqtt';
import type { LinkReason } from '../contract/model.ts';
import { type BrokerAddress, isReason } from './address.ts';
import { clientOptions, type WireOptions } from './client-options.ts';
import { AckingClient } from './deferred-ack.ts';
import { type Circumstances, explain, explainClose, type Phase } from './explain.ts';
import type { Subscription } from './port.ts';
import { signAddress } from './sigv4.ts';
import { openTransport, type Transport } from './transport.ts';

/** MQTT 3.1.1 and 5 allow more, AWS IoT does not. */
const FILTERS_PER_SUBSCRIBE = 8;
const ANSWER_MS = 20_000;
const GOODBYE_MS = 1000;
const TOPIC_FILTER_INVALID = 0x8f;

export interface WireEvents {
  /** CONNACK with code 0, before any message. `tookMs`: since CONNECT could be sent. */
  accepted(info: { readonly sessionPresent: boolean; readonly tookMs: number }): void;
  /** A PUBLISH; see `AckingClient` for `settle`. */
  message(packet: IPublishPacket, settle: () => void): void;
  /** Exactly once, after the last message. */
  closed(reason: LinkReason): void;
}

/** One MQTT connection from its first byte to its last; it is never reconnected. Call `open()` once. */
export class Wire {
  readonly #options: WireOptions;
  readonly #events: WireEvents;
  #client: AckingClient | null = null;
  #transport: Transport | null = null;
  #phase: Phase = 'dialling';
  #ended = false;
  #why: LinkReason | null = null;
  #timer: NodeJS.Timeout | undefined;
  #dialledAt = 0;
  #ready: Promise<boolean>;
  #setReady: (connected: boolean) => void = () => {};
  #waiting = new Set<() => void>();
  #lastRetainedAt = 0;
  #heardAt = 0;

  constructor(options: WireOptions, events: WireEvents) {
    this.#options = options;
    this.#events = events;
    this.#ready = new Promise((resolve) => {
      this.#setReady = resolve;
    });
  }

  get unsettled(): number {
    return this.#client?.unsettled ?? 0;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** When the last packet came, `performance.now()`. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** When the last message with `retain` came, `performance.now()`. */
  get lastRetainedAt(): number {
    return this.#lastRetainedAt;
  }

  open(): void {
    const { address, connectTimeoutMs } = this.#options;
    this.#timer = setTimeout(() => this.#end({ code: 'timeout', detail: this.#phase }), connectTimeoutMs);
    if (!address.aws?.signed) {
      this.#begin(address);
      return;
    }
    // A signature holds for minutes, and the credentials for hours: both are made for this one connection.
    void signAddress(address, address.aws).then((signed) => {
      if (isReason(signed)) this.#end(signed);
      else if (!this.#ended) this.#begin(signed);
    });
  }

  #begin(address: BrokerAddress): void {
    try {
      const client = new AckingClient(
        () => this.#dial(address),
        clientOptions(this.#options),
        (packet, settle) => this.#message(packet, settle),
      );
      this.#client = client;
      client.on('error', (error) => this.#end(explain(error, this.#circumstances())));
      client.on('close', () => this.#end(this.#why ?? explainClose(this.#circumstances())));
      client.on('packetreceive', (packet) => this.#packet(packet));
      client.on('connect', () => this.#setReady(!this.#ended));
      client.connect();
    } catch (error) {
      // Out of the caller's stack, so that `closed` never comes before `open` returned.
      const reason = explain(error, this.#circumstances());
      setImmediate(() => this.#end(reason));
    }
  }

  /** SUBSCRIBE, at most 8 filters a packet. Gives every filter's SUBACK code, or `null` when the connection ended before. Never rejects. */
  async subscribe(
    filters: readonly string[],
    qos: 0 | 1,
    retainHandling: 0 | 2,
    each: (granted: readonly Subscription[]) => void = () => {},
  ): Promise<readonly Subscription[] | null> {
    if (!(await this.#ready)) return null;
    const batches: Promise<readonly Subscription[] | null>[] = [];
    for (let at = 0; at < filters.length; at += FILTERS_PER_SUBSCRIBE) {
      const batch = this.#subscribeBatch(filters.slice(at, at + FILTERS_PER_SUBSCRIBE), qos, retainHandling);
      batches.push(
        batch.then((granted) => {
          if (granted) each(granted);
          return granted;
        }),
      );
    }
    const answers = await Promise.all(batches);
    return this.#ended || answers.includes(null) ? null : answers.flatMap((answer) => answer ?? []);
  }

  /** UNSUBSCRIBE. Resolves when answered or when the connection ended. */
  async unsubscribe(filters: readonly string[]): Promise<void> {
    if (filters.length === 0 || !(await this.#ready)) return;
    for (let at = 0; at < filters.length; at += FILTERS_PER_SUBSCRIBE) {
      await this.#answer<true>((done) =>
        this.#client?.unsubscribe(filters.slice(at, at + FILTERS_PER_SUBSCRIBE), () => done(true)),
      );
    }
  }

  /** PINGREQ, and its PINGRESP: the broker has worked off what we sent before. `false` when the connection ended first. */
  async ping(): Promise<boolean> {
    if (!(await this.#ready)) return false;
    const answered = await this.#answer<true>((done) => {
      const client = this.#client;
      const listen = (packet: Packet) => {
        if (packet.cmd !== 'pingresp') return;
        client?.off('packetreceive', listen);
        done(true);
      };
      client?.on('packetreceive', listen);
      client?.sendPing();
    });
    return answered === true;
  }

  /** Whether a PING is answered within so many milliseconds; also true while we hold the reading ourselves and could not hear an answer. */
  async answers(withinMs: number): Promise<boolean> {
    const late = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => late.resolve(this.#client?.held === true), withinMs);
    const isAlive = await Promise.race([this.ping(), late.promise]);
    clearTimeout(timer);
    return isAlive;
  }

  /** PUBLISH. `true` when it is sent (QoS 0) or acknowledged (QoS 1 and 2), `false` when it could not be. Never rejects. */
  async publish(topic: string, payload: string | Uint8Array, qos: 0 | 1 | 2, retain: boolean): Promise<boolean> {
    if (!(await this.#ready)) return false;
    const sent = await this.#answer<boolean>((done) =>
      this.#client?.publish(topic, Buffer.from(payload), { qos, retain }, (error) => done(!error)),
    );
    return sent === true;
  }

  /** Sends no more pings and keeps the socket open, like a device that hangs. The broker gives up after 1.5 keep-alives [MQTT-3.1.2-24]. */
  freeze(): void {
    this.#client?.keepaliveManager?.destroy();
  }

  /** Ends the connection without a word, as if the cable were pulled. `closed` follows at once. */
  drop(reason: LinkReason): void {
    this.#end(reason);
  }

  /** Acknowledges what is settled, sends DISCONNECT, and resolves when the socket is closed, after one second at the latest. */
  async close(): Promise<void> {
    const client = this.#client;
    const reason: LinkReason = { code: 'stopped', detail: null };
    // Not dialled yet: still being signed.
    if (!client) this.#end(reason);
    if (!client || this.#ended) return;
    this.#why = reason;
    client.flush();
    client.forget();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GOODBYE_MS);
      const finish = () => {
        clearTimeout(timer);
        resolve();
      };
      if (!client.connected) return finish();
      client.stream.once('close', finish);
      // Nobody reads any more, and a socket with unread bytes does not close.
      client.stream.unpipe();
      client.stream.resume();
      // DISCONNECT as bytes: the client's `end(false)` would first wait for answers that may never come.
      client.stream.end(Buffer.of(0xe0, 0));
    });
    this.#end(reason);
  }

  #dial(address: BrokerAddress): Duplex {
    const { files, connectTimeoutMs } = this.#options;
    const transport = openTransport(address, files, connectTimeoutMs);
    this.#transport = transport;
    this.#dialledAt = performance.now();
    // MQTT.js swallows errors without a code, such as a refused WebSocket upgrade.
    transport.stream.on('error', (error) => this.#end(explain(error, this.#circumstances())));
    const socket = transport.socket();
    socket?.once('connect', () => this.#advance(address.secure ? 'securing' : 'connecting'));
    socket?.once('secureConnect', () => this.#advance('connecting'));
    return transport.stream;
  }

  #advance(phase: Phase): void {
    this.#phase = phase;
    this.#dialledAt = performance.now();
  }

  #circumstances(): Circumstances {
    return {
      phase: this.#phase,
      host: this.#options.address.host,
      signed: this.#options.address.aws?.signed === true,
      certificateDates: this.#transport?.certificateDates() ?? null,
    };
  }

  #packet(packet: Packet): void {
    if (this.#ended) return;
    this.#heardAt = performance.now();
    if (packet.cmd === 'connack') {
      const code = packet.reasonCode ?? packet.returnCode;
      if (this.#phase === 'connected') return;
      if (code !== 0) {
        this.#end(
          code === undefined ? { code: 'not-mqtt', detail: 'CONNACK without a code' } : explain({ code }, this.#circumstances()),
        );
        return;
      }
      clearTimeout(this.#timer);
      this.#phase = 'connected';
      this.#events.accepted({ sessionPresent: packet.sessionPresent === true, tookMs: performance.now() - this.#dialledAt });
    } else if (packet.cmd === 'disconnect') {
      // Only MQTT 5 brokers send it, and it says why (3.14.2.1).
      const code = packet.reasonCode ?? 0;
      this.#end(code === 0 ? { code: 'closed-by-broker', detail: null } : explain({ code }, this.#circumstances()));
    } else if (this.#phase !== 'connected') {
      this.#end({ code: 'not-mqtt', detail: `${packet.cmd} before CONNACK` });
    }
  }

  #message(packet: IPublishPacket, settle: () => void): void {
    if (this.#ended || this.#phase !== 'connected') return;
    if (packet.retain) this.#lastRetainedAt = performance.now();
    this.#events.message(packet, settle);
  }

  async #subscribeBatch(filters: readonly string[], qos: 0 | 1, rh: 0 | 2): Promise<readonly Subscription[] | null> {
    const answer = await this.#answer<{ granted: unknown }>((done) =>
      this.#client?.subscribe([...filters], { qos, rh }, (_error, _subscriptions, packet) => done({ granted: packet?.granted })),
    );
    if (!answer) return null;
    const codes = answer.granted as readonly number[] | undefined;
    if (!codes) {
      if (this.#ended || !this.#client?.connected) return null;
      // MQTT.js itself finds one of these filters invalid and sends nothing: find out which, so that the others work.
      if (filters.length === 1) return [{ filter: filters[0]!, code: TOPIC_FILTER_INVALID }];
      const single = await Promise.all(filters.map((filter) => this.#subscribeBatch([filter], qos, rh)));
      return single.includes(null) ? null : single.flatMap((one) => one ?? []);
    }
    if (codes.length !== filters.length) {
      this.#end({ code: 'protocol-error', detail: `SUBACK with ${codes.length} codes for ${filters.length} filters` });
      return null;
    }
    return filters.map((filter, index) => ({ filter, code: codes[index]! }));
  }

  /** Waits for the answer to `send`: `null` when the connection ends first. No answer in 20 s ends it, unless we hold the reading ourselves. */
  #answer<T>(send: (done: (value: T) => void) => void): Promise<T | null> {
    if (this.#ended) return Promise.resolve(null);
    return new Promise((resolve) => {
      const finish = (value: T | null) => {
        clearInterval(timer);
        this.#waiting.delete(giveUp);
        resolve(value);
      };
      const giveUp = () => finish(null);
      const timer = setInterval(() => {
        if (!this.#client?.held) this.#end({ code: 'timeout', detail: 'no answer from the broker' });
      }, ANSWER_MS);
      this.#waiting.add(giveUp);
      send(finish);
    });
  }

  #end(reason: LinkReason): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    if (client) {
      client.forget();
      // There is no stream when opening it threw.
      if (client.stream) client.end(true);
    }
    this.#setReady(false);
    for (const giveUp of [...this.#waiting]) giveUp();
    this.#events.closed(this.#why ?? reason);
  }
}
