/**
 * The history's own thread: opens the file it is told, and answers what `threaded-history.ts` asks. What SQLite does takes as
 * much of a processor as all the rest of a burst, and a long search takes longer: neither may stop the reading of sockets.
 */
import { parentPort } from 'node:worker_threads';
import type { DevicePage } from './device-states.ts';
import { type Opened, type OpenOptions, openHistory } from './open.ts';
import { type CommitParcel, Packer, type Parcel, unpackCommit } from './parcel.ts';
import { HistoryFull, type Snapshot } from './port.ts';
import type { SqliteHistory } from './sqlite-history.ts';
import { recentTable } from './tables.ts';

/** `n` comes back with the answer. */
export interface Question {
  readonly n: number;
  readonly name: string;
  readonly values: readonly unknown[];
}

/** What the thread says of the file: all of `Opened` but the history. */
export type Start = Exclude<Opened, { ok: true }> | Omit<Extract<Opened, { ok: true }>, 'history'>;

/** A snapshot comes as its devices, page by page: one is read while the next is made. Then all else. */
export interface SnapshotEnd {
  readonly beside: Omit<Snapshot, 'devices' | 'recent'>;
  readonly recent: Parcel;
}

export type Answer =
  | { readonly n: number; readonly page: DevicePage }
  | { readonly n: number; readonly value: unknown }
  | { readonly n: number; readonly error: { readonly message: string; readonly isFull: boolean } };

if (parentPort === null) throw new Error('made to be a thread');
const port = parentPort;
const post = (answer: Answer): void => port.postMessage(answer);
let history: SqliteHistory | null = null;

async function open(options: OpenOptions): Promise<Start> {
  await history?.close();
  const opened = await openHistory(options);
  history = opened.ok ? opened.history : null;
  return opened.ok ? { ok: true, notices: opened.notices } : opened;
}

function load(n: number, file: SqliteHistory): SnapshotEnd {
  const { recent, ...beside } = file.beside();
  for (const page of file.devicePages()) post({ n, page });
  const packer = new Packer();
  for (const message of recent) packer.put(recentTable.write(message));
  return { beside, recent: packer.seal() };
}

async function answer({ n, name, values }: Question): Promise<unknown> {
  if (name === 'open') return open(values[0] as OpenOptions);
  if (history === null) throw new Error('the history is not open');
  if (name === 'commit') return history.commitValues(unpackCommit(values[0] as CommitParcel));
  if (name === 'load') return load(n, history);
  return (history[name as keyof SqliteHistory] as (...given: unknown[]) => Promise<unknown>)(...values);
}

port.on('message', (question: Question) => {
  const { n } = question;
  answer(question).then(
    (value) => post({ n, value }),
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      post({ n, error: { message, isFull: error instanceof HistoryFull } });
    },
  );
});
