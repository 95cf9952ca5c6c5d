import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { again } from '../../main/actions/port.ts';
import type { RequestInput, RequestName } from '../../main/contract/requests.ts';
import { requests } from '../../main/contract/requests.ts';
import type { RuleAnswers } from '../../main/contract/rule-requests.ts';
import { RuleDesk } from '../../main/monitor/rule-desk.ts';
import { rulesEn } from '../../main/words/rules.en.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

let bench: MonitorBench;
let desk: RuleDesk;
let files: { readonly text: string; readonly name: string }[];
const hot = {
  id: 'hot',
  name: 'Hot',
  sql: "SET @x = temperature * 2 SELECT @x AS twice FROM 'plant/+' WHERE temperature > 50",
  actions: [
    { kind: 'republish', topic: 'hot/${topic(2)}' },
    { kind: 'webhook', url: 'https://h.example/${nothing}', headers: [{ name: 'X-T', value: '${temperature}' }] },
  ],
  errorAction: { kind: 'notification', title: 'Failed for ${topic()}' },
} as const;

beforeEach(async () => {
  files = [];
  bench = new MonitorBench();
  await bench.start(plant([], { rules: [structuredClone(hot) as never] }));
  await bench.online();
  const { history, clock, monitor } = bench;
  desk = new RuleDesk({
    history,
    clock,
    settings: () => monitor.settings,
    words: () => rulesEn,
    rules: monitor.rules,
    exports: {
      ofText: async (text, name) => {
        files.push({ text, name });
        return 'dismissed';
      },
    },
  });
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

async function ask<N extends keyof RuleAnswers & RequestName>(name: N, input: unknown): Promise<RuleAnswers[N]> {
  const checked = requests[name].parse(input as RequestInput<N>);
  return (desk.handlers[name] as (given: unknown) => RuleAnswers[N] | Promise<RuleAnswers[N]>)(checked);
}
const typed = (payload: string, topic = 'plant/oven') => ({ topic, payload });

describe('a dry run', () => {
  it('tells each step and what every action would send, and sends nothing', async () => {
    const outcome = await ask('rules.try', { rule: hot, messages: [typed('{"temperature":60}')] });
    expect(outcome).toMatchObject({
      ok: true,
      tried: [
        {
          from: true,
          set: [{ name: 'x', value: '120' }],
          where: { value: 'true', isTrue: true },
          matches: true,
          output: { text: '{"twice":120}', encoding: 'text', bytes: 13 },
          actions: [
            {
              action: 0,
              fields: [{ name: 'topic', value: 'hot/oven' }, { name: 'qos', value: '0' }, { name: 'retain' }],
              fault: null,
            },
            {
              action: 1,
              fields: [
                { name: 'url', value: 'https://h.example/' },
                { name: 'header X-T', value: '60' },
              ],
              missing: ['nothing'],
            },
            {
              action: 'error',
              kind: 'notification',
              fields: [{ name: 'title', value: 'Failed for plant/oven' }],
            },
          ],
        },
      ],
    });
    expect(bench.link().published).toEqual([]);
    expect(bench.actions.sent).toEqual([]);
    expect(bench.shown).toEqual([]);
  });

  it('takes recorded messages, several at once, and says which are there no more', async () => {
    bench.link().say('plant/oven', '{"temperature":70}');
    bench.link().say('plant/oven', '{"temperature":20}');
    bench.link().say('other/oven', '{"temperature":99}');
    await bench.clock.settle();
    const recorded = await ask('rules.recorded', { sql: hot.sql });
    expect(recorded.map(({ topic }) => topic)).toEqual(['plant/oven', 'plant/oven']);
    const messages = [...recorded.map(({ id }) => ({ messageId: id })), { messageId: 999_999 }];
    const outcome = await ask('rules.try', { rule: hot, messages });
    expect(outcome.ok && outcome.tried.map(({ message, matches }) => [message?.topic, matches])).toEqual([
      ['plant/oven', false],
      ['plant/oven', true],
      [undefined, false],
    ]);
  });

  it('has the message that a notification told of before all others, whatever became of FROM', async () => {
    for (const n of [1, 2, 3]) bench.link().say('plant/oven', `{"temperature":${n}}`);
    await bench.clock.settle();
    const ids = async (more: object) => (await ask('rules.recorded', { sql: hot.sql, ...more })).map(({ id }) => id);
    const all = await ids({});
    const oldest = all.at(-1) ?? 0;
    expect(all.length).toBeGreaterThan(2);
    expect(await ids({ messageId: oldest, limit: 2 })).toEqual([oldest, all[0]]);
    expect(await ids({ messageId: oldest, sql: 'SELECT' })).toEqual([oldest]);
    expect(await ids({ messageId: 999_999 })).toEqual(all);
  });

  it('names everything for which the rule would not be saved, and where', async () => {
    const rule = { ...hot, sql: 'SELECT * FROM x', actions: [{ kind: 'webhook', url: 'http://h' }] };
    const problems = await ask('rules.check', { rule });
    expect(problems).toMatchObject([
      { field: 'sql', at: { offset: 14, line: 1, column: 15 }, reason: expect.stringContaining('single quotes') },
      { field: 'actions.0.url', at: null },
    ]);
    expect(await ask('rules.try', { rule, messages: [typed('{}')] })).toEqual({ ok: false, problems });
  });

  it('shows what is no text as Base64, and cuts within no character', async () => {
    const rule = { ...hot, sql: "SELECT * FROM 'plant/+'" };
    const binary = { topic: 'plant/oven', payload: 'AP8=', encoding: 'base64' };
    const long = typed(`"${'€'.repeat(30_000)}"`);
    const outcome = await ask('rules.try', { rule, messages: [binary, long] });
    if (!outcome.ok) throw new Error('refused');
    expect(outcome.tried[0]?.output).toEqual({ text: 'AP8=', encoding: 'base64', bytes: 2 });
    expect(outcome.tried[1]?.output).toMatchObject({ encoding: 'text', bytes: 90_002 });
    expect(outcome.tried[1]?.output?.text).toMatch(/^"€+$/);
  });
});

describe('sending for real', () => {
  const send = (payload: string, actions: readonly (number | 'error')[]) =>
    ask('rules.send', { rule: hot, message: { ...typed(payload), connectionId: 'plant' }, actions });

  it('does the chosen actions once and says what became of each', async () => {
    bench.actions.answer = () => again('status', '503');
    const sending = send('{"temperature":60}', [0, 1]);
    await bench.clock.settle();
    expect(await sending).toEqual({
      ok: true,
      sent: [
        { action: 0, state: 'done', reason: null },
        { action: 1, state: 'failed', reason: 'The server answered with the status 503.' },
      ],
    });
    expect(bench.link().published).toMatchObject([{ topic: 'hot/oven' }]);
    await bench.clock.pass(60_000);
    expect(bench.actions.sent).toHaveLength(1);
  });

  it('does nothing for a message that does not match', async () => {
    expect(await send('{"temperature":1}', [0])).toEqual({ ok: false, reason: 'The statement does not match.' });
  });
});

it('rules come from AWS and go there, with a word for what cannot be carried over', async () => {
  const exported = await ask('rules.exportAws', { rule: hot });
  expect(exported).toMatchObject({ ruleName: 'Hot' });
  expect(exported.losses.join('\n')).toMatch(/role/);
  expect(await ask('rules.saveAws', { rule: { ...hot, name: '../Hot "oven"' } })).toBe('dismissed');
  const [file] = files;
  expect(file?.name).toMatch(/^\w+\.json$/);
  expect(JSON.parse(file?.text ?? '')).toEqual(JSON.parse(exported.payload));
  const imported = await ask('rules.importAws', { text: exported.payload });
  expect(imported).toMatchObject({ ok: true, rule: { sql: hot.sql } });
  expect(await ask('rules.importAws', { text: '[]' })).toMatchObject({
    ok: false,
    reason: expect.stringContaining('JSON object'),
  });
  expect(await ask('rules.templates', {})).toMatchObject([{ id: 'recipe', rule: { actions: [{ kind: 'notification' }, {}] } }]);
});

it('a mail server is tried with the password that is kept, or the one that was typed', async () => {
  bench.passwords.set('mail:password', 'kept');
  const mail = { host: 'mail.example', user: 'u', from: 'w@e.example' };
  expect(await ask('mail.test', { mail, to: 'me@e.example' })).toEqual({ ok: true });
  expect(await ask('mail.test', { mail, to: 'me@e.example', password: 'new' })).toEqual({ ok: true });
  expect(bench.actions.sent.map(({ secret, letter }) => [secret, letter?.to])).toEqual([
    ['kept', ['me@e.example']],
    ['new', ['me@e.example']],
  ]);
  expect(await ask('mail.test', { mail: { ...mail, security: 'none' }, to: 'me@e.example' })).toMatchObject({ ok: false });
});
