import type { ByPeople } from './commit-values.ts';
import type { Acknowledged, MuteRecord, NoteRecord, NotesQuery } from './port.ts';
import type { Statements } from './statements.ts';
import { int, text } from './stored.ts';
import {
  acknowledgementTable,
  handoverTable,
  insertSql,
  maintenanceTable,
  mutedTable,
  muteTable,
  nameTable,
  noteTable,
  type Row,
  replacingSql,
  type Table,
} from './tables.ts';
import { storeText } from './text.ts';

/** Writes what people did, within the caller's transaction. Returns the highest id in it. */
export function writeByPeople(statements: Statements, commit: ByPeople): number {
  const put = <R>(table: Table<R>, record: R) => {
    const row = { count: 1, values: table.write(record) };
    statements.insert(insertSql(table), table.columns.length, replacingSql(table), row);
  };
  const { acknowledgements = [], muted = [], mutes = [], mutesGone = [], names = [], notes = [], notesGone = [] } = commit;
  const { maintenance = [], maintenanceGone = [], handovers = [], handoversGone = [] } = commit;
  for (const { outageId, acknowledged } of acknowledgements) {
    if (acknowledged === null) statements.of('DELETE FROM acknowledgement WHERE outage_id = ?').run(outageId);
    else put(acknowledgementTable, { outageId, acknowledged });
  }
  for (const { outageId, muteId } of muted) {
    if (muteId === null) statements.of('DELETE FROM muted WHERE outage_id = ?').run(outageId);
    else put(mutedTable, { outageId, muteId });
  }
  for (const mute of mutes) {
    put(muteTable, mute);
    if (mute.maintenance?.over) statements.of('DELETE FROM muted WHERE mute_id = ?').run(mute.id);
  }
  for (const one of maintenance) put(maintenanceTable, one);
  for (const id of maintenanceGone) statements.of('DELETE FROM maintenance WHERE id = ?').run(id);
  for (const id of mutesGone) {
    statements.of('DELETE FROM mute WHERE id = ?').run(id);
    statements.of('DELETE FROM muted WHERE mute_id = ?').run(id);
  }
  for (const { key, name } of names) {
    if (name === null) statements.of('DELETE FROM device_name WHERE key = ?').run(storeText(key));
    else put(nameTable, { key, name });
  }
  for (const note of notes) put(noteTable, note);
  for (const id of notesGone) statements.of('DELETE FROM note WHERE id = ?').run(id);
  for (const one of handovers) put(handoverTable, one);
  for (const id of handoversGone) statements.of('DELETE FROM handover WHERE id = ?').run(id);
  return [...mutes, ...maintenance, ...notes, ...handovers].reduce((top, { id }) => Math.max(top, id), 0);
}

export function readAcknowledgements(statements: Statements, outageIds: readonly number[]): Map<number, Acknowledged> {
  const rest = 'WHERE outage_id IN (SELECT value FROM json_each(?))';
  const records = statements.select(acknowledgementTable, rest, JSON.stringify(outageIds));
  return new Map(records.map(({ outageId, acknowledged }) => [outageId, acknowledged]));
}

export function readOutageKeys(statements: Statements, outageIds: readonly number[]): Map<number, string> {
  const rows = statements
    .of('SELECT id, device_key FROM outage WHERE id IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify(outageIds)) as Row[];
  return new Map(rows.map((row) => [int(row.id), text(row.device_key)]));
}

export function readNotes(statements: Statements, query: NotesQuery): NoteRecord[] {
  const [where, about] =
    'deviceKey' in query ? ['device_key = ?', storeText(query.deviceKey)] : ['outage_id = ?', query.outageId];
  const before = query.beforeId ?? Number.MAX_SAFE_INTEGER;
  return statements.select(noteTable, `WHERE ${where} AND id < ? ORDER BY id DESC LIMIT ?`, about, before, query.limit);
}

export function readOutageNotes(statements: Statements, outageIds: readonly number[]): Map<number, NoteRecord[]> {
  const notes = new Map<number, NoteRecord[]>();
  const rest = 'WHERE outage_id IN (SELECT value FROM json_each(?)) ORDER BY id';
  for (const note of statements.select(noteTable, rest, JSON.stringify(outageIds))) {
    const outageId = note.outageId ?? 0;
    notes.set(outageId, [...(notes.get(outageId) ?? []), note]);
  }
  return notes;
}

export function readMaintenanceMutes(statements: Statements, { since, limit }: { since: number; limit: number }): MuteRecord[] {
  const rest = 'WHERE maintenance_id IS NOT NULL AND (until IS NULL OR until >= ?) ORDER BY set_at DESC LIMIT ?';
  return statements.select(muteTable, rest, since, limit);
}

export function readNames(statements: Statements): Map<string, string> {
  return new Map(statements.select(nameTable, '').map(({ key, name }) => [key, name]));
}
