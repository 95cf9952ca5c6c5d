import { z } from 'zod';
import type { LinkReason, MessageView } from './model.ts';

/** Messages that a live page keeps, and the bytes of theirs; while it is paused the same once more. */
export const LIVE_LIMITS = {
  messages: 20_000,
  bytes: 16_777_216,
  filters: 50,
  sessions: 4,
  /** Nobody asked for so long: the page is left or the window closed. */
  idleMs: 120_000,
  /** More than the window could ever show; the watching beside it needs the time. */
  mostPerSecond: 20_000,
} as const;

const MAX_TOPIC = 65_535;
const MAX_PAYLOAD = 1_000_000;
const MAX_NAME = 120;
const MAX_FAVOURITES = 200;

/** As a person wrote it: what is wrong with it is answered in words. */
const topic = z.string().max(MAX_TOPIC);
const qos = z.union([z.literal(0), z.literal(1)]);
const favouriteBase = { id: z.string().min(1).max(100), name: z.string().max(MAX_NAME).default(''), topic, qos: qos.default(0) };

export const favourite = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('subscribe'), ...favouriteBase }),
  z.object({
    kind: z.literal('publish'),
    ...favouriteBase,
    payload: z.string().max(MAX_PAYLOAD).default(''),
    retain: z.boolean().default(false),
  }),
]);
export type Favourite = z.infer<typeof favourite>;

/** Where the AWS recipe speaks. */
const firstFavourites = ['/lwt/executed', '/last/will/topic', '/lwt/connected/topic'];

export const liveSettings = z
  .object({
    favourites: z
      .array(favourite)
      .max(MAX_FAVOURITES)
      .default(() => firstFavourites.map((topic) => ({ kind: 'subscribe', id: topic, name: '', topic, qos: 0 }) as const)),
  })
  .prefault({});

const id = z.string().min(1).max(100);

/** What the live page asks. A session that is gone answers `null`. */
export const liveRequests = {
  /** The session of this id when it is still there and of this connection, else a new one. */
  'live.open': z.object({ connectionId: z.string().max(200), id: id.nullable().default(null) }),
  'live.close': z.object({ id }),
  /** Asked again for a filter it has, the broker sends what it retains for it once more. Answers when the broker has, or cannot. */
  'live.subscribe': z.object({ id, filters: z.array(topic).min(1).max(LIVE_LIMITS.filters), qos }),
  'live.unsubscribe': z.object({ id, filters: z.array(topic).min(1).max(LIVE_LIMITS.filters) }),
  /** Paused, what is shown stays as it is and what comes is kept for later. */
  'live.pause': z.object({ id, paused: z.boolean() }),
  'live.clear': z.object({ id }),
  /** Newest first. `text` is looked for in topic and payload, in any case. The next push comes after this was asked. */
  'live.rows': z.object({
    id,
    from: z.number().int().min(0).default(0),
    to: z.number().int().min(0),
    text: z.string().max(1000).default(''),
  }),
  'live.message': z.object({ id, seq: z.number().int() }),
  'live.publish': z.object({
    connectionId: z.string().max(200),
    topic,
    payload: z.string().max(MAX_PAYLOAD),
    qos,
    retain: z.boolean(),
  }),
} as const;

/** Why a topic or filter cannot be used. `aws-*`: AWS IoT Core would end the connection for it. */
export type TopicFault =
  | 'empty'
  | 'not-text'
  | 'too-long'
  | 'wildcard-in-topic'
  | 'hash'
  | 'plus'
  | 'shared'
  | 'aws-bytes'
  | 'aws-levels';

export interface LiveSubscription {
  readonly filter: string;
  readonly qos: 0 | 1;
  /** `asked`: not answered yet, or not connected. */
  readonly state: 'asked' | 'granted' | 'refused';
  /** Of `refused`. */
  readonly reason: LinkReason | null;
}

export interface LiveView {
  readonly id: string;
  readonly connectionId: string;
  /** `waiting`: lost or refused, tried again at `retryAt`. `flooded`: more came than can be watched beside everything else; ended until a person subscribes again. */
  readonly state: 'connecting' | 'connected' | 'waiting' | 'flooded';
  readonly reason: LinkReason | null;
  readonly retryAt: number | null;
  readonly subscriptions: readonly LiveSubscription[];
  readonly paused: boolean;
  /** Since the page began, or was cleared. */
  readonly received: number;
  /** Of these, how many are not kept any more. */
  readonly dropped: number;
  /** Came since the pause began. */
  readonly meanwhile: number;
  readonly perSecond: number;
}

export interface LiveRow {
  /** Rises by one with each message. */
  readonly seq: number;
  readonly receivedAt: number;
  /** The first 300 characters. */
  readonly topic: string;
  /** The first line or so of the payload, as text. */
  readonly preview: string;
  readonly payloadBytes: number;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly dup: boolean;
}

export interface LiveRows {
  readonly view: LiveView;
  /** Messages kept that fit the text. */
  readonly total: number;
  readonly from: number;
  readonly rows: readonly LiveRow[];
}

export type LiveOpened =
  | { readonly ok: true; readonly view: LiveView }
  | { readonly ok: false; readonly reason: 'no-connection' | 'too-many-sessions' };

export type LiveSubscribed =
  | { readonly ok: true; readonly view: LiveView }
  | { readonly ok: false; readonly reason: 'too-many-filters' | 'gone' }
  | {
      readonly ok: false;
      readonly reason: 'faulty';
      readonly faults: readonly { readonly filter: string; readonly fault: TopicFault }[];
    };

/** `lost`: sent, but the connection ended before the broker said that it has it. */
export type LivePublished =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'no-connection' | 'not-connected' | 'lost' | 'aws-payload' | TopicFault };

export interface LiveAnswers {
  'live.open': LiveOpened;
  'live.close': { readonly ok: boolean };
  'live.subscribe': LiveSubscribed;
  'live.unsubscribe': LiveView | null;
  'live.pause': LiveView | null;
  'live.clear': LiveView | null;
  'live.rows': LiveRows | null;
  /** `null`: not kept any more. */
  'live.message': MessageView | null;
  'live.publish': LivePublished;
}
