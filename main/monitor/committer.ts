import type { FeedValue } from '../contract/feed.ts';
import type { Topic } from '../contract/pushes.ts';
import {
  type Acknowledged,
  type AffectedRecord,
  type AlertRecord,
  type BlindSpotRecord,
  type Commit,
  type DeviceRecord,
  type EdgeKey,
  type EdgeRecord,
  type HandoverRecord,
  type History,
  HistoryFull,
  type IncidentRecord,
  type MaintenanceRecord,
  type MessageRecord,
  type MuteRecord,
  type NoteRecord,
  type OutageRecord,
  type OutboxRecord,
  type RegroupedRecord,
} from '../history/port.ts';
import type { RuleRunRecord, RuleStateRecord } from '../history/rule-records.ts';
import { type CommitRow, commitOf, nameOf, rowsOf } from './commit-rows.ts';
import type { IncidentAffected, IncidentEvent } from './events.ts';
import { Gap, type GapCause } from './gap.ts';
import type { Clock, Logger } from './ports.ts';

const RETRY_MS = 1000;
/** A transaction under way for so long holds up reading. */
const HELD_UP_MS = 5000;
/** After it, what waited in sockets and at the broker is read within. */
const CATCH_UP_MS = 10_000;
/** Turns of the event loop that a commit waits in a burst; each reads for some milliseconds. */
const BURST_TURNS = 8;
/** So many messages in one commit are a burst. */
const BURST = 256;
const BURST_MS = 500;
/** When the calls that a commit makes due took so long, the event loop gets its turn. */
const CALLS_MS = 4;
/** How often is looked how long they took. */
const LOOK_EVERY = 32;
/** How often a commit is tried before its acknowledgements are no longer held back for it. */
const TRIES = 5;
const FIRST_PROBE_MS = 2000;
const LAST_PROBE_MS = 30_000;
/** More rows than this that the history will not take: then it is not the rows. */
const MOST_LEFT_OUT = 32;

/** What the next transaction will hold. Rows of the same device, outage or blind spot replace each other. */
export class Draft {
  readonly messages: MessageRecord[] = [];
  readonly twins: { readonly id: number; readonly packetId: number | null; readonly qos: 0 | 1 | 2 }[] = [];
  readonly devices = new Map<string, DeviceRecord>();
  readonly devicesGone = new Set<string>();
  readonly outages = new Map<number, OutageRecord>();
  /** Of outages without a row in this draft. */
  readonly regrouped = new Map<number, RegroupedRecord>();
  /** Incidents that nobody has heard of yet, for their opening is told after this transaction, with what is to be told of each. */
  readonly opened = new Map<number, IncidentAffected[]>();
  /** Those of them that became part of another one since: nobody need hear of them. By id, that of the other one. */
  readonly unheard = new Map<number, number>();
  readonly affected: AffectedRecord[] = [];
  /** By outage id: what its device measured last. */
  readonly feeds = new Map<number, readonly FeedValue[]>();
  readonly incidents = new Map<number, IncidentRecord>();
  readonly blindSpots = new Map<number, BlindSpotRecord>();
  readonly alerts: AlertRecord[] = [];
  readonly outboxAdd = new Map<number, OutboxRecord>();
  readonly outboxDone = new Set<number>();
  readonly ruleRuns = new Map<number, RuleRunRecord>();
  readonly ruleStates = new Map<string, RuleStateRecord>();
  readonly rulesUnseen: number[] = [];
  readonly rulesSeen: number[] = [];
  /** By outage id. */
  readonly acknowledgements = new Map<number, Acknowledged | null>();
  /** The mute by outage id. */
  readonly muted = new Map<number, number | null>();
  readonly mutes = new Map<number, MuteRecord>();
  readonly mutesGone = new Set<number>();
  readonly maintenance = new Map<number, MaintenanceRecord>();
  readonly maintenanceGone = new Set<number>();
  /** By device key. */
  readonly names = new Map<string, string | null>();
  readonly notes = new Map<number, NoteRecord>();
  readonly notesGone = new Set<number>();
  readonly handovers = new Map<number, HandoverRecord>();
  readonly handoversGone = new Set<number>();
  /** By name (`edgeName`). */
  readonly edges = new Map<string, EdgeRecord>();
  readonly edgesGone = new Map<string, EdgeKey>();
  /** Called in order once the transaction is on disk: acknowledgements, events. */
  readonly afterwards: (() => void)[] = [];
  /** Keys of devices of which a window may show something else then, and whether of their outages too. Told as one, after all that. */
  readonly changed = new Set<string>();
  outagesChanged = false;
  /** Keys of devices of which no list shows anything else, but their own page may. */
  readonly regroupedKeys = new Set<string>();

  /** An event as those hear it who never hear of incidents that became part of another in this transaction; null: they do not. */
  heard(event: IncidentEvent): IncidentEvent | null {
    if (this.unheard.has(event.id)) return null;
    let { mergedInto } = event;
    for (let next = mergedInto; next !== null; next = this.unheard.get(next) ?? null) mergedInto = next;
    return mergedInto === event.mergedInto ? event : { ...event, mergedInto };
  }

  /** The other copy of a message came: where the message is still in this draft, its row becomes what an update would make of it. */
  twin(id: number, packetId: number | null, qos: MessageRecord['qos']): void {
    const at = placeOf(this.messages, id);
    const message = this.messages[at];
    if (message?.id !== id) this.twins.push({ id, packetId, qos });
    else
      this.messages[at] = {
        ...message,
        packetId: packetId ?? message.packetId,
        awaits: null,
        qos: qos > message.qos ? qos : message.qos,
      };
  }

  toCommit(heartbeatAt: number): Commit {
    return {
      messages: this.messages,
      twins: this.twins,
      devices: [...this.devices.values()],
      devicesGone: [...this.devicesGone],
      outages: [...this.outages.values()],
      regrouped: [...this.regrouped.values()],
      affected: this.affected,
      feeds: [...this.feeds].map(([outageId, values]) => ({ outageId, values })),
      incidents: [...this.incidents.values()],
      blindSpots: [...this.blindSpots.values()],
      alerts: this.alerts,
      outboxAdd: [...this.outboxAdd.values()],
      outboxDone: [...this.outboxDone],
      ruleRuns: [...this.ruleRuns.values()],
      ruleStates: [...this.ruleStates.values()],
      rulesUnseen: this.rulesUnseen,
      rulesSeen: this.rulesSeen,
      acknowledgements: [...this.acknowledgements].map(([outageId, acknowledged]) => ({ outageId, acknowledged })),
      muted: [...this.muted].map(([outageId, muteId]) => ({ outageId, muteId })),
      mutes: [...this.mutes.values()],
      mutesGone: [...this.mutesGone],
      maintenance: [...this.maintenance.values()],
      maintenanceGone: [...this.maintenanceGone],
      names: [...this.names].map(([key, name]) => ({ key, name })),
      notes: [...this.notes.values()],
      notesGone: [...this.notesGone],
      handovers: [...this.handovers.values()],
      handoversGone: [...this.handoversGone],
      edges: [...this.edges.values()],
      edgesGone: [...this.edgesGone.values()],
      heartbeatAt,
    };
  }
}

/**
 * What keeps the history from being written. `waiting`: tried again, and acknowledgements wait. `full`, `failing`: a gap; watching goes on
 * in memory until it can be written.
 */
export interface HistoryTrouble {
  readonly kind: 'waiting' | GapCause;
  /** Wall clock of the first thing that is not on disk. */
  readonly since: number;
  /** The program's own words. */
  readonly reason: string;
}

export interface CommitterParts {
  readonly history: History;
  readonly clock: Clock;
  readonly log: Logger;
  readonly nextId: () => number;
  /** Called when writing begins to fail or fails otherwise, with null when it works again. */
  readonly trouble: (trouble: HistoryTrouble | null) => void;
  /** Called for every row that the history will never take. */
  readonly leftOut: () => void;
  /** Called after a transaction in which something changed that a window may show. */
  readonly changed: (topics: readonly Topic[], deviceKeys: readonly string[]) => void;
}

/**
 * Group commit: everything that happened while the last transaction was written goes into the next one. Nothing is told or acknowledged
 * before it is on disk, with one exception: a history that cannot be written, because the disk is full or after some tries for any other
 * reason. Without acknowledgements a broker soon sends nothing more, and a watcher that sees nothing is worth less than one that forgets.
 * So it goes on in memory (`Gap`), and when it can be written again the gap is, as a blind spot with what is known of its time.
 */
export class Committer {
  readonly #parts: CommitterParts;
  #draft = new Draft();
  #scheduled = false;
  #writing: Promise<void> | null = null;
  #trouble: HistoryTrouble | null = null;
  #gap: Gap | null = null;
  #probeMs = FIRST_PROBE_MS;
  #probeDue = false;
  #stopping = false;
  #burstMono = Number.NEGATIVE_INFINITY;
  #writingMono = 0;
  /** Messages of the transaction that is being written and told. */
  #inHand = 0;
  #heldUpMono = Number.NEGATIVE_INFINITY;
  #wake: () => void = () => undefined;

  constructor(parts: CommitterParts) {
    this.#parts = parts;
  }

  /** The draft to add to; it will be written soon. */
  get draft(): Draft {
    this.#schedule();
    return this.#draft;
  }

  /** Whether a burst was written a moment ago: what can wait should. */
  isBusy(): boolean {
    return this.#parts.clock.mono() - this.#burstMono < BURST_MS;
  }

  /** Whether more is to be written, or was and is to be told, than one transaction holds when it is quiet. */
  hasBacklog(): boolean {
    return this.#inHand > BURST || this.#draft.messages.length > BURST;
  }

  /** Whether the disk takes so long, or did a moment ago, that reading may have been held: silence then says nothing of devices. */
  isHeldUp(): boolean {
    const now = this.#parts.clock.mono();
    if (this.#writing !== null && now - this.#writingMono >= HELD_UP_MS) this.#heldUpMono = now;
    return now - this.#heldUpMono < CATCH_UP_MS;
  }

  /** Resolves when everything drafted so far is on disk, or in the gap. */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.#draft.afterwards.length > 0 || this.#scheduled) await this.#write();
  }

  /** As `flush`, with a last try to write the gap and no more waiting. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#writing;
    this.#probeDue = true;
    this.#scheduled = true;
    await this.#write();
    if (this.#gap === null) return;
    const { cause, began, lost } = this.#gap;
    this.#parts.log.error({ cause, since: new Date(began).toISOString(), messages: lost }, 'stopped with a gap in the history');
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (this.#writing === null) this.#writeSoon();
  }

  /** At once when it is quiet. In a burst what a few more turns of reading bring shares the transaction, and its sync of the disk. */
  #writeSoon(turns = this.isBusy() ? BURST_TURNS : 1): void {
    this.#parts.clock.soon(() => {
      if (turns > 1) this.#writeSoon(turns - 1);
      else void this.#write();
    });
  }

  #write(): Promise<void> {
    if (this.#writing === null) this.#writingMono = this.#parts.clock.mono();
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null;
      this.#inHand = 0;
      if (this.#scheduled) this.#writeSoon();
    });
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    if (!this.#scheduled) return;
    const draft = this.#draft;
    this.#draft = new Draft();
    this.#scheduled = false;
    this.#inHand = draft.messages.length;
    if (draft.messages.length > BURST) this.#burstMono = this.#parts.clock.mono();
    const commit = draft.toCommit(this.#parts.clock.now());
    if (this.#gap === null) await this.#put(commit);
    else this.#gap.absorb(commit);
    await this.#call(draft.afterwards);
    if (draft.changed.size > 0)
      this.#parts.changed(draft.outagesChanged ? ['devices', 'outages'] : ['devices'], [...draft.changed]);
    if (draft.regroupedKeys.size > 0) this.#parts.changed(['outages'], [...draft.regroupedKeys]);
    if (this.#gap !== null && this.#probeDue) await this.#close(this.#gap);
  }

  async #call(calls: readonly (() => void)[]): Promise<void> {
    const { clock } = this.#parts;
    let began = clock.mono();
    let called = 0;
    for (const call of calls) {
      call();
      if (++called % LOOK_EVERY !== 0 || clock.mono() - began < CALLS_MS) continue;
      await new Promise<void>((resolve) => clock.soon(resolve));
      began = clock.mono();
    }
  }

  /** Resolves when the commit is on disk, as much of it as the history will take, or in a gap. */
  async #put(commit: Commit): Promise<void> {
    let error = await this.#try(commit);
    for (let tries = 1; error !== null && !(error instanceof HistoryFull) && tries < TRIES && !this.#stopping; tries++) {
      this.#tell({ kind: 'waiting', since: beginOf(commit), reason: error.message });
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        this.#parts.clock.after(RETRY_MS, resolve);
      });
      error = await this.#try(commit);
    }
    if (error !== null && !(error instanceof HistoryFull)) error = await this.#putInParts(commit);
    if (error === null) return this.#tell(null);
    const cause = error instanceof HistoryFull ? 'full' : 'failing';
    this.#gap = new Gap(this.#parts.nextId(), cause, beginOf(commit));
    this.#gap.absorb(commit);
    this.#probeMs = FIRST_PROBE_MS;
    this.#tell({ kind: cause, since: this.#gap.began, reason: error.message });
    this.#probeLater();
  }

  #probeLater(): void {
    this.#parts.clock.after(this.#probeMs, () => {
      this.#probeDue = true;
      this.#schedule();
    });
    this.#probeMs = Math.min(this.#probeMs * 2, LAST_PROBE_MS);
  }

  async #close(gap: Gap): Promise<void> {
    this.#probeDue = false;
    const commit = gap.toCommit(this.#parts.clock.now());
    let error = await this.#try(commit);
    if (error !== null && !(error instanceof HistoryFull)) error = await this.#putInParts(commit);
    if (error !== null) return this.#stopping ? undefined : this.#probeLater();
    this.#gap = null;
    this.#parts.log.warn({ messages: gap.lost }, 'history is written again; its gap is a blind spot');
    this.#tell(null);
  }

  /**
   * When the history takes something, but not this: by halves, until what it will never take stands alone. That is left out and told.
   * Rows come again with the same key when a part was written before, so this may be done again.
   * @returns null, or why most of it cannot be written
   */
  async #putInParts(commit: Commit): Promise<Error | null> {
    const refused = await this.#try({ ...(commit.heartbeatAt !== undefined && { heartbeatAt: commit.heartbeatAt }) });
    if (refused !== null) return refused;
    const leftOut: { readonly row: CommitRow; readonly error: Error }[] = [];
    const parts = [rowsOf(commit)];
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      const error = await this.#try(commitOf(part));
      if (error === null) continue;
      const [only, ...others] = part;
      if (error instanceof HistoryFull || leftOut.length === MOST_LEFT_OUT) return error;
      if (only !== undefined && others.length === 0) leftOut.push({ row: only, error });
      else parts.push(part.slice(part.length / 2), part.slice(0, part.length / 2));
    }
    for (const { row, error } of leftOut) {
      this.#parts.log.error({ row: nameOf(row), reason: error.message }, 'left out: the history does not take it');
      this.#parts.leftOut();
    }
    return null;
  }

  async #try(commit: Commit): Promise<Error | null> {
    try {
      await this.#parts.history.commit(commit);
      return null;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #tell(trouble: HistoryTrouble | null): void {
    if (trouble?.kind === this.#trouble?.kind) return;
    this.#trouble = trouble;
    if (trouble !== null) {
      const meaning = trouble.kind === 'waiting' ? 'trying again' : 'going on in memory';
      this.#parts.log.error({ reason: trouble.reason }, `history cannot be written; ${meaning}`);
    }
    this.#parts.trouble(trouble);
  }
}

function beginOf({ messages = [], heartbeatAt = 0 }: Commit): number {
  return messages.reduce((began, one) => Math.min(began, one.receivedAt), heartbeatAt);
}

/** Where a message would be: ids rise within a draft. */
function placeOf(messages: readonly MessageRecord[], id: number): number {
  let from = 0;
  let to = messages.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((messages[middle]?.id ?? id) < id) from = middle + 1;
    else to = middle;
  }
  return from;
}
