import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ERROR_ACTION, type RuleRunRecord, type RuleStateRecord } from '../../main/history/rule-records.ts';
import { openHistoryInThread } from '../../main/history/threaded-history.ts';
import { mustOpen, newHistory, temporaryFolder } from './records.ts';

const run = (id: number, over: Partial<RuleRunRecord> = {}): RuleRunRecord => ({
  id,
  ruleId: 'hot \ud800',
  action: 0,
  kind: 'webhook',
  state: 'done',
  at: 1000 + id,
  messageId: id,
  connectionId: 'plant',
  topic: 'plant/\0oven',
  deviceKey: null,
  target: 'https://h.example',
  tries: 1,
  triedAt: 2000,
  nextAt: null,
  reason: null,
  work: '',
  payload: null,
  ...over,
});
const waiting = { state: 'waiting', work: '{"work":{}}', payload: Buffer.of(0, 255), nextAt: 5 } as const;
const state: RuleStateRecord = {
  ruleId: 'hot \ud800',
  matched: 3,
  failed: 1,
  limited: 2,
  lastAt: 4,
  lastMessageId: 5,
  lastConnectionId: 'plant',
  lastTopic: 't',
  failedAt: 6,
  failedReason: 'r',
  failing: { '0': 7 },
};

test('what rules did and have to do is there after closing and opening again, also in a thread', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const first = await mustOpen(path);
  const runs = [run(1), run(2, waiting), run(3), run(4, { ...waiting, action: ERROR_ACTION })];
  await first.commit({ ruleRuns: runs, ruleStates: [state], rulesUnseen: [7, 8, 9], rulesSeen: [8] });
  await first.commit({ ruleRuns: [run(5, { state: 'failed', messageId: 2 })] });
  await first.close();

  const opened = await openHistoryInThread(path);
  if (!opened.ok) throw new Error(opened.reason);
  const { rules, nextId } = await opened.history.load();
  expect(nextId).toBe(6);
  expect(rules.states).toEqual([state]);
  expect(rules.waiting.map(({ id }) => id)).toEqual([2, 4]);
  expect([...(rules.waiting[0]?.payload ?? [])]).toEqual([0, 255]);
  expect(rules.newest.map(({ id }) => id)).toEqual([5]);
  expect(rules.failed.map(({ id }) => id)).toEqual([5]);
  expect(rules.unseen).toEqual([7, 9]);
  const page = await opened.history.ruleRuns({ ruleId: 'hot \ud800', beforeId: 4, limit: 2 });
  expect(page.map(({ id }) => id)).toEqual([3, 2]);
  expect(page[0]).toMatchObject({ topic: 'plant/\0oven', ruleId: 'hot \ud800' });
  await opened.history.close();
});

test('retention takes what is over and old, and never what waits', async () => {
  const history = await newHistory();
  const day = 86_400_000;
  const runs = [run(1, { at: 0 }), run(2, { ...waiting, at: 0 }), run(3, { at: 10 * day })];
  await history.commit({ ruleRuns: runs });
  while (await history.prune({ days: 5, megabytes: 0 }, 11 * day));
  const left = await history.ruleRuns({ ruleId: 'hot \ud800', beforeId: null, limit: 10 });
  expect(left.map(({ id }) => id)).toEqual([3, 2]);
});
