import { expect, test } from 'vitest';
import type { HistoryRow, OutageView } from '../../main/contract/model.ts';
import { daysOf } from '../../renderer/history/history-days.ts';

const at = new Date(2027, 10, 22, 14).getTime();

function outage(id: number, causeOutageId: number | null): HistoryRow {
  const view: OutageView = {
    id,
    device: { key: `c/${id}`, id: String(id), kind: 'device', name: null },
    connectionId: 'c',
    verdict: 'abrupt',
    freshness: 'live',
    began: { notBefore: at, notAfter: at },
    ended: null,
    durationMs: null,
    topic: null,
    affectedGateways: 0,
    affectedDevices: 0,
    affectedGatewayNames: [],
    causeOutageId,
    alert: null,
    acknowledged: null,
    snoozedUntil: null,
  };
  return { kind: 'outage', at, outage: view };
}

test('each row names what took it down, where that is among the rows', () => {
  const entries = daysOf([outage(3, 1), outage(4, 9), outage(1, null)]).flatMap((day) => day.entries);
  expect(entries.map((entry) => entry.kind === 'outage' && [entry.outage.id, entry.cause?.id ?? null])).toEqual([
    [3, '1'],
    [4, null],
    [1, null],
  ]);
});

test('a blind spot is a row of its own and days count what is in them', () => {
  const blind: HistoryRow = {
    kind: 'blind',
    at: at - 86_400_000,
    blindSpot: { id: 9, connectionId: null, began: at - 86_400_000, ended: at, reason: { code: 'asleep', detail: null } },
  };
  const days = daysOf([outage(2, 1), outage(1, null), blind]);
  expect(days.map(({ outages, blindSpots }) => [outages, blindSpots])).toEqual([
    [2, 0],
    [0, 1],
  ]);
});
