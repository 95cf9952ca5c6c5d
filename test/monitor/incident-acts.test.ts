import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActOutcome } from '../../main/contract/requests.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

const HOUR = 3_600_000;
const settings = plant([
  ['r', 'g1'],
  ['g1', 'a'],
  ['g1', 'b'],
  ['g1', 'c'],
]);

let bench: MonitorBench;
beforeEach(async () => {
  bench = new MonitorBench();
  await bench.start(settings);
  await bench.online();
  for (const id of ['r', 'g1', 'a', 'b', 'c', 'z']) bench.link().say(`site/${id}/status`, 'online');
  await bench.clock.settle();
});
afterEach(() => bench[Symbol.asyncDispose]());

async function lose(...ids: string[]): Promise<void> {
  for (const id of ids) bench.link().say(`site/${id}/status`, 'offline');
  await bench.clock.pass(5000);
}
async function done(outcome: Promise<ActOutcome>): Promise<Extract<ActOutcome, { ok: true }>> {
  await bench.clock.settle();
  const answer = await outcome;
  if (!answer.ok) throw new Error(answer.reason);
  return answer;
}
const acts = () => bench.monitor.acts;
const outage = (id: string) => bench.monitor.table.get(`plant/${id}`)?.outage ?? null;
const outageId = (id: string): number => outage(id)?.record.id ?? 0;
const acknowledged = (...ids: string[]): string[] => ids.filter((id) => outage(id)?.acknowledged != null);
const titles = (): string[] => bench.shown.map(({ title }) => title);

describe('the root of an incident', () => {
  it('is acknowledged with all that belongs to it, and what joins later; a restart changes nothing, undo takes all of it back', async () => {
    await lose('a', 'g1');
    const seen = await done(acts().acknowledge({ which: { outageIds: [outageId('g1')] }, note: 'on my way' }));
    expect(seen.changed).toBe(2);
    await lose('b');
    expect(acknowledged('g1', 'a', 'b')).toEqual(['g1', 'a', 'b']);
    expect(outage('b')?.acknowledged).toMatchObject({ note: 'on my way' });
    const undone = await done(acts().undo({ id: seen.undo ?? 0 }));
    expect(acknowledged('g1', 'a', 'b')).toEqual([]);
    await done(acts().undo({ id: undone.undo ?? 0 }));
    await bench.kill();
    await bench.clock.pass(1000);
    await bench.start(settings);
    await bench.online('plant', true);
    await lose('c');
    expect(acknowledged('g1', 'a', 'b', 'c')).toEqual(['g1', 'a', 'b', 'c']);
    expect((await bench.history.acknowledgements([outageId('c')])).size).toBe(1);
  });

  it('is acknowledged by the button of its notification, and whoever is missing when it is back is not named again', async () => {
    await lose('g1', 'a', 'b');
    await done(bench.monitor.answered('acknowledge', bench.shown[0]?.outageIds ?? []));
    expect(acknowledged('g1', 'a', 'b')).toHaveLength(3);
    bench.link().say('site/g1/status', 'online');
    await bench.clock.pass(600_000);
    expect(titles()).toEqual(['Gateway g1: connection lost']);
  });

  it('is snoozed with all that belongs to it: silent until then, and told once more', async () => {
    await lose('g1', 'a');
    const until = bench.clock.now() + HOUR;
    const snoozed = await done(acts().snooze({ which: { outageIds: [outageId('g1')] }, until }));
    await lose('b');
    expect(['g1', 'a', 'b'].map((id) => outage(id)?.snoozedUntil)).toEqual([until, until, until]);
    await bench.clock.pass(HOUR);
    expect(titles()).toEqual(['Gateway g1: connection lost', 'Still offline: g1']);
    await bench.clock.pass(HOUR);
    expect(titles()).toHaveLength(2);
    expect(snoozed.changed).toBe(2);
  });

  it('that comes after a child was acknowledged is news', async () => {
    await lose('a');
    await done(acts().acknowledge({ which: { outageIds: [outageId('a')] }, note: null }));
    await lose('g1');
    expect(acknowledged('a', 'g1')).toEqual(['a']);
    expect(titles()).toEqual(['a: connection lost', 'Gateway g1: connection lost']);
  });
});

it('a part of an incident is acknowledged alone', async () => {
  await lose('g1', 'a', 'b');
  expect((await done(acts().acknowledge({ which: { outageIds: [outageId('a')] }, note: null }))).changed).toBe(1);
  expect(acknowledged('g1', 'a', 'b')).toEqual(['a']);
});

describe('a mute of a site', () => {
  beforeEach(async () => {
    const [watch] = settings.watches ?? [];
    if (watch === undefined) throw new Error('a watch is missing');
    await bench.kill();
    await bench.start({ ...settings, watches: [{ ...watch, topic: '{site}/{device}/status', lifeTopics: [] }] });
    await bench.online();
    bench.link().say('hall/y/status', 'online');
    await bench.clock.settle();
  });

  it('keeps silent what belongs to it when the alert is due, and says which; undo makes it loud', async () => {
    const scope = { kind: 'site', connectionId: 'plant', site: 'site' } as const;
    const muted = await done(acts().mute({ scope, until: null }));
    await lose('a');
    bench.link().say('hall/y/status', 'offline');
    await bench.clock.pass(5000);
    expect(titles()).toEqual(['y: connection lost']);
    expect(bench.monitor.overview().mutes).toMatchObject([
      { scope: 'site', site: 'site', connectionId: 'plant', devices: [], silenced: 1 },
    ]);
    await done(acts().undo({ id: muted.undo ?? 0 }));
    await lose('b');
    expect(titles()).toEqual(['y: connection lost', 'b: connection lost']);
  });

  it('that nothing belongs to is refused', async () => {
    const scope = { kind: 'site', connectionId: 'plant', site: 'nowhere' } as const;
    const outcome = acts().mute({ scope, until: null });
    await bench.clock.settle();
    expect(await outcome).toMatchObject({ ok: false, reason: expect.stringMatching(/belongs to this site/) });
  });
});
