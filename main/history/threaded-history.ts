import type { Worker } from 'node:worker_threads';
import { DeviceReader } from './device-states.ts';
import type { Answer, Question, SnapshotEnd, Start } from './history-thread.ts';
import type { Opened } from './open.ts';
import { type CommitParcel, Packer, type Parcel, packCommit, transferOf, Unpacker } from './parcel.ts';
import { type Commit, type History, HistoryFull, type RecentMessage, type Snapshot } from './port.ts';
import { type HistoryThread, startHistoryThread } from './start-thread.ts';
import { recentTable, recordReader } from './tables.ts';

/** As `openHistory`, in a thread of its own. Expected troubles are returned; it rejects when the thread cannot be had. */
export async function openHistoryInThread(path: string, thread = startHistoryThread()): Promise<Opened<History>> {
  const history = new ThreadedHistory(path, thread);
  const opened = await history.open();
  if (opened.ok) return { ok: true, history, notices: opened.notices };
  await history.terminate();
  return opened;
}

/** After packing for so long, the event loop has its turn. */
const PACK_MS = 4;

interface Asked {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The port, whose answers come from a thread that holds the file. */
class ThreadedHistory implements History {
  readonly message = this.#forward('message');
  readonly messages = this.#forward('messages');
  readonly latestMessages = this.#forward('latestMessages');
  readonly messagesSaying = this.#forward('messagesSaying');
  readonly outage = this.#forward('outage');
  readonly outageKeys = this.#forward('outageKeys');
  readonly acknowledgements = this.#forward('acknowledgements');
  readonly note = this.#forward('note');
  readonly maintenanceMutes = this.#forward('maintenanceMutes');
  readonly notes = this.#forward('notes');
  readonly outageNotes = this.#forward('outageNotes');
  readonly deviceNotes = this.#forward('deviceNotes');
  readonly handover = this.#forward('handover');
  readonly handovers = this.#forward('handovers');
  readonly names = this.#forward('names');
  readonly ruleRuns = this.#forward('ruleRuns');
  readonly edges = this.#forward('edges');
  readonly incident = this.#forward('incident');
  readonly incidentOutages = this.#forward('incidentOutages');
  readonly incidentAlerts = this.#forward('incidentAlerts');
  readonly affected = this.#forward('affected');
  readonly feeds = this.#forward('feeds');
  readonly affections = this.#forward('affections');
  readonly deviceTimes = this.#forward('deviceTimes');
  readonly timeline = this.#forward('timeline');
  readonly timelineFrom = this.#forward('timelineFrom');
  readonly outageCount = this.#forward('outageCount');
  readonly losses = this.#forward('losses');
  readonly beganAt = this.#forward('beganAt');
  readonly counts = this.#forward('counts');
  readonly blindSpots = this.#forward('blindSpots');
  readonly alerts = this.#forward('alerts');
  readonly prune = this.#forward('prune');
  readonly size = this.#forward('size');

  readonly #path: string;
  readonly #packer = new Packer();
  /** The last one; they share the packer. */
  #packed: Promise<void> = Promise.resolve();
  readonly #asked = new Map<number, Asked>();
  #thread: Worker;
  #next = 0;
  #ended: Error | null = null;
  /** A new thread on its way. */
  #again: Promise<void> | null = null;
  #isClosed = false;
  #states = new DeviceReader();
  /** What was read at opening, for the first who asks. */
  #opened: Snapshot | null = null;

  constructor(path: string, thread: HistoryThread) {
    this.#path = path;
    this.#thread = this.#listenTo(thread);
  }

  /** Reads all that a start needs, so that a damaged file is set aside before anyone counts on it. */
  async open(): Promise<Start> {
    const started = await this.#ask<Start>('open', { path: this.#path, devicesUnread: true });
    if (!started.ok) return started;
    try {
      this.#opened = await this.load();
      return started;
    } catch {
      // Whatever it was, the thread finds it as well when it looks at the devices itself, and knows what to do.
      return this.#ask<Start>('open', { path: this.#path });
    }
  }

  async load(): Promise<Snapshot> {
    const opened = this.#opened;
    this.#opened = null;
    if (opened !== null) return opened;
    this.#states = new DeviceReader();
    const { beside, recent } = await this.#ask<SnapshotEnd>('load');
    const devices = this.#states.end();
    // Whoever asked changes them by and by; the old ones must not stay.
    this.#states = new DeviceReader();
    return { ...beside, devices, recent: readRecent(recent) };
  }

  async commit(commit: Commit): Promise<void> {
    this.#opened = null;
    const packed = this.#packed.then(() => this.#pack(commit));
    this.#packed = packed.then(
      () => undefined,
      () => undefined,
    );
    const ready = await packed;
    await this.#askWith<void>('commit', [ready], transferOf(ready.parcel));
  }

  /** The rows of a burst are many: others have their turn meanwhile. */
  async #pack(commit: Commit): Promise<CommitParcel> {
    const packing = packCommit(this.#packer, commit);
    let began = performance.now();
    for (;;) {
      const step = packing.next();
      if (step.done) return step.value;
      if (performance.now() - began < PACK_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      began = performance.now();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    // A thread that dies has closed the file as well.
    if (this.#ended === null) await this.#ask('close').catch(() => undefined);
    await this.terminate();
  }

  async terminate(): Promise<void> {
    await this.#thread.terminate();
  }

  #forward<N extends keyof History>(name: N): History[N] {
    return ((...values: unknown[]) => this.#ask(name, ...values)) as History[N];
  }

  #ask<T>(name: keyof History | 'open', ...values: unknown[]): Promise<T> {
    return this.#askWith(name, values, []);
  }

  #askWith<T>(name: keyof History | 'open', values: readonly unknown[], transfer: ArrayBuffer[]): Promise<T> {
    if (this.#ended !== null) return this.#isClosed ? Promise.reject(this.#ended) : this.#askAnew(name, values, transfer);
    const question: Question = { n: this.#next, name, values };
    this.#thread.postMessage(question, transfer);
    return this.#answer();
  }

  async #askAnew<T>(name: keyof History | 'open', values: readonly unknown[], transfer: ArrayBuffer[]): Promise<T> {
    this.#again ??= this.#startAnew().finally(() => {
      this.#again = null;
    });
    await this.#again;
    return this.#askWith(name, values, transfer);
  }

  /** A thread that died (no memory, mostly) takes what it was asked with it, but not the history. */
  async #startAnew(): Promise<void> {
    this.#ended = null;
    this.#next = 0;
    this.#thread = this.#listenTo(startHistoryThread());
    const started = await this.#ask<Start>('open', { path: this.#path, devicesUnread: true });
    if (started.ok && started.notices.length === 0) return;
    // Nobody is left to tell of a file that was set aside: the next start goes on in the new one.
    this.#isClosed ||= started.ok;
    const why = started.ok ? 'it was damaged, and is set aside' : started.reason;
    this.#ended = failed(`the history cannot go on in a new thread: ${why}`, why === 'full');
    await this.terminate();
    throw this.#ended;
  }

  #listenTo({ worker, ended }: HistoryThread): Worker {
    worker.on('message', (answer: Answer) => this.#take(answer));
    void ended.then((error) => this.#end(error));
    return worker;
  }

  /** The answer to the question that was asked last. */
  #answer<T>(): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#asked.set(this.#next++, { resolve: resolve as (value: unknown) => void, reject });
      this.#thread.ref();
    });
  }

  #take(answer: Answer): void {
    if ('page' in answer) {
      this.#states.take(answer.page);
      return;
    }
    const asked = this.#asked.get(answer.n);
    this.#asked.delete(answer.n);
    // Who waits for nothing need not stay.
    if (this.#asked.size === 0) this.#thread.unref();
    if ('value' in answer) asked?.resolve(answer.value);
    else asked?.reject(failed(answer.error.message, answer.error.isFull));
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#asked.values()) reject(this.#ended);
    this.#asked.clear();
  }
}

const failed = (message: string, isFull: boolean): Error => (isFull ? new HistoryFull(message) : new Error(message));

function readRecent(parcel: Parcel): RecentMessage[] {
  const unpacker = new Unpacker(parcel);
  const read = recordReader(recentTable);
  const recent: RecentMessage[] = [];
  while (unpacker.left > 0) recent.push(read(unpacker.take(recentTable.columns.length)));
  return recent;
}
