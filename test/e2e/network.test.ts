import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { describe, expect, it } from 'vitest';
import type { SettingsInput } from '../../main/contract/settings.ts';
import { openHistoryReadOnly } from '../../main/history/open.ts';
import type { BlindSpotRecord, OutageRecord } from '../../main/history/port.ts';
import { type App, type AppLine, startApp } from '../helpers/app.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { openProxy } from '../helpers/proxy.ts';
import { openSpeaker } from '../helpers/speaker.ts';
import { until } from '../helpers/until.ts';

const PATIENCE_MS = 90_000;
const ASLEEP_MS = 60_000;
const topic = (device: string): string => `site/${device}/status`;
const of = (app: App, type: string, device?: string): readonly AppLine[] =>
  app.lines.filter((line) => line.type === type && (device === undefined || line.device === device));
const about = (app: App, type: string, device: string): Promise<AppLine> =>
  until(`${type} of ${device}`, () => of(app, type, device)[0], PATIENCE_MS);
const links = (app: App, state: string): readonly AppLine[] => of(app, 'link').filter((line) => line.state === state);
const alertsAbout = (app: App, device: string): readonly AppLine[] =>
  of(app, 'alert').filter((line) => line.device === device || String(line.body).includes(device));

interface Watching extends AsyncDisposable {
  readonly app: App;
  readonly dataDir: string;
}

/** The headless app with one broker `plant`, notifications off: an alert is then a line that says so. */
async function watch(url: string, more: Partial<NonNullable<SettingsInput['brokers']>[number]> = {}): Promise<Watching> {
  const home = await mkdtemp(join(tmpdir(), 'willwatch-network-'));
  const settings: SettingsInput = {
    brokers: [{ id: 'plant', name: 'Plant', url, keepAliveSeconds: 5, ...more }],
    watches: [
      {
        id: 'w',
        convention: 'custom',
        topic: 'site/{device}/status',
        online: [{ kind: 'text', text: 'online' }],
        offline: [{ kind: 'text', text: 'offline' }],
      },
    ],
    notifications: { holdSeconds: 1 },
  };
  await writeFile(join(home, 'settings.json'), JSON.stringify(settings));
  const dataDir = join(home, 'data');
  const app = await startApp({ args: ['--config', join(home, 'settings.json'), '--no-notify'], dataDir });
  return {
    app,
    dataDir,
    [Symbol.asyncDispose]: async () => {
      await app[Symbol.asyncDispose]();
      await rm(home, { recursive: true, force: true });
    },
  };
}

interface Device extends AsyncDisposable {
  readonly id: string;
  /** Its socket breaks: the broker publishes its will. Resolves when the broker has; gives when, at the earliest and the latest. */
  die(): Promise<readonly [from: number, to: number]>;
}

/** A device that says that it is there whenever it connects. */
async function openDevice(url: string, id: string, { retain = false, returns = false } = {}): Promise<Device> {
  const client: MqttClient = mqtt.connect(url, {
    clientId: id,
    reconnectPeriod: returns ? 300 : 0,
    will: { topic: topic(id), payload: Buffer.from('offline'), qos: 1, retain },
  });
  client.on('error', () => undefined);
  const isUp = new Promise<void>((resolve) => {
    client.on('connect', () => client.publish(topic(id), 'online', { qos: 1, retain }, () => resolve()));
  });
  await isUp;
  return {
    id,
    die: async () => {
      const witness = await mqtt.connectAsync(url, { reconnectPeriod: 0 });
      const will = new Promise<void>((resolve) => {
        witness.on('message', (_, payload, { retain: old }) => {
          if (!old && payload.toString() === 'offline') resolve();
        });
      });
      await witness.subscribeAsync(topic(id), { qos: 1 });
      const from = Date.now();
      client.stream.destroy();
      await will;
      await witness.endAsync(true);
      return [from, Date.now()];
    },
    [Symbol.asyncDispose]: () => client.endAsync(true),
  };
}

async function historyOf(dataDir: string): Promise<{ outages: readonly OutageRecord[]; spots: readonly BlindSpotRecord[] }> {
  const opened = await openHistoryReadOnly(join(dataDir, 'history.db'));
  if (!opened.ok) throw new Error(opened.reason);
  const { history } = opened;
  const query = { deviceKey: null, text: '', verdicts: [], since: null, until: null, blindSpots: false, onlyOpen: false };
  const { rows } = await history.timeline({ ...query, rootsOnly: false, from: 0, to: 500 });
  const spots = await history.blindSpots({ connectionId: 'plant', since: 0, limit: 100 });
  await history.close();
  return { outages: rows.flatMap((row) => (row.kind === 'outage' ? [row.outage] : [])), spots };
}

/** One outage of the device, told as old news, at a time that can be true. */
async function expectOldNews({ app, dataDir }: Watching, device: string, [from, to]: readonly [number, number]): Promise<void> {
  await about(app, 'outage', device);
  const mine = (await historyOf(dataDir)).outages.filter((one) => one.deviceId === device);
  expect(mine, device).toMatchObject([{ verdict: 'abrupt', freshness: expect.stringMatching(/queued|retained/) }]);
  const { notBefore, notAfter } = mine[0]?.began ?? {};
  expect(notBefore, device).toBeLessThanOrEqual(to);
  expect(notAfter, device).toBeGreaterThanOrEqual(from);
}

/** Something that comes after all that was kept: then nothing more of it is to come. */
async function fence(app: App, plainUrl: string): Promise<void> {
  await using speaker = await openSpeaker(plainUrl);
  await until(
    'news after the return',
    () => {
      void speaker.publishAsync(topic('fence'), 'online', { qos: 1 }).catch(() => undefined);
      return of(app, 'presence', 'fence')[0];
    },
    PATIENCE_MS,
  );
}

const back = (app: App, after: AppLine): Promise<AppLine> =>
  until(
    'connected again',
    () => links(app, 'connected').find((line) => app.lines.indexOf(line) > app.lines.indexOf(after)),
    PATIENCE_MS,
  );
const blind = (app: App): Promise<AppLine> => until('blind', () => links(app, 'blind')[0], PATIENCE_MS);

describe.concurrent('the network', () => {
  it('that resets every connection: the wills of the time away come from the queue, each once', async () => {
    await using broker = await startMosquitto();
    await using proxy = await openProxy(broker.url);
    await using watching = await watch(proxy.url);
    const { app, dataDir } = watching;
    await app.line('ready');
    await using plain = await openDevice(broker.plainUrl, 'plain');
    await using kept = await openDevice(broker.plainUrl, 'kept', { retain: true });
    await using brief = await openDevice(broker.plainUrl, 'brief', { returns: true });
    await using calm = await openDevice(broker.plainUrl, 'calm');
    for (const { id } of [plain, kept, brief, calm]) await about(app, 'presence', id);
    proxy.refuse();
    proxy.reset();
    const lost = await blind(app);
    expect(lost).toMatchObject({ code: 'reset', reason: expect.stringMatching(/\.$/) });
    const died = [await plain.die(), await kept.die(), await brief.die()] as const;
    await sleep(1000);
    proxy.pass();
    await back(app, lost);
    await expectOldNews(watching, 'plain', died[0]);
    await expectOldNews(watching, 'kept', died[1]);
    await about(app, 'recovery', 'brief');
    await expectOldNews(watching, 'brief', died[2]);
    for (const id of ['plain', 'kept']) await until(`an alert of ${id}`, () => alertsAbout(app, id)[0], PATIENCE_MS);
    await fence(app, broker.plainUrl);
    expect(alertsAbout(app, 'calm')).toEqual([]);
    expect(alertsAbout(app, 'brief')).toEqual([]);
    const { outages, spots } = await historyOf(dataDir);
    expect(outages.map((one) => one.deviceId).sort()).toEqual(['brief', 'kept', 'plain']);
    expect(spots.filter((one) => one.reason.code === 'reset')).toHaveLength(1);
  }, 240_000);

  it.each([
    ['in both directions', 'both', true],
    ['towards us only', 'toClient', true],
    ['towards the broker only', 'toBroker', false],
  ] as const)(
    'that falls silent %s is noticed by the keep-alive, and no will before or after that is lost or counted twice',
    async (_, direction, isDeaf) => {
      await using broker = await startMosquitto();
      await using proxy = await openProxy(broker.url);
      await using watching = await watch(proxy.url);
      const { app, dataDir } = watching;
      await app.line('ready');
      await using early = await openDevice(broker.plainUrl, 'early');
      await using late = await openDevice(broker.plainUrl, 'late', { retain: true });
      await using calm = await openDevice(broker.plainUrl, 'calm');
      for (const { id } of [early, late, calm]) await about(app, 'presence', id);
      proxy.stall(direction);
      const diedEarly = await early.die();
      const lost = await blind(app);
      expect(lost).toMatchObject({ code: 'keep-alive' });
      const diedLate = await late.die();
      proxy.pass();
      await back(app, lost);
      await expectOldNews(watching, 'late', diedLate);
      // Before anybody noticed: of that time we cannot know more than that we had not heard of the broker since.
      if (isDeaf) await expectOldNews(watching, 'early', diedEarly);
      else expect(await about(app, 'outage', 'early')).toMatchObject({ freshness: 'live' });
      await fence(app, broker.plainUrl);
      const { outages, spots } = await historyOf(dataDir);
      expect(outages.map((one) => one.deviceId).sort()).toEqual(['early', 'late']);
      const [spot] = spots.filter((one) => one.reason.code === 'keep-alive');
      if (isDeaf) expect(spot?.began).toBeLessThanOrEqual(diedEarly[1]);
      expect(alertsAbout(app, 'calm')).toEqual([]);
    },
    240_000,
  );

  it('that is slow brings everything that was kept, and none of it as news of this moment', async () => {
    await using broker = await startMosquitto();
    await using proxy = await openProxy(broker.url);
    await using watching = await watch(proxy.url, { keepAliveSeconds: 30 });
    const { app, dataDir } = watching;
    await app.line('ready');
    await using speaker = await openSpeaker(broker.plainUrl);
    proxy.refuse();
    proxy.reset();
    const lost = await blind(app);
    const ids = Array.from({ length: 60 }, (_, n) => `d${n}`);
    for (const id of ids) await speaker.publishAsync(topic(id), 'offline', { qos: 1 });
    proxy.pass();
    proxy.slow(300);
    await back(app, lost);
    for (const id of ids) await about(app, 'outage', id);
    await fence(app, broker.plainUrl);
    const { outages } = await historyOf(dataDir);
    expect(outages.map((one) => one.deviceId).sort()).toEqual([...ids].sort());
    expect(outages.filter((one) => one.freshness !== 'queued')).toEqual([]);
    expect(
      links(app, 'blind').filter((line) => app.lines.indexOf(line) > app.lines.indexOf(links(app, 'connected')[1]!)),
    ).toEqual([]);
  }, 240_000);
});

describe.concurrent('the app stopped in its tracks, as by a sleeping laptop,', () => {
  it('for a minute was asleep: it says so, and what came meanwhile is not called live', async () => {
    await using broker = await startMosquitto();
    await using watching = await watch(broker.url, { keepAliveSeconds: 60 });
    const { app, dataDir } = watching;
    await app.line('ready');
    await using early = await openDevice(broker.plainUrl, 'early');
    await using brief = await openDevice(broker.plainUrl, 'brief', { returns: true });
    await using calm = await openDevice(broker.plainUrl, 'calm');
    for (const { id } of [early, brief, calm]) await about(app, 'presence', id);
    process.kill(app.pid, 'SIGSTOP');
    const asleep = Date.now();
    const died = [await early.die(), await brief.die()] as const;
    await sleep(ASLEEP_MS);
    process.kill(app.pid, 'SIGCONT');
    expect(await blind(app)).toMatchObject({ code: 'asleep' });
    await expectOldNews(watching, 'early', died[0]);
    await expectOldNews(watching, 'brief', died[1]);
    await about(app, 'recovery', 'brief');
    await back(app, await blind(app));
    await fence(app, broker.plainUrl);
    await until('the alert', () => alertsAbout(app, 'early')[0], PATIENCE_MS);
    const { outages, spots } = await historyOf(dataDir);
    expect(outages.map((one) => one.deviceId).sort()).toEqual(['brief', 'early']);
    expect(alertsAbout(app, 'calm')).toEqual([]);
    const spot = spots.find((one) => one.reason.code === 'asleep');
    expect(spot?.began).toBeLessThanOrEqual(asleep);
    expect(spot?.ended).toBeGreaterThanOrEqual(asleep + ASLEEP_MS);
  }, 240_000);
});

describe.concurrent('the broker', () => {
  it.each([
    ['and keeps its sessions', true],
    ['and forgets everything', false],
  ])(
    'that is shut down %s publishes every will: who returns with it raises no alert, who does not is told',
    async (_, persistence) => {
      await using broker = await startMosquitto({ persistence });
      await using watching = await watch(broker.url);
      const { app, dataDir } = watching;
      await app.line('ready');
      const devices = await Promise.all(
        ['back-1', 'back-2', 'back-3'].map((id) => openDevice(broker.plainUrl, id, { retain: true, returns: true })),
      );
      const gone = await openDevice(broker.plainUrl, 'gone');
      for (const { id } of [...devices, gone]) await about(app, 'presence', id);
      await broker.stop();
      const lost = await blind(app);
      await gone[Symbol.asyncDispose]();
      await sleep(2000);
      await broker.restart();
      await back(app, lost);
      for (const { id } of devices) if (of(app, 'outage', id).length > 0) await about(app, 'recovery', id);
      if (persistence) await about(app, 'outage', 'gone');
      if (of(app, 'outage', 'gone').length > 0) await until('the alert', () => alertsAbout(app, 'gone')[0], PATIENCE_MS);
      await fence(app, broker.plainUrl);
      for (const { id } of devices) expect(alertsAbout(app, id), id).toEqual([]);
      const { outages } = await historyOf(dataDir);
      for (const { id } of [...devices, gone]) expect(outages.filter((one) => one.deviceId === id).length).toBeLessThanOrEqual(1);
      for (const device of devices) await device[Symbol.asyncDispose]();
    },
    240_000,
  );

  it('that is killed says nothing of its devices, and nothing is made up about them', async () => {
    await using broker = await startMosquitto();
    await using watching = await watch(broker.url);
    const { app, dataDir } = watching;
    await app.line('ready');
    await using silent = await openDevice(broker.plainUrl, 'silent');
    await using returns = await openDevice(broker.plainUrl, 'returns', { returns: true });
    for (const { id } of [silent, returns]) await about(app, 'presence', id);
    await broker.kill();
    const lost = await blind(app);
    await sleep(1000);
    await broker.restart();
    await back(app, lost);
    await fence(app, broker.plainUrl);
    expect(of(app, 'outage')).toEqual([]);
    expect(of(app, 'alert')).toEqual([]);
    expect((await historyOf(dataDir)).outages).toEqual([]);
  }, 240_000);
});

describe.concurrent('two programs with one client id', () => {
  it('take the session from each other: both say so, and what to do', async () => {
    await using broker = await startMosquitto();
    await using one = await watch(broker.url, { clientId: 'twin' });
    await one.app.line('ready');
    await using calm = await openDevice(broker.plainUrl, 'calm');
    await about(one.app, 'presence', 'calm');
    await using two = await watch(broker.url, { clientId: 'twin' });
    for (const { app } of [one, two]) {
      const named = await until('taken over', () => links(app, 'blind').find((line) => line.code === 'taken-over'), 150_000);
      expect(named.reason).toContain('Another program connected with our client id');
    }
    for (const { app } of [one, two]) {
      expect(of(app, 'outage')).toEqual([]);
      expect(of(app, 'alert')).toEqual([]);
    }
    expect(calm.id).toBe('calm');
  }, 240_000);
});
