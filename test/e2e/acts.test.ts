import { expect, it } from 'vitest';
import type { ActOutcome, Answers, RequestInput, RequestName } from '../../main/contract/requests.ts';
import { type App, startApp } from '../helpers/app.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { openSpeaker } from '../helpers/speaker.ts';

const WATCH = ['--watch', 'site/{device}/status', '--hold', '0', '--no-notify'];

/** Asks as the window does, over HTTP. */
async function enter(app: App) {
  const url = new URL(await app.windowUrl());
  const entered = await fetch(url, { redirect: 'manual' });
  const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return async <N extends RequestName>(name: N, input: RequestInput<N>): Promise<Answers[N]> => {
    const answer = await fetch(new URL(`/api/${name}`, url), {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return ((await answer.json()) as { value: Answers[N] }).value;
  };
}

it('what a person did in the window holds after a crash, and a muted loss is stored and not shown', async () => {
  await using broker = await startMosquitto();
  await using speaker = await openSpeaker(broker.plainUrl);
  const say = (device: string, text: string) => speaker.publishAsync(`site/${device}/status`, text, { qos: 1 });
  const args = ['--broker', broker.url, ...WATCH];
  await using first = await startApp({ args, window: true });
  await first.line('ready');
  await say('pump3', 'online');
  await say('pump3', 'offline');
  const outage = await first.line('outage');
  const ask = await enter(first);
  const { rows } = await ask('devices.query', { to: 1, filter: {}, sort: {} });
  const key = rows[0]?.key ?? '';
  const acts: ActOutcome[] = [
    await ask('outage.acknowledge', { which: { outageIds: [Number(outage.id)] }, note: 'on my way' }),
    await ask('device.rename', { key, name: 'Pump 3' }),
    await ask('note.add', { about: { keys: [key] }, text: 'key at the gate' }),
    await ask('mute.set', { scope: { kind: 'all' }, until: Date.now() + 3_600_000 }),
  ];
  expect(acts.map((act) => act.ok && act.changed)).toEqual([1, 1, 1, 1]);
  // Answered is on disk: nothing of it may need a proper end.
  await first.kill();

  await using second = await startApp({ args, window: true, dataDir: first.dataDir });
  await second.line('ready');
  const again = await enter(second);
  expect(await again('overview.get', {})).toMatchObject({
    mutes: [{ scope: 'all' }],
    open: [{ device: { name: 'Pump 3' }, acknowledged: { note: 'on my way' } }],
  });
  expect(await again('device.get', { key })).toMatchObject({ notes: [{ text: 'key at the gate' }] });
  await say('pump4', 'offline');
  expect(await second.line('alert')).toMatchObject({
    device: 'pump4',
    outcome: 'silent',
    reason: expect.stringMatching(/^muted until /),
  });
});
