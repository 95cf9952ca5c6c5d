import { z } from 'zod';
import { type FeedAnswers, type FeedValue, feedRequests } from './feed.ts';
import type { CompanionsView } from './learning.ts';
import { MAX_CHOSEN, MAX_NAME, MAX_NOTE, MAX_ROWS } from './limits.ts';
import { type LiveAnswers, liveRequests } from './live.ts';
import { type LookBackAnswers, lookBackRequests } from './look-back.ts';
import { type MaintenanceView, maintenanceTimes } from './maintenance.ts';
import type {
  AffectedView,
  AlertView,
  Capabilities,
  DeviceDetail,
  DeviceLine,
  ExportView,
  HistoryRow,
  MessageView,
  NoteView,
  OutageView,
  Overview,
  RehearsalView,
  SecureFileView,
  SurveyOutcome,
  TestStep,
  UpdateView,
} from './model.ts';
import { type RuleAnswers, ruleRequests } from './rule-requests.ts';
import { brokerSettings, type WindowSettings, watchSettings, windowSettings } from './settings.ts';
import { type TopologyAnswers, topologyRequests } from './topology.ts';

const range = { from: z.number().int().min(0).default(0), to: z.number().int().min(0) };
const within = (q: { from: number; to: number }) => q.to - q.from <= MAX_ROWS;
const tooMany = `at most ${MAX_ROWS} rows`;

export const deviceState = z.enum(['abrupt', 'unspecified', 'silent', 'checking', 'upstream', 'unknown', 'clean', 'online']);
const verdict = z.enum(['abrupt', 'clean', 'silent', 'upstream', 'unspecified']);
const key = z.string().min(1).max(200_000);
const id = z.number().int();
/** Epoch milliseconds, up to what a Date holds. */
const time = z.number().int().min(0).max(8_640_000_000_000_000);

/** Which devices a list shows. `text` is looked for in id, name, upstream chain, topic, site and the payload of the last will, in any case. */
export const deviceFilter = z.object({
  text: z.string().max(1000).default(''),
  states: z.array(deviceState).default([]),
  kind: z.enum(['gateway', 'device']).nullable().default(null),
  connectionId: z.string().nullable().default(null),
  /** Only those that come and go. */
  flapping: z.boolean().default(false),
});

/** Devices chosen one by one, or all that match a filter when the request is answered. */
export const deviceChoice = z.union([
  z.strictObject({ keys: z.array(key).min(1).max(MAX_CHOSEN) }),
  z.strictObject({ filter: deviceFilter }),
]);
export type DeviceChoice = z.output<typeof deviceChoice>;

/** Outages chosen one by one, or those that chosen devices are in now. */
export const outageChoice = z.union([z.strictObject({ outageIds: z.array(id).min(1).max(MAX_CHOSEN) }), ...deviceChoice.options]);
export type OutageChoice = z.output<typeof outageChoice>;

export const muteScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('devices'), devices: deviceChoice }),
  z.object({ kind: z.literal('gateway'), key }),
  z.object({ kind: z.literal('connection'), id: z.string() }),
  z.object({ kind: z.literal('site'), connectionId: z.string(), site: key }),
]);
export type MuteScope = z.output<typeof muteScope>;

/** What the window is read in: a browser may be set to another language than the computer that watches. */
const windowLanguage = z.enum(['en', 'de']).nullable().default(null);
const note = z.string().trim().min(1).max(MAX_NOTE);
const secret = z.string().max(65_535);
const secretsByBroker = z.record(z.string(), secret.nullable()).default({});

const historyFilter = z.object({
  deviceKey: z.string().nullable().default(null),
  text: z.string().max(1000).default(''),
  verdicts: z.array(verdict).default([]),
  since: z.number().nullable().default(null),
  until: z.number().nullable().default(null),
  blindSpots: z.boolean().default(true),
  onlyOpen: z.boolean().default(false),
  /** Leaves out outages that the outage of something above explains. */
  rootsOnly: z.boolean().default(false),
  /** Only outages that a person acknowledged, or only those that nobody did. Null: both, and blind spots. */
  acknowledged: z.boolean().nullable().default(null),
});

/** What a file may be called: no path, nothing a system minds. */
const fileName = z.string().regex(/^[\w][\w.-]{0,120}$/, 'letters, figures, dots and dashes');

/** A list of devices: which of them, in what order, in which groups. */
const deviceList = {
  filter: deviceFilter,
  sort: z.object({
    by: z
      .enum(['state', 'id', 'since', 'path', 'site', 'connection', 'lastHeard', 'convention', 'will', 'outages'])
      .default('state'),
    descending: z.boolean().default(false),
  }),
  group: z.enum(['site', 'gateway', 'connection']).nullable().default(null),
  /** Which groups show only their head: all or none, except these. */
  fold: z
    .object({ all: z.boolean().default(false), except: z.array(z.string().max(200_000)).max(1000).default([]) })
    .prefault({}),
  /** Keep the order that was answered under this number, whatever changed since: a row under a pointer must not move. */
  order: z.number().int().nullable().default(null),
};
const passphrase = z.string().min(1).max(1000);
const settingsFile = z.object({
  text: z.string().max(3_000_000),
  passphrase: passphrase.nullable(),
  how: z.enum(['add', 'replace']),
});

/** Every request the window can make: the schema of its input. Its output type stands in `Answers`. */
export const requests = {
  ...lookBackRequests,
  ...topologyRequests,
  'app.capabilities': z.object({}),
  /** What someone who helps needs to know, as text without secrets. */
  'app.diagnosis': z.object({}),
  'overview.get': z.object({}),
  'devices.query': z.object({ ...range, ...deviceList }).refine(within, tooMany),
  /** The keys of the devices on these lines: what a selection is made of. */
  'devices.keys': z.object({ ...range, ...deviceList }).refine((q) => q.to - q.from <= MAX_CHOSEN, `at most ${MAX_CHOSEN} keys`),
  /** Writes chosen devices into a CSV file, as they are now. */
  'devices.export': z.object({ which: deviceChoice, name: fileName }),
  'device.get': z.object({ key }),
  'device.messages': z.object({
    key,
    beforeId: z.number().int().nullable().default(null),
    limit: z.number().int().min(1).max(200).default(50),
  }),
  'history.query': z
    .object({
      ...range,
      filter: historyFilter,
    })
    .refine(within, tooMany),
  /** Begins to write what the filter finds into a file; how it goes is pushed. */
  'history.export': z.object({ filter: historyFilter, format: z.enum(['csv', 'json']), name: fileName }),
  'export.stop': z.object({ id: z.number().int() }),
  /** Asks for a file with the system's dialog, where the shell has one. */
  'file.choose': z.object({ title: z.string().max(200) }),
  'outage.get': z.object({ id: z.number().int() }),
  'alerts.query': z.object({ limit: z.number().int().min(1).max(200).default(50) }),
  /** On a device with all its outages, or on one outage. Newest first. */
  'notes.query': z.object({
    about: z.union([z.strictObject({ deviceKey: key }), z.strictObject({ outageId: id })]),
    beforeId: id.nullable().default(null),
    limit: z.number().int().min(1).max(200).default(50),
  }),
  /**
   * A person has seen it. An outage that is acknowledged already gets the new note. Whoever acknowledges, or snoozes, the root of an incident does so
   * for everything in it, and for what joins later.
   */
  'outage.acknowledge': z.object({ which: outageChoice, note: note.nullable().default(null) }),
  'outage.unacknowledge': z.object({ which: outageChoice }),
  /** Silent until then, and told once more when it still lasts. `null` ends the snooze. Of outages that are over nothing changes. */
  'outage.snooze': z.object({ which: outageChoice, until: time.nullable() }),
  /** Keeps alerts silent until then, or until a person ends it. The same scope again: the mute in force gets the new end. */
  'mute.set': z.object({ scope: muteScope, until: time.nullable() }),
  'mute.end': z.object({ id }),
  /** Devices that are probably behind the same thing, for a person to decide. */
  'topology.companions': z.object({}),
  'maintenance.list': z.object({}),
  /** A new maintenance window, or what one is from now on. */
  'maintenance.save': z.object({
    /** `null`: a new one. */
    id: id.nullable(),
    window: z.object({
      name: z.string().trim().min(1).max(MAX_NAME),
      note: z.string().trim().max(MAX_NOTE).default(''),
      /** `null`: as it is. */
      scope: muteScope.nullable(),
      times: maintenanceTimes,
    }),
  }),
  'maintenance.remove': z.object({ id }),
  /** A person's name for a device; `null`, or nothing but spaces, takes it away. */
  'device.rename': z.object({ key, name: z.string().trim().max(MAX_NAME).nullable() }),
  'note.add': z.object({ about: z.union([...deviceChoice.options, z.strictObject({ outageId: id })]), text: note }),
  'note.edit': z.object({ id, text: note }),
  'note.remove': z.object({ id }),
  /** Takes back an act by the `undo` of its answer; that again can be taken back. Kept for the last hundred acts until the program ends. */
  'act.undo': z.object({ id }),
  'settings.get': z.object({}),
  /** Replaces the settings as a whole, but for the pairs of the topology; the answer is what is now in force. */
  'settings.put': z.object({
    settings: windowSettings,
    /** Of the settings that were changed (`SettingsView`): others that came in between are not overwritten. `null`: whatever there is. */
    revision: z.string().nullable().default(null),
    /** Passwords by broker id, kept apart from the settings. `null` forgets one. */
    passwords: secretsByBroker,
    /** Passphrases of client keys, likewise. */
    passphrases: secretsByBroker,
    /** Secrets of the mail server and of actions, likewise, by name: `mail:password`, `rule:<rule id>:<secret header in small letters>`. */
    secrets: z.record(z.string().regex(/^(mail:password|rule:[^/\s]+:[^\s:]+)$/), secret.nullable()).default({}),
  }),
  /** `null`: the one that is kept. */
  'broker.test': z.object({
    broker: brokerSettings,
    password: secret.nullable().default(null),
    passphrase: secret.nullable().default(null),
  }),
  'updates.get': z.object({}),
  /** Looks for a new version now. A question that follows is asked by the system's box, not by the window. */
  'updates.check': z.object({}),
  /** Writes the settings into a file for another Willwatch. Without a passphrase no secret is in it. */
  'settings.export': z.object({ name: fileName, passphrase: passphrase.nullable() }),
  /** What a settings file would change, when it is added to what is here or takes its place. Nothing is done. */
  'settings.readFile': settingsFile,
  /** Does what `settings.readFile` told. */
  'settings.import': settingsFile,
  /** Back to what was before the last import, passwords too. */
  'settings.undoImport': z.object({}),
  /** Looks around on a broker for a few seconds: which devices the watches would know there, and what else looks like presence. */
  'broker.survey': z.object({
    broker: brokerSettings,
    password: secret.nullable().default(null),
    passphrase: secret.nullable().default(null),
    watches: z.array(watchSettings).max(1000),
  }),
  /** What a watch would read of what its brokers keep and say now, and of what the history has of them. */
  'watch.preview': z.object({ watch: watchSettings }),
  'certificates.read': brokerSettings.pick({ caFile: true, certFile: true, keyFile: true }),
  'connection.reconnect': z.object({ id: z.string() }),
  /** Another program uses our client id: takes a new one, kept in the settings. The session under the old one is given up. */
  'connection.renewClientId': z.object({ id: z.string() }),
  /** The window noticed that the network came back: a hint to try again now. */
  'network.changed': z.object({}),
  ...feedRequests,
  ...liveRequests,
  'rehearsal.get': z.object({}),
  'rehearsal.start': z.object({ language: windowLanguage }),
  'rehearsal.stop': z.object({}),
  /** `unplug`: no power, no goodbye. `shut-down`: a clean DISCONNECT after a goodbye. `restore`: power back. */
  'rehearsal.act': z.object({ id: z.string(), act: z.enum(['unplug', 'shut-down', 'restore']) }),
  /** Starts the rehearsal too, where it does not run. */
  'rehearsal.story': z.discriminatedUnion('do', [
    z.object({
      do: z.literal('start'),
      id: z.enum(['power-loss', 'flapping', 'sleep', 'broker-restart']),
      language: windowLanguage,
    }),
    z.object({ do: z.enum(['pause', 'run', 'next', 'stop']) }),
  ]),
  ...ruleRequests,
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

export interface DeviceLines extends Rows<DeviceLine> {
  /** The number of the order these rows stand in. */
  readonly order: number;
  /** How many devices fit; `total` counts lines, heads of groups too. */
  readonly devices: number;
  /** How many devices would come, go or stand elsewhere if the order were not kept. */
  readonly moved: number;
  /** Whether wills are still being read for the text of the filter: more devices may come. */
  readonly searching: boolean;
}

export interface SettingsView {
  readonly settings: WindowSettings;
  /** Pairs that people and files set. */
  readonly pairs: number;
  /** Changes with the settings. */
  readonly revision: string;
  /** Broker ids for which a password is kept. The password itself never crosses. */
  readonly passwordsKept: readonly string[];
  /** The same of client keys' passphrases. */
  readonly passphrasesKept: readonly string[];
  /** Names of the secrets of the mail server and of actions that are kept, as `settings.put` takes them. */
  readonly secretsKept: readonly string[];
  /** False: this system has no protected place for them, and `settings.secrets` says what is done. */
  readonly secretsProtected: boolean;
  /** What the history takes on the disk. */
  readonly historyBytes: number;
}

/** Refused with a `view`: the settings were changed elsewhere, and are these now. */
export type PutOutcome =
  | { readonly ok: true; readonly view: SettingsView }
  | { readonly ok: false; readonly reason: string; readonly view?: SettingsView };

/** One thing that an import changes. A section is named by its key in the settings. */
export interface SettingsChange {
  readonly part: 'broker' | 'watch' | 'rule' | 'pair' | 'section';
  readonly kind: 'added' | 'changed' | 'removed';
  readonly name: string;
}

export type ReadFileOutcome =
  | {
      readonly ok: true;
      readonly changes: readonly SettingsChange[];
      /** `sealed`: a passphrase is needed; without one they stay behind. `open`: it fits. */
      readonly secrets: 'none' | 'sealed' | 'open';
      /** Certificate files that are not on this computer. */
      readonly missingFiles: readonly string[];
    }
  | { readonly ok: false; readonly reason: string };

/** What became of the wish for a file. `download`: the address where the browser fetches it. `dismissed`: the person thought better of it. */
export type ExportStart = { readonly export: ExportView; readonly download: string | null } | 'dismissed';

export interface OutageDetail {
  readonly outage: OutageView;
  readonly affected: readonly AffectedView[];
  readonly message: MessageView | null;
  /** What the device measured last before it. */
  readonly feed: readonly FeedValue[];
  /** Newest first, at most 50. */
  readonly notes: readonly NoteView[];
}

/** What became of something a person did. It is on disk and in force when this is answered. */
export type ActOutcome =
  | {
      readonly ok: true;
      /** Devices, outages, mutes or notes that are different now. */
      readonly changed: number;
      /** For `act.undo`; `null` when nothing changed. */
      readonly undo: number | null;
    }
  /** A sentence for a person. Nothing was changed. */
  | { readonly ok: false; readonly reason: string };

/** What each request answers. */
export interface Answers extends FeedAnswers, LiveAnswers, LookBackAnswers, RuleAnswers, TopologyAnswers {
  'device.exportAffections': ExportStart;
  'handover.save': ActOutcome;
  'handover.remove': ActOutcome;
  'app.capabilities': Capabilities;
  'app.diagnosis': { readonly text: string };
  'overview.get': Overview;
  'devices.query': DeviceLines;
  'devices.keys': readonly string[];
  'devices.export': ExportStart;
  'device.get': DeviceDetail | null;
  'device.messages': { readonly rows: readonly MessageView[]; readonly more: boolean };
  'history.query': Rows<HistoryRow>;
  'history.export': ExportStart;
  'export.stop': { readonly ok: boolean };
  'file.choose': { readonly path: string | null };
  'outage.get': OutageDetail | null;
  'alerts.query': readonly AlertView[];
  'notes.query': { readonly rows: readonly NoteView[]; readonly more: boolean };
  'outage.acknowledge': ActOutcome;
  'outage.unacknowledge': ActOutcome;
  'outage.snooze': ActOutcome;
  'mute.set': ActOutcome;
  'mute.end': ActOutcome;
  'topology.companions': readonly CompanionsView[];
  'maintenance.list': readonly MaintenanceView[];
  'maintenance.save': ActOutcome;
  'maintenance.remove': ActOutcome;
  'device.rename': ActOutcome;
  'note.add': ActOutcome;
  'note.edit': ActOutcome;
  'note.remove': ActOutcome;
  'act.undo': ActOutcome;
  'settings.get': SettingsView;
  'settings.put': PutOutcome;
  'updates.get': UpdateView;
  'updates.check': UpdateView;
  'settings.export': ExportStart;
  'settings.readFile': ReadFileOutcome;
  'settings.import': PutOutcome;
  'settings.undoImport': PutOutcome;
  'broker.test': readonly TestStep[];
  'broker.survey': SurveyOutcome;
  'watch.preview': SurveyOutcome;
  /** Null: no such file is named. The key is only said to fit. */
  'certificates.read': {
    readonly ca: SecureFileView | null;
    readonly cert: SecureFileView | null;
    readonly key: SecureFileView | null;
  };
  'connection.reconnect': { readonly ok: boolean };
  'connection.renewClientId': { readonly ok: boolean };
  'network.changed': { readonly ok: boolean };
  'rehearsal.get': RehearsalView;
  'rehearsal.start': RehearsalView;
  'rehearsal.stop': RehearsalView;
  'rehearsal.act': RehearsalView;
  'rehearsal.story': RehearsalView;
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
