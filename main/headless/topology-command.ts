import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { buffer as readAll } from 'node:stream/consumers';
import { type Settings, settingsSchema } from '../contract/settings.ts';
import { openHistoryReadOnly } from '../history/open.ts';
import { lockForWriting } from '../history/writer-lock.ts';
import { planImport } from '../impact/import-plan.ts';
import { readTopology } from '../impact/topology-file.ts';
import { formatTime } from '../monitor/format-time.ts';
import { lockedSentence } from '../monitor/open-data.ts';
import { readSettings } from '../settings/check.ts';
import { pairKey, withPairs } from '../settings/pairs.ts';
import { exportTopology, type LearnedEdge } from '../settings/topology-export.ts';
import type { DomainWords } from '../words/domain.en.ts';
import { textOfFile } from '../words/text-of-file.ts';
import type { TopologyArguments } from './arguments.ts';
import { openSettingsFile } from './settings-file.ts';

export type TopologyOutcome =
  | {
      readonly ok: true;
      readonly output: string;
      /** One sentence each, for stderr. */
      readonly remarks: readonly string[];
      /** Some of it could not be kept. */
      readonly isPartial: boolean;
    }
  | { readonly ok: false; readonly reason: string };

type ImportArguments = Extract<TopologyArguments, { act: 'import' }>;

/** `willwatch topology import` and `export`. An export, and a dry run, work also while Willwatch runs. */
export async function runTopology(
  args: TopologyArguments,
  dataDir: string,
  words: DomainWords,
  now: number,
): Promise<TopologyOutcome> {
  if (args.act === 'import') return importFile(args, dataDir, words, now);
  const settings = settingsIn(dataDir);
  if (typeof settings === 'string') return refused(settings);
  const learned = await readLearned(dataDir);
  if (typeof learned === 'string') return refused(learned);
  const { connectionId, format } = args;
  if (connectionId !== null && !settings.brokers.some(({ id }) => id === connectionId))
    return refused(words.topology.noConnection(connectionId));
  return { ok: true, output: exportTopology(settings, learned, format, connectionId), remarks: [], isPartial: false };
}

async function importFile(args: ImportArguments, dataDir: string, words: DomainWords, now: number): Promise<TopologyOutcome> {
  let text: string;
  try {
    text = textOfFile(args.file === '-' ? await readAll(process.stdin) : readFileSync(args.file));
  } catch (error) {
    return refused(`${args.file} cannot be read: ${messageOf(error)}.`);
  }
  if (args.isDry) return importText(text, args, dataDir, words, now);
  const lock = lockForWriting(dataDir, { pid: process.pid, host: hostname(), command: 'willwatch topology', since: now });
  if (!lock.ok) return refused(lockedSentence(lock, dataDir, words, (at) => formatTime(at, 'en')));
  try {
    return await importText(text, args, dataDir, words, now);
  } finally {
    lock.release();
  }
}

async function importText(
  text: string,
  { connectionId, how, isDry }: ImportArguments,
  dataDir: string,
  words: DomainWords,
  now: number,
): Promise<TopologyOutcome> {
  const settings = settingsIn(dataDir);
  if (typeof settings === 'string') return refused(settings);
  if (connectionId !== null && !settings.brokers.some(({ id }) => id === connectionId))
    return refused(words.topology.noConnection(connectionId));
  const file = readTopology(text);
  if (!file.ok) return refused(words.topology.unreadable[file.reason]);
  if (file.edges.length + file.faults.length === 0) return refused(words.topology.unreadable.empty);
  const plan = planImport({ ...file, pairs: settings.topology, brokers: settings.brokers, connectionId, how, now });
  const { added, removed, known, faults } = plan;
  if (!isDry && added.length + removed.length > 0) {
    const change = new Map([
      ...removed.map((pair) => [pairKey(pair), null] as const),
      ...added.map((pair) => [pairKey(pair), pair] as const),
    ]);
    const { store } = openSettingsFile(dataDir, new Date(now));
    await store.write({ ...settings, topology: withPairs(settings.topology, change) });
  }
  return {
    ok: true,
    output: `${words.topology.imported(added.length, removed.length, known, faults.length, isDry)}\n`,
    remarks: faults.map(words.topology.fault),
    isPartial: faults.length > 0,
  };
}

/** As they are on the disk; a file that cannot be used stays where it is. A sentence where there is none to use. */
function settingsIn(dataDir: string): Settings | string {
  const path = join(dataDir, 'settings.json');
  if (!existsSync(path)) return settingsSchema.parse({});
  try {
    const outcome = readSettings(JSON.parse(readFileSync(path, 'utf8')));
    return outcome.ok ? outcome.settings : `The settings file ${path} cannot be used (${outcome.reason}). Nothing was changed.`;
  } catch (error) {
    return `The settings file ${path} cannot be used (${messageOf(error)}). Nothing was changed.`;
  }
}

async function readLearned(dataDir: string): Promise<readonly LearnedEdge[] | string> {
  const opened = await openHistoryReadOnly(join(dataDir, 'history.db'));
  // Nothing was learned yet; one of another version will be once Willwatch has run on it.
  if (!opened.ok)
    return opened.reason === 'missing' || opened.reason === 'older'
      ? []
      : `The history in ${dataDir} cannot be read: ${opened.reason}.`;
  try {
    return await opened.history.edges();
  } finally {
    await opened.history.close();
  }
}

const refused = (reason: string) => ({ ok: false, reason }) as const;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
