import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SettingsInput } from '../../../main/contract/settings.ts';
import { say } from '../../helpers/foreign-client.ts';
import type { Mosquitto } from '../../helpers/mosquitto.ts';

export const topic = (device: string): string => `site/${device}/status`;

/** gw1 carries gw2 and pump1, gw2 carries valve1. */
export const plant = (broker: Mosquitto): SettingsInput => ({
  brokers: [{ id: 'plant', name: 'Plant North', url: broker.url }],
  watches: [
    {
      id: 'status',
      convention: 'custom',
      topic: topic('{device}'),
      online: [{ kind: 'text', text: 'online' }],
      offline: [{ kind: 'text', text: 'offline' }],
    },
  ],
  topology: [
    { upstream: 'gw1', downstream: 'gw2' },
    { upstream: 'gw2', downstream: 'valve1' },
    { upstream: 'gw1', downstream: 'pump1' },
  ],
  notifications: { holdSeconds: 0.2 },
});

/** A data directory with these settings; it goes with the test. */
export async function dataWith(settings: SettingsInput | string): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'willwatch-data-'));
  await writeFile(join(path, 'settings.json'), typeof settings === 'string' ? settings : JSON.stringify(settings));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

export const births = (broker: Mosquitto, ...ids: readonly string[]) =>
  Promise.all(ids.map((id) => say(broker.port, topic(id), 'online')));

/** It comes back and goes again: news, however it was before. */
export async function lose(broker: Mosquitto, id: string): Promise<void> {
  await say(broker.port, topic(id), 'online');
  await say(broker.port, topic(id), 'offline');
}
