import type { Commit } from '../history/port.ts';

type Kind = Exclude<keyof Commit, 'heartbeatAt'>;

/** One row of a commit, whatever it is. */
export interface CommitRow {
  readonly kind: Kind;
  readonly row: unknown;
}

/** A commit as single rows, for writing part of it. */
export function rowsOf(commit: Commit): CommitRow[] {
  const kinds = (Object.keys(commit) as (keyof Commit)[]).filter((kind): kind is Kind => kind !== 'heartbeatAt');
  return kinds.flatMap((kind) => (commit[kind] ?? []).map((row) => ({ kind, row })));
}

/** The commit that holds these rows. */
export function commitOf(rows: readonly CommitRow[]): Commit {
  const parts: Partial<Record<Kind, unknown[]>> = {};
  for (const { kind, row } of rows) {
    const part = parts[kind];
    if (part === undefined) parts[kind] = [row];
    else part.push(row);
  }
  // Each row went back to where it came from.
  return parts as Commit;
}

/** Names a row for the log, without what is in it. */
export function nameOf({ kind, row }: CommitRow): string {
  if (typeof row !== 'object' || row === null) return `${kind} ${String(row)}`;
  const { id, key, outageId } = row as { id?: unknown; key?: unknown; outageId?: unknown };
  return `${kind} ${String(key ?? id ?? outageId ?? '')}`;
}
