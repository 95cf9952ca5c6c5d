import { describe, expect, test } from 'vitest';
import type { ConnectionView, OutageView, Overview } from '../../main/contract/model.ts';
import { lookOf } from '../../main/electron/tray-look.ts';
import { wordsFor } from '../../main/words/index.ts';

const connection = (name: string, state: ConnectionView['state'] = 'connected') => ({ id: name, name, state }) as ConnectionView;
const outage = (id: string, takenDown = 0) =>
  ({ device: { key: `plant/${id}`, id }, verdict: 'abrupt', affectedGateways: 0, affectedDevices: takenDown }) as OutageView;
const overview = (part: Partial<Overview> & { readonly checking?: number } = {}): Overview =>
  ({
    connections: [connection('Plant')],
    open: [],
    openTotal: 0,
    ...part,
    counts: { checking: part.checking ?? 0 },
  }) as unknown as Overview;
const look = (part?: Parameters<typeof overview>[0]) => lookOf(overview(part), wordsFor('en'));

describe('the tray', () => {
  test.each([
    ['all is well', {}, 'well', 'Willwatch: All well'],
    ['a device is lost', { open: [outage('gw1')], openTotal: 1 }, 'lost', 'Willwatch: 1 device lost'],
    ['one is checked', { checking: 2 }, 'checking', 'Willwatch: checking 2 devices'],
    ['a broker is being connected', { connections: [connection('A', 'connecting')] }, 'checking', 'Willwatch: connecting'],
    ['a broker is gone', { connections: [connection('A'), connection('B', 'blind')] }, 'blind', 'Willwatch: blind: B'],
    ['nothing is watched', { connections: [] }, 'blind', 'Willwatch: No broker connected'],
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
      { kind: 'place', label: 'Open Willwatch', path: null },
      { kind: 'place', label: 'Rehearsal', path: '/rehearsal' },
      { kind: 'line' },
      { kind: 'quit', label: 'Quit Willwatch' },
    ]);
  });

  test('stays one line of reasonable length, whatever a device or a broker is called', () => {
    const nasty = `a\nb\u202Ec\u0000${'x'.repeat(10_000)}`;
    const { menu, tooltip } = look({ open: [outage(nasty)], openTotal: 1, connections: [connection(nasty, 'blind')] });
    for (const text of [tooltip, ...menu.flatMap((item) => (item.kind === 'line' ? [] : [item.label]))]) {
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect([...text].length).toBeLessThanOrEqual(127);
    }
  });
});
