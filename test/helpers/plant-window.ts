import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { SettingsInput } from '../../main/contract/settings.ts';
import { type App, startApp } from './app.ts';
import { say } from './foreign-client.ts';
import type { Mosquitto } from './mosquitto.ts';

/** Where the devices of the plant say how they are. */
export const topic = (device: string): string => `site/${device}/status`;

export const births = (broker: Mosquitto, ...ids: readonly string[]) =>
  Promise.all(ids.map((id) => say(broker.port, topic(id), '{"state":"online"}')));

export const WILL = '{"state":"offline","reason":"no power","counter":12345678901234567890,"uplink":{"rssi":-71}}';

/** The app watching with these settings, its window open to whoever has its address. */
export async function startWith(settings: SettingsInput, port: number | true = true): Promise<App> {
  const folder = await mkdtemp(join(tmpdir(), 'willwatch-config-'));
  const file = join(folder, 'settings.json');
  await writeFile(file, JSON.stringify(settings));
  const app = await startApp({ args: ['--config', file, '--no-notify'], window: port });
  await app.line('ready');
  await rm(folder, { recursive: true });
  return app;
}

/** A plant: gw1 carries gw2 and pump1, gw2 carries valve1. */
export const plant = (broker: Mosquitto): SettingsInput => ({
  brokers: [{ id: 'plant', name: 'Plant North', url: broker.url }],
  watches: [
    {
      id: 'status',
      convention: 'custom',
      topic: topic('{device}'),
      online: [{ kind: 'json', path: 'state', equals: 'online' }],
      offline: [{ kind: 'json', path: 'state', equals: 'offline' }],
    },
  ],
  topology: [
    { upstream: 'gw1', downstream: 'gw2' },
    { upstream: 'gw1', downstream: 'pump1' },
    { upstream: 'gw2', downstream: 'valve1' },
  ],
  notifications: { holdSeconds: 0.2 },
});

export const startPlant = (broker: Mosquitto, port: number | true = true): Promise<App> => startWith(plant(broker), port);

/** The devices in the list, in their order. */
export const names = (page: Page): Promise<readonly string[]> =>
  page.getByRole('grid', { name: 'Devices' }).getByRole('link').allInnerTexts();

/** Where the window is: path and search. */
export const pathOf = (page: Page): string => {
  const { pathname, search } = new URL(page.url());
  return `${pathname}${search}`;
};
