import { expect, test } from 'vitest';
import type { OutageRecord } from '../../main/history/port.ts';
import { type Device, DeviceTable, type OpenOutage } from '../../main/monitor/device-table.ts';
import { openIncidents } from '../../main/monitor/open-incidents.ts';

function device(id: number, outage: Partial<OpenOutage> = {}, record: Partial<OutageRecord> = {}, connectionId = 'p'): Device {
  const began = { notBefore: id, notAfter: id };
  return {
    record: { key: `${connectionId}/d${id}`, connectionId },
    outage: {
      record: { id, verdict: 'abrupt', freshness: 'live', began, ...record },
      heldUntil: null,
      acknowledged: null,
      ...outage,
    },
  } as Device;
}

const inHand = { acknowledged: { at: 1, note: null } };

function asked(devices: readonly Device[], most = 3) {
  const table = new DeviceTable(
    (id) => id === 'p',
    () => false,
  );
  for (const one of devices) table.set(one);
  const { first, ...counts } = openIncidents(devices, table, most);
  return { first: first.map(({ record }) => record.id), ...counts };
}

test('the newest stand first, those that somebody has in hand behind them, whatever order they come in', () => {
  const devices = [device(4), device(9, inHand), device(2), device(7), device(3, inHand)];
  const wanted = { total: 5, acknowledged: 2 };
  for (const order of [devices, devices.toReversed()]) {
    expect(asked(order)).toEqual({ first: [7, 4, 2], ...wanted });
    expect(asked(order, 9)).toEqual({ first: [7, 4, 2, 9, 3], ...wanted });
  }
});

test('what is held, was a goodbye, is old news or of a connection that is not watched is none', () => {
  const none = [
    device(1, { heldUntil: 5 }),
    device(2, {}, { verdict: 'clean' }),
    device(3, {}, { freshness: 'retained', began: { notBefore: null, notAfter: 3 } }),
    device(4, {}, {}, 'q'),
  ];
  expect(asked(none)).toEqual({ first: [], total: 0, acknowledged: 0 });
});

test('a table counts its devices by connection, each once', () => {
  const table = new DeviceTable(
    () => true,
    () => false,
  );
  for (const one of [device(1), device(2), device(1), device(3, {}, {}, 'q')]) table.set(one);
  table.delete('p/d2');
  table.delete('p/d2');
  expect([table.count('p'), table.count('q'), table.count('r'), table.total]).toEqual([1, 1, 0, 2]);
});
