import type { FeedValue } from '../contract/feed.ts';
import type {
  Acknowledged,
  AffectedRecord,
  AlertRecord,
  BlindSpotRecord,
  Commit,
  DeviceRecord,
  EdgeKey,
  EdgeRecord,
  HandoverRecord,
  IncidentRecord,
  MaintenanceRecord,
  MessageRecord,
  MuteRecord,
  NoteRecord,
  OutageRecord,
  OutboxRecord,
  RegroupedRecord,
} from '../history/port.ts';
import type { RuleRunRecord, RuleStateRecord } from '../history/rule-records.ts';
import { edgeName } from './edge-name.ts';

const MOST_OUTAGES = 20_000;
const MOST_AFFECTED = 200_000;
const MOST_INCIDENTS = 20_000;
const MOST_ALERTS = 1000;
const MOST_RULE_RUNS = 5000;
const MOST_BLIND_SPOTS = 1000;
const MOST_EDGES = 200_000;
const MOST_BY_PEOPLE = 20_000;
/** Each of up to 32 short values. */
const MOST_FEEDS = 5000;
const MOST_MESSAGE_BYTES = 4_194_304;

/** Why nothing could be written. `failing`: anything but a full disk. */
export type GapCause = 'full' | 'failing';

/**
 * What happened while the history could not be written, as little of it as will do: the newest row of each device and outage, what is due,
 * and of the messages those that said something of presence. All of it bounded, so that a disk may be full for weeks; what does not fit is
 * the oldest, and messages that are not kept are counted.
 */
export class Gap {
  /** Of its blind spot's row. Outages with a higher id began within the gap: no row of theirs is on disk. */
  readonly id: number;
  readonly cause: GapCause;
  readonly began: number;
  /** Messages that will not be in the history. */
  lost = 0;
  #messages: MessageRecord[] = [];
  #messageBytes = 0;
  readonly #devices = new Map<string, DeviceRecord>();
  readonly #devicesGone = new Set<string>();
  readonly #outages = new Map<number, OutageRecord>();
  /** Of outages that are on disk and did not change otherwise. */
  readonly #regrouped = new Map<number, RegroupedRecord>();
  readonly #affected = new Map<number, AffectedRecord[]>();
  #affectedRows = 0;
  /** By outage id. */
  readonly #feeds = new Map<number, readonly FeedValue[]>();
  readonly #incidents = new Map<number, IncidentRecord>();
  readonly #blindSpots = new Map<number, BlindSpotRecord>();
  #alerts: AlertRecord[] = [];
  readonly #outboxAdd = new Map<number, OutboxRecord>();
  readonly #outboxDone = new Set<number>();
  readonly #ruleRuns = new Map<number, RuleRunRecord>();
  readonly #ruleStates = new Map<string, RuleStateRecord>();
  readonly #rulesSeen = new Set<number>();
  /** By outage id. */
  readonly #acknowledgements = new Map<number, Acknowledged | null>();
  /** The mute by outage id. */
  readonly #muted = new Map<number, number | null>();
  readonly #mutes = new Map<number, MuteRecord>();
  readonly #mutesGone = new Set<number>();
  readonly #maintenance = new Map<number, MaintenanceRecord>();
  readonly #maintenanceGone = new Set<number>();
  readonly #names = new Map<string, string | null>();
  readonly #notes = new Map<number, NoteRecord>();
  readonly #notesGone = new Set<number>();
  readonly #handovers = new Map<number, HandoverRecord>();
  readonly #handoversGone = new Set<number>();
  readonly #edges = new Map<string, EdgeRecord>();
  readonly #edgesGone = new Map<string, EdgeKey>();

  /** @param began wall clock of the first thing that is not on disk */
  constructor(id: number, cause: GapCause, began: number) {
    this.id = id;
    this.cause = cause;
    this.began = began;
  }

  absorb(commit: Commit): void {
    for (const kind of Object.keys(this.#take) as (keyof Commit)[]) this.#take[kind](commit);
  }

  /** Everything kept, and the gap itself as a blind spot that ends now. */
  toCommit(now: number): Commit {
    const spot: BlindSpotRecord = {
      id: this.id,
      connectionId: null,
      began: this.began,
      ended: Math.max(now, this.began),
      reason: { code: `history-${this.cause}`, detail: String(this.lost) },
    };
    return {
      messages: this.#messages,
      devices: [...this.#devices.values()],
      devicesGone: [...this.#devicesGone],
      outages: [...this.#outages.values()],
      regrouped: [...this.#regrouped.values()],
      affected: [...this.#affected.values()].flat(),
      feeds: [...this.#feeds].map(([outageId, values]) => ({ outageId, values })),
      incidents: [...this.#incidents.values()],
      blindSpots: [...this.#blindSpots.values(), spot],
      alerts: this.#alerts,
      outboxAdd: [...this.#outboxAdd.values()],
      outboxDone: [...this.#outboxDone],
      ruleRuns: [...this.#ruleRuns.values()],
      ruleStates: [...this.#ruleStates.values()],
      rulesSeen: [...this.#rulesSeen],
      acknowledgements: [...this.#acknowledgements].map(([outageId, acknowledged]) => ({ outageId, acknowledged })),
      muted: [...this.#muted].map(([outageId, muteId]) => ({ outageId, muteId })),
      mutes: [...this.#mutes.values()],
      mutesGone: [...this.#mutesGone],
      maintenance: [...this.#maintenance.values()],
      maintenanceGone: [...this.#maintenanceGone],
      names: [...this.#names].map(([key, name]) => ({ key, name })),
      notes: [...this.#notes.values()],
      notesGone: [...this.#notesGone],
      handovers: [...this.#handovers.values()],
      handoversGone: [...this.#handoversGone],
      edges: [...this.#edges.values()],
      edgesGone: [...this.#edgesGone.values()],
      heartbeatAt: now,
    };
  }

  /** One for each part of a commit: a new part that is forgotten here does not compile. */
  readonly #take: { readonly [K in keyof Required<Commit>]: (commit: Commit) => void } = {
    messages: ({ messages = [] }) => this.#takeMessages(messages),
    devices: ({ devices = [] }) => {
      for (const one of devices) {
        this.#devices.set(one.key, one);
        this.#devicesGone.delete(one.key);
      }
    },
    devicesGone: ({ devicesGone = [] }) => {
      for (const key of devicesGone) {
        this.#devices.delete(key);
        this.#devicesGone.add(key);
      }
    },
    outages: ({ outages = [] }) => {
      for (const one of outages) {
        this.#outages.set(one.id, one);
        this.#regrouped.delete(one.id);
      }
      if (this.#outages.size > MOST_OUTAGES * 1.1) this.#dropOutages();
    },
    regrouped: ({ regrouped = [] }) => {
      for (const one of regrouped) {
        const outage = this.#outages.get(one.id);
        if (outage === undefined) this.#regrouped.set(one.id, one);
        else this.#outages.set(one.id, { ...outage, ...one });
      }
    },
    affected: ({ affected = [] }) => {
      for (const one of affected) {
        const rows = this.#affected.get(one.outageId);
        if (rows === undefined) this.#affected.set(one.outageId, [one]);
        else rows.push(one);
      }
      this.#affectedRows += affected.length;
      for (const id of this.#affected.keys()) {
        if (this.#affectedRows <= MOST_AFFECTED) break;
        this.#forgetAffected(id);
      }
    },
    feeds: ({ feeds = [] }) => {
      for (const { outageId, values } of feeds) keepNewest(this.#feeds, outageId, values, MOST_FEEDS);
    },
    incidents: ({ incidents = [] }) => {
      for (const one of incidents) this.#incidents.set(one.id, one);
      for (const [id, one] of this.#incidents) {
        if (this.#incidents.size <= MOST_INCIDENTS) break;
        if (id > this.id && one.closedAt !== null) this.#incidents.delete(id);
      }
    },
    blindSpots: ({ blindSpots = [] }) => {
      for (const one of blindSpots) this.#blindSpots.set(one.id, one);
      for (const [id, one] of this.#blindSpots) {
        if (this.#blindSpots.size <= MOST_BLIND_SPOTS) break;
        if (id > this.id && one.ended !== null) this.#blindSpots.delete(id);
      }
    },
    alerts: ({ alerts = [] }) => {
      this.#alerts = [...this.#alerts, ...alerts].slice(-MOST_ALERTS);
    },
    outboxAdd: ({ outboxAdd = [] }) => {
      for (const one of outboxAdd) this.#outboxAdd.set(one.id, one);
    },
    outboxDone: ({ outboxDone = [] }) => {
      // Added and done within the gap: nobody need know.
      for (const id of outboxDone) if (!this.#outboxAdd.delete(id)) this.#outboxDone.add(id);
    },
    ruleRuns: ({ ruleRuns = [] }) => {
      for (const one of ruleRuns) this.#ruleRuns.set(one.id, one);
      for (const [id, one] of this.#ruleRuns) {
        if (this.#ruleRuns.size <= MOST_RULE_RUNS) break;
        // What was waiting on disk must not stay so for ever; what is new and over is the first to go.
        if (id > this.id && one.state !== 'waiting') this.#ruleRuns.delete(id);
      }
    },
    ruleStates: ({ ruleStates = [] }) => {
      for (const one of ruleStates) this.#ruleStates.set(one.ruleId, one);
    },
    // Its message may not be kept, and rules see it in this run.
    rulesUnseen: () => undefined,
    rulesSeen: ({ rulesSeen = [] }) => {
      for (const id of rulesSeen) if (id < this.id) this.#rulesSeen.add(id);
    },
    acknowledgements: ({ acknowledgements = [] }) => {
      for (const { outageId, acknowledged } of acknowledgements) keepNewest(this.#acknowledgements, outageId, acknowledged);
    },
    muted: ({ muted = [] }) => {
      for (const { outageId, muteId } of muted) keepNewest(this.#muted, outageId, muteId);
    },
    mutes: ({ mutes = [] }) => {
      for (const one of mutes) keepNewest(this.#mutes, one.id, one);
      for (const { id } of mutes) this.#mutesGone.delete(id);
    },
    mutesGone: ({ mutesGone = [] }) => {
      for (const id of mutesGone) {
        this.#mutes.delete(id);
        this.#mutesGone.add(id);
      }
    },
    maintenance: ({ maintenance = [] }) => {
      for (const one of maintenance) keepNewest(this.#maintenance, one.id, one);
      for (const { id } of maintenance) this.#maintenanceGone.delete(id);
    },
    maintenanceGone: ({ maintenanceGone = [] }) => {
      for (const id of maintenanceGone) {
        this.#maintenance.delete(id);
        this.#maintenanceGone.add(id);
      }
    },
    names: ({ names = [] }) => {
      for (const { key, name } of names) keepNewest(this.#names, key, name);
    },
    notes: ({ notes = [] }) => {
      for (const one of notes) keepNewest(this.#notes, one.id, one);
      for (const { id } of notes) this.#notesGone.delete(id);
    },
    handovers: ({ handovers = [] }) => {
      for (const one of handovers) keepNewest(this.#handovers, one.id, one);
      for (const { id } of handovers) this.#handoversGone.delete(id);
    },
    handoversGone: ({ handoversGone = [] }) => {
      for (const id of handoversGone) {
        this.#handovers.delete(id);
        this.#handoversGone.add(id);
      }
    },
    notesGone: ({ notesGone = [] }) => {
      for (const id of notesGone) {
        this.#notes.delete(id);
        this.#notesGone.add(id);
      }
    },
    edges: ({ edges = [] }) => {
      for (const one of edges) {
        const name = edgeName(one);
        keepNewest(this.#edges, name, one, MOST_EDGES);
        this.#edgesGone.delete(name);
      }
    },
    edgesGone: ({ edgesGone = [] }) => {
      for (const one of edgesGone) {
        const name = edgeName(one);
        this.#edges.delete(name);
        keepNewest(this.#edgesGone, name, one, MOST_EDGES);
      }
    },
    twins: () => undefined,
    heartbeatAt: () => undefined,
  };

  #takeMessages(messages: readonly MessageRecord[]): void {
    for (const one of messages) {
      if (one.says === null || one.says === 'heard') this.lost++;
      else {
        this.#messages.push(one);
        this.#messageBytes += sizeOf(one);
      }
    }
    if (this.#messageBytes <= MOST_MESSAGE_BYTES * 1.1) return;
    let from = 0;
    for (; this.#messageBytes > MOST_MESSAGE_BYTES && from < this.#messages.length; from++)
      this.#messageBytes -= sizeOf(this.#messages[from]!);
    this.#messages = this.#messages.slice(from);
    this.lost += from;
  }

  /** Those that ended within the gap, oldest first. One that is on disk already must not stay open there for ever. */
  #dropOutages(): void {
    for (const [id, one] of this.#outages) {
      if (this.#outages.size <= MOST_OUTAGES) break;
      if (id < this.id || one.ended === null) continue;
      this.#outages.delete(id);
      this.#forgetAffected(id);
    }
  }

  #forgetAffected(outageId: number): void {
    this.#affectedRows -= this.#affected.get(outageId)?.length ?? 0;
    this.#affected.delete(outageId);
  }
}

function keepNewest<K, V>(map: Map<K, V>, key: K, value: V, most = MOST_BY_PEOPLE): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}

// What a message costs beside its payload is of the same order as this.
const sizeOf = (one: MessageRecord): number => 200 + one.topic.length + one.payload.byteLength;
