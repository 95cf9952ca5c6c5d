import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Settings } from '../../main/contract/settings.ts';
import { LiveSessions } from '../../main/live/live-sessions.ts';
import { Desk, noUpdates } from '../../main/monitor/desk.ts';
import { Exports } from '../../main/monitor/exports.ts';
import type { PersonFiles } from '../../main/monitor/ports.ts';
import { Surveyor } from '../../main/monitor/survey.ts';
import { domainEn } from '../../main/words/domain.en.ts';
import { rulesEn } from '../../main/words/rules.en.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

let bench: MonitorBench;
let kept: Settings;
let desk: Desk;
let isFull = false;
const tried: unknown[] = [];

beforeEach(async () => {
  tried.length = 0;
  isFull = false;
  bench = new MonitorBench();
  await bench.start(plant([['gw1', 'd1']]));
  await bench.online();
  kept = bench.monitor.settings;
  const files: PersonFiles = { save: async () => null };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  desk = new Desk({
    monitor: bench.monitor,
    history: bench.history,
    store: {
      from: 'person',
      read: () => kept,
      write: async (settings) => {
        if (isFull) throw new Error('The settings cannot be written: ENOSPC.', { cause: new Error('ENOSPC') });
        kept = settings;
      },
    },
    secrets: bench.secrets,
    rehearsal: {
      view: () => ({ running: false, brokerUrl: null, nodes: [], story: null }),
      start: async () => undefined,
      stop: async () => undefined,
      act: async () => undefined,
      story: async () => undefined,
    },
    tryBroker: async (_broker, secrets) => {
      tried.push(secrets);
      return [];
    },
    secretsProtected: true,
    diagnose: async () => 'as it is',
    surveyor: new Surveyor({
      listen: async () => ({ ok: true, messages: [], full: false, refused: [] }),
      secrets: bench.secrets,
      history: bench.history,
      settings: () => kept,
      words: () => domainEn,
    }),
    exports: new Exports({ history: bench.history, files, clock: bench.clock, log, tell: () => undefined }),
    live: new LiveSessions({
      visit: async () => ({ code: 'refused', detail: null }),
      secrets: bench.secrets,
      clock: bench.clock,
      brokers: () => bench.monitor.settings.brokers,
      changed: () => undefined,
    }),
    files,
    updates: noUpdates,
    rulesWords: () => rulesEn,
    capabilities: {
      shell: 'headless',
      version: '0',
      dataDir: '/data',
      settingsFrom: 'person',
      nativeNotifications: true,
      chooseFiles: false,
      startAtLogin: false,
    },
    clock: bench.clock,
    words: () => domainEn,
    notices: () => ['set aside'],
    apply: (settings) => bench.monitor.apply(settings),
  });
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

const ask = async (name: string, input: unknown = {}) => {
  const outcome = await desk.answer(name, input);
  if (!outcome.ok) throw new Error(outcome.reason);
  // biome-ignore lint/suspicious/noExplicitAny: a test reads any answer
  return outcome.value as any;
};

describe('the desk', () => {
  it('refuses what does not exist and what does not fit, with a sentence', async () => {
    expect(await desk.answer('__proto__', {})).toMatchObject({ ok: false, invalid: true });
    expect(await desk.answer('devices.query', { from: 0, to: 100_000 })).toMatchObject({ ok: false, invalid: true });
    expect(await desk.answer('device.get', { key: 7 })).toMatchObject({
      ok: false,
      invalid: true,
      reason: expect.stringContaining('key'),
    });
  });

  it('names what would be next where a loss takes redundancy, or would', async () => {
    const pair = (upstream: string) => ({ upstream, downstream: 'd1', connectionId: null, source: 'hand' as const, setAt: null });
    await bench.monitor.apply({ ...bench.monitor.settings, topology: [pair('gw1'), pair('gw2')] });
    for (const id of ['gw1', 'gw2', 'd1']) bench.link().say(`site/${id}/status`, 'online');
    await bench.clock.settle();
    const next = [{ device: { id: 'gw2' }, carries: 1 }];
    expect(await ask('device.get', { key: 'plant/gw1' })).toMatchObject({ affected: [], next });
    bench.link().say('site/gw1/status', 'offline');
    await bench.clock.pass(5000);
    expect(await ask('device.get', { key: 'plant/gw1' })).toMatchObject({ affected: [{ id: 'd1', status: 'degraded' }], next });
  });

  it('describes a lost gateway: evidence, doubts, will, and what it takes down', async () => {
    bench.link().say('site/gw1/status', 'online');
    bench.link().say('site/d1/status', 'online');
    await bench.clock.pass(120_000);
    bench.link().say('site/gw1/status', 'offline');
    await bench.clock.pass(5000);
    const detail = await ask('device.get', { key: 'plant/gw1' });
    expect(detail).toMatchObject({
      row: { state: 'abrupt', kind: 'gateway', downstream: { gateways: 0, devices: 1 } },
      doubts: ['cause'],
      affected: [{ id: 'd1', status: 'inferred' }],
      outageCount: 1,
      will: { topic: 'site/gw1/status', payloadBytes: 7 },
    });
    expect(detail.evidence.map((one: { kind: string }) => one.kind)).toEqual(['birth', 'will']);
    expect(await ask('device.get', { key: 'plant/d1' })).toMatchObject({
      row: { state: 'upstream' },
      dependsOn: [{ id: 'gw1', state: 'abrupt' }],
    });
    expect(await ask('device.get', { key: 'plant/nobody' })).toBeNull();
    expect((await ask('overview.get')).notices).toEqual(['set aside']);
  });

  it('gives rows by state, text and page', async () => {
    for (let i = 0; i < 30; i++) bench.link().say(`site/dev${i}/status`, i % 3 === 0 ? 'offline' : 'online');
    await bench.clock.pass(5000);
    const lost = await ask('devices.query', { filter: { states: ['abrupt'] }, sort: { by: 'id' }, from: 2, to: 4 });
    expect(lost).toMatchObject({ total: 10, from: 2, rows: [{ id: 'dev6' }, { id: 'dev9' }] });
    const found = await ask('devices.query', { filter: { text: 'DEV1' }, sort: {}, from: 0, to: 50 });
    expect(found.total).toBe(11);
  });

  it('puts settings in force and keeps the password apart; what does not fit changes nothing', async () => {
    const more = { ...kept, brokers: [...kept.brokers, { ...kept.brokers[0], id: 'depot', name: 'Depot' }] };
    const put = await ask('settings.put', { settings: more, passwords: { depot: 'hunter2' } });
    expect(put).toMatchObject({ ok: true, view: { passwordsKept: ['depot'] } });
    expect(JSON.stringify(put)).not.toContain('hunter2');
    expect(bench.link('depot').options.password).toBe('hunter2');
    const wrong = { ...more, brokers: [{ ...more.brokers[0], url: 'nonsense' }] };
    expect(await ask('settings.put', { settings: wrong })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('nonsense'),
    });
    expect(kept.brokers).toHaveLength(2);
  });

  it('passes on that the network came back', async () => {
    expect(await ask('network.changed')).toEqual({ ok: true });
    expect(bench.link().checks).toBe(1);
  });

  it('takes a new client id when another program uses ours, and connects with it', async () => {
    const before = bench.link();
    expect(await ask('connection.renewClientId', { id: 'plant' })).toEqual({ ok: true });
    expect(before.isStopped).toBe(true);
    expect(bench.link().options.settings.clientId).toMatch(/^willwatch[0-9a-f]{12}$/);
    expect(kept.brokers[0]?.clientId).toBe(bench.link().options.settings.clientId);
    expect(await ask('connection.renewClientId', { id: 'nobody' })).toEqual({ ok: false });
  });

  it('does what a person asks, shows it, and takes it back', async () => {
    bench.link().say('site/gw1/status', 'online');
    await bench.clock.pass(1000);
    bench.link().say('site/gw1/status', 'offline');
    await bench.clock.pass(5000);
    const key = 'plant/gw1';
    /** A commit takes a turn of the test's clock. */
    const act = async (name: string, input: unknown) => {
      const answer = ask(name, input);
      await bench.clock.settle();
      return answer;
    };
    const outageId = (await ask('device.get', { key })).outage.id;
    await act('device.rename', { key, name: ' Router north ' });
    await act('note.add', { about: { outageId }, text: 'fuse' });
    await act('note.add', { about: { keys: [key] }, text: 'key at the gate' });
    await act('outage.acknowledge', { which: { keys: [key] }, note: 'on my way' });
    const mute = await act('mute.set', { scope: { kind: 'gateway', key }, until: null });
    expect(mute).toEqual({ ok: true, changed: 1, undo: expect.any(Number) });

    expect(await ask('device.get', { key })).toMatchObject({
      row: { name: 'Router north', muted: true, acknowledged: true },
      outage: { acknowledged: { note: 'on my way' }, device: { name: 'Router north' } },
      notes: [{ text: 'key at the gate' }, { text: 'fuse' }],
      mutes: [{ scope: 'gateway', devices: [{ id: 'gw1', name: 'Router north' }] }],
    });
    expect(await ask('outage.get', { id: outageId })).toMatchObject({
      outage: { acknowledged: { note: 'on my way' } },
      affected: [{ id: 'd1', name: null }],
      notes: [{ text: 'fuse' }],
    });
    expect(await ask('overview.get')).toMatchObject({ mutesTotal: 1, acknowledgedTotal: 1, openTotal: 1 });
    const notes = await ask('notes.query', { about: { deviceKey: key }, limit: 1 });
    expect(notes).toMatchObject({ rows: [{ text: 'key at the gate' }], more: true });
    const history = await ask('history.query', { filter: { text: 'NORTH' }, from: 0, to: 10 });
    expect(history.rows).toMatchObject([{ outage: { id: outageId, acknowledged: { note: 'on my way' } } }]);

    await act('act.undo', { id: mute.undo });
    expect(await ask('overview.get')).toMatchObject({ mutes: [], mutesTotal: 0 });
    expect(await act('act.undo', { id: mute.undo })).toEqual({ ok: false, reason: expect.stringMatching(/taken back/) });
    expect(await act('outage.snooze', { which: { keys: [key] }, until: 1 })).toEqual({
      ok: false,
      reason: expect.stringMatching(/later/),
    });
    bench.link().say('site/gw1/status', 'online');
    await bench.clock.pass(1000);
    expect(await ask('outage.get', { id: outageId })).toMatchObject({
      outage: { ended: expect.anything(), acknowledged: { note: 'on my way' } },
    });
  });

  it('keeps the passphrase of a key likewise, and tries a broker with what was typed or else with what is kept', async () => {
    const { view } = await ask('settings.put', { settings: kept, passphrases: { plant: 'open sesame' } });
    expect(view.passphrasesKept).toEqual(['plant']);
    expect(JSON.stringify(view)).not.toContain('sesame');
    expect(bench.link().options.passphrase).toBe('open sesame');
    const broker = kept.brokers[0];
    await ask('broker.test', { broker });
    await ask('broker.test', { broker, password: 'p', passphrase: 'q' });
    expect(tried).toEqual([
      { password: null, passphrase: 'open sesame' },
      { password: 'p', passphrase: 'q' },
    ]);
  });

  it('refuses a change of settings that were changed elsewhere meanwhile, and shows those', async () => {
    const mine = await ask('settings.get');
    const theirs = { ...kept, notifications: { ...kept.notifications, enabled: false, holdSeconds: 9 } };
    const first = await ask('settings.put', { settings: theirs, revision: mine.revision });
    expect(first.view.revision).not.toBe(mine.revision);
    const late = await ask('settings.put', {
      settings: { ...mine.settings, appearance: { theme: 'dark', language: 'de' } },
      revision: mine.revision,
      passwords: { plant: 'never kept' },
    });
    expect(late).toMatchObject({
      ok: false,
      reason: expect.stringContaining('changed elsewhere'),
      view: { settings: { notifications: theirs.notifications }, passwordsKept: [] },
    });
    expect(kept).toEqual(theirs);
    expect(await ask('settings.put', { settings: mine.settings, revision: late.view.revision })).toMatchObject({ ok: true });
  });

  it('carries no pairs to the window, and takes none from it', async () => {
    const { settings, pairs, revision } = await ask('settings.get');
    expect('topology' in settings).toBe(false);
    const before = kept.topology;
    expect(pairs).toBe(before.length);
    const link = ask('topology.link', { connectionId: 'plant', upstream: 'roof', downstreams: ['lamp'] });
    await bench.clock.settle();
    expect(await link).toMatchObject({ ok: true });
    // It changed nothing of what the window puts.
    const put = await ask('settings.put', { settings: { ...settings, topology: [] }, revision });
    expect(put).toMatchObject({ ok: true, view: { pairs: before.length + 1 } });
    expect(kept.topology).toHaveLength(before.length + 1);
  });

  it('takes pairs from a file with settings, and gives back those before it', async () => {
    const before = kept.topology;
    const text = JSON.stringify({
      willwatch: 'settings',
      version: 1,
      settings: { ...kept, topology: [{ upstream: 'roof', downstream: 'lamp' }] },
    });
    expect(await ask('settings.import', { text, passphrase: null, how: 'replace' })).toMatchObject({ ok: true });
    expect(kept.topology).toMatchObject([{ upstream: 'roof', downstream: 'lamp' }]);
    expect(await ask('settings.undoImport')).toMatchObject({ ok: true });
    expect(kept.topology).toEqual(before);
  });

  it('lets only one of two changes through that come at the same moment', async () => {
    const { revision, settings } = await ask('settings.get');
    const both = await Promise.all(
      [1, 2].map((holdSeconds) =>
        ask('settings.put', { settings: { ...settings, notifications: { enabled: true, holdSeconds } }, revision }),
      ),
    );
    expect(both.map(({ ok }) => ok)).toEqual([true, false]);
    expect(kept.notifications.holdSeconds).toBe(1);
  });

  it('says that settings cannot be written, and leaves what was in force', async () => {
    const { settings } = await ask('settings.get');
    isFull = true;
    const put = await ask('settings.put', { settings: { ...settings, notifications: { enabled: true, holdSeconds: 1 } } });
    const link = await ask('topology.link', { connectionId: 'plant', upstream: 'roof', downstreams: ['lamp'] });
    for (const one of [put, link])
      expect(one).toMatchObject({ ok: false, reason: expect.stringContaining('could not be written, and nothing was changed') });
    expect(kept.notifications.holdSeconds).not.toBe(1);
    expect(bench.monitor.settings.notifications.holdSeconds).not.toBe(1);
  });

  it('changes nothing when a password cannot be kept, and says why', async () => {
    bench.secrets.write = () => Promise.reject(new Error('It comes from the environment.'));
    const put = await ask('settings.put', { settings: { ...kept, brokers: [] }, passwords: { plant: 'x' } });
    expect(put).toMatchObject({ ok: false, reason: expect.stringContaining('It comes from the environment.') });
    expect(kept.brokers).toHaveLength(1);
  });

  it('gives the diagnosis', async () => {
    expect(await ask('app.diagnosis')).toEqual({ text: 'as it is' });
  });
});
