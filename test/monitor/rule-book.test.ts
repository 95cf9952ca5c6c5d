import { expect, it } from 'vitest';
import { settingsSchema } from '../../main/contract/settings.ts';
import { Draft } from '../../main/monitor/committer.ts';
import { Echoes } from '../../main/monitor/echoes.ts';
import { RuleBook } from '../../main/monitor/rule-book.ts';
import { RuleStates } from '../../main/monitor/rule-states.ts';
import type { RawMessage } from '../../main/presence/message.ts';
import { rulesEn } from '../../main/words/rules.en.ts';
import { FakeClock } from '../helpers/fake-clock.ts';

const settings = settingsSchema.parse({
  brokers: [{ id: 'plant', name: 'Plant', url: 'mqtt://localhost' }],
  rules: [{ id: 'r', name: 'R', sql: "SELECT n FROM 'in/+'", actions: [{ kind: 'republish', topic: 'out' }] }],
});
const message = (n: number): RawMessage => ({
  connectionId: 'plant',
  topic: 'in/x',
  payload: Buffer.from(`{"n":${n}}`),
  qos: 1,
  retain: false,
  dup: false,
  receivedAt: 1000 + n,
  receivedMono: n,
  queued: false,
  packetId: null,
  side: 'only',
  properties: null,
});

/** A book whose every look at the clock costs so many milliseconds. */
function openBook(costMs: number) {
  const clock = new FakeClock();
  const drafts = [new Draft()];
  let now = 0;
  let id = 100;
  const stored = new Map<number, RawMessage>();
  const committer = {
    get draft() {
      return drafts.at(-1) as Draft;
    },
    isBusy: () => false,
  };
  const states = new RuleStates(committer);
  const book = new RuleBook({
    clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    committer,
    states,
    history: {
      message: async (messageId) => {
        const one = stored.get(messageId);
        if (typeof one === 'string') throw new Error('the row is damaged');
        return one === undefined
          ? null
          : { ...one, id: messageId, deviceKey: null, awaits: null, freshness: 'live', says: null, redeliveryOf: null };
      },
    },
    echoes: new Echoes(clock, (id) => id),
    nextId: () => id++,
    words: () => rulesEn,
    emit: () => undefined,
    due: () => undefined,
    failed: () => undefined,
    stopwatch: () => {
      now += costMs;
      return now;
    },
  });
  book.apply(settings);
  return { book, clock, drafts, stored, states, matched: () => states.of('r').matched };
}

it('a rule that takes its time is shown the rest later, and the commit of a message says that it is still to be seen', async () => {
  const { book, clock, drafts, matched } = openBook(30);
  book.see(message(1), 1, null);
  expect(matched()).toBe(1);
  book.see(message(2), 2, null);
  book.see(message(3), 3, null);
  expect(matched()).toBe(1);
  expect(drafts[0]?.rulesUnseen).toEqual([2, 3]);
  drafts.push(new Draft());
  await clock.settle();
  expect(matched()).toBe(3);
  expect(drafts[1]?.rulesSeen).toEqual([2, 3]);
  expect([...(drafts[1]?.ruleRuns.values() ?? [])].map(({ messageId, at }) => [messageId, at])).toEqual([
    [2, 1002],
    [3, 1003],
  ]);
});

it('what an earlier run had no time for is seen after the start, and what is gone is forgotten', async () => {
  const { book, clock, drafts, stored, matched } = openBook(0);
  stored.set(7, message(7));
  await book.catchUp([7, 8]);
  await clock.settle();
  expect(matched()).toBe(1);
  expect([...(drafts[0]?.rulesSeen ?? [])].sort()).toEqual([7, 8]);
});

it('above what it can keep, messages are counted and not evaluated', async () => {
  const { book, drafts, states, matched } = openBook(30);
  for (let n = 1; n <= 20_005; n++) book.see(message(n), n, null);
  expect(matched()).toBe(1);
  expect(states.of('r')).toMatchObject({ failed: 4, failedReason: rulesEn.tooMuch });
  expect(drafts[0]?.rulesSeen).toHaveLength(4);
});

it('a message that is seen after a crash has what it came with in MQTT 5', async () => {
  const { book, clock, drafts, stored } = openBook(0);
  const asks = "SELECT get_user_properties('line') AS line, get_mqtt_property('content_type') AS type FROM 'in/+'";
  book.apply(settingsSchema.parse({ ...settings, rules: [{ ...settings.rules[0], sql: asks }] }));
  const came = { ...message(1), properties: { contentType: 'text/plain', userProperties: [['line', '4']] } as const };
  book.see(came, 1, null);
  stored.set(2, came);
  await book.catchUp([2]);
  await clock.settle();
  const payloads = [...(drafts[0]?.ruleRuns.values() ?? [])].map(({ payload }) => Buffer.from(payload ?? []).toString());
  expect(payloads).toEqual(['{"line":["4"],"type":"text/plain"}', '{"line":["4"],"type":"text/plain"}']);
});

it('a message of which the history cannot tell any more is given up, and the others are seen', async () => {
  const { book, clock, drafts, stored, matched } = openBook(0);
  stored.set(1, 'damaged' as unknown as RawMessage);
  stored.set(2, message(2));
  await book.catchUp([1, 2]);
  await clock.settle();
  expect(matched()).toBe(1);
  expect(drafts[0]?.rulesSeen).toEqual([1, 2]);
});

it('a rule of a file written by hand that cannot be read is left out, and says why', () => {
  const { book, states } = openBook(0);
  const [good] = settings.rules;
  if (good === undefined) throw new Error('no rule');
  book.apply({ ...settings, rules: [{ ...good, id: 'bad', name: 'Bad', sql: 'SELECT * FROM' }, good] });
  expect(states.of('bad')).toMatchObject({
    failed: 0,
    failedReason: expect.stringMatching(/^It is not in force. Wrong is the rule "Bad", statement: line 1, column 14:/),
  });
  expect(book.filters('plant')).toEqual(['in/+']);
  book.apply({ ...settings, rules: [{ ...good, id: 'bad', name: 'Bad' }, good] });
  expect(states.of('bad').failedReason).toBeNull();
});

it('what waits, for rules or to be done, holds its own bytes and nothing of what the socket read with them', async () => {
  const { book, clock, drafts, matched } = openBook(30);
  const [rule] = settings.rules;
  if (rule === undefined) throw new Error('no rule');
  book.apply({ ...settings, rules: [{ ...rule, sql: "SELECT * FROM 'in/+' WHERE n > 0" }] });
  const read = Buffer.alloc(65_536);
  for (const n of [1, 2]) {
    read.write(`{"n":${n}}`, 100 * n);
    book.see({ ...message(n), payload: read.subarray(100 * n, 100 * n + 7) }, n, null);
  }
  read.fill(0);
  await clock.settle();
  expect(matched()).toBe(2);
  const kept = drafts.flatMap(({ ruleRuns }) => [...ruleRuns.values()]).map(({ payload }) => payload ?? new Uint8Array());
  expect(kept.map((payload) => Buffer.from(payload).toString())).toEqual(['{"n":1}', '{"n":2}']);
  expect(kept.map(({ buffer }) => buffer.byteLength)).toEqual([7, 7]);
});
