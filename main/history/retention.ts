import type { DatabaseSync } from 'node:sqlite';
import type { RetentionLimits } from './port.ts';
import { RUNS_KEPT } from './rule-runs.ts';
import type { Statements } from './statements.ts';
import { NEVER } from './timeline.ts';

const MESSAGES_A_STEP = 512;
const OUTAGES_A_STEP = 128;
const AFFECTED_A_STEP = 512;
const ROWS_A_STEP = 256;
const PAGES_A_STEP = 256;
/** Free pages that stay in the file: the next rows take them, and need not ask the disk. */
const SLACK_PAGES = 256;
/** Once above the size, down to this part of it: else every round would have a little to do. */
const LOW_MARK = 0.95;
const DAY_MS = 86_400_000;

/**
 * One after the other, oldest first. What is old: closed outages, blind spots, alerts, messages. When the file is still too big: messages
 * that say of no loss, then closed outages together with all messages as old. At last the file gives free pages back.
 */
type Phase =
  | 'outages'
  | 'causes'
  | 'blind-spots'
  | 'alerts'
  | 'rule-runs'
  | 'messages'
  | 'size'
  | 'light-messages'
  | 'size-outages'
  | 'shrink';

interface Round {
  phase: Phase;
  /** What is older than this may go; rises when the size asks for it. */
  before: number;
  bySize: boolean;
  outageAt: number;
  outageId: number;
  messageId: number;
  lightId: number;
  /** Messages of outages that are older than `before` and stay. */
  kept: ReadonlySet<number>;
}

/**
 * Takes from the history what is older, or more, than wanted, a few hundred rows a step. Never an open outage, a message by which a device
 * or a kept outage is known, nor a blind spot that touches a kept outage,
 * nor what people said of devices. What they said of an outage goes with it.
 */
export class Retention {
  readonly #db: DatabaseSync;
  readonly #statements: Statements;
  readonly #canShrink: boolean;
  #round: Round | null = null;

  constructor(db: DatabaseSync, statements: Statements) {
    this.#db = db;
    this.#statements = statements;
    this.#canShrink = statements.number('PRAGMA auto_vacuum') === 2;
  }

  /** Bytes of the database that hold something. */
  used(): number {
    const pages = this.#statements.number('PRAGMA page_count') - this.#statements.number('PRAGMA freelist_count');
    return pages * this.#statements.number('PRAGMA page_size');
  }

  /** One step, within the caller's transaction. The device states must be up to date. Returns whether there is more to do. */
  step(limits: RetentionLimits, now: number): boolean {
    this.#round ??= {
      phase: limits.days > 0 ? 'outages' : 'size',
      before: now - limits.days * DAY_MS,
      bySize: false,
      outageAt: Number.MIN_SAFE_INTEGER,
      outageId: 0,
      messageId: 0,
      lightId: 0,
      kept: new Set(),
    };
    const next = this.#work(this.#round, limits.megabytes * 1_000_000);
    if (next === null) this.#round = null;
    else this.#round.phase = next;
    return next !== null;
  }

  /** After a failed transaction: begins anew. */
  forget(): void {
    this.#round = null;
  }

  #work(round: Round, bytes: number): Phase | null {
    switch (round.phase) {
      case 'outages':
        return this.#outages(round) ? 'outages' : 'causes';
      case 'causes':
        return this.#causes(round) ? 'causes' : 'blind-spots';
      case 'blind-spots':
        return this.#blindSpots(round) ? 'blind-spots' : 'alerts';
      case 'alerts':
        if (this.#delete('alert', 'at < ? ORDER BY at', round.before)) return 'alerts';
        return this.#delete('mute', 'is_over = 1 AND until < ?', round.before) ? 'alerts' : 'rule-runs';
      case 'rule-runs':
        if (this.#ruleRuns(round)) return 'rule-runs';
        round.kept = this.#messagesOfKept(round);
        return 'messages';
      case 'messages':
        if (this.#messages(round, 'messageId', '')) return 'messages';
        return round.bySize ? 'size-outages' : 'size';
      case 'size':
        return bytes > 0 && this.used() > bytes ? 'light-messages' : 'shrink';
      case 'light-messages':
        if (this.used() <= bytes * LOW_MARK) return 'shrink';
        round.before = NEVER;
        if (this.#messages(round, 'lightId', "AND (m.says IS NULL OR m.says NOT IN ('offline', 'goodbye'))"))
          return 'light-messages';
        return 'size-outages';
      case 'size-outages':
        return this.used() > bytes * LOW_MARK ? this.#oldestOutages(round) : 'shrink';
      case 'shrink':
        return this.#shrink() ? 'shrink' : null;
    }
  }

  /** The next closed outages that ended before the time; what stays is passed over once a round. */
  #outages(round: Round): boolean {
    const rows = this.#statements
      .of(
        `SELECT id, at, is_open = 0 AND max(at, coalesce(ended_not_after, ended_not_before, at)) < ? AS goes FROM outage
         WHERE (at, id) > (?, ?) AND at < ? ORDER BY at, id LIMIT ${OUTAGES_A_STEP}`,
      )
      .all(round.before, round.outageAt, round.outageId, round.before) as { id: number; at: number; goes: number }[];
    for (const { id, at, goes } of rows) {
      if (goes === 1 && !this.#deleteOutage(id)) return true;
      round.outageAt = at;
      round.outageId = id;
    }
    return rows.length === OUTAGES_A_STEP;
  }

  /** False: it took down so many that some are left for the next step, and the outage with them. */
  #deleteOutage(id: number): boolean {
    const some = `outage_id = ? AND device_key IN (SELECT device_key FROM affected WHERE outage_id = ? LIMIT ${AFFECTED_A_STEP})`;
    this.#statements.of(`DELETE FROM affected_of WHERE ${some}`).run(id, id);
    const gone = this.#statements.of(`DELETE FROM affected WHERE ${some}`).run(id, id).changes;
    if (Number(gone) === AFFECTED_A_STEP) return false;
    this.#statements
      .of('DELETE FROM outage_of WHERE id = ? AND device_key = (SELECT device_key FROM outage WHERE id = ?)')
      .run(id, id);
    for (const table of ['acknowledgement', 'muted', 'note', 'outage_feed'])
      this.#statements.of(`DELETE FROM ${table} WHERE outage_id = ?`).run(id);
    this.#statements.of('DELETE FROM incident WHERE root_outage_id = ? AND closed_at IS NOT NULL').run(id);
    this.#statements.of('DELETE FROM outage WHERE id = ?').run(id);
    return true;
  }

  /** A kept outage whose cause has gone stands for itself: else a list of roots would hide it. */
  #causes(round: Round): boolean {
    const changed = this.#statements
      .of(
        `UPDATE outage SET cause_outage_id = NULL WHERE id IN (
           SELECT id FROM outage o WHERE at < ? AND cause_outage_id IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM outage c WHERE c.id = o.cause_outage_id) LIMIT ${ROWS_A_STEP})`,
      )
      .run(round.before).changes;
    return Number(changed) === ROWS_A_STEP;
  }

  /** By now every outage that is older is a kept one. Those whose beginning is not exact may reach back from later. */
  #blindSpots(round: Round): boolean {
    const touches = `(b.connection_id IS NULL OR b.connection_id = o.connection_id)
      AND coalesce(o.ended_not_after, o.ended_not_before, ${NEVER}) >= b.began`;
    return this.#delete(
      'blind_spot',
      `id IN (SELECT b.id FROM blind_spot b WHERE b.ended < ?
         AND NOT EXISTS (SELECT 1 FROM outage o WHERE o.at < ? AND coalesce(o.began_not_before, o.at) <= b.ended AND ${touches})
         AND NOT EXISTS (SELECT 1 FROM outage o WHERE o.began_not_before < o.began_not_after AND o.began_not_before <= b.ended AND ${touches}))`,
      round.before,
      round.before,
    );
  }

  #messagesOfKept(round: Round): ReadonlySet<number> {
    const rows = this.#statements.of('SELECT message_id, end_message_id FROM outage WHERE at < ?').all(round.before) as {
      message_id: number | null;
      end_message_id: number | null;
    }[];
    return new Set(rows.flatMap((row) => [row.message_id, row.end_message_id].filter((id) => id !== null)));
  }

  /**
   * The next messages by id, which is the order in which they came. Over when none of a whole step is old: one row from a clock that was
   * wrong stops nothing.
   */
  #messages(round: Round, cursor: 'messageId' | 'lightId', also: string): boolean {
    const after = round[cursor];
    const upTo = this.#statements.number(
      `SELECT max(id) FROM (SELECT id, received_at FROM message WHERE id > ? ORDER BY id LIMIT ${MESSAGES_A_STEP}) WHERE received_at < ?`,
      after,
      round.before,
    );
    if (upTo === 0) return false;
    const rows = this.#statements
      .of(
        `SELECT m.id, m.device_key FROM message m LEFT JOIN device d ON d.key = m.device_key LEFT JOIN outage o ON o.id = d.outage_id
         WHERE m.id > ? AND m.id <= ? AND m.received_at < ? ${also}
           AND m.id IS NOT d.will_message_id AND m.id IS NOT d.birth_message_id AND m.id IS NOT o.message_id`,
      )
      .all(after, upTo, round.before) as { id: number; device_key: string | null }[];
    for (const { id, device_key } of rows) {
      if (round.kept.has(id)) continue;
      if (device_key !== null) this.#statements.of('DELETE FROM message_of WHERE device_key = ? AND id = ?').run(device_key, id);
      this.#statements.of('DELETE FROM message WHERE id = ?').run(id);
    }
    round[cursor] = upTo;
    return true;
  }

  /** Nothing light is left: the oldest closed outages go, and then every message as old as they were. */
  #oldestOutages(round: Round): Phase {
    if (!round.bySize) Object.assign(round, { bySize: true, outageAt: Number.MIN_SAFE_INTEGER, outageId: 0, messageId: 0 });
    const rows = this.#statements
      .of(`SELECT id, at, is_open FROM outage WHERE (at, id) > (?, ?) ORDER BY at, id LIMIT ${OUTAGES_A_STEP}`)
      .all(round.outageAt, round.outageId) as { id: number; at: number; is_open: number }[];
    if (rows.length === 0) return 'shrink';
    for (const { id, at, is_open } of rows) {
      if (is_open === 0 && !this.#deleteOutage(id)) break;
      round.outageAt = at;
      round.outageId = id;
      round.before = at;
    }
    return 'messages';
  }

  #delete(table: string, where: string, ...values: number[]): boolean {
    const sql = where.includes('ORDER BY') || where.startsWith('id IN') ? where : `${where} ORDER BY id`;
    const gone = this.#statements
      .of(`DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE ${sql} LIMIT ${ROWS_A_STEP})`)
      .run(...values).changes;
    return Number(gone) === ROWS_A_STEP;
  }

  /** What is over: by age, and what is more than `RUNS_KEPT`. */
  #ruleRuns(round: Round): boolean {
    const most = `SELECT id FROM rule_run WHERE state <> 'waiting' ORDER BY id DESC LIMIT 1 OFFSET ${RUNS_KEPT}`;
    return this.#delete('rule_run', `state <> 'waiting' AND (at < ? OR id <= (${most}))`, round.before);
  }

  /** The pages leave the file itself with the next checkpoint. */
  #shrink(): boolean {
    const free = this.#statements.number('PRAGMA freelist_count');
    if (!this.#canShrink || free <= SLACK_PAGES) return false;
    this.#db.exec(`PRAGMA incremental_vacuum(${Math.min(PAGES_A_STEP, free - SLACK_PAGES)})`);
    return true;
  }
}
