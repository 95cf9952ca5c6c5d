import type { FeedValue } from '../contract/feed.ts';
import type { MaintenanceTimes } from '../contract/maintenance.ts';
import type {
  AlertOutcome,
  Freshness,
  Interval,
  LearnedSource,
  LinkReason,
  MuteView,
  Presence,
  Saying,
  Verdict,
} from '../contract/model.ts';
import type { MqttProperties } from '../contract/mqtt-properties.ts';
import type { RuleRunRecord, RuleRunsQuery, RuleStateRecord, RulesSnapshot } from './rule-records.ts';

/**
 * What Willwatch remembers. Asynchronous on purpose: SQLite in this process is the default, a shared database may come later.
 * Ids are handed out by the one writer (see `Snapshot.nextId`), so that a commit can refer to its own rows.
 */
export interface History {
  /** Everything the pipeline needs to go on where it stopped. */
  load(): Promise<Snapshot>;
  /** All or nothing, on disk when it resolves. Rejects with `HistoryFull` when there is no room. */
  commit(commit: Commit): Promise<void>;
  message(id: number): Promise<MessageRecord | null>;
  /** Newest first. `beforeId` null: from the newest. */
  messages(query: { deviceKey: string; beforeId: number | null; limit: number }): Promise<readonly MessageRecord[]>;
  /** Of the newest messages of all connections those of one, newest first. */
  latestMessages(connectionId: string): Promise<readonly MessageRecord[]>;
  /** Which of some messages say a text: a part of the answer, as much as is read without keeping a commit waiting. */
  messagesSaying(search: MessageSearch): Promise<MessagesFound>;
  outage(id: number): Promise<OutageRecord | null>;
  /** The device keys of those of these outages that there are. */
  outageKeys(outageIds: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /** Those of these outages that are acknowledged. */
  acknowledgements(outageIds: readonly number[]): Promise<ReadonlyMap<number, Acknowledged>>;
  /** Mutes by maintenance windows that lasted at `since` or began later, newest first; also those of now. */
  maintenanceMutes(query: { since: number; limit: number }): Promise<readonly MuteRecord[]>;
  note(id: number): Promise<NoteRecord | null>;
  /** On a device with its outages, or on one outage; newest first. `beforeId` null: from the newest. */
  notes(query: NotesQuery): Promise<readonly NoteRecord[]>;
  /** On these outages, oldest first. */
  outageNotes(outageIds: readonly number[]): Promise<ReadonlyMap<number, readonly NoteRecord[]>>;
  /** What a rule did, newest first. `beforeId` null: from the newest. */
  ruleRuns(query: RuleRunsQuery): Promise<readonly RuleRunRecord[]>;
  /** On devices, not on their outages, written within a time; oldest first. */
  deviceNotes(query: { readonly since: number; readonly until: number; readonly limit: number }): Promise<readonly NoteRecord[]>;
  handover(id: number): Promise<HandoverRecord | null>;
  /** Newest first. */
  handovers(limit: number): Promise<readonly HandoverRecord[]>;
  /** What people call devices, by device key. */
  names(): Promise<ReadonlyMap<string, string>>;
  /** What was learned of what hangs on what. */
  edges(): Promise<readonly EdgeRecord[]>;
  /** Null also of an incident of one outage that took nothing down. */
  incident(id: number): Promise<IncidentRecord | null>;
  /** The outages that belong to an incident, by id; at most 20,000. */
  incidentOutages(id: number): Promise<readonly OutageRecord[]>;
  /** What people were told of an incident, oldest first; at most 100. Of what was told of several together nothing. */
  incidentAlerts(id: number): Promise<readonly AlertRecord[]>;
  /** What an outage took down, as it was then: gateways first. Confirmed: an outage of the device's own falls into it. */
  affected(outageId: number): Promise<readonly (AffectedRecord & { readonly confirmed: boolean })[]>;
  /** When a device was affected by what it hangs on, newest first; `total` counts what touches the time since then. */
  affections(query: AffectionsQuery): Promise<{ readonly total: number; readonly rows: readonly AffectionRecord[] }>;
  /** What the figures of a device are made of. */
  deviceTimes(query: { readonly deviceKey: string; readonly since: number }): Promise<DeviceTimes>;
  /** What their devices measured last before these outages; those that measure nothing are left out. */
  feeds(outageIds: readonly number[]): Promise<ReadonlyMap<number, readonly FeedValue[]>>;
  /** Outages and blind spots by beginning, newest first. */
  timeline(query: TimelineQuery): Promise<{ readonly total: number; readonly rows: readonly TimelineRecord[] }>;
  /** The same, `limit` rows behind a place; null: from the newest on. What is written between two parts shifts nothing. */
  timelineFrom(filter: TimelineFilter, behind: TimelinePlace | null, limit: number): Promise<readonly TimelineRecord[]>;
  outageCount(deviceKey: string): Promise<number>;
  /** When devices were lost, oldest first: no goodbyes, and nothing whose beginning is not known. `beforeId`: outages that an earlier run wrote. */
  losses(query: { since: number; beforeId: number }): Promise<readonly { readonly deviceKey: string; readonly at: number }[]>;
  /** Those that lasted at `since` or began later, newest first. `connectionId` null: of every connection. */
  blindSpots(query: { connectionId: string | null; since: number; limit: number }): Promise<readonly BlindSpotRecord[]>;
  /** The earliest that there is: a message, an outage, a blind spot; epoch ms. `null`: nothing yet. What was before is not known, or was pruned. */
  beganAt(): Promise<number | null>;
  counts(): Promise<HistoryCounts>;
  /** Newest first. */
  alerts(limit: number): Promise<readonly AlertRecord[]>;
  /**
   * Takes one small step towards the limits; never takes what is still true (open outages, what devices are known by). Call it again while it
   * resolves with true, with time for commits in between. Rejects as `commit` does.
   */
  prune(limits: RetentionLimits, now: number): Promise<boolean>;
  /** Bytes on the disk. */
  size(): Promise<number>;
  close(): Promise<void>;
}

export interface MessageSearch {
  /** In lower case. Looked for in the topic and in the first `PAYLOAD_VIEW_BYTES` of the payload, in any case; also what JSON has escaped. */
  readonly text: string;
  readonly ids: readonly number[];
}

export interface MessagesFound {
  readonly found: readonly number[];
  /** How many of the ids were looked at, from the first on; at least one. Ask again for the others. */
  readonly taken: number;
  /** The highest id of a message there was: what is above was not yet written. */
  readonly newest: number;
}

/** How much there is. */
export interface HistoryCounts {
  readonly devices: number;
  readonly outages: number;
  readonly openOutages: number;
}

/** How much is kept. 0: no limit. */
export interface RetentionLimits {
  readonly days: number;
  readonly megabytes: number;
}

export class HistoryFull extends Error {
  override readonly name = 'HistoryFull';
}

export interface Snapshot {
  readonly installationId: string;
  /** Next free id for messages, outages, blind spots, alerts, outbox entries: one sequence for all. */
  readonly nextId: number;
  readonly devices: readonly DeviceRecord[];
  readonly openOutages: readonly OutageRecord[];
  readonly openIncidents: readonly IncidentRecord[];
  readonly openBlindSpots: readonly BlindSpotRecord[];
  readonly outbox: readonly OutboxRecord[];
  readonly rules: RulesSnapshot;
  /** Of open outages. */
  readonly acknowledgements: readonly AcknowledgementRecord[];
  /** Of open outages. */
  readonly muted: readonly MutedRecord[];
  /** Without those of maintenance that is over. */
  readonly mutes: readonly MuteRecord[];
  readonly maintenance: readonly MaintenanceRecord[];
  readonly names: ReadonlyMap<string, string>;
  readonly edges: readonly EdgeRecord[];
  /** Wall clock of the last sign that a writer was running; `null` in a new file. */
  readonly heartbeatAt: number | null;
  /** The newest messages, at most 20,000, oldest first: what the broker may deliver again is among them. */
  readonly recent: readonly RecentMessage[];
}

/** Enough of a stored message to know it again. */
export type RecentMessage = Pick<
  MessageRecord,
  'id' | 'connectionId' | 'topic' | 'payload' | 'receivedAt' | 'packetId' | 'awaits'
>;

/** One transaction. Rows with a known id or key replace the older version. */
export interface Commit {
  readonly messages?: readonly MessageRecord[];
  /** The other copy of a stored message came, with its packet id when it was the QoS 1 one. The higher QoS is the truer. */
  readonly twins?: readonly { readonly id: number; readonly packetId: number | null; readonly qos: 0 | 1 | 2 }[];
  readonly devices?: readonly DeviceRecord[];
  readonly devicesGone?: readonly string[];
  readonly outages?: readonly OutageRecord[];
  /** Outages that belong to another incident now and are otherwise what they were. */
  readonly regrouped?: readonly RegroupedRecord[];
  readonly affected?: readonly AffectedRecord[];
  readonly feeds?: readonly FeedRecord[];
  readonly incidents?: readonly IncidentRecord[];
  readonly blindSpots?: readonly BlindSpotRecord[];
  readonly alerts?: readonly AlertRecord[];
  readonly outboxAdd?: readonly OutboxRecord[];
  readonly outboxDone?: readonly number[];
  /** What actions of rules are to do and did. */
  readonly ruleRuns?: readonly RuleRunRecord[];
  readonly ruleStates?: readonly RuleStateRecord[];
  /** Ids of messages that rules are still to see, and that they saw. */
  readonly rulesUnseen?: readonly number[];
  readonly rulesSeen?: readonly number[];
  readonly acknowledgements?: readonly AcknowledgementRecord[];
  readonly muted?: readonly MutedRecord[];
  readonly mutes?: readonly MuteRecord[];
  readonly mutesGone?: readonly number[];
  readonly maintenance?: readonly MaintenanceRecord[];
  readonly maintenanceGone?: readonly number[];
  readonly names?: readonly NameRecord[];
  readonly notes?: readonly NoteRecord[];
  readonly notesGone?: readonly number[];
  readonly handovers?: readonly HandoverRecord[];
  readonly handoversGone?: readonly number[];
  readonly edges?: readonly EdgeRecord[];
  readonly edgesGone?: readonly EdgeKey[];
  readonly heartbeatAt?: number;
}

/** What was learned of one device hanging on another, by their keys. */
export interface EdgeKey {
  readonly upstream: string;
  readonly downstream: string;
  readonly source: LearnedSource;
  /** Which of the two said it. */
  readonly saidBy: 'upstream' | 'downstream';
}

export interface EdgeRecord extends EdgeKey {
  /** When it was said last, epoch ms; up to a day older than it was. */
  readonly seenAt: number;
}

export interface MessageRecord {
  readonly id: number;
  readonly connectionId: string;
  readonly deviceKey: string | null;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly dup: boolean;
  readonly receivedAt: number;
  readonly freshness: Freshness;
  readonly says: Saying | null;
  /** QoS 1: the packet identifier of its delivery. */
  readonly packetId: number | null;
  /** The connection (persistent or live) whose copy has not come; null when there is none to wait for. */
  readonly awaits: 'kept' | 'live' | null;
  /** This is the delivery once more of another stored message, and counts for nothing. */
  readonly redeliveryOf: number | null;
  /** What it came with in MQTT 5; null where that was nothing. */
  readonly properties: MqttProperties | null;
}

/** The current state of one device: a table, not a replay. */
export interface DeviceRecord {
  readonly key: string;
  readonly connectionId: string;
  readonly id: string;
  readonly watchId: string;
  readonly convention: string;
  /** Never `unknown` by blindness; `unknown` only for a device that was heard but never said online or offline. */
  readonly presence: Presence;
  readonly verdict: Verdict | null;
  readonly freshness: Freshness;
  readonly since: Interval;
  readonly lastHeardAt: number;
  readonly lastHeardTopic: string;
  /** The newest birth, for "online came just before the will". */
  readonly bornAt: number | null;
  readonly outageId: number | null;
  readonly willMessageId: number | null;
  readonly birthMessageId: number | null;
  /** What the newest birth said, short: by it the same one is known again when it is found retained. Null: none came. */
  readonly birthMark: string | null;
  /** First line of the will, at most 120 characters: what the list shows. */
  readonly will: string | null;
}

export interface OutageRecord {
  readonly id: number;
  readonly deviceKey: string;
  readonly deviceId: string;
  readonly connectionId: string;
  readonly verdict: Verdict;
  readonly freshness: Freshness;
  readonly began: Interval;
  readonly ended: Interval | null;
  readonly durationMs: number | null;
  readonly topic: string | null;
  readonly messageId: number | null;
  readonly endMessageId: number | null;
  /** The outage of an upstream device that explains this one. */
  readonly causeOutageId: number | null;
  /** The incident it belongs to; its own id when nothing explains it. */
  readonly incidentId: number;
  /** As they were at that moment: counts, and the first 20 gateways by id. The full list is in `AffectedRecord`. */
  readonly affectedGateways: number;
  readonly affectedDevices: number;
  readonly affectedGatewayIds: readonly string[];
  /** Devices that only lost their redundancy. */
  readonly degraded: number;
  readonly deviceIsGateway: boolean;
  readonly alertOutcome: AlertOutcome | null;
  readonly alertReason: string | null;
  readonly alertAt: number | null;
}

export interface AffectedRecord {
  readonly outageId: number;
  readonly deviceKey: string;
  readonly deviceId: string;
  readonly kind: 'gateway' | 'device';
  readonly depth: number;
  /** `degraded`: another upstream still carries it. */
  readonly loss: 'lost' | 'degraded';
}

export interface AffectionsQuery {
  readonly deviceKey: string;
  /** Null: all there is. */
  readonly since: number | null;
  /** Null: from the newest on. */
  readonly behind: TimelinePlace | null;
  readonly limit: number;
}

/** A device was affected by the outage of something that it hangs on. */
export interface AffectionRecord {
  readonly at: number;
  /** Of what affected it; of an incident the topmost. */
  readonly outage: OutageRecord;
  readonly depth: number;
  readonly loss: AffectedRecord['loss'];
  /** An outage of its own overlaps. */
  readonly confirmed: boolean;
  /** Its own outage of the same incident, where there is one. */
  readonly own: OutageRecord | null;
}

/** What an outage belongs to. */
export type RegroupedRecord = Pick<OutageRecord, 'id' | 'incidentId' | 'causeOutageId'>;

/** A time of an outage, as far as its bounds are known. */
export type OutageTime = Pick<OutageRecord, 'began' | 'ended' | 'durationMs' | 'incidentId'>;

/** All that touches the time asked for, newest first. */
export interface DeviceTimes {
  /** The earliest that is known of the device; later, where there is more than can be looked at. Null: nothing is known of it. */
  readonly knownSince: number | null;
  readonly outages: readonly (OutageTime & { readonly verdict: Verdict })[];
  /** Of what it hangs on. `byKey`: the device that affected it. */
  readonly affected: readonly (OutageTime & { readonly byKey: string; readonly loss: AffectedRecord['loss'] })[];
  readonly blindSpots: readonly { readonly began: number; readonly ended: number | null }[];
}

/** What a device measured last before an outage of it. */
export interface FeedRecord {
  readonly outageId: number;
  readonly values: readonly FeedValue[];
}

/** One cause with everything it took down. Outages that nothing hangs together with are incidents without a row: their id is the outage's. */
export interface IncidentRecord {
  readonly id: number;
  /** The outage that explains the others, and its device. */
  readonly rootOutageId: number;
  readonly rootDeviceKey: string;
  readonly began: number;
  /** When the root was back while others were missing. */
  readonly rootBackAt: number | null;
  readonly closedAt: number | null;
  /** The incident that turned out to be its cause too, and has its outages now. */
  readonly mergedInto: number | null;
  /** All outages that ever belonged to it. */
  readonly outages: number;
  readonly stragglersTold: boolean;
}

export interface BlindSpotRecord {
  readonly id: number;
  readonly connectionId: string | null;
  readonly began: number;
  readonly ended: number | null;
  readonly reason: LinkReason;
}

export interface AlertRecord {
  readonly id: number;
  readonly at: number;
  readonly deviceKey: string | null;
  readonly outageId: number | null;
  readonly title: string;
  readonly body: string;
  readonly outcome: AlertOutcome;
  readonly reason: string | null;
  /** The window's address to which a click leads. */
  readonly path: string;
}

export interface Acknowledged {
  readonly at: number;
  readonly note: string | null;
}

/** That a person has seen an outage; `null`: taken back. Kept beside the outage, whose own row is the watching's. */
export interface AcknowledgementRecord {
  readonly outageId: number;
  readonly acknowledged: Acknowledged | null;
}

/** An outage that a mute of everything kept silent, and nobody was told of yet; `null`: they were. Goes with the mute. */
export interface MutedRecord {
  readonly outageId: number;
  readonly muteId: number | null;
}

export interface MuteRecord {
  readonly id: number;
  readonly scope: MuteView['scope'];
  /** Device keys; for `gateway` one; for `connection` its id; for `site` one, as `placeKey` makes it; none for `all`. */
  readonly keys: readonly string[];
  readonly setAt: number;
  /** `null`: until a person ends it. */
  readonly until: number | null;
  /** Outages that it kept silent so far. */
  readonly silenced: number;
  /** The window by which it is in force. `over`: its end is told, and it is kept as what was. */
  readonly maintenance: { readonly id: number; readonly name: string; readonly over: boolean } | null;
}

/** Alerts that are kept silent at times: by a mute, each time. */
export interface MaintenanceRecord {
  readonly id: number;
  readonly name: string;
  readonly note: string;
  readonly scope: MuteView['scope'];
  /** As a mute's. */
  readonly keys: readonly string[];
  readonly times: MaintenanceTimes;
  /** When it was made, or changed. */
  readonly setAt: number;
  /** A person ended the occurrence that ends then, before its time. */
  readonly endedUntil: number | null;
}

/** What a person calls a device; `null`: not any more. */
export interface NameRecord {
  readonly key: string;
  readonly name: string | null;
}

export interface NoteRecord {
  readonly id: number;
  readonly deviceKey: string;
  readonly outageId: number | null;
  readonly text: string;
  readonly at: number;
  readonly editedAt: number | null;
}

/** A report that one shift handed to the next: its time, and what the person wrote. */
export interface HandoverRecord {
  readonly id: number;
  readonly at: number;
  readonly since: number;
  readonly until: number;
  readonly text: string;
}

export type NotesQuery = ({ readonly deviceKey: string } | { readonly outageId: number }) & {
  readonly beforeId: number | null;
  readonly limit: number;
};

/** Something that is due and must not be forgotten: worked off, also by the next start after a crash. */
export interface OutboxRecord {
  readonly id: number;
  /** `alert`: tell about this outage when its hold is over. `snooze`: tell about it again then. */
  readonly kind: 'alert' | 'snooze';
  readonly outageId: number;
  readonly dueAt: number;
}

export interface TimelineFilter {
  readonly deviceKey: string | null;
  /** Part of a device's id or name, in any case; empty: all. */
  readonly text: string;
  readonly verdicts: readonly Verdict[];
  /** Outages and blind spots that touch [since, until]; `null`: no bound. */
  readonly since: number | null;
  readonly until: number | null;
  readonly blindSpots: boolean;
  readonly onlyOpen: boolean;
  /** Leaves out outages that another one explains. */
  readonly rootsOnly: boolean;
  /** Whether a person acknowledged them; blind spots nobody can. Absent or null: all. */
  readonly acknowledged?: boolean | null;
}

export interface TimelineQuery extends TimelineFilter {
  readonly from: number;
  readonly to: number;
}

/** A row of the timeline. Ids are one sequence for all, so that no two rows are at one place. */
export interface TimelinePlace {
  readonly at: number;
  readonly id: number;
}

export type TimelineRecord =
  | { readonly kind: 'outage'; readonly at: number; readonly outage: OutageRecord }
  | { readonly kind: 'blind'; readonly at: number; readonly blindSpot: BlindSpotRecord };
