import type { Duplex } from 'node:stream';
import { type IClientOptions, type IPublishPacket, MqttClient, type Packet } from 'mqtt';

/** How many QoS 1 messages may wait for their acknowledgement before no more are read from the socket. */
export const MAX_PENDING = 4096;
/**
 * The same for messages at QoS 0. Several times a large power cut: while we do not read these, brokers drop them, and that is only better than
 * a disk that stands still until the memory is full.
 */
export const MAX_PENDING_QOS0 = 65_536;
/** And the bytes that all of them carry. */
export const MAX_PENDING_BYTES = 67_108_864;

/** After so many messages the event loop gets its turn, or sooner: when they took so long. */
const YIELD_EVERY = 256;
const YIELD_AFTER_MS = 4;
/** How often is looked how long they took. */
const LOOK_EVERY = 32;
/** Bytes. The parser alone would take longer than a turn for a full chunk of the socket. */
const PARSED_AT_ONCE = 8192;

/** Any error makes MQTT.js go on to the next packet without sending PUBACK (5.16, build/lib/handlers/publish.js, case 1). */
const NO_PUBACK = new Error('acknowledged later');

interface Pending {
  /** Null at QoS 0, where nothing is acknowledged. */
  readonly messageId: number | null;
  readonly bytes: number;
  settled: boolean;
}

type Acknowledged = Pending & { readonly messageId: number };

/** Gets every PUBLISH, in order. `settle` may be called at any time and more than once. */
export type OnPublish = (packet: IPublishPacket, settle: () => void) => void;

/**
 * The one place that knows how MQTT.js acknowledges. MQTT.js waits in `handleMessage(packet, callback)` for `callback` before it looks at
 * the next packet, and then sends PUBACK; so one message per commit. Here `callback` comes at once with an error, which sends nothing,
 * and the PUBACK is written after `settle()`.
 *
 * - PUBACKs go out in the order the messages came [MQTT-4.6.0-2], however they are settled, many in one write.
 * - They are bytes on the socket the message came by, never a packet given to the client: MQTT.js would keep one given while
 *   offline and send it on the next connection, where the same id may belong to another message. For the same reason a client is
 *   for one connection only (`reconnectPeriod` 0).
 * - Above `MAX_PENDING` unsettled messages, or so many at QoS 0 or so many bytes, `callback` is held, which stops the reading of the socket,
 *   until enough of them settle.
 */
export class AckingClient extends MqttClient {
  readonly #onPublish: OnPublish;
  #pending: Acknowledged[] = [];
  #head = 0;
  #pendingQos0 = 0;
  #pendingBytes = 0;
  #held: (() => void) | null = null;
  #count = 0;
  /** `performance.now()` of the first message that was read since the event loop had its turn. */
  #turnBegan = 0;
  #flushing = false;
  #gone = false;
  #chunks = 0;
  #chunksAtPing = -1;

  /** `open` makes the stream; it is called once, by `connect()`. */
  constructor(open: () => Duplex, options: IClientOptions, onPublish: OnPublish) {
    let connect = (): Duplex => open();
    super(() => connect() as MqttClient['stream'], {
      ...options,
      manualConnect: true,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      // Else MQTT.js packs up five lines a message for a log that is switched off.
      log: () => undefined,
    });
    connect = () => this.#guard(open());
    this.#onPublish = onPublish;
    this.once('close', () => this.forget());
    this.on('packetreceive', (packet) => this.#refuseQos2(packet));
  }

  /** How many messages at QoS 1 wait for `settle` or their PUBACK. */
  get unsettled(): number {
    return this.#pending.length - this.#head;
  }

  /** Whether reading stands still because too many messages are unsettled. */
  get held(): boolean {
    return this.#held !== null;
  }

  /** From here on nothing is handed on and nothing acknowledged. */
  forget(): void {
    this.#gone = true;
    this.#pending = [];
    this.#head = 0;
    this.#held = null;
  }

  /** Writes the acknowledgements that are due now instead of at the end of this turn. */
  flush(): void {
    this.#flushing = false;
    if (this.#gone) return;
    let end = this.#head;
    while (this.#pending[end]?.settled) end++;
    if (end > this.#head) {
      const bytes = Buffer.allocUnsafe((end - this.#head) * 4);
      for (let at = 0; this.#head < end; at += 4) {
        // PUBACK, remaining length 2, id; in MQTT 5 that also means reason code 0 (3.4.2.1).
        bytes.writeUInt16BE(0x4002, at);
        bytes.writeUInt16BE(this.#pending[this.#head++]!.messageId, at + 2);
      }
      if (this.stream.writable) this.stream.write(bytes);
      if (this.#head > 1024 && this.#head * 2 > this.#pending.length) {
        this.#pending.splice(0, this.#head);
        this.#head = 0;
      }
    }
    if (this.#held && !this.#isFull()) {
      const go = this.#held;
      this.#held = null;
      setImmediate(go);
    }
  }

  override handleMessage(packet: IPublishPacket, callback: (error?: Error) => void): void {
    if (this.#gone) return;
    const bytes = packet.payload.length;
    const error = packet.qos === 1 ? NO_PUBACK : undefined;
    this.#pendingBytes += bytes;
    if (packet.qos === 1 && packet.messageId !== undefined) {
      const pending = { messageId: packet.messageId, bytes, settled: false };
      this.#pending.push(pending);
      this.#onPublish(packet, () => this.#settle(pending));
    } else {
      const pending = { messageId: null, bytes, settled: false };
      this.#pendingQos0++;
      this.#onPublish(packet, () => this.#settle(pending));
    }
    if (this.#gone) return;
    if (this.#isFull()) {
      this.#held = () => callback(error);
      return;
    }
    if (this.#isTurnOver())
      setImmediate(() => {
        this.#turnBegan = performance.now();
        callback(error);
      });
    else callback(error);
  }

  #isTurnOver(): boolean {
    this.#count = (this.#count + 1) % YIELD_EVERY;
    if (this.#count % LOOK_EVERY !== 0) return false;
    if (this.#count !== 0 && performance.now() - this.#turnBegan < YIELD_AFTER_MS) return false;
    this.#count = 0;
    return true;
  }

  override sendPing(): void {
    this.#chunksAtPing = this.#chunks;
    super.sendPing();
  }

  /**
   * MQTT.js pings after one keep-alive and gives up half a keep-alive later, so a dead socket is noticed within 1.5 keep-alives. It does not
   * count what else was heard: a PINGRESP behind a long burst, or unread because we hold the reading, is not silence.
   */
  override onKeepaliveTimeout(): void {
    if (this.held || this.#chunks !== this.#chunksAtPing) this.reschedulePing(true);
    else super.onKeepaliveTimeout();
  }

  /**
   * We subscribe at QoS 0 and 1, so no broker may send QoS 2 [MQTT-3.8.4-6]. Renamed, such a packet goes past MQTT.js, which would throw on
   * a PUBREL for a message it does not have, outside of any stack of ours.
   */
  #refuseQos2(packet: Packet): void {
    if (packet.cmd !== 'pubrel' && !(packet.cmd === 'publish' && packet.qos === 2)) return;
    const refused = packet.cmd;
    (packet as { cmd: string }).cmd = 'refused';
    setImmediate(() => this.emit('error', new Error(`protocol error: ${refused} at QoS 2, which we never asked for`)));
  }

  #isFull(): boolean {
    return this.unsettled >= MAX_PENDING || this.#pendingQos0 >= MAX_PENDING_QOS0 || this.#pendingBytes >= MAX_PENDING_BYTES;
  }

  #settle(pending: Pending): void {
    if (pending.settled || this.#gone) return;
    pending.settled = true;
    this.#pendingBytes -= pending.bytes;
    if (pending.messageId === null) this.#pendingQos0--;
    if (this.#flushing) return;
    this.#flushing = true;
    process.nextTick(() => this.flush());
  }

  /**
   * Counts what was read, and has it parsed in pieces, each worked off before the next. And should the parser ever throw on hostile bytes:
   * MQTT.js calls it inside the stream's machinery, where that would end the process.
   */
  #guard(stream: Duplex): Duplex {
    const pipe = stream.pipe;
    stream.pipe = <T extends NodeJS.WritableStream>(target: T, options?: { end?: boolean }): T => {
      const writable = target as T & { _write(chunk: Buffer, encoding: string, done: () => void): void };
      const write = writable._write;
      const parse = (chunk: Buffer, encoding: string, done: () => void): void => {
        const rest = chunk.subarray(PARSED_AT_ONCE);
        const next = rest.length === 0 ? done : () => parse(rest, encoding, done);
        try {
          write.call(writable, chunk.subarray(0, PARSED_AT_ONCE), encoding, next);
        } catch (error) {
          this.emit('error', new Error(`unparsable packet: ${error instanceof Error ? error.message : error}`));
        }
      };
      writable._write = (chunk, encoding, done) => {
        this.#chunks++;
        parse(chunk, encoding, done);
      };
      return pipe.call(stream, target, options) as T;
    };
    return stream;
  }
}
