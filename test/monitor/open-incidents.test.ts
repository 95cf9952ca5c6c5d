import { expect, test } from 'vitest';
import type { OutageRecord } from '../../main/history/port.ts';
import { Topology } from '../../main/impact/topology.ts';
import { type Device, DeviceTable, type OpenOutage } from '../../main/monitor/device-table.ts';
import { isIncident, openIncidents } from '../../main/monitor/open-incidents.ts';

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

const asked = (devices: readonly Device[], most = 3) => {
  const { first, ...counts } = openIncidents(devices, most);
  return { first: first.map(({ record }) => record.id), ...counts };
};

test('the newest stand first, those that somebody has in hand behind them, whatever order they come in', () => {
  const devices = [device(4), device(9, inHand), device(2), device(7), device(3, inHand)];
  const wanted = { total: 5, acknowledged: 2 };
  for (const order of [devices, devices.toReversed()]) {
    expect(asked(order)).toEqual({ first: [7, 4, 2], ...wanted });
    expect(asked(order, 9)).toEqual({ first: [7, 4, 2, 9, 3], ...wanted });
  }
});

test('what is held, was a goodbye, is old news or hangs on something that is lost is none', () => {
  const table = new DeviceTable(
    () => true,
    () => false,
  );
  const known = device(1);
  const gateway = { ...known, record: { ...known.record, presence: 'offline' as const } };
  table.set(gateway);
  const topology = new Topology([{ upstream: 'p/d1', downstream: 'p/d2' }]);
  table.followTopology(() => topology);
  const none = [
    device(1, { heldUntil: 5 }),
    device(3, {}, { verdict: 'clean' }),
    device(4, {}, { freshness: 'retained', began: { notBefore: null, notAfter: 3 } }),
    device(2),
    { ...device(5), outage: null },
  ];
  expect([gateway, ...none].map((one) => isIncident(one, table.cutOffBy(one.record.key)))).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
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
