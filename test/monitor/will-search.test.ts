import { describe, expect, test } from 'vitest';
import { type RequestInput, requests } from '../../main/contract/requests.ts';
import type { SettingsInput } from '../../main/contract/settings.ts';
import type { Device } from '../../main/monitor/device-table.ts';
import { WillSearches, type WillSearchesParts } from '../../main/monitor/will-search.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

/** Wills whose first line says nothing. */
const will = (text: string): string => `{"state":"offline","pad":"${'-'.repeat(200)}","says":"${text}"}`;
const ONLINE = '{"state":"online"}';

const settings: SettingsInput = {
  ...plant(),
  watches: [
    {
      id: 'w',
      convention: 'custom',
      topic: 'site/{device}/status',
      online: [{ kind: 'json', path: 'state', equals: 'online' }],
      offline: [{ kind: 'json', path: 'state', equals: 'offline' }],
    },
  ],
};

class Lists {
  readonly bench: MonitorBench;
  constructor(bench: MonitorBench) {
    this.bench = bench;
  }

  ask(text: string, more: Partial<RequestInput<'devices.query'>> = {}) {
    const query = requests['devices.query'].parse({ to: 500, filter: { text }, sort: { by: 'id' }, ...more });
    const { rows, ...rest } = this.bench.monitor.lists.query(query);
    return { ...rest, ids: rows.flatMap((row) => (row.kind === 'group' ? [] : [row.id])) };
  }

  async settled(text: string) {
    this.ask(text);
    await this.bench.clock.settle();
    return this.ask(text);
  }

  async say(id: string, payload: string): Promise<void> {
    this.bench.link().say(`site/${id}/status`, payload);
    await this.bench.clock.settle();
  }
}

async function started(bench: MonitorBench): Promise<Lists> {
  await bench.start(settings);
  await bench.online();
  return new Lists(bench);
}

test('a device is found by what its last will says beyond the first line, after a moment in which the list says that more may come', async () => {
  await using bench = new MonitorBench();
  const lists = await started(bench);
  await lists.say('pump1', will('battery EMPTY'));
  await lists.say('pump2', will('no power'));
  await lists.say('empty-tank', ONLINE);
  const first = lists.ask('empty');
  expect(first).toMatchObject({ ids: ['empty-tank'], searching: true });
  await bench.clock.settle();
  expect(lists.ask('empty')).toMatchObject({ ids: ['empty-tank', 'pump1'], searching: false, moved: 0, devices: 2 });
  // The window was told to ask again.
  expect(bench.of('changed').at(-1)).toMatchObject({ topics: ['devices'] });
  expect(lists.ask('no power', { filter: { text: 'no power', states: ['online'] } }).ids).toEqual([]);
});

test('who types on searches within what was found, and a shorter text searches anew', async () => {
  await using bench = new MonitorBench();
  const lists = await started(bench);
  for (const [id, text] of [
    ['a', 'valve stuck'],
    ['b', 'valve open'],
    ['c', 'vault'],
  ] as const)
    await lists.say(id, will(text));
  const asked: number[] = [];
  const { messagesSaying } = bench.history;
  bench.history.messagesSaying = (search) => {
    asked.push(search.ids.length);
    return messagesSaying.call(bench.history, search);
  };
  expect((await lists.settled('va')).ids).toEqual(['a', 'b', 'c']);
  expect((await lists.settled('valve')).ids).toEqual(['a', 'b']);
  expect((await lists.settled('valve s')).ids).toEqual(['a']);
  expect((await lists.settled('v')).ids).toEqual(['a', 'b', 'c']);
  expect(asked).toEqual([3, 3, 2, 3]);
});

test('wills that come while a search stands are found too, and a newer will replaces the older one', async () => {
  await using bench = new MonitorBench();
  const lists = await started(bench);
  await lists.say('pump1', will('fuse 12'));
  expect((await lists.settled('fuse')).ids).toEqual(['pump1']);
  await lists.say('pump2', will('fuse 14'));
  expect((await lists.settled('fuse')).ids).toEqual(['pump1', 'pump2']);
  await lists.say('pump1', ONLINE);
  await lists.say('pump1', will('no power'));
  expect((await lists.settled('fuse')).ids).toEqual(['pump2']);
  await lists.say('pump2', ONLINE);
  // Back again, and its last will still says so.
  expect((await lists.settled('fuse')).ids).toEqual(['pump2']);
});

test('in a list that stands still what is found comes behind the others', async () => {
  await using bench = new MonitorBench();
  const lists = await started(bench);
  await lists.say('a', will('leak'));
  await lists.say('leak-sensor', ONLINE);
  const { order, ids } = lists.ask('leak');
  expect(ids).toEqual(['leak-sensor']);
  expect(lists.ask('leak', { order }).ids).toEqual(['leak-sensor']);
  await bench.clock.settle();
  expect(lists.ask('leak', { order })).toMatchObject({ ids: ['leak-sensor', 'a'], moved: 1, devices: 2 });
  expect(lists.ask('leak')).toMatchObject({ ids: ['a', 'leak-sensor'], moved: 0 });
});

test('a list that is held only when something was found shows it as well', async () => {
  await using bench = new MonitorBench();
  const lists = await started(bench);
  await lists.say('a', will('leak'));
  await lists.say('leak-sensor', ONLINE);
  const { order } = lists.ask('leak');
  await bench.clock.settle();
  expect(lists.ask('leak', { order })).toMatchObject({ ids: ['leak-sensor', 'a'], moved: 1 });
});

test('a history that cannot be read leaves what the list knows', async () => {
  await using bench = new MonitorBench();
  const lists = await started(bench);
  await lists.say('leak-1', will('x'));
  bench.history.messagesSaying = async () => {
    throw new Error('gone');
  };
  expect(await lists.settled('leak')).toMatchObject({ ids: ['leak-1'], searching: false });
});

test('an act on all that a filter finds takes what was found in wills along', async () => {
  await using bench = new MonitorBench();
  const lists = await started(bench);
  await lists.say('a', will('leak'));
  await lists.say('b', will('dry'));
  await lists.settled('leak');
  const filter = requests['devices.query'].parse({ to: 1, filter: { text: 'leak' }, sort: {} }).filter;
  expect(bench.monitor.lists.matching(filter).map(({ record }) => record.id)).toEqual(['a']);
});

test('who types on is shown the same as who typed all at once, in any order of the list', async () => {
  await using bench = new MonitorBench();
  const lists = await started(bench);
  for (const id of ['valve-1', 'valve-2', 'vault', 'pump']) await lists.say(id, ONLINE);
  await lists.say('tank', will('valve stuck'));
  const down = { sort: { by: 'id', descending: true } } as const;
  await lists.settled('valve');
  // The shorter text has not read the wills yet, the longer one has.
  expect(lists.ask('va', down).ids).toEqual(['vault', 'valve-2', 'valve-1']);
  expect(lists.ask('valve', down).ids).toEqual(['valve-2', 'valve-1', 'tank']);
  expect(lists.ask('valve-', down).ids).toEqual(['valve-2', 'valve-1']);
  await bench.clock.settle();
  expect(lists.ask('va', down).ids).toEqual(['vault', 'valve-2', 'valve-1', 'tank']);
  await lists.say('valve-3', ONLINE);
  expect(lists.ask('valve-', down).ids).toEqual(['valve-3', 'valve-2', 'valve-1']);
  expect((await lists.settled('valve-3')).ids).toEqual(['valve-3']);
  expect(lists.ask('valve-3', { filter: { text: 'valve-3', kind: 'gateway' } }).ids).toEqual([]);
});

describe('the wills of many', () => {
  const COUNT = 5000;
  const wills = Array.from({ length: COUNT }, (_, id) => ({ record: { key: `p/${id}`, willMessageId: id + 1 } }) as Device);
  const texts = new Map(wills.map(({ record }) => [record.willMessageId, record.willMessageId! % 10 === 0 ? 'valve' : 'vault']));

  /** A history that answers when it is told to. */
  function searches() {
    const asked: { text: string; ids: readonly number[]; answer: () => Promise<void> }[] = [];
    let mono = 0;
    const found = new Map<string, number[]>();
    const parts: WillSearchesParts = {
      history: {
        messagesSaying: (search) =>
          new Promise((resolve) => {
            const hits = search.ids.filter((id) => texts.get(id)?.includes(search.text));
            const answer = async () => {
              resolve({ found: hits, taken: search.ids.length, newest: COUNT });
              await new Promise((done) => setImmediate(done));
            };
            asked.push({ ...search, answer });
          }),
      },
      clock: { soon: (call) => call(), mono: () => mono },
      devices: () => wills,
      device: () => undefined,
      found: (text, hits, take) => {
        found.set(text, [...(found.get(text) ?? []), ...hits.map(({ id }) => id)]);
        take();
      },
      done: () => undefined,
    };
    return { searches: new WillSearches(parts), asked, found, pass: (ms: number) => (mono += ms) };
  }

  test('a longer text goes on where the shorter one was, which is read no further while nobody wants it', async () => {
    const { searches: all, asked, found, pass } = searches();
    all.found('va');
    await asked[0]?.answer();
    await asked[1]?.answer();
    expect(asked.map(({ text, ids }) => [text, ids.length])).toEqual([
      ['va', 1000],
      ['va', 1000],
      ['va', 1000],
    ]);
    all.found('val');
    pass(6000);
    all.want('val');
    await asked[2]?.answer();
    for (let n = 3; n < asked.length && n < 20; n++) await asked[n]?.answer();
    expect(new Set(asked.slice(3).map(({ text }) => text))).toEqual(new Set(['val']));
    expect(asked.slice(3).reduce((sum, { ids }) => sum + ids.length, 0)).toBe(2000 + 3000);
    expect(found.get('val')).toHaveLength(COUNT / 10);
    expect([all.isBusy('val'), all.isBusy('va')]).toEqual([false, true]);
    all.want('va');
    for (let n = asked.length - 1; n < asked.length && n < 40; n++) await asked[n]?.answer();
    expect(found.get('va')).toHaveLength(COUNT);
    expect(all.isBusy('va')).toBe(false);
  });
});
