import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ConnectionView, MuteView, OutageView, Overview } from '../../main/contract/model.ts';
import { iconName, lookOf } from '../../main/electron/tray-look.ts';
import { wordsFor } from '../../main/words/index.ts';

const connection = (name: string, state: ConnectionView['state'] = 'connected') => ({ id: name, name, state }) as ConnectionView;
const outage = (id: string, takenDown = 0) =>
  ({ device: { key: `plant/${id}`, id }, verdict: 'abrupt', affectedGateways: 0, affectedDevices: takenDown }) as OutageView;
const overview = (part: Partial<Overview> & { readonly checking?: number } = {}): Overview =>
  ({
    connections: [connection('Plant')],
    open: [],
    openTotal: 0,
    mutes: [],
    failingRules: [],
    ...part,
    counts: { checking: part.checking ?? 0 },
  }) as unknown as Overview;
const noon = new Date(2026, 0, 31, 12).getTime();
const look = (part?: Parameters<typeof overview>[0]) => lookOf(overview(part), wordsFor('en'), () => '18:30', noon);
const mute = (scope: MuteView['scope'], until: number | null = noon) => ({ id: 5, scope, until }) as MuteView;

describe('the tray', () => {
  test.each([
    ['all is well', {}, 'well', 'Willwatch: All well'],
    ['a device is lost', { open: [outage('gw1')], openTotal: 1 }, 'lost', 'Willwatch: 1 device lost'],
    ['one is checked', { checking: 2 }, 'checking', 'Willwatch: checking 2 devices'],
    ['a broker is being connected', { connections: [connection('A', 'connecting')] }, 'checking', 'Willwatch: connecting'],
    ['a broker is gone', { connections: [connection('A'), connection('B', 'blind')] }, 'blind', 'Willwatch: blind: B'],
    ['nothing is watched', { connections: [] }, 'blind', 'Willwatch: No broker connected'],
    ['everything is muted', { mutes: [mute('all')] }, 'muted', 'Willwatch: muted until 18:30: All well'],
    ['everything is muted until someone ends it', { mutes: [mute('all', null)] }, 'muted', 'Willwatch: muted: All well'],
    ['one gateway is muted', { mutes: [mute('gateway')] }, 'well', 'Willwatch: All well'],
    [
      'a device is lost in silence',
      { openTotal: 1, mutes: [mute('all')] },
      'lost',
      'Willwatch: muted until 18:30: 1 device lost',
    ],
    [
      'a broker is gone in silence',
      { connections: [connection('B', 'blind')], mutes: [mute('all')] },
      'blind',
      'Willwatch: muted until 18:30: blind: B',
    ],
    [
      'much is wrong',
      {
        open: [outage('gw1')],
        openTotal: 5,
        checking: 1,
        connections: [connection('A', 'blind'), connection('B', 'connecting')],
      },
      'lost',
      'Willwatch: 5 devices lost, blind: A, checking 1 device, connecting',
    ],
  ] as const)('when %s', (_when, part, shape, tooltip) => {
    expect(look(part)).toMatchObject({ shape, tooltip });
  });

  test('has a menu with the newest incidents, the connections and the ways in and out', () => {
    const { menu, count } = look({ open: [outage('gw1', 3), outage('b')], openTotal: 7 });
    expect(count).toBe(7);
    expect(menu).toEqual([
      { kind: 'place', label: 'gw1: connection lost, takes 3 down', path: '/devices/plant%2Fgw1' },
      { kind: 'place', label: 'b: connection lost', path: '/devices/plant%2Fb' },
      { kind: 'place', label: '5 more …', path: '/devices' },
      { kind: 'line' },
      { kind: 'text', label: 'Plant: connected' },
      { kind: 'line' },
      {
        kind: 'more',
        label: 'Mute all alerts',
        items: ['1 hour', '4 hours', '8 hours', 'Until tomorrow, 07:00'].map((label, index) => ({ kind: 'mute', label, index })),
      },
      { kind: 'line' },
      { kind: 'place', label: 'Open Willwatch', path: null },
      { kind: 'place', label: 'Rehearsal', path: '/rehearsal' },
      { kind: 'line' },
      { kind: 'quit', label: 'Quit Willwatch' },
    ]);
  });

  test('says who mutes that it is muted, and ends it', () => {
    const { menu } = look({ mutes: [mute('all')] });
    expect(menu).toContainEqual({ kind: 'text', label: 'muted until 18:30' });
    expect(menu).toContainEqual({ kind: 'end-mute', label: 'End the mute', id: 5 });
    expect(menu.map(({ kind }) => kind)).not.toContain('more');
  });

  test('names a rule with an action that keeps failing, and leads to it', () => {
    const { menu } = look({ failingRules: [{ id: 'r/1', name: 'Wills', since: noon }] });
    expect(menu[0]).toEqual({ kind: 'place', label: 'Rule Wills: an action keeps failing', path: '/rules/r%2F1' });
  });

  test('calls a device by the name that people gave it', () => {
    const one = outage('gw1');
    const named = { ...one, device: { ...one.device, name: 'Pump house' } };
    expect(look({ open: [named], openTotal: 1 }).menu[0]).toMatchObject({ label: 'Pump house: connection lost' });
  });

  test.each([
    ['well', 0, 'well'],
    ['lost', 1, 'lost-1'],
    ['lost', 9, 'lost-9'],
    ['lost', 10, 'lost-many'],
    ['lost', 100_000, 'lost-many'],
    ['blind', 0, 'blind'],
  ] as const)('has an icon for %s, %i', (shape, count, name) => {
    expect(iconName({ shape, count })).toBe(name);
    for (const ending of ['.png', '@2x.png', '.ico'])
      expect(existsSync(join(import.meta.dirname, '..', '..', 'assets', 'tray', `${name}${ending}`)), name + ending).toBe(true);
  });

  test('stays one line of reasonable length, whatever a device or a broker is called', () => {
    const nasty = `a\nb\u202Ec\u0000${'x'.repeat(10_000)}`;
    const { menu, tooltip } = look({ open: [outage(nasty)], openTotal: 1, connections: [connection(nasty, 'blind')] });
    for (const text of [tooltip, ...menu.flatMap((item) => (item.kind === 'line' ? [] : [item.label]))]) {
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect([...text].length).toBeLessThanOrEqual(127);
    }
    expect(menu[0]).toMatchObject({ label: expect.stringMatching(/^a b c.*….*: connection lost/) });
  });
});
