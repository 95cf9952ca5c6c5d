import { expect, test } from 'vitest';
import type { HistoryRow, OutageView } from '../../main/contract/model.ts';
import { daysOf } from '../../renderer/history/history-days.ts';

const at = new Date(2027, 10, 22, 14).getTime();

function outage(id: number, causeOutageId: number | null): HistoryRow {
  const view: OutageView = {
    id,
    device: { key: `c/${id}`, id: String(id), kind: 'device' },
    connectionId: 'c',
    verdict: 'abrupt',
    freshness: 'live',
    began: { notBefore: at, notAfter: at },
    ended: null,
    durationMs: null,
    topic: null,
    affectedGateways: 0,
    affectedDevices: 0,
    affectedGatewayIds: [],
    causeOutageId,
    alert: null,
  };
  return { kind: 'outage', at, outage: view };
}

const lines = (...rows: HistoryRow[]) =>
  daysOf(rows).flatMap((day) =>
    day.entries.map((entry) => {
      if (entry.kind === 'blind') return 'blind';
      const taken = entry.taken.map(({ id }) => id).join(',');
      return entry.kind === 'outage' ? `${entry.outage.id}[${taken}]` : `?${entry.causeId}[${taken}]`;
    }),
  );

test('what was taken down stands with what took it down, also over several levels', () => {
  expect(lines(outage(4, 2), outage(3, 1), outage(2, 1), outage(1, null))).toEqual(['1[4,3,2]']);
});

test('a cause that is not among the rows still gathers what it took down', () => {
  expect(lines(outage(4, 1), outage(3, 1), outage(5, null))).toEqual(['?1[4,3]', '5[]']);
});

test('causes in a ring explain nothing', () => {
  expect(lines(outage(1, 2), outage(2, 1))).toEqual(['1[]', '2[]']);
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
