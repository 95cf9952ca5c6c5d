import type { FeedValue } from './feed.ts';
import type { MaintenanceSpan } from './maintenance.ts';
import type { PayloadTest } from './settings.ts';

/**
 * What the window knows: plain values, safe to send over any bridge.
 * All times are epoch milliseconds of the wall clock, all lengths milliseconds.
 */

/** What a device's own messages say about it. `unknown` is computed (we are blind, or never heard), never written. */
export type Presence = 'online' | 'offline' | 'unknown';

/** What kind of offline it is. A cause is named elsewhere, and only with evidence. */
export type Verdict = 'abrupt' | 'clean' | 'silent' | 'upstream' | 'unspecified';

/** How new the news was when it reached us: as it happened, kept by the broker while we were away, or found at subscribe. */
export type Freshness = 'live' | 'queued' | 'retained';

/** The one word and shape a row, a graph node or the tray shows for a device. Worst first in `DEVICE_STATES`. */
export type DeviceState = 'abrupt' | 'unspecified' | 'silent' | 'checking' | 'upstream' | 'unknown' | 'clean' | 'online';

/** When something happened, as far as we can tell. Both ends equal: exact. `null`: no bound on that side. */
export interface Interval {
  readonly notBefore: number | null;
  readonly notAfter: number | null;
}

export type DeviceKind = 'gateway' | 'device';

/** Who says that one device hangs on another: a person, a file, a topic like `{site}/{gateway}/{device}`, a birth or will, or a convention that knows its own tree. */
export type EdgeSource = 'hand' | 'import' | LearnedSource;

/** What Willwatch found out by itself. */
export type LearnedSource = 'topic' | 'payload' | 'convention';

/** Names a device for the window. `key` is unique over all connections: `<connectionId>/<id>`. */
export interface DeviceRef {
  readonly key: string;
  readonly id: string;
  readonly kind: DeviceKind;
  /** What a person calls it; `null`: nothing but its id. */
  readonly name: string | null;
}

export interface DeviceRow extends DeviceRef {
  readonly connectionId: string;
  readonly state: DeviceState;
  readonly presence: Presence;
  readonly verdict: Verdict | null;
  readonly freshness: Freshness | null;
  /** When the present state began. */
  readonly since: Interval;
  readonly lastHeardAt: number;
  /** The upstream chain as people call it, nearest last; empty when it hangs on nothing we know. */
  readonly path: readonly string[];
  readonly convention: string;
  /** First line of the last will, cut to 120 characters. `null` while online. */
  readonly will: string | null;
  readonly downstream: { readonly gateways: number; readonly devices: number };
  /** A mute keeps its alerts silent now. */
  readonly muted: boolean;
  /** Of its open outage: whether a person has acknowledged it, and until when it is snoozed. */
  readonly acknowledged: boolean;
  readonly snoozedUntil: number | null;
  /** The place it belongs to, as its topic or what it hangs on tells; empty: none. */
  readonly site: string;
  /** Comes and goes: lost more than three times within ten minutes. Said beside the state, which stays what it is now. */
  readonly flapping: boolean;
  /** Losses in each of the last 24 hours of the clock, the running one last; empty when there were none. */
  readonly lossHours: readonly number[];
}

/** The head of a group in a list of devices. */
export interface DeviceGroup {
  readonly kind: 'group';
  /** The site, the gateway's key or the connection's id; empty: those that have none. */
  readonly key: string;
  /** What it calls itself: a site, the gateway's id, the connection's id. */
  readonly name: string;
  readonly devices: number;
  /** Worst first, only states that occur. */
  readonly states: readonly { readonly state: DeviceState; readonly count: number }[];
  readonly folded: boolean;
}

/** A line of the list: lists that are not in groups have only devices. */
export type DeviceLine = DeviceRow | DeviceGroup;

/** An MQTT message as stored. The payload travels as base64: it may be anything. */
export interface MessageView {
  readonly id: number;
  readonly connectionId: string;
  readonly topic: string;
  /** The first `PAYLOAD_VIEW_BYTES` of the payload, base64. */
  readonly payloadBase64: string;
  readonly payloadBytes: number;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly dup: boolean;
  readonly receivedAt: number;
  readonly freshness: Freshness;
  /** What the watch read in it: nothing for telemetry. */
  readonly says: Saying | null;
}

/** What a message says of its device: birth, will (or its equal), or a goodbye sent on purpose. `heard`: only a sign of life. */
export type Saying = 'online' | 'offline' | 'goodbye' | 'heard';

export interface AffectedView extends DeviceRef {
  /** How many edges below the device that went. 1: hangs on it directly. */
  readonly depth: number;
  /** `confirmed`: its own offline came too. `inferred`: it hangs on what was lost. `degraded`: another upstream still carries it. */
  readonly status: 'confirmed' | 'inferred' | 'degraded';
}

export interface OutageView {
  readonly id: number;
  readonly device: DeviceRef;
  readonly connectionId: string;
  readonly verdict: Verdict;
  readonly freshness: Freshness;
  readonly began: Interval;
  /** `null` while it lasts. */
  readonly ended: Interval | null;
  /** Length as measured by a clock that does not jump; `null` while it lasts or when a bound is missing. */
  readonly durationMs: number | null;
  readonly topic: string | null;
  readonly affectedGateways: number;
  readonly affectedDevices: number;
  /** The downstream gateways as people call them, at most 20: what a history row names. */
  readonly affectedGatewayNames: readonly string[];
  /** The outage above that took it down too, when there is one. */
  readonly causeOutageId: number | null;
  /** What a person was told, or why not. `null`: still held. */
  readonly alert: { readonly outcome: AlertOutcome; readonly reason: string | null; readonly at: number } | null;
  /** A person has seen it and takes care of it; it is not told again. */
  readonly acknowledged: { readonly at: number; readonly note: string | null } | null;
  /** Silent until then; told once more when it still lasts. `null`: not snoozed, or over. */
  readonly snoozedUntil: number | null;
}

/** A figure between what it is for sure and what it can be: equal where every time is exact. */
export interface FigureRange {
  readonly least: number;
  readonly most: number;
}

/** What a person wrote on a device, or on one of its outages. */
export interface NoteView {
  readonly id: number;
  readonly deviceKey: string;
  readonly outageId: number | null;
  readonly text: string;
  readonly at: number;
  /** When it was last changed; `null`: never. */
  readonly editedAt: number | null;
}

/**
 * Alerts kept silent by a person. `all`: everything; `devices`: those chosen; `gateway`: one with everything that hangs on it;
 * `connection`: all of one broker; `site`: what belongs to one place of one broker when its alert is due.
 */
export interface MuteView {
  readonly id: number;
  readonly scope: 'all' | 'devices' | 'gateway' | 'connection' | 'site';
  /** Of `devices` and `gateway`: at most 20 of `deviceTotal`. */
  readonly devices: readonly DeviceRef[];
  readonly deviceTotal: number;
  /** Of `connection` and `site`. */
  readonly connectionId: string | null;
  readonly site: string | null;
  /** The maintenance window by which it is in force; null: a person muted. */
  readonly maintenance: { readonly id: number; readonly name: string } | null;
  readonly setAt: number;
  /** `null`: until a person ends it. */
  readonly until: number | null;
  /** Outages that it kept silent so far. */
  readonly silenced: number;
}

/**
 * A time when we could not see. `connectionId` null: all connections (asleep, not running). `history-full` and `history-failing`: we saw, but
 * could not write; `detail` counts the messages that are not in the history.
 */
export interface BlindSpotView {
  readonly id: number;
  readonly connectionId: string | null;
  readonly began: number;
  readonly ended: number | null;
  readonly reason: LinkReason;
}

export type HistoryRow =
  | { readonly kind: 'outage'; readonly at: number; readonly outage: OutageView }
  | { readonly kind: 'blind'; readonly at: number; readonly blindSpot: BlindSpotView };

/** One numbered line of evidence; the sentence is made of it in `words`. */
export type Evidence =
  | { readonly kind: 'last-heard'; readonly at: number; readonly topic: string }
  | { readonly kind: 'will'; readonly at: number; readonly topic: string; readonly qos: 0 | 1 | 2; readonly freshness: Freshness }
  | { readonly kind: 'goodbye'; readonly at: number; readonly topic: string; readonly freshness: Freshness }
  | { readonly kind: 'birth'; readonly at: number; readonly topic: string; readonly freshness: Freshness }
  | { readonly kind: 'silence'; readonly at: number; readonly seconds: number }
  | { readonly kind: 'upstream'; readonly at: number; readonly device: DeviceRef; readonly outageId: number }
  | { readonly kind: 'blind'; readonly began: number; readonly ended: number | null; readonly reason: LinkReason };

/** What we do not know about a device, to be said beside what we do. */
export type Doubt = 'cause' | 'began-between' | 'age-of-retained' | 'clean-or-abrupt' | 'blind-now' | 'birth-before-will';

export interface DeviceDetail {
  readonly row: DeviceRow;
  readonly evidence: readonly Evidence[];
  readonly doubts: readonly Doubt[];
  /** End of the hold while the state is `checking`. */
  readonly holdUntil: number | null;
  readonly outage: OutageView | null;
  /** The message that said offline, the newest there is. */
  readonly will: MessageView | null;
  readonly birth: MessageView | null;
  /** What it takes down now (online: would take down). Gateways first; at most 500. */
  readonly affected: readonly AffectedView[];
  readonly affectedTotal: { readonly gateways: number; readonly devices: number };
  /** Whose loss would come next: each alone still carries so many that lost their redundancy with this one, or would. The most first, at most 20. */
  readonly next: readonly { readonly device: DeviceRef; readonly carries: number }[];
  readonly dependsOn: readonly (DeviceRef & { readonly state: DeviceState })[];
  readonly watch: { readonly id: string; readonly convention: string; readonly topic: string };
  /** Where it was heard: what a live page listens to for it. */
  readonly topics: readonly string[];
  /** What it measures; null where its watch names nothing. `kept`: as it was before the present outage. */
  readonly feed: { readonly values: readonly FeedValue[]; readonly kept: boolean } | null;
  readonly outageCount: number;
  /** Blind spots that overlap the last 90 days of this device's connection, newest first, at most 200. */
  readonly blindSpots: readonly BlindSpotView[];
  /** On the device and on its outages, newest first, at most 50; `notes.query` has the rest. */
  readonly notes: readonly NoteView[];
  /** The mutes that keep its alerts silent now. */
  readonly mutes: readonly MuteView[];
  /** When maintenance kept them silent in the last 90 days, oldest first, at most 200. */
  readonly maintenance: readonly MaintenanceSpan[];
}

/** Why a connection is not there, or why we were blind. Worded in `words`; `detail` is the program's own text. */
export interface LinkReason {
  readonly code: LinkReasonCode;
  /** Untranslated evidence: a reason code, an OpenSSL error, a host name. */
  readonly detail: string | null;
}

export type LinkReasonCode =
  | 'connecting'
  | 'bad-settings'
  | 'name-not-found'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'keep-alive'
  | 'closed-by-broker'
  | 'reset'
  | 'protocol-error'
  | 'not-mqtt'
  | 'tls-untrusted'
  | 'tls-expired'
  | 'tls-not-yet-valid'
  | 'tls-wrong-host'
  | 'tls-client-certificate'
  | 'tls-failed'
  | 'bad-credentials'
  | 'not-authorised'
  | 'bad-client-id'
  | 'version-not-supported'
  | 'server-unavailable'
  | 'taken-over'
  | 'kicked'
  | 'quota'
  | 'websocket-refused'
  | 'aws-credentials'
  | 'aws-refused'
  | 'file-unreadable'
  | 'key-locked'
  | 'subscribe-refused'
  | 'stopped'
  | 'not-running'
  | 'asleep'
  | 'dropped'
  | 'history-full'
  | 'history-failing'
  | 'unknown';

export interface ConnectionView {
  readonly id: string;
  readonly name: string;
  /** The address without user and password. */
  readonly url: string;
  readonly state: 'connecting' | 'connected' | 'blind';
  /** Since when, of the state above. */
  readonly since: number;
  readonly reason: LinkReason | null;
  /** When the next attempt starts; `null` when connected or trying now. */
  readonly retryAt: number | null;
  readonly refusedFilters: readonly { readonly filter: string; readonly code: number; readonly reason: LinkReason }[];
  readonly deviceCount: number;
  readonly unrecognised: number;
}

/** `shown`: handed to the system. `silent`: not told, with the reason. `failed`: the system refused; the window shows it. */
export type AlertOutcome = 'shown' | 'silent' | 'failed';

export interface AlertView {
  readonly id: number;
  readonly at: number;
  /** `null` for a summary of several devices. */
  readonly deviceKey: string | null;
  readonly outageId: number | null;
  readonly title: string;
  readonly body: string;
  readonly outcome: AlertOutcome;
  readonly reason: string | null;
  /** Where a click leads: an address of the window. */
  readonly path: string;
}

export type DeviceCounts = Readonly<Record<DeviceState, number>>;

export interface Overview {
  /** Rises with every change; a page that shows an older one asks again. */
  readonly revision: number;
  readonly counts: DeviceCounts;
  /** Devices that come and go, whatever their state is now. */
  readonly flapping: number;
  readonly connections: readonly ConnectionView[];
  /** Outages that nobody above explains, at most three: those that nobody acknowledged first, then the newest. */
  readonly open: readonly OutageView[];
  readonly openTotal: number;
  /** Of `openTotal`. */
  readonly acknowledgedTotal: number;
  /** The mutes in force, at most 20 of `mutesTotal`: that of everything first, then the newest. */
  readonly mutes: readonly MuteView[];
  readonly mutesTotal: number;
  /** Rules with an action that keeps failing, in the order of the settings. */
  readonly failingRules: readonly { readonly id: string; readonly name: string; readonly since: number }[];
  /** Set aside files, a full disk: what the person must know. Sentences, already in the person's language. */
  readonly notices: readonly string[];
}

/**
 * How a new version reaches this installation. `asked`: Willwatch finds it and asks. `packages`: by the package manager. `nowhere`: this build was
 * not told where to look. `checkout`: it is no package.
 */
export type UpdateWay = 'asked' | 'packages' | 'nowhere' | 'checkout';

export interface UpdateView {
  readonly way: UpdateWay;
  /** `held`: found or downloaded, and waits until no outage is open that nobody has acknowledged. `ready`: downloaded. */
  readonly phase: 'idle' | 'checking' | 'found' | 'asking' | 'held' | 'downloading' | 'ready' | 'failed';
  /** The newer version, when one was found. */
  readonly version: string | null;
  readonly checkedAt: number | null;
  /** Of `failed`: a sentence. */
  readonly reason: string | null;
}

/** What this shell can do; the window does not otherwise know which one it is in. */
export interface Capabilities {
  readonly shell: 'electron' | 'headless';
  readonly version: string;
  readonly dataDir: string;
  /** `command-line`: settings hold until the program ends. */
  readonly settingsFrom: 'person' | 'command-line';
  readonly nativeNotifications: boolean;
  /** Whether the system's dialog can be asked for a file (`file.choose`). */
  readonly chooseFiles: boolean;
  /** Whether the system can start it when the person logs in. */
  readonly startAtLogin: boolean;
}

/** A file on its way to the person. */
export interface ExportView {
  readonly id: number;
  readonly name: string;
  /** `stopped`: by the person, here or in the browser; nothing of the file is left. */
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  readonly rows: number;
  /** Rows there were at the beginning. */
  readonly total: number;
  /** Where the file lies; null while it is written, and where a browser took it. */
  readonly path: string | null;
  /** Why it failed: the system's own words. */
  readonly reason: string | null;
}

/** One thing of the rehearsal's site. */
export interface RehearsalNode {
  readonly id: string;
  readonly name: string;
  readonly kind: 'router' | 'gateway' | 'device';
  readonly parent: string | null;
  /** `running`, `unplugged` (its own plug), `dark` (something above has no power), `shut-down` (said goodbye). */
  readonly state: 'running' | 'starting' | 'unplugged' | 'dark' | 'shut-down';
  /** Its device key in the device list. */
  readonly deviceKey: string;
}

export interface RehearsalView {
  readonly running: boolean;
  readonly brokerUrl: string | null;
  readonly nodes: readonly RehearsalNode[];
  /** The story that is played, or was; null: none. */
  readonly story: StoryView | null;
}

export type StoryId = 'power-loss' | 'flapping' | 'sleep' | 'broker-restart';

/** How far a story has come. `done`: everything is as it was before. */
export interface StoryView {
  readonly id: StoryId;
  /** From 0. */
  readonly step: number;
  readonly steps: number;
  readonly state: 'running' | 'paused' | 'done';
  /** When it goes on by itself; null while it does not. */
  readonly nextAt: number | null;
}

/** What a look around a broker found. */
export interface SurveyView {
  /** By family, the largest first. */
  readonly families: readonly { readonly convention: string; readonly devices: number; readonly ids: readonly string[] }[];
  readonly devices: number;
  /** Looks like presence, and nothing reads it: the largest first, at most 20. */
  readonly likely: readonly LikelyView[];
  readonly likelyDevices: number;
  /** Values that the watch names, as they are: at most 10. */
  readonly feed: readonly { readonly deviceId: string; readonly value: FeedValue }[];
  /** Messages that a watch has the topic of and cannot read. */
  readonly unread: number;
  /** There was more than was looked at. */
  readonly full: boolean;
  /** Filters that the broker refused. */
  readonly refused: readonly string[];
  /** Names of brokers that hand over no retained messages for these filters: AWS IoT Core does not for wildcards. */
  readonly withoutRetained: readonly string[];
}

/** Topics that look like presence, with the watch that would read them. */
export interface LikelyView {
  /** With `{device}`. */
  readonly topic: string;
  readonly devices: number;
  readonly ids: readonly string[];
  readonly online: PayloadTest;
  readonly offline: PayloadTest;
}

export type SurveyOutcome =
  | { readonly ok: true; readonly survey: SurveyView }
  /** A sentence. */
  | { readonly ok: false; readonly reason: string };

/** A certificate as it says of itself. */
export interface CertificateView {
  /** The common name, else all there is. */
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: number;
  readonly validTo: number;
}

/** What is in a file that the settings name. Certificates: at most 20, the one that ends first at the beginning. */
export type SecureFileView =
  | { readonly ok: true; readonly certificates: readonly CertificateView[] }
  | { readonly ok: false; readonly reason: LinkReason };

/** Outcome of one step of a broker test. */
export interface TestStep {
  readonly step: 'name' | 'tcp' | 'tls' | 'connect' | 'subscribe';
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly ms: number | null;
  readonly reason: LinkReason | null;
}
