import { expect, test } from 'vitest';
import { placeOf } from '../../main/electron/link-place.ts';
import type { OutageRecord } from '../../main/history/port.ts';
import type { Device } from '../../main/monitor/device-table.ts';

const devices = new Map(
  ['plant/gw1', 'depot/gw1', 'depot/a/b'].map((key) => {
    const id = key.slice(key.indexOf('/') + 1);
    return [key, { record: { key, id } } as Device] as const;
  }),
);
const table = { get: (key: string) => devices.get(key), values: () => devices.values() };
const history = {
  outage: async (id: number) => (id === 7 ? ({ id } as OutageRecord) : null),
};

test.each([
  ['the key of a device', { kind: 'device', id: 'depot/gw1' }, '/devices/depot%2Fgw1'],
  ['an id that two have', { kind: 'device', id: 'gw1' }, '/devices/plant%2Fgw1'],
  ['an id with a slash', { kind: 'device', id: 'a/b' }, '/devices/depot%2Fa%2Fb'],
  ['nobody', { kind: 'device', id: '../../etc' }, '/devices/..%2F..%2Fetc'],
  ['an incident', { kind: 'incident', outageId: 7 }, '/incidents/7'],
  ['an incident that is gone', { kind: 'incident', outageId: 8 }, '/history'],
] as const)('%s', async (_what, link, place) => {
  expect(await placeOf(link, table, history)).toBe(place);
});
