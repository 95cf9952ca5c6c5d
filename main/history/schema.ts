import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** 'Wlwt': tells a history of ours from any other SQLite file. @see https://sqlite.org/pragma.html#pragma_application_id */
export const APPLICATION_ID = 0x576c7774;

export type Step = string | ((db: DatabaseSync, context: StepContext) => void);

export interface StepContext {
  readonly installationId: string;
}

const first = `
CREATE TABLE meta (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  installation_id TEXT NOT NULL,
  heartbeat_at INTEGER,
  next_id INTEGER NOT NULL,
  indexed_to INTEGER NOT NULL
) STRICT;

CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  connection_id TEXT NOT NULL,
  device_key TEXT,
  topic TEXT NOT NULL,
  qos INTEGER NOT NULL,
  retain INTEGER NOT NULL,
  dup INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  freshness TEXT NOT NULL,
  says TEXT,
  packet_id INTEGER,
  awaits TEXT,
  redelivery_of INTEGER,
  payload BLOB NOT NULL
) STRICT;
CREATE TABLE message_of (
  device_key TEXT NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (device_key, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
  key TEXT PRIMARY KEY,
  connection_id TEXT NOT NULL,
  id TEXT NOT NULL,
  watch_id TEXT NOT NULL,
  convention TEXT NOT NULL,
  presence TEXT NOT NULL,
  verdict TEXT,
  freshness TEXT NOT NULL,
  since_not_before INTEGER,
  since_not_after INTEGER,
  last_heard_at INTEGER NOT NULL,
  last_heard_topic TEXT NOT NULL,
  born_at INTEGER,
  outage_id INTEGER,
  will_message_id INTEGER,
  birth_message_id INTEGER,
  birth_mark TEXT,
  will TEXT
) STRICT;
CREATE TABLE device_news (
  seq INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  id TEXT NOT NULL,
  watch_id TEXT NOT NULL,
  convention TEXT NOT NULL,
  presence TEXT NOT NULL,
  verdict TEXT,
  freshness TEXT NOT NULL,
  since_not_before INTEGER,
  since_not_after INTEGER,
  last_heard_at INTEGER NOT NULL,
  last_heard_topic TEXT NOT NULL,
  born_at INTEGER,
  outage_id INTEGER,
  will_message_id INTEGER,
  birth_message_id INTEGER,
  birth_mark TEXT,
  will TEXT
) STRICT;

CREATE TABLE outage (
  id INTEGER PRIMARY KEY,
  device_key TEXT NOT NULL,
  device_id TEXT NOT NULL,
  device_id_folded TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  verdict TEXT NOT NULL,
  freshness TEXT NOT NULL,
  began_not_before INTEGER,
  began_not_after INTEGER,
  is_open INTEGER NOT NULL,
  ended_not_before INTEGER,
  ended_not_after INTEGER,
  duration_ms REAL,
  topic TEXT,
  message_id INTEGER,
  end_message_id INTEGER,
  cause_outage_id INTEGER,
  incident_id INTEGER NOT NULL,
  affected_gateways INTEGER NOT NULL,
  affected_devices INTEGER NOT NULL,
  degraded INTEGER NOT NULL,
  affected_gateway_ids TEXT NOT NULL,
  device_is_gateway INTEGER NOT NULL,
  alert_outcome TEXT,
  alert_reason TEXT,
  alert_at INTEGER,
  at INTEGER NOT NULL AS (coalesce(began_not_after, began_not_before, 0)) VIRTUAL
) STRICT;
CREATE INDEX outage_at ON outage (at);
CREATE INDEX outage_open ON outage (at) WHERE is_open = 1;
CREATE INDEX outage_of_incident ON outage (incident_id) WHERE incident_id <> id;
CREATE INDEX outage_inexact ON outage (began_not_before) WHERE began_not_before < began_not_after;
CREATE TABLE outage_of (
  device_key TEXT NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (device_key, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE affected (
  outage_id INTEGER NOT NULL,
  device_key TEXT NOT NULL,
  device_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  depth INTEGER NOT NULL,
  loss TEXT NOT NULL,
  PRIMARY KEY (outage_id, device_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE incident (
  id INTEGER PRIMARY KEY,
  root_outage_id INTEGER NOT NULL,
  root_device_key TEXT NOT NULL,
  began INTEGER NOT NULL,
  root_back_at INTEGER,
  closed_at INTEGER,
  merged_into INTEGER,
  outages INTEGER NOT NULL,
  stragglers_told INTEGER NOT NULL
) STRICT;
CREATE INDEX incident_root ON incident (root_outage_id);
CREATE INDEX incident_open ON incident (id) WHERE closed_at IS NULL;

CREATE TABLE blind_spot (
  id INTEGER PRIMARY KEY,
  connection_id TEXT,
  began INTEGER NOT NULL,
  ended INTEGER,
  reason_code TEXT NOT NULL,
  reason_detail TEXT
) STRICT;
CREATE INDEX blind_spot_began ON blind_spot (began);
CREATE INDEX blind_spot_open ON blind_spot (began) WHERE ended IS NULL;

CREATE TABLE alert (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  device_key TEXT,
  outage_id INTEGER,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT,
  path TEXT NOT NULL
) STRICT;
CREATE INDEX alert_at ON alert (at);

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  outage_id INTEGER NOT NULL,
  due_at INTEGER NOT NULL
) STRICT;

CREATE TABLE acknowledgement (
  outage_id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  note TEXT
) STRICT;
CREATE TABLE muted (
  outage_id INTEGER PRIMARY KEY,
  mute_id INTEGER NOT NULL
) STRICT;

CREATE TABLE mute (
  id INTEGER PRIMARY KEY,
  scope TEXT NOT NULL,
  keys TEXT NOT NULL,
  set_at INTEGER NOT NULL,
  until INTEGER,
  silenced INTEGER NOT NULL
) STRICT;

CREATE TABLE device_name (
  key TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL
) STRICT;

CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  device_key TEXT NOT NULL,
  outage_id INTEGER,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  edited_at INTEGER
) STRICT;
CREATE INDEX note_of_device ON note (device_key, id);
CREATE INDEX note_of_outage ON note (outage_id, id) WHERE outage_id IS NOT NULL;
`;

/** By device: the outages that affected it. Filled as `outage_of` is. */
const affectedOf = `
CREATE TABLE affected_of (
  device_key TEXT NOT NULL,
  outage_id INTEGER NOT NULL,
  PRIMARY KEY (device_key, outage_id)
) STRICT, WITHOUT ROWID;
INSERT INTO affected_of (device_key, outage_id)
  SELECT device_key, outage_id FROM affected WHERE outage_id <= (SELECT indexed_to FROM meta) ORDER BY device_key, outage_id;
`;

const maintenance = `
CREATE TABLE maintenance (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  note TEXT NOT NULL,
  scope TEXT NOT NULL,
  keys TEXT NOT NULL,
  times TEXT NOT NULL,
  set_at INTEGER NOT NULL,
  ended_until INTEGER
) STRICT;
ALTER TABLE mute ADD COLUMN maintenance_id INTEGER;
ALTER TABLE mute ADD COLUMN maintenance_name TEXT;
ALTER TABLE mute ADD COLUMN is_over INTEGER NOT NULL DEFAULT 0;
CREATE INDEX mute_of_maintenance ON mute (set_at) WHERE maintenance_id IS NOT NULL;
`;

const rules = `
CREATE TABLE rule_run (
  id INTEGER PRIMARY KEY,
  rule_id TEXT NOT NULL,
  action INTEGER NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  message_id INTEGER NOT NULL,
  connection_id TEXT NOT NULL,
  topic TEXT NOT NULL,
  device_key TEXT,
  target TEXT NOT NULL,
  tries INTEGER NOT NULL,
  tried_at INTEGER,
  next_at INTEGER,
  reason TEXT,
  work TEXT NOT NULL,
  payload BLOB
) STRICT;
CREATE INDEX rule_run_of ON rule_run (rule_id, action, id);
CREATE INDEX rule_run_waiting ON rule_run (id) WHERE state = 'waiting';

CREATE TABLE rule_state (
  rule_id TEXT PRIMARY KEY,
  matched INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  limited INTEGER NOT NULL,
  last_at INTEGER,
  last_message_id INTEGER,
  last_connection_id TEXT,
  last_topic TEXT,
  failed_at INTEGER,
  failed_reason TEXT,
  failing TEXT NOT NULL
) STRICT;

CREATE TABLE rule_unseen (id INTEGER PRIMARY KEY) STRICT;
`;

/** One entry per schema version, oldest first. Never change an entry that was released: add one. */
export const STEPS: readonly Step[] = [
  (db, { installationId }) => {
    db.exec(first);
    db.prepare('INSERT INTO meta (one, installation_id, heartbeat_at, next_id, indexed_to) VALUES (1, ?, NULL, 1, 0)').run(
      installationId,
    );
  },
  affectedOf,
  `CREATE TABLE edge (
     upstream TEXT NOT NULL,
     downstream TEXT NOT NULL,
     source TEXT NOT NULL,
     said_by TEXT NOT NULL,
     seen_at INTEGER NOT NULL,
     PRIMARY KEY (upstream, downstream, source, said_by)
   ) STRICT, WITHOUT ROWID;`,
  maintenance,
  rules,
  `CREATE TABLE outage_feed (
     outage_id INTEGER PRIMARY KEY,
     taken TEXT NOT NULL
   ) STRICT;`,
  `CREATE TABLE handover (
     id INTEGER PRIMARY KEY,
     at INTEGER NOT NULL,
     since INTEGER NOT NULL,
     until INTEGER NOT NULL,
     text TEXT NOT NULL
   ) STRICT;`,
  'ALTER TABLE message ADD COLUMN properties TEXT',
];

export const SCHEMA_VERSION = STEPS.length;

/** What a file says it is. `tables` tells a new file from one that some other program made. */
export interface Marks {
  readonly applicationId: number;
  readonly version: number;
  readonly tables: number;
}

export function readMarks(db: DatabaseSync): Marks {
  const value = (sql: string) => Number(Object.values(db.prepare(sql).get() ?? {})[0]);
  return {
    applicationId: value('PRAGMA application_id'),
    version: value('PRAGMA user_version'),
    tables: value('SELECT count(*) FROM sqlite_schema'),
  };
}

/**
 * Brings a database up to the newest step; each step is a transaction of its own, so that a crash between two leaves a valid older version.
 * Returns how many steps were taken. Throws what SQLite throws, with the failed step undone.
 */
export function migrate(
  db: DatabaseSync,
  steps: readonly Step[] = STEPS,
  context: StepContext = { installationId: randomUUID() },
): number {
  const from = readMarks(db).version;
  // Only a file without tables can still be told to give pages back.
  if (from === 0) db.exec('PRAGMA auto_vacuum = INCREMENTAL');
  for (const [index, step] of steps.entries()) {
    if (index < from) continue;
    db.exec('BEGIN IMMEDIATE');
    try {
      if (typeof step === 'string') db.exec(step);
      else step(db, context);
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${index + 1}; COMMIT`);
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }
  return Math.max(0, steps.length - from);
}
