import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { HistoryRow, Overview } from '../../main/contract/model.ts';
import { headlessEntry } from '../helpers/app.ts';
import { type SessionBus, type ShownNotification, startSessionBus } from '../helpers/dbus.ts';
import { type Desktop, onElectron, onStandIn } from '../helpers/desktop-launchers.ts';
import { say, startForeignClient } from '../helpers/foreign-client.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { specifyDoor } from './desktop/door.ts';
import { specifyEndings } from './desktop/endings.ts';
import { specifyFiles } from './desktop/files.ts';
import { specifyHardships } from './desktop/hardships.ts';
import { specifyMembers } from './desktop/members.ts';
import { births, dataWith, lose, plant, topic } from './desktop/site.ts';
import { specifySystems } from './desktop/systems.ts';
import { takeDown } from './desktop/used.ts';

const run = promisify(execFile);

/** Asks main through the bridge, as the window does. */
const ask = <T>(desktop: Desktop, name: string, input: object = {}): Promise<T> =>
  desktop.read<T>(`window.willwatch.request(${JSON.stringify(name)}, ${JSON.stringify(input)})`);
const heading = (desktop: Desktop): Promise<string> =>
  desktop.read<string>(`document.querySelector('h1')?.textContent ?? ''`).catch((error: Error) => error.message);
const isSeen = async (desktop: Desktop): Promise<boolean> => {
  const window = await desktop.window();
  return window?.isVisible === true && !window.isMinimized;
};
const titles = (bus: SessionBus): readonly string[] => bus.notifications.map(({ title }) => title);
const key = (device: string): string => `/devices/plant%2F${device}`;

/** The desktop shell, the same on whatever stands in for Electron and on Electron itself. */
describe.each([onStandIn(takeDown), onElectron])('the desktop shell on $name', (launcher) => {
  it('can be run', (context) => {
    if (launcher.missing !== null) context.skip(`needs ${launcher.missing}: nothing of this part was run`);
  });
  if (launcher.missing !== null) return;

  it('turns a last will into a tray icon, a notification in plain words, and on its click the page of the device', async () => {
    await using broker = await startMosquitto();
    await using bus = await startSessionBus();
    await using data = await dataWith(plant(broker));
    await using gateway = await startForeignClient(broker.port, 'gw1', { topic: topic('gw1'), payload: 'offline' });
    await using desktop = await launcher.launch({ dataDir: data.path, env: bus.env, args: ['start', '--hidden'] });
    await desktop.tray(({ image, tooltip }) => image === 'well.png' && tooltip === 'Willwatch: All well');
    await births(broker, 'gw1', 'gw2', 'pump1', 'valve1');
    await gateway.kill();

    const shown = await bus.notification();
    expect(shown.title).toBe('Gateway gw1: connection lost');
    expect(shown.body).toMatch(
      /^Its last will came at \d\d:\d\d:\d\d: it went without a goodbye\. Affects 1 downstream gateway \(gw2\) and 2 devices\. Will: offline$/,
    );
    expect(shown).toMatchObject({ app: 'Willwatch', actions: { default: 'View' }, hints: { urgency: 2 }, expires: 0 });
    const lost = await desktop.tray(({ image }) => image === 'lost-1.png');
    expect(lost.tooltip).toBe('Willwatch: 1 device lost');
    expect(lost.menu.map(({ label }) => label.replace(/^Until .*/, 'Until morning'))).toEqual([
      'gw1: connection lost, takes 3 down',
      'Plant North: connected',
      'Mute all alerts',
      '1 hour',
      '4 hours',
      '8 hours',
      'Until morning',
      'Open Willwatch',
      'Rehearsal',
      'Quit Willwatch',
    ]);

    // Started hidden: no window until someone wants one.
    expect(await desktop.window()).toBeNull();
    bus.click(shown.id);
    await expect.poll(() => isSeen(desktop)).toBe(true);
    await expect.poll(() => heading(desktop)).toBe('gw1');
    expect(await desktop.place()).toBe(key('gw1'));

    // The page is there: now a click goes on in it, and nothing is loaded again.
    await desktop.read('void (window.stillHere = true)');
    await births(broker, 'gw1', 'gw2', 'pump1');
    await desktop.tray(({ image }) => image === 'well.png');
    await lose(broker, 'valve1');
    const second = await bus.notification(({ title }) => title.includes('valve1'));
    bus.click(second.id);
    await expect.poll(() => heading(desktop)).toBe('valve1');
    expect(await desktop.read('window.stillHere')).toBe(true);
    await desktop.choose('Rehearsal');
    await expect.poll(() => desktop.place()).toBe('/rehearsal');
    await broker.stop();
    await desktop.tray(({ tooltip }) => tooltip.includes('blind: Plant North'));
    expect(desktop.errors).toEqual([]);
  });

  it('acknowledges and mutes by the buttons of the notification', async (context) => {
    await using broker = await startMosquitto();
    await using bus = await startSessionBus();
    await using data = await dataWith(plant(broker));
    await using desktop = await launcher.launch({ dataDir: data.path, env: bus.env, args: ['start'] });
    await desktop.tray(({ image }) => image === 'well.png');
    await lose(broker, 'gw1');
    const shown = await bus.notification();
    const button = ({ actions }: ShownNotification, label: string): string =>
      Object.entries(actions).find(([, one]) => one === label)?.[0] ?? 'none';
    if (launcher.name === 'Electron' && button(shown, 'Acknowledge') === 'none')
      context.skip('needs an Electron with buttons on Linux');
    bus.click(shown.id, button(shown, 'Acknowledge'));
    const overview = () => ask<Pick<Overview, 'openTotal' | 'acknowledgedTotal' | 'mutes'>>(desktop, 'overview.get');
    await expect.poll(overview).toMatchObject({ openTotal: 1, acknowledgedTotal: 1 });
    // It opened nothing, and the outage lasts.
    expect(await desktop.place()).toBe('/');
    await desktop.tray(({ image }) => image === 'lost-1.png');
    await lose(broker, 'pump2');
    const second = await bus.notification(({ title }) => title.includes('pump2'));
    bus.click(second.id, button(second, 'Mute for 1 hour'));
    await expect.poll(overview).toMatchObject({ mutes: [{ scope: 'devices', devices: [{ id: 'pump2' }] }] });
    // One device is muted, not everything.
    await desktop.tray(({ image, tooltip }) => image === 'lost-2.png' && !tooltip.includes('muted'));
    expect(titles(bus)).toEqual(['Gateway gw1: connection lost', 'pump2: connection lost']);
  });

  it('is muted and made to speak again from the tray', async () => {
    await using broker = await startMosquitto();
    await using bus = await startSessionBus();
    await using data = await dataWith(plant(broker));
    await using desktop = await launcher.launch({ dataDir: data.path, env: bus.env, args: ['start'] });
    await desktop.tray(({ image }) => image === 'well.png');
    await desktop.choose('1 hour');
    const muted = await desktop.tray(({ image }) => image === 'muted.png');
    expect(muted.tooltip).toMatch(/^Willwatch: muted until .*\d\d:\d\d.*: All well$/);
    await lose(broker, 'gw1');
    const alerts = () => ask<readonly { title: string; outcome: string }[]>(desktop, 'alerts.query', { limit: 10 });
    await desktop.tray(({ image, tooltip }) => image === 'lost-1.png' && tooltip.includes('muted until'));
    const outage = async () => {
      const { open } = await ask<{ open: readonly { alert: { outcome: string } | null }[] }>(desktop, 'overview.get');
      return open[0]?.alert?.outcome;
    };
    await expect.poll(outage).toBe('silent');
    await desktop.choose('End the mute');
    await desktop.tray(({ tooltip }) => !tooltip.includes('muted'));
    await lose(broker, 'pump2');
    const told = await bus.notification(({ title }) => title === 'pump2: connection lost');
    // What is still on the screen when it is over says so in its place.
    await births(broker, 'pump2');
    const over = await bus.notification(({ title }) => title === 'pump2: back');
    expect(over).toMatchObject({ hints: { urgency: 1, 'suppress-sound': true } });
    await expect.poll(() => bus.closed).toEqual([told.id]);
    expect(titles(bus)).toEqual(['While muted: 1 lost, 1 still offline', 'pump2: connection lost', 'pump2: back']);
    await expect.poll(async () => (await alerts()).filter(({ outcome }) => outcome === 'shown').length).toBeGreaterThan(0);
  });

  it('closes into the tray, says so once, and comes back as it was', async () => {
    await using broker = await startMosquitto();
    await using bus = await startSessionBus();
    await using data = await dataWith(plant(broker));
    await using desktop = await launcher.launch({ dataDir: data.path, env: bus.env, args: ['start'] });
    await expect.poll(() => isSeen(desktop)).toBe(true);
    await desktop.tray(({ image }) => image === 'well.png');
    await desktop.read('void (window.stillHere = true)');
    for (let round = 0; round < 2; round++) {
      await desktop.closeWindow();
      await expect.poll(() => desktop.window()).toMatchObject({ isVisible: false, isMinimized: false });
      if (round === 0) expect(await bus.notification()).toMatchObject({ title: 'Willwatch keeps watching' });
      await desktop.clickTray();
      await expect.poll(() => isSeen(desktop)).toBe(true);
    }
    expect(await desktop.read('window.stillHere')).toBe(true);
    // Watching went on, and whatever a second hint had been would have come before this.
    await lose(broker, 'gw1');
    await bus.notification(({ title }) => title.includes('gw1'));
    expect(titles(bus)).toEqual(['Willwatch keeps watching', 'Gateway gw1: connection lost']);
    expect(JSON.parse(await readFile(join(data.path, 'desktop', 'window.json'), 'utf8'))).toMatchObject({ isTrayTold: true });
  });

  it('is one program: a second start raises the first, at what its link names', async () => {
    await using broker = await startMosquitto();
    await using bus = await startSessionBus();
    await using data = await dataWith(plant(broker));
    await using desktop = await launcher.launch({ dataDir: data.path, env: bus.env, args: ['start', '--hidden'] });
    await desktop.tray(({ image }) => image === 'well.png');
    await lose(broker, 'gw1');
    await desktop.tray(({ image }) => image === 'lost-1.png');
    expect(await desktop.startAgain(['start', '--hidden'])).toBe(0);
    expect(await desktop.startAgain(['start', 'willwatch://device/gw1'])).toBe(0);
    await expect.poll(() => heading(desktop)).toBe('gw1');
    expect(await desktop.place()).toBe(key('gw1'));
    await desktop.closeWindow();
    await expect.poll(() => isSeen(desktop)).toBe(false);
    expect(await desktop.startAgain(['start'])).toBe(0);
    await expect.poll(() => isSeen(desktop)).toBe(true);
    const { rows } = await ask<{ rows: readonly HistoryRow[] }>(desktop, 'history.query', { from: 0, to: 9, filter: {} });
    const [outage] = rows.flatMap((row) => (row.kind === 'outage' ? [row.outage.id] : []));
    await desktop.choose('Rehearsal');
    await expect.poll(() => desktop.place()).toBe('/rehearsal');
    // None of ours: the window is raised where it is.
    for (const link of ['willwatch://settings/x', 'willwatch://incident/0', `willwatch://device/${'x'.repeat(3000)}`])
      expect(await desktop.startAgain([link])).toBe(0);
    expect(await desktop.place()).toBe('/rehearsal');
    expect(await desktop.startAgain([`willwatch://incident/${outage}`])).toBe(0);
    await expect.poll(() => desktop.place()).toBe(`/incidents/${outage}`);
    expect(await desktop.startAgain(['willwatch://device/..%2F..%2Fnobody'])).toBe(0);
    await expect.poll(() => desktop.place()).toBe('/devices/..%2F..%2Fnobody');
    expect(desktop.errors).toEqual([]);
  });

  it('is blind while the computer sleeps, says so in the history, and connects anew at once', async () => {
    await using broker = await startMosquitto();
    await using data = await dataWith(plant(broker));
    await using desktop = await launcher.launch({ dataDir: data.path, env: {}, args: ['start', '--no-notify'] });
    await desktop.tray(({ image }) => image === 'well.png');
    const connected = async () => {
      const { connections } = await ask<{ connections: readonly { state: string; since: number }[] }>(desktop, 'overview.get');
      return connections[0]?.state === 'connected' ? connections[0].since : 0;
    };
    const since = await connected();
    await desktop.power('suspend');
    await desktop.power('resume');
    await expect.poll(connected).toBeGreaterThan(since);
    const reasons = async () => {
      const { rows } = await ask<{ rows: readonly HistoryRow[] }>(desktop, 'history.query', { from: 0, to: 9, filter: {} });
      return rows.flatMap((row) => (row.kind === 'blind' ? [row.blindSpot.reason.code] : []));
    };
    await expect.poll(reasons).toContain('asleep');
  });

  it('loads a crashed page again where it was, and goes on watching', async () => {
    await using broker = await startMosquitto();
    await using bus = await startSessionBus();
    await using data = await dataWith(plant(broker));
    await using desktop = await launcher.launch({ dataDir: data.path, env: bus.env, args: ['willwatch://device/plant%2Fgw1'] });
    await desktop.tray(({ image }) => image === 'well.png');
    await births(broker, 'gw1');
    await expect.poll(() => heading(desktop)).toBe('gw1');
    await desktop.read('void (window.stillHere = true)');
    await desktop.crashPage();
    await expect.poll(() => desktop.read('window.stillHere === undefined').catch(() => false)).toBe(true);
    await expect.poll(() => heading(desktop)).toBe('gw1');
    await say(broker.port, topic('gw1'), 'offline');
    await bus.notification(({ title }) => title.includes('gw1'));
  });

  it('writes everything when it quits', async () => {
    await using broker = await startMosquitto();
    await using bus = await startSessionBus();
    await using data = await dataWith(plant(broker));
    await mkdir(join(data.path, 'desktop'));
    const place = { bounds: { x: 40, y: 30, width: 1000, height: 700 }, isMaximized: false };
    await writeFile(join(data.path, 'desktop', 'window.json'), JSON.stringify(place));
    await using desktop = await launcher.launch({ dataDir: data.path, env: bus.env, args: ['start'] });
    await desktop.tray(({ image }) => image === 'well.png');
    await lose(broker, 'gw1');
    await bus.notification();
    await desktop.choose('Quit Willwatch');
    expect(await desktop.exit()).toBe(0);
    const { stdout } = await run(process.execPath, [headlessEntry, 'history', '--data-dir', data.path, '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject([{ device: 'gw1', verdict: 'abrupt', alert: { outcome: 'shown' } }]);
    const kept = JSON.parse(await readFile(join(data.path, 'desktop', 'window.json'), 'utf8'));
    expect(kept).toMatchObject({ bounds: { width: 1000, height: 700 }, isMaximized: false });
  });
});

describe('on the stand-in alone', () => {
  specifyDoor();
  specifySystems();
  specifyFiles();
  specifyEndings();
  specifyHardships();
  specifyMembers();
});
