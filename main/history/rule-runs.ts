import type { RunState } from '../contract/rule-requests.ts';
import type { RuleAction } from '../contract/rules.ts';
import type { RuleRunRecord, RuleRunsQuery, RuleStateRecord, RulesSnapshot } from './rule-records.ts';
import type { Statements } from './statements.ts';
import { bytes, int, intOrNull, shared, text, textOrNull, wordOf } from './stored.ts';
import type { Row, Table } from './tables.ts';
import { storeText } from './text.ts';

/** Runs that are over and stay, whatever their age. */
export const RUNS_KEPT = 20_000;

const put = (value: string | null) => (value === null ? null : storeText(value));

const runState = wordOf<RunState>(
  { waiting: true, done: true, failed: true, expired: true, limited: true, dropped: true, silent: true },
  'failed',
);
const actionKind = wordOf<RuleAction['kind']>(
  { notification: true, republish: true, sns: true, email: true, webhook: true },
  'notification',
);

export const ruleRunTable: Table<RuleRunRecord> = {
  name: 'rule_run',
  key: ['id'],
  columns:
    'id rule_id action kind state at message_id connection_id topic device_key target tries tried_at next_at reason work payload'.split(
      ' ',
    ),
  write: (r) => [
    r.id,
    storeText(r.ruleId),
    r.action,
    r.kind,
    r.state,
    r.at,
    r.messageId,
    storeText(r.connectionId),
    storeText(r.topic),
    put(r.deviceKey),
    storeText(r.target),
    r.tries,
    r.triedAt,
    r.nextAt,
    put(r.reason),
    storeText(r.work),
    r.payload,
  ],
  read: (row) => ({
    id: int(row.id),
    ruleId: shared(text(row.rule_id)),
    action: int(row.action),
    kind: actionKind(row.kind),
    state: runState(row.state),
    at: int(row.at),
    messageId: int(row.message_id),
    connectionId: shared(text(row.connection_id)),
    topic: text(row.topic),
    deviceKey: textOrNull(row.device_key),
    target: text(row.target),
    tries: int(row.tries),
    triedAt: intOrNull(row.tried_at),
    nextAt: intOrNull(row.next_at),
    reason: textOrNull(row.reason),
    work: text(row.work),
    payload: row.payload === null ? null : bytes(row.payload),
  }),
};

export const ruleStateTable: Table<RuleStateRecord> = {
  name: 'rule_state',
  key: ['rule_id'],
  columns:
    'rule_id matched failed limited last_at last_message_id last_connection_id last_topic failed_at failed_reason failing'.split(
      ' ',
    ),
  write: (r) => [
    storeText(r.ruleId),
    r.matched,
    r.failed,
    r.limited,
    r.lastAt,
    r.lastMessageId,
    put(r.lastConnectionId),
    put(r.lastTopic),
    r.failedAt,
    put(r.failedReason),
    JSON.stringify(r.failing),
  ],
  read: (row) => ({
    ruleId: text(row.rule_id),
    matched: int(row.matched),
    failed: int(row.failed),
    limited: int(row.limited),
    lastAt: intOrNull(row.last_at),
    lastMessageId: intOrNull(row.last_message_id),
    lastConnectionId: textOrNull(row.last_connection_id),
    lastTopic: textOrNull(row.last_topic),
    failedAt: intOrNull(row.failed_at),
    failedReason: textOrNull(row.failed_reason),
    failing: times(row.failing),
  }),
};

/** Times by place; none where they cannot be read. */
function times(value: Row[string] | undefined): Record<string, number> {
  try {
    const read: unknown = JSON.parse(text(value));
    if (typeof read !== 'object' || read === null) return {};
    return Object.fromEntries(Object.entries(read).filter(([, at]) => typeof at === 'number'));
  } catch {
    return {};
  }
}

export function readRules(statements: Statements): RulesSnapshot {
  const newest = "WHERE id IN (SELECT max(id) FROM rule_run WHERE state <> 'waiting' GROUP BY rule_id, action)";
  return {
    states: statements.select(ruleStateTable, ''),
    waiting: statements.select(ruleRunTable, "WHERE state = 'waiting' ORDER BY id"),
    newest: statements.select(ruleRunTable, newest),
    failed: statements.select(
      ruleRunTable,
      "WHERE state = 'failed' AND action >= 0 AND message_id IN (SELECT message_id FROM rule_run WHERE state = 'waiting')",
    ),
    unseen: statements
      .of('SELECT id FROM rule_unseen ORDER BY id')
      .all()
      .map((row) => int((row as Row).id)),
  };
}

export function readRuleRuns(statements: Statements, { ruleId, beforeId, limit }: RuleRunsQuery): RuleRunRecord[] {
  const rest = 'WHERE rule_id = ? AND id < ? ORDER BY id DESC LIMIT ?';
  return statements.select(ruleRunTable, rest, storeText(ruleId), beforeId ?? Number.MAX_SAFE_INTEGER, limit);
}
