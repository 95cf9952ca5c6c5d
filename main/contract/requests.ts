import { z } from 'zod';
import { MAX_ROWS } from './limits.ts';
import type {
  AffectedView,
  AlertView,
  Capabilities,
  DeviceDetail,
  DeviceRow,
  HistoryRow,
  MessageView,
  OutageView,
  Overview,
  RehearsalView,
  TestStep,
} from './model.ts';
import { brokerSettings, type Settings, settingsSchema } from './settings.ts';

const range = { from: z.number().int().min(0).default(0), to: z.number().int().min(0) };
const within = (q: { from: number; to: number }) => q.to - q.from <= MAX_ROWS;
const tooMany = `at most ${MAX_ROWS} rows`;

export const deviceState = z.enum(['abrupt', 'unspecified', 'silent', 'checking', 'upstream', 'unknown', 'clean', 'online']);
const verdict = z.enum(['abrupt', 'clean', 'silent', 'upstream', 'unspecified']);
const key = z.string().min(1).max(200_000);

/** Every request the window can make: the schema of its input. Its output type stands in `Answers`. */
export const requests = {
  'app.capabilities': z.object({}),
  'overview.get': z.object({}),
  'devices.query': z
    .object({
      ...range,
      filter: z.object({
        text: z.string().max(1000).default(''),
        states: z.array(deviceState).default([]),
        kind: z.enum(['gateway', 'device']).nullable().default(null),
        connectionId: z.string().nullable().default(null),
      }),
      sort: z.object({
        by: z.enum(['state', 'id', 'since', 'path', 'connection', 'lastHeard', 'convention']).default('state'),
        descending: z.boolean().default(false),
      }),
    })
    .refine(within, tooMany),
  'device.get': z.object({ key }),
  'device.messages': z.object({
    key,
    beforeId: z.number().int().nullable().default(null),
    limit: z.number().int().min(1).max(200).default(50),
  }),
  'history.query': z
    .object({
      ...range,
      filter: z.object({
        deviceKey: z.string().nullable().default(null),
        text: z.string().max(1000).default(''),
        verdicts: z.array(verdict).default([]),
        since: z.number().nullable().default(null),
        until: z.number().nullable().default(null),
        blindSpots: z.boolean().default(true),
        onlyOpen: z.boolean().default(false),
        /** Leaves out outages that the outage of something above explains. */
        rootsOnly: z.boolean().default(false),
      }),
    })
    .refine(within, tooMany),
  'outage.get': z.object({ id: z.number().int() }),
  'alerts.query': z.object({ limit: z.number().int().min(1).max(200).default(50) }),
  'settings.get': z.object({}),
  /** Replaces the settings as a whole; the answer is what is now in force. */
  'settings.put': z.object({
    settings: settingsSchema,
    /** Passwords by broker id, kept apart from the settings. `null` forgets one. */
    passwords: z.record(z.string(), z.string().max(65_535).nullable()).default({}),
  }),
  'broker.test': z.object({ broker: brokerSettings, password: z.string().max(65_535).nullable().default(null) }),
  'connection.reconnect': z.object({ id: z.string() }),
  /** Another program uses our client id: takes a new one, kept in the settings. The session under the old one is given up. */
  'connection.renewClientId': z.object({ id: z.string() }),
  'rehearsal.get': z.object({}),
  'rehearsal.start': z.object({}),
  'rehearsal.stop': z.object({}),
  /** `unplug`: no power, no goodbye. `shut-down`: a clean DISCONNECT after a goodbye. `restore`: power back. */
  'rehearsal.act': z.object({ id: z.string(), act: z.enum(['unplug', 'shut-down', 'restore']) }),
} as const;

export type RequestName = keyof typeof requests;
/** What the window passes: defaults may be left out. */
export type RequestInput<N extends RequestName> = z.input<(typeof requests)[N]>;
/** What a handler receives: checked, defaults filled in. */
export type CheckedInput<N extends RequestName> = z.output<(typeof requests)[N]>;

export interface Rows<T> {
  readonly revision: number;
  readonly total: number;
  readonly from: number;
  readonly rows: readonly T[];
}

export interface SettingsView {
  readonly settings: Settings;
  /** Broker ids for which a password is kept. The password itself never crosses. */
  readonly passwordsKept: readonly string[];
  /** What the history takes on the disk. */
  readonly historyBytes: number;
}

export type PutOutcome = { readonly ok: true; readonly view: SettingsView } | { readonly ok: false; readonly reason: string };

export interface OutageDetail {
  readonly outage: OutageView;
  readonly affected: readonly AffectedView[];
  readonly message: MessageView | null;
}

/** What each request answers. */
export interface Answers {
  'app.capabilities': Capabilities;
  'overview.get': Overview;
  'devices.query': Rows<DeviceRow>;
  'device.get': DeviceDetail | null;
  'device.messages': { readonly rows: readonly MessageView[]; readonly more: boolean };
  'history.query': Rows<HistoryRow>;
  'outage.get': OutageDetail | null;
  'alerts.query': readonly AlertView[];
  'settings.get': SettingsView;
  'settings.put': PutOutcome;
  'broker.test': readonly TestStep[];
  'connection.reconnect': { readonly ok: boolean };
  'connection.renewClientId': { readonly ok: boolean };
  'rehearsal.get': RehearsalView;
  'rehearsal.start': RehearsalView;
  'rehearsal.stop': RehearsalView;
  'rehearsal.act': RehearsalView;
}

/**
 * The one way from the window to main. In Electron the preload exposes it as `window.willwatch`, headless it is HTTP and a push stream.
 * `request` rejects with an Error whose message is a sentence for a person.
 */
export interface Transport {
  request<N extends RequestName>(name: N, input: RequestInput<N>): Promise<Answers[N]>;
  /** Calls the listener for every push; returns its unsubscribe. `online` tells when the stream itself comes and goes. */
  subscribe(listener: (push: import('./pushes.ts').Push) => void, online?: (isOnline: boolean) => void): () => void;
}
