import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { RequestInput, RequestName } from '../../main/contract/requests.ts';
import type { SettingsInput } from '../../main/contract/settings.ts';
import { startApp } from '../helpers/app.ts';
import { launchChromium, openPage } from '../helpers/chromium.ts';
import { startSessionBus } from '../helpers/dbus.ts';
import { writeLearnedPlant } from '../helpers/learned-plant.ts';
import { linkTo, write } from '../helpers/window.ts';
import { withPalette } from './palette-png.ts';

/** Every page of the window after a story in the rehearsal, each as a picture in docs/screenshots. Run by `npm run screenshots`. */
const folder = join(import.meta.dirname, '..', '..', 'docs', 'screenshots');
const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.some((word) => name.includes(word));
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const kinds: Readonly<Record<string, BrowserContextOptions>> = {
  light: { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  small: { viewport: { width: 900, height: 600 }, colorScheme: 'light' },
  narrow: { viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true },
  de: { viewport: { width: 1280, height: 800 }, colorScheme: 'light', locale: 'de-DE' },
};

interface Shot {
  readonly name: string;
  readonly path: string;
  /** What makes the page worth a picture, once it is there. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const shots: readonly Shot[] = [
  { name: 'devices', path: '/devices' },
  { name: 'groups', path: '/devices?group=gateway' },
  {
    name: 'palette',
    path: '/devices',
    prepare: async (page) => {
      await page.keyboard.press('Control+k');
      const options = page.getByRole('dialog').getByRole('option');
      await options.first().waitFor();
      await page.keyboard.type('south');
      await options.filter({ hasText: 'gw-south' }).waitFor();
    },
  },
  { name: 'device', path: '/devices/rehearsal%2Frouter-1' },
  { name: 'signed-off', path: '/devices/rehearsal%2Fgw-north' },
  {
    name: 'gateway',
    path: '/devices/rehearsal%2Fgw-south',
    prepare: async (page) => {
      const figures = page.getByRole('heading', { level: 2, name: /^(Figures|Kennzahlen)$/ });
      await figures.waitFor();
      await figures.evaluate((element) => element.closest('section')?.previousElementSibling?.scrollIntoView());
    },
  },
  {
    name: 'incident',
    path: '/devices/rehearsal%2Frouter-1',
    prepare: async (page) => {
      await page
        .getByRole('link', { name: /^3 (gateways|Gateways)/ })
        .first()
        .click();
      await page.getByRole('heading', { level: 1, name: /(Incident|Vorfall): router-1/ }).waitFor();
    },
  },
  {
    name: 'gateways',
    path: '/gateways',
    prepare: async (page) => {
      await page.getByRole('treegrid').getByText('gw-south', { exact: true }).click();
      // Narrow, the drawing is behind the tree.
      const drawing = page.getByText(/^(Drawing|Zeichnung)$/);
      if (await drawing.isVisible()) await drawing.click();
      await page.locator('.react-flow__node').first().waitFor();
    },
  },
  {
    name: 'live',
    path: '/live?broker=rehearsal&topic=plant%2F%2B%2Fstatus&topic=plant%2F%2B%2Ftelemetry',
    prepare: async (page) => {
      const rows = page.getByRole('grid').getByRole('row');
      // What the broker retains: the site has no power.
      await rows.filter({ hasText: 'status' }).nth(3).click();
      await page
        .getByRole('region', { name: /^(Message|Nachricht)$/ })
        .getByText('firmware')
        .waitFor();
    },
  },
  { name: 'feed', path: '/devices/rehearsal%2Fsouth-pump-04' },
  {
    name: 'history',
    path: '/history',
    prepare: (page) => page.locator('td [aria-expanded]:not([aria-haspopup])').first().click(),
  },
  {
    name: 'report',
    path: '/report?hours=8',
    prepare: async (page) => {
      await page
        .getByRole('textbox', { name: /For the next shift|Für die nächste Schicht/ })
        .fill(
          'router-1 in hall 2 has no power. Electrician is on his way, back before 15:00.\nPump 04 in the south came back by itself; watch it.',
        );
    },
  },
  { name: 'rehearsal', path: '/rehearsal' },
  { name: 'rules', path: '/rules' },
  {
    name: 'rule',
    path: '/rules/pressure',
    // A word that is wrong, in the statement and in a template.
    prepare: async (page) => {
      await write(
        page.getByRole('textbox', { name: /AWS.IoT.SQL/ }),
        "SELECT state.reported.pressure AS bar, uper(topic(2)) AS pump FROM 'plant/+/status' WHERE state.reported.pressure < 2",
      );
      await write(page.getByRole('textbox', { name: /^(Title|Titel)$/ }), '\u0024{topic(2}: pressure is low');
      await page.locator('.cm-lintRange-error').nth(1).waitFor();
    },
  },
  {
    name: 'bench',
    path: '/rules/last-will',
    prepare: async (page) => {
      await page.getByText(/^(Own|Eigene)$/).click();
      await page
        .getByRole('textbox', { name: /^(Payload|Nutzlast)$/ })
        .fill('{"state":{"reported":{"last_will":"yes","trigger_action":"on","client_id":"lwtThing"}}}');
      await page.getByRole('region', { name: /^2\. .*: / }).scrollIntoViewIfNeeded();
    },
  },
  { name: 'settings', path: '/settings' },
  {
    name: 'broker',
    path: '/settings?broker=plant-north',
    prepare: async (page) => void (await page.getByRole('dialog').waitFor()),
  },
  {
    name: 'watch',
    path: '/settings',
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Edit|Bearbeiten): status$/ }).click();
      await page.getByRole('dialog').locator('section[aria-busy="false"]').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'settings-end',
    path: '/settings',
    prepare: (page) =>
      page
        .getByRole('main')
        .getByRole('button', { name: /Export settings|Einstellungen exportieren/ })
        .scrollIntoViewIfNeeded(),
  },
  {
    name: 'maintenance',
    path: '/settings',
    prepare: (page) =>
      page
        .getByRole('region', { name: /^(Maintenance windows|Wartungsfenster)$/ })
        .evaluate((section) => section.scrollIntoView({ block: 'start' })),
  },
  {
    name: 'gateways-import',
    path: '/gateways',
    prepare: async (page) => {
      await page
        .getByRole('button', { name: /^Import/ })
        .first()
        .click();
      const text = 'upstream,downstream\ngw-south,south-camera-01\ngw-south,\n';
      await page.getByRole('dialog').getByRole('textbox').fill(text);
      await page.getByRole('dialog').getByText('south-camera-01', { exact: true }).waitFor();
    },
  },
  {
    name: 'maintenance-form',
    path: '/settings',
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Edit|Bearbeiten): Line 2/ }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  // The last: what it plays would be in the other pictures.
  {
    name: 'story',
    path: '/rehearsal',
    // Paused, so that every picture shows the same step.
    prepare: async (page) => {
      await ask(page, 'rehearsal.story', { do: 'start', id: 'sleep' });
      await ask(page, 'rehearsal.story', { do: 'pause' });
    },
  },
];

/** A customer's brokers, switched off: nothing is reached for a picture. */
const settings: SettingsInput = {
  brokers: [
    {
      id: 'plant-north',
      name: 'Plant North',
      url: 'mqtts://mqtt.plant-north.example:8883',
      username: 'service',
      caFile: '/etc/willwatch/plant-north-ca.pem',
      enabled: false,
    },
    { id: 'depot', name: 'Depot', url: 'wss://depot.example/mqtt', protocol: '5', enabled: false },
  ],
  watches: [
    { id: 'all', convention: 'auto' },
    {
      id: 'status',
      connectionId: 'plant-north',
      convention: 'custom',
      topic: 'site/+/{device}/status',
      online: [{ kind: 'text', text: 'online' }],
      offline: [{ kind: 'text', text: 'offline' }],
      silentAfterSeconds: 900,
    },
  ],
  rules: [
    {
      id: 'last-will',
      name: 'Last will of lwtThing',
      description: 'Tells who lost its connection and republishes its last will.',
      sql: "SELECT * FROM '/last/will/topic'\nWHERE state.reported.last_will = 'yes'\n  AND state.reported.trigger_action = 'on'",
      actions: [
        { kind: 'notification', title: '\u0024{state.reported.client_id}: connection lost', urgency: 'critical' },
        { kind: 'republish', topic: '/lwt/executed' },
      ],
    },
    {
      id: 'routers',
      name: 'Routers of the site',
      sql: "SELECT * FROM 'rehearsal/+/status' WHERE state = 'offline'",
      actions: [
        { kind: 'email', to: ['service@plant-north.example'], subject: '\u0024{topic(2)} is gone' },
        { kind: 'webhook', url: 'https://tickets.example/hooks/willwatch', secretHeader: 'Authorization' },
      ],
    },
    {
      id: 'gateways',
      name: 'Gateways to the ticket desk',
      sql: "SELECT state, reason, firmware FROM 'plant/+/status' WHERE startswith(topic(2), 'gw-')",
      actions: [
        { kind: 'republish', topic: 'desk/\u0024{topic(2)}' },
        // Nobody listens there.
        { kind: 'webhook', url: 'https://127.0.0.1:1/tickets', privateAddresses: true },
      ],
    },
    {
      id: 'pressure',
      name: 'Pressure of the pumps',
      sql: "SELECT state.reported.pressure AS bar, topic(2) AS pump FROM 'plant/+/status' WHERE state.reported.pressure < 2",
      connectionId: 'plant-north',
      enabled: false,
      actions: [{ kind: 'notification', title: '\u0024{topic(2)}: pressure is low' }],
    },
  ],
  topology: [
    { upstream: 'router-2', downstream: 'gw-hall-1', connectionId: 'plant-north' },
    { upstream: 'router-2', downstream: 'gw-hall-2', connectionId: 'plant-north' },
  ],
};

async function ask<N extends RequestName>(page: Page, name: N, input: RequestInput<N>): Promise<void> {
  const reason = await page.evaluate(
    async ([path, body]) => {
      const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      return response.ok ? null : await response.text();
    },
    [`/api/${name}`, JSON.stringify(input)] as const,
  );
  if (reason !== null) throw new Error(`${name}: ${reason}`);
}

/** A pump is lost and comes back, a gateway is shut down on purpose, then the router loses its power. */
async function play(page: Page): Promise<void> {
  const act = (id: string, what: 'unplug' | 'shut-down' | 'restore') => ask(page, 'rehearsal.act', { id, act: what });
  await ask(page, 'rehearsal.start', {});
  await sleep(3_000);
  await act('south-pump-04', 'unplug');
  await sleep(5_000);
  await act('south-pump-04', 'restore');
  await act('gw-north', 'shut-down');
  await sleep(5_000);
  await act('router-1', 'unplug');
  await sleep(6_000);
}

/** Maintenance that is planned: once, every week, and of everything. None of it is in force, which would stand in every picture. */
async function plan(page: Page): Promise<void> {
  const save = (window: RequestInput<'maintenance.save'>['window']) => ask(page, 'maintenance.save', { id: null, window });
  const from = Math.ceil(Date.now() / DAY_MS) * DAY_MS;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  await save({
    name: 'Meters are replaced',
    note: 'Kim has the key to the south hall.',
    scope: { kind: 'gateway', key: 'rehearsal/gw-south' },
    times: { kind: 'once', from: from + 9 * HOUR_MS, to: from + 11 * HOUR_MS },
  });
  await save({
    name: 'Line 2 is cleaned',
    scope: { kind: 'devices', devices: { keys: ['rehearsal/south-pump-01', 'rehearsal/south-pump-02'] } },
    times: { kind: 'weekly', days: [new Date(from + DAY_MS).getUTCDay() || 7], startMinute: 1320, minutes: 240, zone },
  });
  await save({
    name: 'New switch',
    scope: { kind: 'all' },
    times: { kind: 'once', from: from + 3 * DAY_MS, to: from + 3 * DAY_MS + 1.5 * HOUR_MS },
  });
}

async function take(browser: Browser, url: string, shot: Shot, kind: string): Promise<void> {
  const path = join(folder, `${shot.name}-${kind}.png`);
  await using opened = await openPage(browser, linkTo(url, '/'), { ...kinds[kind], reducedMotion: 'reduce' });
  const { page } = opened;
  await page.getByRole('navigation').waitFor();
  await page.goto(`${new URL(url).origin}${shot.path}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await shot.prepare?.(page);
  // What came in the meantime is drawn within a push or two.
  await sleep(500);
  const picture = withPalette(await page.screenshot({ animations: 'disabled' }));
  await writeFile(path, picture);
  if (opened.errors.length > 0) throw new Error(`${shot.name}-${kind}: ${opened.errors.join('; ')}`);
  console.log(`${path}  ${Math.round(picture.length / 1024)} KiB`);
}

/** Of another plant: what is learned needs weeks. */
async function takeLearned(browser: Browser): Promise<void> {
  const shown = Object.keys(kinds).filter((kind) => isWanted(`learning-${kind}`));
  if (shown.length === 0) return;
  const dataDir = await mkdtemp(join(tmpdir(), 'willwatch-screenshots-'));
  await using _removal = { [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true, force: true }) };
  await writeLearnedPlant(dataDir);
  await using app = await startApp({ command: 'start', args: ['--no-notify'], dataDir, window: true });
  const prepare = async (page: Page): Promise<void> => {
    const proposals = page.getByRole('region', { name: /^(Probably behind|Vermutlich hinter)/ });
    await proposals.getByRole('button', { name: /^(Put behind|Hinter ein)/ }).click();
    await proposals.getByRole('button', { name: /^(Show when|Zeigen)/ }).click();
  };
  const url = await app.windowUrl();
  for (const kind of shown) await take(browser, url, { name: 'learning', path: '/gateways', prepare }, kind);
}

async function main(): Promise<void> {
  await mkdir(folder, { recursive: true });
  const dataDir = await mkdtemp(join(tmpdir(), 'willwatch-screenshots-'));
  await using _removal = { [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true, force: true }) };
  // On a bus of its own: alerts are shown, and nobody's desktop is bothered.
  await using bus = await startSessionBus();
  const start = () => startApp({ command: 'start', args: [], env: bus.env, dataDir, window: true });
  // Coloured fringes of text look odd on other screens.
  await using browser = await launchChromium(['--disable-lcd-text']);
  {
    await using fresh = await start();
    const url = await fresh.windowUrl();
    for (const kind of Object.keys(kinds))
      if (isWanted(`start-${kind}`)) await take(browser, url, { name: 'start', path: '/devices' }, kind);
    await fresh.stop();
  }
  await takeLearned(browser);
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify(settings));
  await using app = await start();
  const url = await app.windowUrl();
  {
    await using stage = await openPage(browser, url);
    await stage.page.getByRole('navigation').waitFor();
    await play(stage.page);
    await plan(stage.page);
  }
  for (const shot of shots)
    for (const kind of Object.keys(kinds)) if (isWanted(`${shot.name}-${kind}`)) await take(browser, url, shot, kind);
}

await main();
