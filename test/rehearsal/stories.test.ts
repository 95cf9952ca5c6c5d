import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StoryId } from '../../main/contract/model.ts';
import { settingsSchema } from '../../main/contract/settings.ts';
import { openHistory } from '../../main/history/open.ts';
import type { History } from '../../main/history/port.ts';
import { Monitor } from '../../main/monitor/monitor.ts';
import { type Notification, systemClock } from '../../main/monitor/ports.ts';
import { openConnection } from '../../main/mqtt/connection.ts';
import { REHEARSAL_ID, Rehearsal } from '../../main/rehearsal/rehearsal.ts';
import { STORIES } from '../../main/rehearsal/stories.ts';
import { wordsFor } from '../../main/words/index.ts';
import { rulesEn } from '../../main/words/rules.en.ts';
import { FakeActions } from '../helpers/fake-actions.ts';
import { until } from '../helpers/until.ts';

const PATIENCE_MS = 30_000;
let folder: string;
let history: History;
let monitor: Monitor;
let rehearsal: Rehearsal;
let shown: Notification[];
const settings = settingsSchema.parse({ notifications: { holdSeconds: 0.3 } });

/** The whole of it but the shell: a monitor on a real file, the embedded broker, and 124 real clients. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'willwatch-stories-'));
  const opened = await openHistory({ path: join(folder, 'history.db') });
  if (!opened.ok) throw new Error(opened.reason);
  history = opened.history;
  shown = [];
  monitor = new Monitor(
    {
      history,
      secrets: { read: async () => null, write: async () => undefined, names: async () => [] },
      notifier: {
        show: async (notification) => {
          shown.push(notification);
          return { outcome: 'shown' };
        },
      },
      openConnection,
      clock: systemClock,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      words: () => wordsFor('en').domain,
      rulesWords: () => rulesEn,
      actions: new FakeActions(),
      formatTime: (at) => new Date(at).toISOString(),
    },
    settings,
  );
  rehearsal = new Rehearsal({
    changed: () => undefined,
    settingsChanged: () => monitor.apply(rehearsal.extend(settings)),
    clock: systemClock,
    woke: (id, since) => monitor.woke(id, since),
    name: (language) => (language === 'de' ? 'Probe' : 'Rehearsal'),
  });
  await monitor.start();
  await rehearsal.start('de');
  await until('the site', () => monitor.overview().counts.online === 124, PATIENCE_MS);
});
afterEach(async () => {
  await rehearsal.stop();
  await monitor.stop();
  await history.close();
  rmSync(folder, { recursive: true, force: true });
});

const state = (id: string): string | undefined => {
  const device = monitor.table.get(`${REHEARSAL_ID}/${id}`);
  return device === undefined ? undefined : monitor.table.state(device);
};
const begin = async (id: StoryId): Promise<void> => {
  await rehearsal.story({ do: 'start', id, language: null });
  await rehearsal.story({ do: 'pause' });
};
const next = () => rehearsal.story({ do: 'next' });
const allOnline = () => until('everything online', () => monitor.overview().counts.online === 124, PATIENCE_MS);
const rows = async () => {
  const none = { deviceKey: null, text: '', verdicts: [], since: null, until: null, onlyOpen: false };
  return (await history.timeline({ ...none, blindSpots: true, rootsOnly: true, from: 0, to: 500 })).rows;
};

test('the broker is called what the window that asked calls it', () => {
  expect(monitor.overview().connections.map(({ name }) => name)).toEqual(['Probe']);
});

describe('the story', () => {
  test('of a router that loses its power takes everything down, is one alert, and ends as it began', async () => {
    await begin('power-loss');
    await until('the router', () => state('router-1') === 'abrupt', PATIENCE_MS);
    await until('what hangs on it', () => monitor.overview().counts.upstream === 123, PATIENCE_MS);
    await until('the alert', () => shown.length === 1, PATIENCE_MS);
    expect(shown[0]?.title).toContain('router-1');
    expect(rehearsal.view().story).toMatchObject({ id: 'power-loss', step: 0, steps: 3, state: 'paused', nextAt: null });
    await next();
    await next();
    await allOnline();
    await next();
    expect(rehearsal.view().story).toMatchObject({ state: 'done' });
    expect(rehearsal.view().nodes.every((node) => node.state === 'running')).toBe(true);
    expect(await rows()).toMatchObject([
      { kind: 'outage', outage: { deviceId: 'router-1', affectedGateways: 3, affectedDevices: 120 } },
    ]);
  });

  test('of a gateway that flaps is told as that, after three alerts', async () => {
    await begin('flapping');
    for (let loss = 1; loss <= 4; loss++) {
      await until(`loss ${loss}`, () => state('gw-north') === 'abrupt', PATIENCE_MS);
      await until(`alert ${loss}`, () => shown.length === loss, PATIENCE_MS);
      await next();
      await until('back', () => state('gw-north') === 'online', PATIENCE_MS);
      await next();
    }
    expect(rehearsal.view().story).toMatchObject({ state: 'done' });
    expect(shown.slice(0, 3).every(({ title }) => title.includes('connection lost'))).toBe(true);
    expect(shown[3]?.title).not.toBe(shown[2]?.title);
  });

  test('of a laptop that sleeps shows a blind spot, and the loss in it with the time in which it happened', async () => {
    await begin('sleep');
    await next();
    await until(
      'the gateway to be dark',
      () => rehearsal.view().nodes.find(({ id }) => id === 'gw-south')?.state === 'unplugged',
    );
    // A broker that is heard would have said so by now.
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(monitor.overview().counts.online).toBe(124);
    await next();
    await until('the loss', () => state('gw-south') === 'abrupt', PATIENCE_MS);
    const spots = async () => (await rows()).filter((row) => row.kind === 'blind');
    await until('the blind spot', async () => (await spots()).length === 1, PATIENCE_MS);
    const [spot] = await spots();
    expect(spot).toMatchObject({ blindSpot: { connectionId: REHEARSAL_ID, reason: { code: 'asleep' } } });
    const loss = (await rows()).find((row) => row.kind === 'outage');
    if (loss?.kind !== 'outage' || spot?.kind !== 'blind') throw new Error('no rows');
    expect(loss.outage.deviceId).toBe('gw-south');
    expect(loss.outage.freshness).toBe('queued');
    expect(loss.outage.began.notBefore).toBeLessThanOrEqual(spot.blindSpot.began);
    expect(loss.outage.began.notAfter).toBeGreaterThan(spot.blindSpot.began);
    await next();
    await allOnline();
  });

  test('of a broker that restarts makes blind, loses nobody, and alarms nobody', async () => {
    await begin('broker-restart');
    await until('blindness', () => monitor.isBlind(REHEARSAL_ID), PATIENCE_MS);
    expect(monitor.overview().counts.unknown).toBe(124);
    const url = rehearsal.view().brokerUrl;
    await next();
    expect(rehearsal.view().brokerUrl).toBe(url);
    await allOnline();
    await next();
    await next();
    expect(rehearsal.view().story).toMatchObject({ state: 'done' });
    expect((await rows()).filter((row) => row.kind === 'blind')).toHaveLength(1);
    expect(shown.filter(({ title }) => title.includes('lost'))).toEqual([]);
  });
});

test('a story plays on a whole site; one that is stopped puts back what it did, and what a person had unplugged before', async () => {
  await rehearsal.act('south-pump-01', 'unplug');
  await begin('power-loss');
  await begin('sleep');
  expect(rehearsal.view().nodes.every((node) => node.state === 'running')).toBe(true);
  await next();
  await rehearsal.story({ do: 'stop' });
  expect(rehearsal.view().story).toBe(null);
  const down = rehearsal.view().nodes.filter((node) => node.state !== 'running');
  expect(down.map(({ id, state: now }) => `${id} ${now}`)).toEqual(['south-pump-01 unplugged']);
  await begin('broker-restart');
  await rehearsal.story({ do: 'stop' });
  await until('the site', () => monitor.overview().counts.online === 123, PATIENCE_MS);
});

test('every step has words of its own in every language', () => {
  for (const language of ['en', 'de'] as const)
    for (const [id, steps] of Object.entries(STORIES)) {
      const { happens, look } = wordsFor(language).window.rehearsal.stories[id as StoryId];
      expect([happens.length, look.length], `${language} ${id}`).toEqual([steps.length, steps.length]);
    }
});
