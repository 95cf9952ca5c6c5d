import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActOutcome } from '../../main/contract/requests.ts';
import { HistoryFull } from '../../main/history/port.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

const HOUR = 3_600_000;
const settings = plant([['gw1', 'd1']]);

let bench: MonitorBench;

beforeEach(async () => {
  bench = new MonitorBench();
  await bench.start(settings);
  await bench.online();
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

const now = (): number => bench.clock.now();
const acts = () => bench.monitor.acts;

/** A device that was online and is gone; its hold is over. */
async function lose(...ids: string[]): Promise<void> {
  for (const id of ids) bench.link().say(`site/${id}/status`, 'online');
  await bench.clock.pass(1000);
  for (const id of ids) bench.link().say(`site/${id}/status`, 'offline');
  await bench.clock.pass(5000);
}

async function back(id: string): Promise<void> {
  bench.link().say(`site/${id}/status`, 'online');
  await bench.clock.pass(1000);
}

/** Waits until it is answered, whatever the clock must do for that. */
async function done(outcome: Promise<ActOutcome>): Promise<Extract<ActOutcome, { ok: true }>> {
  await bench.clock.settle();
  const answer = await outcome;
  if (!answer.ok) throw new Error(answer.reason);
  return answer;
}

async function refusal(outcome: Promise<ActOutcome>): Promise<string> {
  await bench.clock.settle();
  const answer = await outcome;
  return answer.ok ? '' : answer.reason;
}

const titles = (): string[] => bench.shown.map(({ title }) => title);
const outageOf = (id: string): number => bench.monitor.table.get(`plant/${id}`)?.outage?.record.id ?? 0;
const alerts = async () => (await bench.history.alerts(50)).map(({ title, outcome, reason }) => ({ title, outcome, reason }));
/** The program dies, and is started again after a while. */
async function killAndStart(pause = 1000): Promise<void> {
  await bench.kill();
  await bench.clock.pass(pause);
  await bench.start(settings);
  await bench.online();
}

describe('a mute', () => {
  it('of everything keeps alerts silent, and stores them with the reason', async () => {
    await done(acts().mute({ scope: { kind: 'all' }, until: now() + HOUR }));
    await lose('d7');
    expect(bench.shown).toEqual([]);
    expect(await alerts()).toEqual([
      { title: 'd7: connection lost', outcome: 'silent', reason: expect.stringMatching(/^muted until \d\d:\d\d:\d\d$/) },
    ]);
    expect(bench.of('alert').map(({ alert }) => alert.outcome)).toEqual(['silent']);
    expect(bench.monitor.overview().mutes).toMatchObject([{ scope: 'all', silenced: 1 }]);
    expect((await bench.outages())[0]).toMatchObject({ alertOutcome: 'silent' });
  });

  it('ends by itself, with one summary of what is still offline', async () => {
    await done(acts().mute({ scope: { kind: 'all' }, until: now() + HOUR }));
    await lose('d7');
    await lose('d8');
    await lose('d9');
    await back('d8');
    await bench.clock.pass(HOUR);
    expect(titles()).toEqual(['While muted: 3 lost, 2 still offline']);
    expect(bench.shown[0]?.body).toMatch(/d7, d9/);
    expect(bench.monitor.overview()).toMatchObject({ mutes: [], mutesTotal: 0 });
    await bench.clock.pass(HOUR);
    await lose('d1');
    expect(titles().slice(1)).toEqual(['d1: connection lost']);
  });

  it('is over without a word when everything came back, or a person has the rest in hand', async () => {
    await done(acts().mute({ scope: { kind: 'all' }, until: null }));
    await lose('d7', 'd8');
    await back('d7');
    await done(acts().acknowledge({ which: { outageIds: [outageOf('d8')] }, note: null }));
    const [mute] = bench.monitor.overview().mutes;
    await done(acts().endMute({ id: mute?.id ?? 0 }));
    await bench.clock.pass(5000);
    expect(bench.shown).toEqual([]);
    expect(bench.monitor.overview().mutes).toEqual([]);
  });

  it('set by a run that is over cannot be taken back, which is said; what it set stays', async () => {
    const set = await done(acts().mute({ scope: { kind: 'all' }, until: now() + HOUR }));
    await killAndStart();
    expect(await refusal(acts().undo({ id: set.undo ?? 0 }))).toMatch(/taken back/);
    expect(bench.monitor.overview().mutes).toMatchObject([{ scope: 'all' }]);
  });

  it('survives a crash, and ends while the program is not running', async () => {
    await done(acts().mute({ scope: { kind: 'all' }, until: now() + HOUR }));
    await lose('d7');
    await killAndStart();
    expect(bench.monitor.overview().mutes).toMatchObject([{ scope: 'all', silenced: 1 }]);
    await lose('d8');
    expect(bench.shown).toEqual([]);
    await bench.kill();
    await bench.clock.pass(HOUR);
    await bench.start(settings);
    await bench.clock.pass(10_000);
    // Nobody can say yet whether they are still gone.
    expect(bench.shown).toEqual([]);
    await bench.online();
    await bench.clock.pass(5000);
    expect(titles()).toContain('While muted: 2 lost, 2 still offline');
    await killAndStart(60_000);
    await bench.clock.pass(60_000);
    expect(titles().filter((title) => title.startsWith('While muted'))).toHaveLength(1);
  });

  it('is summed up without a connection that stays away, and of that one when it is back', async () => {
    const [broker] = settings.brokers ?? [];
    const two = {
      ...settings,
      brokers: [
        { ...broker!, id: 'plant' },
        { ...broker!, id: 'depot' },
      ],
    };
    await bench.monitor.stop();
    await bench.history.close();
    await bench.start(two);
    await bench.online();
    await bench.online('depot');
    await done(acts().mute({ scope: { kind: 'all' }, until: now() + HOUR }));
    await lose('d7');
    bench.link('depot').say('site/e7/status', 'online');
    bench.link('depot').say('site/e7/status', 'offline');
    await bench.clock.pass(HOUR / 2);
    bench.link('depot').cut();
    await bench.clock.pass(HOUR / 2);
    expect(bench.shown).toEqual([]);
    await bench.clock.pass(90_000);
    expect(titles()).toEqual(['While muted: 2 lost, 1 still offline']);
    expect(bench.shown[0]?.body).toMatch(/^d7/);
    await bench.kill();
    await bench.start(two);
    await bench.online('plant', true);
    await bench.online('depot', true);
    await bench.clock.pass(5000);
    expect(titles().slice(1)).toEqual(['While muted: 2 lost, 1 still offline']);
    expect(bench.shown[1]?.body).toMatch(/^e7/);
  });

  it('ends on time by the wall clock, also when the computer slept over it', async () => {
    await done(acts().mute({ scope: { kind: 'connection', id: 'plant' }, until: now() + HOUR }));
    bench.clock.sleep(2 * HOUR);
    expect(bench.monitor.overview().mutes).toEqual([]);
    await bench.clock.pass(2000);
    bench.link().cut('asleep');
    await bench.online();
    await bench.clock.pass(10_000);
    await lose('d7');
    expect(titles()).toEqual(['d7: connection lost']);
  });

  it('of a device, a gateway with what hangs on it, or a connection leaves the rest loud', async () => {
    await lose('d1', 'd2', 'gw1');
    for (const id of ['gw1', 'd1', 'd2']) await back(id);
    bench.shown.length = 0;
    await bench.clock.pass(600_000);
    const device = await done(acts().mute({ scope: { kind: 'devices', devices: { keys: ['plant/d2'] } }, until: null }));
    const gateway = await done(acts().mute({ scope: { kind: 'gateway', key: 'plant/gw1' }, until: null }));
    expect(bench.monitor.mutes.isMuted({ key: 'plant/d1', connectionId: 'plant' })).toBe(true);
    await lose('d1');
    await lose('d2');
    await lose('d3');
    expect(titles()).toEqual(['d3: connection lost']);
    await done(acts().undo({ id: gateway.undo ?? 0 }));
    await done(acts().undo({ id: device.undo ?? 0 }));
    await done(acts().mute({ scope: { kind: 'connection', id: 'plant' }, until: null }));
    await lose('d4');
    expect(titles()).toEqual(['d3: connection lost']);
  });

  it('set again gets the new end; what does not fit is refused', async () => {
    await done(acts().mute({ scope: { kind: 'all' }, until: now() + HOUR }));
    const later = await done(acts().mute({ scope: { kind: 'all' }, until: now() + 4 * HOUR }));
    expect(bench.monitor.overview().mutes).toMatchObject([{ until: now() + 4 * HOUR }]);
    await done(acts().undo({ id: later.undo ?? 0 }));
    expect(bench.monitor.overview().mutes).toMatchObject([{ until: now() + HOUR }]);
    expect(await refusal(acts().mute({ scope: { kind: 'all' }, until: now() - 1 }))).toMatch(/over already/);
    expect(await refusal(acts().mute({ scope: { kind: 'gateway', key: 'plant/nobody' }, until: null }))).toMatch(/known/);
    expect(await refusal(acts().mute({ scope: { kind: 'connection', id: 'nowhere' }, until: null }))).toMatch(/settings/);
    expect(await refusal(acts().endMute({ id: 4711 }))).toMatch(/over already/);
  });

  it('keeps more than three losses silent as one summary, beside those that are told', async () => {
    await done(acts().mute({ scope: { kind: 'devices', devices: { keys: ['plant/d1'] } }, until: null }));
    bench.link().say('site/d1/status', 'online');
    await done(acts().mute({ scope: { kind: 'all' }, until: null }));
    await lose('a1', 'a2', 'a3', 'a4', 'a5');
    expect((await alerts()).map(({ title, outcome }) => [title, outcome])).toEqual([['5 devices lost', 'silent']]);
  });

  it('keeps the digest after a return silent', async () => {
    bench.link().say('site/d7/status', 'online');
    await bench.clock.pass(1000);
    await done(acts().mute({ scope: { kind: 'connection', id: 'plant' }, until: null }));
    bench.link().cut();
    await bench.clock.pass(120_000);
    bench.link().connect(true);
    bench.link().say('site/d7/status', 'offline', { queued: true });
    bench.link().ready();
    await bench.clock.pass(5000);
    expect(bench.shown).toEqual([]);
    expect(await alerts()).toMatchObject([{ outcome: 'silent', reason: 'muted' }]);
  });
});

describe('an acknowledgement', () => {
  it('is stored with its note, shown on open and closed outages, and can be taken back', async () => {
    await lose('d7');
    const id = outageOf('d7');
    await done(acts().acknowledge({ which: { outageIds: [id] }, note: 'on my way' }));
    expect(bench.monitor.overview()).toMatchObject({ acknowledgedTotal: 1, open: [{ acknowledged: { note: 'on my way' } }] });
    await back('d7');
    await killAndStart();
    expect((await bench.history.acknowledgements([id])).get(id)).toMatchObject({ note: 'on my way' });
    const second = await done(acts().unacknowledge({ which: { outageIds: [id] } }));
    expect((await bench.history.acknowledgements([id])).size).toBe(0);
    await done(acts().undo({ id: second.undo ?? 0 }));
    expect((await bench.history.acknowledgements([id])).get(id)).toMatchObject({ note: 'on my way' });
    expect(await refusal(acts().undo({ id: second.undo ?? 0 }))).toMatch(/taken back/);
  });

  it('survives a crash; a held outage is then not told, and nobody stands before it in the strip', async () => {
    await lose('d7');
    await lose('d8');
    await done(acts().acknowledge({ which: { outageIds: [outageOf('d8')] }, note: null }));
    await killAndStart();
    expect(bench.monitor.overview().open.map(({ device, acknowledged }) => [device.id, acknowledged !== null])).toEqual([
      ['d7', false],
      ['d8', true],
    ]);
  });

  it('of a device that flaps ends the wait for whether it stays away', async () => {
    for (let i = 0; i < 5; i++) {
      await lose('d7');
      if (i < 4) await back('d7');
    }
    expect(titles().at(-1)).toBe('d7: comes and goes');
    const told = bench.shown.length;
    await done(acts().acknowledge({ which: { keys: ['plant/d7'] }, note: null }));
    await bench.clock.pass(600_000);
    expect(bench.shown).toHaveLength(told);
    expect((await bench.outages()).at(-1)).toMatchObject({ alertOutcome: 'silent', alertReason: 'acknowledged', ended: null });
  });

  it('of everything that a filter shows is one request', async () => {
    await lose('d7', 'd8', 'x9');
    const all = await done(
      acts().acknowledge({
        which: { filter: { text: 'd', states: ['abrupt'], kind: null, connectionId: null, flapping: false } },
        note: null,
      }),
    );
    expect(all.changed).toBe(2);
    await done(acts().undo({ id: all.undo ?? 0 }));
    expect(bench.monitor.overview().acknowledgedTotal).toBe(0);
    expect(
      await refusal(
        acts().acknowledge({
          which: { filter: { text: 'nobody', states: [], kind: null, connectionId: null, flapping: false } },
          note: null,
        }),
      ),
    ).toMatch(/known/);
  });
});

describe('a snooze', () => {
  it('tells once more what is still offline, then never again', async () => {
    await lose('d7');
    await lose('d8');
    await done(acts().snooze({ which: { keys: ['plant/d7', 'plant/d8'] }, until: now() + HOUR }));
    expect(bench.monitor.table.get('plant/d7')?.outage?.snoozedUntil).toBe(now() + HOUR);
    await back('d8');
    await bench.clock.pass(HOUR + 5000);
    expect(titles()).toEqual(['d7: connection lost', 'd8: connection lost', 'Still offline: d7']);
    expect(bench.shown[2]?.tag).toBe(bench.shown[0]?.tag);
    await bench.clock.pass(5 * HOUR);
    expect(bench.shown).toHaveLength(3);
  });

  it('survives a crash, and waits until it can be seen', async () => {
    await lose('d7');
    await done(acts().snooze({ which: { outageIds: [outageOf('d7')] }, until: now() + HOUR }));
    await bench.kill();
    await bench.clock.pass(2 * HOUR);
    await bench.start(settings);
    await bench.clock.pass(30_000);
    expect(titles()).toEqual(['d7: connection lost']);
    await bench.online();
    await bench.clock.pass(5000);
    expect(titles().filter((title) => title.startsWith('Still'))).toEqual(['Still offline: d7']);
    await killAndStart();
    await bench.clock.pass(2 * HOUR);
    expect(titles().filter((title) => title.startsWith('Still'))).toHaveLength(1);
  });

  it.each(['an acknowledgement', 'being taken back'])('that ended with %s is over, also after a crash at once', async (how) => {
    await lose('d7');
    const which = { outageIds: [outageOf('d7')] };
    const snoozed = await done(acts().snooze({ which, until: now() + HOUR }));
    let commits = 0;
    bench.beforeCommit = () => {
      if (++commits > 1) throw new Error('the computer is off');
    };
    await done(how === 'an acknowledgement' ? acts().acknowledge({ which, note: null }) : acts().undo({ id: snoozed.undo ?? 0 }));
    await bench.kill();
    bench.beforeCommit = () => undefined;
    await bench.start(settings);
    await bench.online();
    await bench.clock.pass(2 * HOUR);
    expect(titles()).toEqual(['d7: connection lost']);
  });

  it('ends with an acknowledgement, and comes back when that is taken back', async () => {
    await lose('d7');
    const until = now() + HOUR;
    await done(acts().snooze({ which: { outageIds: [outageOf('d7')] }, until }));
    const seen = await done(acts().acknowledge({ which: { outageIds: [outageOf('d7')] }, note: null }));
    expect(bench.monitor.table.get('plant/d7')?.outage?.snoozedUntil).toBeNull();
    await done(acts().undo({ id: seen.undo ?? 0 }));
    expect(bench.monitor.table.get('plant/d7')?.outage?.snoozedUntil).toBe(until);
    await bench.clock.pass(HOUR + 5000);
    expect(titles().at(-1)).toBe('Still offline: d7');
  });

  it('of a held outage replaces its alert; of several they are told together', async () => {
    for (const id of ['a1', 'a2', 'a3', 'a4']) bench.link().say(`site/${id}/status`, 'offline');
    await bench.clock.settle();
    await done(acts().snooze({ which: { keys: ['plant/a1', 'plant/a2', 'plant/a3', 'plant/a4'] }, until: now() + HOUR }));
    await bench.clock.pass(60_000);
    expect(bench.shown).toEqual([]);
    await bench.clock.pass(HOUR);
    expect(titles()).toEqual(['4 devices still offline']);
  });
});

describe('an alert of an earlier run that waits for its broker', () => {
  it.each(['acknowledged', 'snoozed'] as const)('is not told once its outage is %s', async (reason) => {
    bench.link().say('site/d7/status', 'offline');
    await bench.clock.settle();
    await bench.kill();
    await bench.start(settings);
    const which = { keys: ['plant/d7'] };
    if (reason === 'acknowledged') await done(acts().acknowledge({ which, note: null }));
    else await done(acts().snooze({ which, until: now() + HOUR }));
    await bench.online('plant', true);
    await bench.clock.pass(60_000);
    expect(bench.shown).toEqual([]);
    expect((await bench.outages())[0]).toMatchObject({ alertOutcome: 'silent', alertReason: reason });
    await bench.clock.pass(HOUR);
    expect(titles()).toEqual(reason === 'snoozed' ? ['Still offline: d7'] : []);
  });
});

describe('a name', () => {
  it('is kept, searched, and used where the device is named; the id stays the identity', async () => {
    expect(await refusal(acts().rename({ key: 'plant/d7', name: 'Pump 3' }))).toMatch(/known/);
    bench.link().say('site/d7/status', 'online');
    await bench.clock.settle();
    const given = await done(acts().rename({ key: 'plant/d7', name: 'Pump 3' }));
    await killAndStart();
    await lose('d7');
    expect(titles()).toEqual(['Pump 3 (d7): connection lost']);
    const filter = { text: 'pump 3', states: [], kind: null, connectionId: null, flapping: false };
    const found = bench.monitor.lists.matching(filter).map((device) => bench.monitor.lists.row(device));
    expect(found).toMatchObject([{ id: 'd7', name: 'Pump 3' }]);
    const stored = await bench.history.timeline({
      deviceKey: null,
      text: 'PUMP',
      verdicts: [],
      since: null,
      until: null,
      blindSpots: true,
      onlyOpen: false,
      rootsOnly: false,
      from: 0,
      to: 5,
    });
    expect(stored.total).toBe(1);
    expect(await refusal(acts().undo({ id: given.undo ?? 0 }))).toMatch(/taken back/);
    const gone = await done(acts().rename({ key: 'plant/d7', name: '' }));
    expect(bench.monitor.table.nameOf('plant/d7')).toBeNull();
    await done(acts().undo({ id: gone.undo ?? 0 }));
    expect(bench.monitor.table.nameOf('plant/d7')).toBe('Pump 3');
  });
});

describe('a note', () => {
  it('on a device or an outage is kept, changed, removed, and each is taken back', async () => {
    await lose('d7');
    const outageId = outageOf('d7');
    await done(acts().addNote({ about: { outageId }, text: 'fuse' }));
    await done(acts().addNote({ about: { keys: ['plant/d7'] }, text: 'key at the gate' }));
    await killAndStart();
    const notes = () => bench.history.notes({ deviceKey: 'plant/d7', beforeId: null, limit: 10 });
    const [onDevice, onOutage] = await notes();
    expect([onDevice, onOutage]).toMatchObject([
      { text: 'key at the gate', outageId: null, editedAt: null },
      { text: 'fuse', outageId },
    ]);
    const edited = await done(acts().editNote({ id: onOutage?.id ?? 0, text: 'fuse F2' }));
    expect((await notes())[1]).toMatchObject({ text: 'fuse F2', editedAt: now(), at: onOutage?.at });
    await done(acts().undo({ id: edited.undo ?? 0 }));
    expect((await notes())[1]).toMatchObject({ text: 'fuse', editedAt: null });
    const removed = await done(acts().removeNote({ id: onOutage?.id ?? 0 }));
    expect(await notes()).toHaveLength(1);
    const restored = await done(acts().undo({ id: removed.undo ?? 0 }));
    expect(await notes()).toHaveLength(2);
    await done(acts().undo({ id: restored.undo ?? 0 }));
    expect(await notes()).toHaveLength(1);
    expect(await refusal(acts().editNote({ id: 4711, text: 'x' }))).toMatch(/not there/);
  });
});

describe('a notification', () => {
  it('has buttons that acknowledge, and mute the device or everything', async () => {
    await lose('d7');
    const [shown] = bench.shown;
    expect(shown?.answers.map(({ answer, label }) => [answer, label])).toEqual([
      ['acknowledge', 'Acknowledge'],
      ['mute', 'Mute for 1 hour'],
    ]);
    await done(bench.monitor.answered('acknowledge', shown?.outageIds ?? []));
    await done(bench.monitor.answered('mute', shown?.outageIds ?? []));
    expect(bench.monitor.overview()).toMatchObject({
      acknowledgedTotal: 1,
      mutes: [{ scope: 'devices', devices: [{ id: 'd7' }], until: now() + HOUR }],
    });
    await done(bench.monitor.answered('mute', [...(shown?.outageIds ?? []), 0]));
    await lose('gw1');
    await done(bench.monitor.answered('mute', [outageOf('gw1')]));
    expect(bench.monitor.overview().mutes[0]).toMatchObject({ scope: 'gateway', devices: [{ id: 'gw1' }] });
    await done(bench.monitor.answered('mute', [outageOf('d7'), outageOf('gw1')]));
    expect(bench.monitor.overview().mutes[0]).toMatchObject({ scope: 'all' });
  });

  it('says in its place when what it told of is over; a summary when all of it is', async () => {
    await lose('d7');
    await bench.clock.pass(240_000);
    await back('d7');
    expect(bench.updated).toMatchObject([
      { tag: bench.shown[0]?.tag, title: 'd7: back', body: 'Back after 4 min.', answers: [] },
    ]);
    await lose('a1', 'a2', 'a3', 'a4');
    expect(titles().at(-1)).toBe('4 devices lost');
    for (const id of ['a1', 'a2', 'a3']) await back(id);
    expect(bench.updated).toHaveLength(1);
    await back('a4');
    expect(bench.updated[1]).toMatchObject({ tag: bench.shown.at(-1)?.tag, title: 'All 4 devices are back' });
    expect(bench.shown).toHaveLength(2);
  });
});

describe('a full disk', () => {
  it('does not keep a person from muting; what they did is written when there is room', async () => {
    bench.beforeCommit = () => {
      throw new HistoryFull('full');
    };
    bench.link().say('site/d7/status', 'online');
    await bench.clock.settle();
    bench.shown.length = 0;
    await done(acts().mute({ scope: { kind: 'all' }, until: null }));
    await done(acts().rename({ key: 'plant/d7', name: 'Pump 3' }));
    await lose('d7');
    expect(bench.shown).toEqual([]);
    bench.beforeCommit = () => undefined;
    await bench.clock.pass(60_000);
    await killAndStart();
    expect(bench.monitor.overview().mutes).toMatchObject([{ scope: 'all', silenced: 1 }]);
    expect(bench.monitor.table.nameOf('plant/d7')).toBe('Pump 3');
  });
});
