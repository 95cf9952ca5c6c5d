import { isAwsIot } from '../contract/aws-iot.ts';
import { MAX_ROWS, PAYLOAD_VIEW_BYTES } from '../contract/limits.ts';
import { LIVE_LIMITS, type LiveRows, type LiveSubscribed, type LiveSubscription, type LiveView } from '../contract/live.ts';
import type { LinkReason, MessageView } from '../contract/model.ts';
import type { BrokerSettings } from '../contract/settings.ts';
import { backoffMs } from '../mqtt/backoff.ts';
import type { StartVisit, Visit, VisitMessage } from '../mqtt/visit.ts';
import { filterFault } from './faults.ts';
import { type Heard, previewOf } from './heard.ts';
import { Ring } from './ring.ts';

const PUSH_MS = 250;
const RATE_MS = 1000;
/** So many seconds in a row above the limit are a flood, not a burst of retained messages. */
const FLOOD_SECONDS = 5;
const TOPIC_SHOWN = 300;

export interface LiveClock {
  now(): number;
  mono(): number;
  after(ms: number, call: () => void): () => void;
}

export interface LiveSessionParts {
  readonly visit: StartVisit;
  readonly secrets: () => Promise<{ readonly password: string | null; readonly passphrase: string | null }>;
  readonly clock: LiveClock;
  /** Something that the window may show is different. */
  readonly changed: () => void;
}

interface Filter {
  readonly filter: string;
  readonly qos: 0 | 1;
  state: LiveSubscription['state'];
  reason: LinkReason | null;
}

/**
 * What one live page listens to. It has a connection of its own, with a clean session: the one that watches keeps a session whose
 * subscriptions would outlive us, and everything it brings goes into the history. `end` once.
 */
export class LiveSession {
  readonly id: string;
  readonly broker: BrokerSettings;
  readonly #parts: LiveSessionParts;
  readonly #filters = new Map<string, Filter>();
  #state: LiveView['state'] = 'connecting';
  #reason: LinkReason | null = null;
  #retryAt: number | null = null;
  #visit: Visit | null = null;
  /** Which connection counts: one that was ended may still say something. */
  #turn = 0;
  #failures = 0;
  #isEnded = false;
  #cancelRetry: () => void = () => undefined;
  #shown = new Ring(LIVE_LIMITS);
  /** What comes while paused. */
  #meanwhile: Ring | null = null;
  #seq = 0;
  #received = 0;
  #meanwhileCount = 0;
  #rateCount = 0;
  #rateMono: number;
  #perSecond = 0;
  #flooded = 0;
  #askedMono: number;
  /** The window has asked for rows since the last push. */
  #isOwed = false;
  #pushedMono = Number.NEGATIVE_INFINITY;
  #cancelPush: (() => void) | null = null;

  constructor(id: string, broker: BrokerSettings, parts: LiveSessionParts) {
    this.id = id;
    this.broker = broker;
    this.#parts = parts;
    this.#rateMono = parts.clock.mono();
    this.#askedMono = this.#rateMono;
    void this.#connect();
  }

  /** How long nobody has asked for anything, milliseconds. */
  get idleMs(): number {
    return this.#parts.clock.mono() - this.#askedMono;
  }

  view(): LiveView {
    this.#askedMono = this.#parts.clock.mono();
    this.#measure();
    return {
      id: this.id,
      connectionId: this.broker.id,
      state: this.#state,
      reason: this.#reason,
      retryAt: this.#retryAt,
      subscriptions: [...this.#filters.values()].map((one) => ({ ...one })),
      paused: this.#meanwhile !== null,
      received: this.#received,
      dropped: this.#shown.dropped + (this.#meanwhile?.dropped ?? 0),
      meanwhile: this.#meanwhileCount,
      perSecond: this.#perSecond,
    };
  }

  async subscribe(filters: readonly string[], qos: 0 | 1): Promise<LiveSubscribed> {
    const wanted = [...new Set(filters)];
    const isAws = isAwsIot(this.broker);
    const faults = wanted.flatMap((filter) => {
      const fault = filterFault(filter, isAws);
      return fault === null ? [] : [{ filter, fault }];
    });
    if (faults.length > 0) return { ok: false, reason: 'faulty', faults };
    const all = new Set([...this.#filters.keys(), ...wanted]);
    if (all.size > LIVE_LIMITS.filters) return { ok: false, reason: 'too-many-filters' };
    for (const filter of wanted) this.#filters.set(filter, { filter, qos, state: 'asked', reason: null });
    if (this.#state === 'flooded') await this.#connect();
    else await this.#ask(wanted);
    return { ok: true, view: this.view() };
  }

  async unsubscribe(filters: readonly string[]): Promise<LiveView> {
    const gone = filters.filter((filter) => this.#filters.delete(filter));
    await this.#visit?.unsubscribe(gone);
    return this.view();
  }

  pause(paused: boolean): LiveView {
    const meanwhile = this.#meanwhile;
    if (paused && meanwhile === null) this.#meanwhile = new Ring(LIVE_LIMITS);
    if (!paused && meanwhile !== null) {
      this.#shown.append(meanwhile);
      this.#meanwhile = null;
    }
    this.#meanwhileCount = 0;
    return this.view();
  }

  clear(): LiveView {
    this.#shown = new Ring(LIVE_LIMITS);
    if (this.#meanwhile !== null) this.#meanwhile = new Ring(LIVE_LIMITS);
    this.#received = 0;
    this.#meanwhileCount = 0;
    return this.view();
  }

  /** At most `MAX_ROWS`. Nothing when another text was asked for meanwhile. */
  async rows({ from, to, text }: { readonly from: number; readonly to: number; readonly text: string }): Promise<LiveRows> {
    const found = await this.#shown.rows(text, from, Math.min(to, from + MAX_ROWS));
    this.#isOwed = true;
    return { view: this.view(), total: found?.total ?? 0, from, rows: found?.rows.map(rowOf) ?? [] };
  }

  message(seq: number): MessageView | null {
    const one = this.#shown.message(seq) ?? this.#meanwhile?.message(seq) ?? null;
    return one && messageOf(one, this.broker.id);
  }

  async end(): Promise<void> {
    this.#isEnded = true;
    this.#cancelRetry();
    this.#cancelPush?.();
    await this.#visit?.end();
    this.#visit = null;
  }

  async #connect(): Promise<void> {
    this.#set('connecting', null, null);
    const turn = ++this.#turn;
    const secrets = await this.#parts.secrets();
    const visit = await this.#parts.visit(this.broker, secrets, {
      message: (message) => turn === this.#turn && this.#take(message),
      closed: (reason) => turn === this.#turn && this.#lost(reason),
    });
    if ('code' in visit) return this.#lost(visit);
    if (this.#isEnded) return visit.end();
    this.#visit = visit;
    this.#failures = 0;
    this.#set('connected', null, null);
    await this.#ask([...this.#filters.keys()]);
  }

  #lost(reason: LinkReason): void {
    this.#visit = null;
    if (this.#isEnded) return;
    for (const one of this.#filters.values()) if (one.state === 'granted') one.state = 'asked';
    this.#failures++;
    // Only other settings can help, and those come with another session.
    if (reason.code === 'bad-settings') {
      this.#set('waiting', reason, null);
      return;
    }
    const wait = backoffMs(this.#failures, Math.random());
    this.#set('waiting', reason, this.#parts.clock.now() + wait);
    this.#cancelRetry = this.#parts.clock.after(wait, () => void this.#connect());
  }

  async #ask(filters: readonly string[]): Promise<void> {
    const visit = this.#visit;
    for (const qos of [0, 1] as const) {
      const some = filters.filter((filter) => this.#filters.get(filter)?.qos === qos);
      const answers = some.length === 0 ? null : await visit?.subscribe(some, qos);
      for (const [filter, reason] of answers ?? []) {
        const one = this.#filters.get(filter);
        if (one === undefined) continue;
        one.state = reason === null ? 'granted' : 'refused';
        one.reason = reason;
      }
    }
    this.#changed();
  }

  #take({ topic, payload, qos, retain, dup }: VisitMessage): void {
    if (this.#isEnded) return;
    const one: Heard = {
      seq: ++this.#seq,
      topic,
      // Small ones share a slab, which is much cheaper than memory of their own; they also leave together.
      payload: Buffer.from(payload.subarray(0, PAYLOAD_VIEW_BYTES)),
      payloadBytes: payload.length,
      qos,
      retain,
      dup,
      receivedAt: this.#parts.clock.now(),
    };
    this.#received++;
    if (this.#meanwhile !== null) this.#meanwhileCount++;
    (this.#meanwhile ?? this.#shown).push(one);
    this.#rateCount++;
    this.#measure();
    this.#changed();
  }

  /** Counts what comes in a second. */
  #measure(): void {
    const now = this.#parts.clock.mono();
    const lasted = now - this.#rateMono;
    if (lasted < RATE_MS) return;
    this.#perSecond = Math.round((this.#rateCount * 1000) / lasted);
    this.#rateCount = 0;
    this.#rateMono = now;
    this.#flooded = this.#perSecond > LIVE_LIMITS.mostPerSecond ? this.#flooded + 1 : 0;
    if (this.#flooded < FLOOD_SECONDS) return;
    this.#flooded = 0;
    for (const filter of this.#filters.values()) filter.state = 'asked';
    this.#set('flooded', null, null);
    this.#turn++;
    void this.#visit?.end();
    this.#visit = null;
  }

  #set(state: LiveView['state'], reason: LinkReason | null, retryAt: number | null): void {
    this.#state = state;
    this.#reason = reason;
    this.#retryAt = retryAt;
    this.#changed();
  }

  /** At most four times a second, and only when the window has looked since the last time. */
  #changed(): void {
    if (!this.#isOwed || this.#cancelPush !== null || this.#isEnded) return;
    const wait = Math.max(0, this.#pushedMono + PUSH_MS - this.#parts.clock.mono());
    this.#cancelPush = this.#parts.clock.after(wait, () => {
      this.#cancelPush = null;
      this.#isOwed = false;
      this.#pushedMono = this.#parts.clock.mono();
      this.#parts.changed();
    });
  }
}

function rowOf(one: Heard) {
  const { seq, receivedAt, topic, payloadBytes, qos, retain, dup } = one;
  return { seq, receivedAt, topic: topic.slice(0, TOPIC_SHOWN), preview: previewOf(one), payloadBytes, qos, retain, dup };
}

function messageOf(one: Heard, connectionId: string): MessageView {
  const { seq, topic, payload, payloadBytes, qos, retain, dup, receivedAt } = one;
  return {
    id: seq,
    connectionId,
    topic,
    payloadBase64: Buffer.from(payload).toString('base64'),
    payloadBytes,
    qos,
    retain,
    dup,
    receivedAt,
    freshness: retain ? 'retained' : 'live',
    says: null,
  };
}
