import type { DatabaseSync } from 'node:sqlite';
import type { FeedValue } from '../contract/feed.ts';
import { readAffected } from './affected.ts';
import { readAffections, readDeviceTimes } from './affections.ts';
import {
  readAcknowledgements,
  readMaintenanceMutes,
  readNames,
  readNotes,
  readOutageKeys,
  readOutageNotes,
} from './by-people.ts';
import { messageIdsSql, ofDeviceSql } from './device-index.ts';
import { readMessagesSaying } from './message-search.ts';
import type {
  Acknowledged,
  AffectedRecord,
  AffectionRecord,
  AffectionsQuery,
  AlertRecord,
  BlindSpotRecord,
  DeviceTimes,
  EdgeRecord,
  HandoverRecord,
  History,
  HistoryCounts,
  IncidentRecord,
  MessageRecord,
  MessageSearch,
  MessagesFound,
  MuteRecord,
  NoteRecord,
  NotesQuery,
  OutageRecord,
  TimelineFilter,
  TimelinePlace,
  TimelineQuery,
  TimelineRecord,
} from './port.ts';
import type { RuleRunRecord, RuleRunsQuery } from './rule-records.ts';
import { readRuleRuns } from './rule-runs.ts';
import { Statements } from './statements.ts';
import { int, intOrNull, text } from './stored.ts';
import {
  alertTable,
  blindSpotTable,
  edgeTable,
  feedTable,
  handoverTable,
  incidentTable,
  messageTable,
  noteTable,
  outageTable,
} from './tables.ts';
import { storeText } from './text.ts';
import { readTimeline, readTimelineFrom } from './timeline.ts';

const LATEST_IDS = 5000;

/** The part of the port that only reads: what the command line needs while another process writes. */
export type HistoryReader = Omit<History, 'load' | 'commit' | 'prune' | 'size'>;

/** The questions of the port over one SQLite connection. Every answer is one moment of the file. */
export class SqliteReader implements HistoryReader {
  protected readonly db: DatabaseSync;
  protected readonly statements: Statements;

  constructor(db: DatabaseSync) {
    this.db = db;
    this.statements = new Statements(db);
  }

  async edges(): Promise<readonly EdgeRecord[]> {
    return this.read(() => this.statements.select(edgeTable, ''));
  }

  async message(id: number): Promise<MessageRecord | null> {
    return this.read(() => this.statements.selectOne(messageTable, 'WHERE id = ?', id));
  }

  async messages(query: { deviceKey: string; beforeId: number | null; limit: number }): Promise<readonly MessageRecord[]> {
    const key = storeText(query.deviceKey);
    const before = query.beforeId ?? Number.MAX_SAFE_INTEGER;
    const limit = limitOf(query.limit);
    const rest = `WHERE ${messageIdsSql} ORDER BY id DESC LIMIT ?`;
    return this.read(() => this.statements.select(messageTable, rest, key, before, limit, key, before, limit));
  }

  async latestMessages(connectionId: string): Promise<readonly MessageRecord[]> {
    // By id, of which there is an index, and bounded: a connection may have none among millions.
    const rest = 'WHERE id > (SELECT max(id) FROM message) - ? AND connection_id = ? ORDER BY id DESC';
    return this.read(() => this.statements.select(messageTable, rest, LATEST_IDS, storeText(connectionId)));
  }

  async messagesSaying(search: MessageSearch): Promise<MessagesFound> {
    return this.read(() => readMessagesSaying(this.statements, search));
  }

  async outage(id: number): Promise<OutageRecord | null> {
    return this.read(() => this.statements.selectOne(outageTable, 'WHERE id = ?', id));
  }

  async outageKeys(outageIds: readonly number[]): Promise<ReadonlyMap<number, string>> {
    return this.read(() => readOutageKeys(this.statements, outageIds));
  }

  async acknowledgements(outageIds: readonly number[]): Promise<ReadonlyMap<number, Acknowledged>> {
    return this.read(() => readAcknowledgements(this.statements, outageIds));
  }

  async maintenanceMutes(query: { since: number; limit: number }): Promise<readonly MuteRecord[]> {
    return this.read(() => readMaintenanceMutes(this.statements, query));
  }

  async note(id: number): Promise<NoteRecord | null> {
    return this.read(() => this.statements.selectOne(noteTable, 'WHERE id = ?', id));
  }

  async ruleRuns(query: RuleRunsQuery): Promise<readonly RuleRunRecord[]> {
    return this.read(() => readRuleRuns(this.statements, { ...query, limit: limitOf(query.limit) }));
  }

  async notes(query: NotesQuery): Promise<readonly NoteRecord[]> {
    return this.read(() => readNotes(this.statements, { ...query, limit: limitOf(query.limit) }));
  }

  async outageNotes(outageIds: readonly number[]): Promise<ReadonlyMap<number, readonly NoteRecord[]>> {
    return this.read(() => readOutageNotes(this.statements, outageIds));
  }

  async deviceNotes({ since, until, limit }: { since: number; until: number; limit: number }): Promise<readonly NoteRecord[]> {
    // People write few: all of them are read in a moment.
    const rest = 'WHERE outage_id IS NULL AND at >= ? AND at <= ? ORDER BY at, id LIMIT ?';
    return this.read(() => this.statements.select(noteTable, rest, since, until, limitOf(limit)));
  }

  async handover(id: number): Promise<HandoverRecord | null> {
    return this.read(() => this.statements.selectOne(handoverTable, 'WHERE id = ?', id));
  }

  async handovers(limit: number): Promise<readonly HandoverRecord[]> {
    return this.read(() => this.statements.select(handoverTable, 'ORDER BY id DESC LIMIT ?', limitOf(limit)));
  }

  async names(): Promise<ReadonlyMap<string, string>> {
    return this.read(() => readNames(this.statements));
  }

  async incident(id: number): Promise<IncidentRecord | null> {
    return this.read(() => this.statements.selectOne(incidentTable, 'WHERE id = ?', id));
  }

  async incidentOutages(id: number): Promise<readonly OutageRecord[]> {
    return this.read(() =>
      this.statements.select(outageTable, `WHERE ${ofIncidentSql('id')} ORDER BY id LIMIT 20000`, id, id, id),
    );
  }

  async incidentAlerts(id: number): Promise<readonly AlertRecord[]> {
    // From when it began on: there is an index on the time, and none on the outage.
    const rest = `WHERE at >= (SELECT min(at) FROM outage WHERE ${ofIncidentSql('id')}) AND ${ofIncidentSql('outage_id')} ORDER BY at, id LIMIT 100`;
    return this.read(() => this.statements.select(alertTable, rest, id, id, id, id, id, id));
  }

  async affected(outageId: number): Promise<readonly (AffectedRecord & { readonly confirmed: boolean })[]> {
    return this.read(() => readAffected(this.statements, outageId));
  }

  async affections(query: AffectionsQuery): Promise<{ readonly total: number; readonly rows: readonly AffectionRecord[] }> {
    return this.read(() => readAffections(this.statements, { ...query, limit: limitOf(query.limit) }));
  }

  async deviceTimes({ deviceKey, since }: { deviceKey: string; since: number }): Promise<DeviceTimes> {
    return this.read(() => readDeviceTimes(this.statements, deviceKey, since));
  }

  async feeds(outageIds: readonly number[]): Promise<ReadonlyMap<number, readonly FeedValue[]>> {
    const rest = 'WHERE outage_id IN (SELECT value FROM json_each(?))';
    const records = this.read(() => this.statements.select(feedTable, rest, JSON.stringify(outageIds)));
    return new Map(records.map(({ outageId, values }) => [outageId, values]));
  }

  async timeline(query: TimelineQuery): Promise<{ readonly total: number; readonly rows: readonly TimelineRecord[] }> {
    return this.read(() => readTimeline(this.statements, query));
  }

  async timelineFrom(filter: TimelineFilter, behind: TimelinePlace | null, limit: number): Promise<readonly TimelineRecord[]> {
    return this.read(() => readTimelineFrom(this.statements, filter, behind, limitOf(limit)));
  }

  async outageCount(deviceKey: string): Promise<number> {
    const key = storeText(deviceKey);
    return this.read(() => this.statements.number(`SELECT count(*) FROM outage WHERE ${ofDeviceSql('outage')}`, key, key));
  }

  async losses(query: {
    since: number;
    beforeId: number;
  }): Promise<readonly { readonly deviceKey: string; readonly at: number }[]> {
    const sql = `SELECT device_key, at FROM outage
      WHERE at >= ? AND id < ? AND verdict <> 'clean' AND began_not_before IS NOT NULL ORDER BY at`;
    return this.read(() =>
      Array.from(this.statements.of(sql).iterate(query.since, query.beforeId), (row) => ({
        deviceKey: text(row.device_key),
        at: int(row.at),
      })),
    );
  }

  /** Those of this connection and of all connections that lasted at `since` or began later, newest first. */
  async blindSpots(query: { connectionId: string | null; since: number; limit: number }): Promise<readonly BlindSpotRecord[]> {
    const id = query.connectionId === null ? null : storeText(query.connectionId);
    const rest = `WHERE (?1 IS NULL OR connection_id = ?1 OR connection_id IS NULL) AND (ended IS NULL OR ended >= ?2)
      ORDER BY began DESC, id DESC LIMIT ?3`;
    return this.read(() => this.statements.select(blindSpotTable, rest, id, query.since, limitOf(query.limit)));
  }

  async beganAt(): Promise<number | null> {
    const sql = `SELECT min(at) AS at FROM (SELECT * FROM (SELECT received_at AS at FROM message ORDER BY id LIMIT 1)
      UNION ALL SELECT min(nullif(at, 0)) FROM outage UNION ALL SELECT min(began) FROM blind_spot)`;
    return this.read(() => intOrNull(this.statements.of(sql).get()?.at ?? null));
  }

  async counts(): Promise<HistoryCounts> {
    const { statements } = this;
    return this.read(() => ({
      devices: statements.number('SELECT count(*) FROM (SELECT key FROM device UNION SELECT key FROM device_news)'),
      outages: statements.number('SELECT count(*) FROM outage'),
      openOutages: statements.number('SELECT count(*) FROM outage WHERE is_open = 1'),
    }));
  }

  async alerts(limit: number): Promise<readonly AlertRecord[]> {
    return this.read(() => this.statements.select(alertTable, 'ORDER BY at DESC, id DESC LIMIT ?', limitOf(limit)));
  }

  async close(): Promise<void> {
    if (this.db.isOpen) this.db.close();
  }

  /** One read transaction: a count and its rows agree although another process writes. */
  protected read<T>(ask: () => T): T {
    this.db.exec('BEGIN');
    try {
      return ask();
    } finally {
      if (this.db.isTransaction) this.db.exec('COMMIT');
    }
  }
}

/** Whether an outage belongs to an incident; its three parameters are all the incident's id. */
const ofIncidentSql = (column: string): string => `${column} IN (
  SELECT id FROM outage WHERE incident_id = ? AND incident_id <> id UNION ALL SELECT id FROM outage WHERE id = ? AND incident_id = ?)`;

// SQLite takes a negative LIMIT for "no limit".
const limitOf = (limit: number) => Math.max(0, Math.floor(limit));
