import type { LinkReason } from '../contract/model.ts';
import { isReason, parseAddress } from './address.ts';
import { backoffMs, STABLE_MS } from './backoff.ts';
import { type LinkClock, systemClock } from './clock.ts';
import { LinkSession } from './link-session.ts';
import type { Connection, ConnectionEvents, ConnectionOptions, Outgoing } from './port.ts';
import { readSecureFiles } from './secure-files.ts';
import { TakeOverSuspicion } from './take-over.ts';

const CONNECT_TIMEOUT_MS = 20_000;
/** A broker that has nothing else to do answers a PING within milliseconds; mobile links take seconds. */
const CHECK_MS = 5000;

/**
 * The watcher's link to one broker: MQTT 3.1.1 or 5 over TCP, TLS or WebSocket, with a session the broker keeps while we are away, for ever
 * reconnecting (full jitter, 1 s to 60 s). Nothing happens before `start()`. Nothing it does rejects or throws.
 */
export function openConnection(options: ConnectionOptions, events: ConnectionEvents, clock: LinkClock = systemClock): Connection {
  return new BrokerLink(options, events, clock);
}

class BrokerLink implements Connection {
  readonly #options: ConnectionOptions;
  readonly #events: ConnectionEvents;
  readonly #clock: LinkClock;
  #filters: readonly string[];
  #running = false;
  /** Rises with every attempt: what belongs to an older one is ignored. */
  #attempt = 0;
  #session: LinkSession | null = null;
  readonly #suspicion = new TakeOverSuspicion();
  #connectedAt: number | null = null;
  #ready = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ConnectionOptions, events: ConnectionEvents, clock: LinkClock) {
    this.#options = options;
    this.#events = events;
    this.#clock = clock;
    this.#filters = unique(options.filters);
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#failures = 0;
    void this.#connect();
  }

  reconnect(reason: LinkReason): void {
    if (!this.#running) return;
    const seenAt = this.#seenAt();
    const session = this.#abandon();
    session?.drop(reason);
    this.#failures = 0;
    if (seenAt !== null) this.#events.blind({ reason, at: this.#clock.now(), seenAt, retryAt: this.#clock.now() });
    // `blind` may have stopped us.
    if (this.#running && !this.#session) void this.#connect();
  }

  check(): void {
    if (!this.#running) return;
    const session = this.#session;
    if (session === null || this.#connectedAt === null) {
      this.reconnect({ code: 'connecting', detail: null });
      return;
    }
    void session.answers(CHECK_MS).then((isAlive) => {
      if (!isAlive && this.#session === session) this.reconnect({ code: 'keep-alive', detail: null });
    });
  }

  async watch(filters: readonly string[]): Promise<void> {
    this.#filters = unique(filters);
    await this.#session?.watch(this.#filters);
  }

  async resync(): Promise<boolean> {
    return (await this.#session?.resync()) ?? false;
  }

  async publish(message: Outgoing): Promise<boolean> {
    return this.#connectedAt !== null && ((await this.#session?.publish(message)) ?? false);
  }

  async stop(): Promise<void> {
    if (!this.#running) return;
    this.#running = false;
    const seenAt = this.#seenAt();
    const session = this.#abandon();
    await session?.close();
    session?.drop({ code: 'stopped', detail: null });
    if (!this.#running)
      this.#events.blind({ reason: { code: 'stopped', detail: null }, at: this.#clock.now(), seenAt, retryAt: null });
  }

  /** When the broker was last heard; null while not connected. */
  #seenAt(): number | null {
    if (this.#connectedAt === null || this.#session === null) return null;
    return this.#clock.now() - Math.round(this.#session.silentMs);
  }

  /** Lets go of the present attempt: whatever still comes of it is ignored. */
  #abandon(): LinkSession | null {
    const session = this.#session;
    this.#attempt++;
    this.#session = null;
    this.#connectedAt = null;
    this.#ready = false;
    clearTimeout(this.#timer);
    return session;
  }

  async #connect(): Promise<void> {
    const attempt = ++this.#attempt;
    const current = () => this.#running && this.#attempt === attempt;
    const { settings, password, passphrase, clientId } = this.#options;
    const address = parseAddress(settings.url, settings.aws);
    if (isReason(address)) return this.#failed(address);
    const files = await readSecureFiles(address.secure ? settings : { caFile: '', certFile: '', keyFile: '' }, passphrase);
    if (!current()) return;
    if (isReason(files)) return this.#failed(files);
    const session = new LinkSession(
      {
        connectionId: settings.id,
        liveListener: settings.liveListener ?? !address.aws,
        // AWS IoT has no such counters, and its policies refuse what they do not know.
        liveFilters: address.aws ? [] : this.#options.liveFilters,
        wire: {
          address,
          files,
          protocol: settings.protocol,
          username: settings.username,
          password,
          clientId: settings.clientId || clientId,
          clean: false,
          sessionSeconds: settings.sessionSeconds,
          keepAliveSeconds: settings.keepAliveSeconds,
          connectTimeoutMs: CONNECT_TIMEOUT_MS,
        },
      },
      this.#filters,
      this.#clock,
      {
        message: (message, settle) => (current() ? this.#events.message(message, settle) : { isTwin: false }),
        ready: (granted) => {
          if (!current()) return;
          this.#ready = true;
          this.#events.ready(granted);
        },
        subscribed: (granted) => {
          if (current()) this.#events.subscribed(granted);
        },
        connected: (info) => {
          if (!current()) return;
          this.#connectedAt = this.#clock.mono();
          this.#events.connected(info);
        },
        closed: (reason) => {
          const inOrder = reason.code === 'closed-by-broker';
          if (current()) this.#failed(this.#suspicion.judge(reason, this.#ready, this.#clock.mono()), inOrder);
        },
      },
    );
    this.#session = session;
    session.open();
  }

  #failed(reason: LinkReason, inOrder = false): void {
    const lasted = this.#connectedAt === null ? 0 : this.#clock.mono() - this.#connectedAt;
    const at = this.#clock.now();
    // A stream that was ended in order has brought everything; of any other the end may be missing, or it was dead long before we knew.
    const seenAt = this.#connectedAt !== null && inOrder ? at : this.#seenAt();
    this.#abandon();
    this.#failures = lasted >= STABLE_MS ? 1 : this.#failures + 1;
    if (reason.code === 'bad-settings') {
      // Only other settings can help, and those come with another connection.
      this.#running = false;
      this.#events.blind({ reason, at, seenAt, retryAt: null });
      return;
    }
    const wait = backoffMs(this.#failures, this.#clock.random());
    this.#timer = setTimeout(() => void this.#connect(), wait);
    this.#events.blind({ reason, at, seenAt, retryAt: at + wait });
  }
}

function unique(filters: readonly string[]): readonly string[] {
  return [...new Set(filters)];
}
