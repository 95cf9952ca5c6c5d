import type { SQLInputValue } from 'node:sqlite';
import type { Commit } from './port.ts';
import { ruleRunTable, ruleStateTable } from './rule-runs.ts';
import {
  affectedTable,
  alertTable,
  blindSpotTable,
  deviceTable,
  edgeTable,
  feedTable,
  incidentTable,
  messageTable,
  outageTable,
  outboxTable,
} from './tables.ts';
import { storeText } from './text.ts';

/** Few and small: they go as they are. */
export type ByPeople = Pick<
  Commit,
  | 'acknowledgements'
  | 'muted'
  | 'mutes'
  | 'mutesGone'
  | 'maintenance'
  | 'maintenanceGone'
  | 'names'
  | 'notes'
  | 'notesGone'
  | 'handovers'
  | 'handoversGone'
>;

export type CommitKind = Exclude<keyof Commit, keyof ByPeople | 'heartbeatAt'>;

type RowOf<K extends CommitKind> = NonNullable<Commit[K]>[number];

/** The values of one row, in the order in which its statement takes them. */
const rowValues: { readonly [K in CommitKind]: (row: RowOf<K>) => SQLInputValue[] } = {
  messages: messageTable.write,
  twins: ({ packetId, qos, id }) => [packetId, qos, id],
  devices: deviceTable.write,
  devicesGone: (key) => [storeText(key)],
  outages: outageTable.write,
  regrouped: ({ incidentId, causeOutageId, id }) => [incidentId, causeOutageId, id],
  affected: affectedTable.write,
  feeds: feedTable.write,
  incidents: incidentTable.write,
  blindSpots: blindSpotTable.write,
  alerts: alertTable.write,
  outboxAdd: outboxTable.write,
  outboxDone: (id) => [id],
  edges: edgeTable.write,
  edgesGone: ({ upstream, downstream, source, saidBy }) => [storeText(upstream), storeText(downstream), source, saidBy],
  ruleRuns: ruleRunTable.write,
  ruleStates: ruleStateTable.write,
  rulesUnseen: (id) => [id],
  rulesSeen: (id) => [id],
};

/** In the order in which they are packed and written. */
export const COMMIT_KINDS = Object.keys(rowValues) as readonly CommitKind[];

/** Rows one after the other, each as many values as its statement takes. */
export interface Rows {
  readonly count: number;
  readonly values: SQLInputValue[];
}

/** A commit as SQLite takes it. */
export interface CommitValues {
  readonly rows: Readonly<Record<CommitKind, Rows>>;
  readonly byPeople: ByPeople;
  readonly heartbeatAt: number | null;
}

/** The values of every row of one kind, in order. */
export function* rowsOf(commit: Commit, kind: CommitKind): Generator<readonly SQLInputValue[]> {
  // Rows and their writer are of the same kind.
  const write = rowValues[kind] as (row: unknown) => SQLInputValue[];
  for (const row of commit[kind] ?? []) yield write(row);
}

export function valuesOf(commit: Commit): CommitValues {
  const rows = Object.fromEntries(
    COMMIT_KINDS.map((kind) => [kind, { count: commit[kind]?.length ?? 0, values: [...rowsOf(commit, kind)].flat() }]),
  ) as Record<CommitKind, Rows>;
  return { rows, byPeople: byPeople(commit), heartbeatAt: commit.heartbeatAt ?? null };
}

export function byPeople(commit: Commit): ByPeople {
  const { acknowledgements = [], muted = [], mutes = [], mutesGone = [], names = [], notes = [], notesGone = [] } = commit;
  const { maintenance = [], maintenanceGone = [], handovers = [], handoversGone = [] } = commit;
  const notesAndMore = { names, notes, notesGone, handovers, handoversGone };
  return { acknowledgements, muted, mutes, mutesGone, maintenance, maintenanceGone, ...notesAndMore };
}
