import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { SettingsInput } from '../../main/contract/settings.ts';
import { startSessionBus } from '../helpers/dbus.ts';
import { type DesktopApp, startDesktop } from '../helpers/desktop.ts';
import { say } from '../helpers/foreign-client.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { until } from '../helpers/until.ts';
import { seen } from '../helpers/window.ts';

/** A server with Willwatch 9.9.9 for Linux, and an AppImage of ours that electron-updater may replace. The new one writes `updated` beside itself. */
async function startUpdateServer(isTampered = false) {
  const folder = await mkdtemp(join(tmpdir(), 'willwatch-updates-'));
  const appImage = join(folder, 'Willwatch.AppImage');
  await writeFile(appImage, 'the old one');
  // As the new version finds it: whether the one before has let go of the lock of the profile.
  const published = `#!/bin/sh\nls "${folder}/data/desktop" > "${folder}/updated"\n`;
  const sha512 = createHash('sha512').update(published).digest('base64');
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = URL.parse(request.url ?? '', 'http://localhost')?.pathname ?? '';
    asked.push(path);
    const file = { url: 'Willwatch-9.9.9-linux-x86_64.AppImage', sha512, size: published.length };
    const releaseNotes = '<p>What is <b>new</b>:</p><ul><li>Everything</li></ul>';
    // JSON is YAML.
    if (path === '/latest-linux.yml' || path === '/beta-linux.yml')
      response.end(
        JSON.stringify({
          version: '9.9.9',
          files: [file],
          path: file.url,
          sha512,
          releaseNotes,
          releaseDate: '2026-11-23T00:00:00.000Z',
        }),
      );
    else if (path === `/${file.url}`) response.end(isTampered ? published.replace('ls', 'cp') : published);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(
    join(folder, 'app-update.yml'),
    JSON.stringify({ provider: 'generic', url, updaterCacheDirName: 'willwatch-updater' }),
  );
  return {
    folder,
    appImage,
    asked,
    env: { STAND_IN_RESOURCES: folder, APPIMAGE: appImage },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function lookNow(desktop: DesktopApp): Promise<Page> {
  const page = await desktop.page();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Look now' }).click();
  return page;
}

it('a new version is offered with its notes, and on a yes it is downloaded, checked, put in place and started', async () => {
  await using server = await startUpdateServer();
  await using desktop = await startDesktop({ dataDir: join(server.folder, 'data'), env: server.env });
  await seen((await lookNow(desktop)).getByText('Willwatch 9.9.9 is there.'));
  const question = await desktop.report('question');
  expect(question.message).toBe('Willwatch 9.9.9 is there. You have 0.1.0.');
  expect(question.detail).toContain('What is new:\n\n- Everything');
  expect(question.buttons).toEqual(['Download and restart', 'Later', 'Skip this version']);
  // Nothing before the yes.
  expect(server.asked).toEqual(['/latest-linux.yml']);
  desktop.order({ order: 'answer-question', label: 'Download and restart' });
  expect(await desktop.exit()).toBe(0);
  expect(await readFile(server.appImage, 'utf8')).toContain('#!/bin/sh');
  const found = await until('the new version to have started', () =>
    readFile(join(server.folder, 'updated'), 'utf8').catch(() => ''),
  );
  expect(found).toContain('updates.json');
  expect(found).not.toContain('stand-in-lock');
});

it('what is not what was published is not installed, and the settings say so', async () => {
  await using server = await startUpdateServer(true);
  await using desktop = await startDesktop({ env: server.env });
  const page = await lookNow(desktop);
  await desktop.report('question');
  desktop.order({ order: 'answer-question', label: 'Download and restart' });
  await seen(page.getByText(/^What was downloaded is not what was published \(sha512 checksum mismatch/));
  expect(await readFile(server.appImage, 'utf8')).toBe('the old one');
});

it('during an outage it waits', async () => {
  await using server = await startUpdateServer();
  await using broker = await startMosquitto();
  await using bus = await startSessionBus();
  const dataDir = await mkdtemp(join(tmpdir(), 'willwatch-data-'));
  try {
    const settings: SettingsInput = {
      brokers: [{ id: 'plant', name: 'Plant', url: broker.url }],
      watches: [
        {
          id: 'status',
          convention: 'custom',
          topic: 'site/{device}/status',
          online: [{ kind: 'text', text: 'online' }],
          offline: [{ kind: 'text', text: 'offline' }],
        },
      ],
      notifications: { holdSeconds: 0 },
      updates: { channel: 'beta' },
    };
    await writeFile(join(dataDir, 'settings.json'), JSON.stringify(settings));
    await using desktop = await startDesktop({ dataDir, env: { ...server.env, ...bus.env } });
    await desktop.report('tray', ({ image }) => image === 'well.png');
    await say(broker.port, 'site/gw1/status', 'online');
    await say(broker.port, 'site/gw1/status', 'offline');
    await desktop.report('tray', ({ image }) => image === 'lost-1.png');
    const page = await lookNow(desktop);
    await seen(page.getByText('Willwatch 9.9.9 waits until every open outage is acknowledged or over.'));
    expect(desktop.reports('question')).toEqual([]);
    expect(server.asked).toEqual(['/beta-linux.yml']);
  } finally {
    await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  }
});

it('a deb and a checkout say how they are updated instead', async () => {
  await using server = await startUpdateServer();
  await writeFile(join(server.folder, 'package-type'), 'deb');
  await using deb = await startDesktop({ env: { STAND_IN_RESOURCES: server.folder } });
  const page = await deb.page();
  await page.getByRole('link', { name: 'Settings' }).click();
  await seen(page.getByText('This installation is updated by the package manager of your system.'));
  expect(await page.getByRole('button', { name: 'Look now' }).count()).toBe(0);
});
