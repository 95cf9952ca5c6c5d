import type { FakeClock } from './fake-clock.ts';
import type { FakeLink } from './monitor-bench.ts';

/** One PUBLISH that the broker took in. */
export interface Published {
  readonly n: number;
  readonly device: string;
  readonly topic: string;
  readonly says: string;
  readonly payload: string;
  readonly retain: boolean;
  /** The true time, wall clock and monotonic. */
  readonly at: number;
  readonly mono: number;
}

/** A copy of a message for us. Retained ones belong to one SUBSCRIBE. */
export interface Copy {
  readonly message: Published;
  /** Of which SUBSCRIBE, when it is a retained one. */
  readonly snapshot: number | null;
}

/** How a copy was handed over. */
export interface Handing {
  readonly life: number;
  readonly queued: boolean;
  /** The retained messages of this connection had all been handed over. */
  readonly isReady: boolean;
}

interface Kept extends Copy {
  packetId: number | null;
  state: 'waiting' | 'flight' | 'acked';
  /** Kept while we were away. */
  isOld: boolean;
  ackedMono: number;
}

/** An acknowledgement younger than this may have been lost with its connection. */
const ACK_LOST_MS = 15_000;
/** How long after the last queued message an empty line still counts as draining, as `QueueWatch` has it. */
const QUIET_MS = 1000;
const PLAIN_AFTER_MS = 2500;

/**
 * A broker as far as a watcher can tell: retained messages, one session that may be kept, a persistent and a live connection with
 * an order of their own each. Nothing moves by itself: the test hands over what it wants when it wants.
 */
export class ModelBroker {
  readonly #clock: FakeClock;
  /** Whether SUBSCRIBE brings the retained messages to the persistent connection as well, as MQTT 3.1.1 does. */
  readonly #sendsRetainedTwice: boolean;
  readonly #delivered: (copy: Copy, handing: Handing) => void;
  readonly #retained = new Map<string, Published>();
  #hasSession = false;
  /** Since the first connection, in the order in which the broker took them in. */
  readonly published: Published[] = [];
  #nextPacketId = 1;
  #kept: Kept[] = [];
  #live: Copy[] = [];
  #link: FakeLink | null = null;
  #life = 0;
  #connectedMono = 0;
  #drainedMono = 0;
  #subscribes = 0;
  #isReady = false;
  #count = 0;

  constructor(clock: FakeClock, sendsRetainedTwice: boolean, delivered: (copy: Copy, handing: Handing) => void) {
    this.#clock = clock;
    this.#sendsRetainedTwice = sendsRetainedTwice;
    this.#delivered = delivered;
  }

  get isConnected(): boolean {
    return this.#link !== null;
  }

  get connectedMono(): number {
    return this.#connectedMono;
  }

  publish(device: string, topic: string, says: string, retain: boolean): void {
    const clock = this.#clock;
    const n = this.#count++;
    // Just after a return nobody can tell which of two equal messages was kept and which is new.
    const isPlain = this.#link === null || clock.mono() > Math.max(this.#drainedMono, this.#connectedMono) + PLAIN_AFTER_MS;
    const payload = JSON.stringify({ state: says, ...(!isPlain && { n }) });
    const message = { n, device, topic, says, payload, retain, at: clock.now(), mono: clock.mono() };
    if (retain) this.#retained.set(topic, message);
    if (this.#hasSession) this.published.push(message);
    if (this.#hasSession)
      this.#kept.push({ message, snapshot: null, packetId: null, state: 'waiting', ackedMono: 0, isOld: false });
    if (this.#link !== null) this.#live.push({ message, snapshot: null });
  }

  connect(link: FakeLink, keepSession: boolean): void {
    const sessionPresent = keepSession && this.#hasSession;
    if (!sessionPresent) {
      this.#kept = [];
      this.#nextPacketId = 1;
    }
    this.#hasSession = true;
    this.#link = link;
    this.#life++;
    this.#isReady = false;
    this.#connectedMono = this.#clock.mono();
    for (const one of this.#kept) one.isOld = true;
    this.#drainedMono = this.#connectedMono + (sessionPresent ? QUIET_MS : 0);
    link.connect(sessionPresent);
    const snapshot = ++this.#subscribes;
    for (const message of this.#retained.values()) {
      this.#live.push({ message, snapshot });
      if (this.#sendsRetainedTwice)
        this.#kept.push({ message, snapshot, packetId: null, state: 'waiting', ackedMono: 0, isOld: false });
    }
    this.#readyWhenRead();
  }

  /** The wire is gone. The last `acksLost` acknowledgements never reached the broker. */
  cut(acksLost: number): void {
    const now = this.#clock.mono();
    const isFresh = (one: Kept) => one.state === 'acked' && now - one.ackedMono <= ACK_LOST_MS;
    const lost = new Set(acksLost === 0 ? [] : this.#kept.filter(isFresh).slice(-acksLost));
    this.#kept = this.#kept.filter((one) => one.state !== 'acked' || lost.has(one));
    for (const one of this.#kept) one.state = 'waiting';
    this.#live = [];
    this.#link = null;
    this.#life++;
  }

  /** Up to when everything published has come on one of the connections at least. */
  get seenAt(): number {
    const lanes = [this.#live, this.#kept.filter((one) => one.state === 'waiting')];
    const firsts = lanes.map((lane) => lane.reduce((at, one) => Math.min(at, one.message.at), this.#clock.now()));
    return Math.max(...firsts);
  }

  /** How long, in ms, the oldest undelivered copy has been on its way. */
  age(lane: 'live' | 'kept'): number {
    const now = this.#clock.mono();
    const copies = lane === 'live' ? this.#live : this.#kept.filter((one) => one.state === 'waiting');
    return copies.reduce((age, { message }) => Math.max(age, now - Math.max(message.mono, this.#connectedMono)), 0);
  }

  /** Hands over what was kept while we were away. */
  drain(): void {
    while (this.#link !== null && this.#isDraining()) this.#deliverKept(this.#link);
    this.#readyWhenRead();
  }

  /** Hands over the next `count` copies of one connection. */
  deliver(lane: 'live' | 'kept', count = Number.POSITIVE_INFINITY): void {
    for (let n = 0; n < count && this.#link !== null; n++) {
      const done = lane === 'live' ? this.#deliverLive(this.#link) : this.#deliverKept(this.#link);
      if (done) break;
    }
  }

  /** What is older than this connection, before anything that the live one brings. */
  #isDraining(): boolean {
    return this.#kept.some((one) => one.state === 'waiting' && one.isOld);
  }

  #deliverLive(link: FakeLink): boolean {
    if (this.#isDraining()) return true;
    const copy = this.#live.shift();
    if (copy === undefined) return true;
    const { message, snapshot } = copy;
    this.#delivered(copy, { life: this.#life, queued: false, isReady: this.#isReady });
    link.say(message.topic, message.payload, { side: 'live', retain: snapshot !== null });
    this.#readyWhenRead();
    return false;
  }

  #deliverKept(link: FakeLink): boolean {
    const next = this.#kept.find((one) => one.state === 'waiting');
    if (next === undefined) return true;
    const { message, snapshot } = next;
    const now = this.#clock.mono();
    const { isOld } = next;
    if (isOld) this.#drainedMono = now + QUIET_MS;
    // What may look as if it had been kept does not come before the retained messages that are older.
    if (!isOld && snapshot === null && !this.#isReady && now < this.#drainedMono) return true;
    const dup = next.packetId !== null;
    next.packetId ??= this.#nextPacketId++;
    next.state = 'flight';
    const life = this.#life;
    const queued = isOld || (snapshot === null && now < this.#drainedMono);
    this.#delivered(next, { life, queued, isReady: this.#isReady });
    link.say(
      message.topic,
      message.payload,
      {
        side: 'kept',
        retain: snapshot !== null,
        dup,
        packetId: next.packetId,
        queued,
      },
      () => {
        if (life !== this.#life) return;
        next.state = 'acked';
        next.ackedMono = this.#clock.mono();
      },
    );
    return false;
  }

  #readyWhenRead(): void {
    if (this.#isReady || this.#isDraining() || this.#live.some((one) => one.snapshot !== null)) return;
    this.#isReady = true;
    this.#link?.ready();
  }
}
