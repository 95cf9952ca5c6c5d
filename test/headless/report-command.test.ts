import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { writeReport } from '../../main/headless/report-command.ts';
import { wordsFor } from '../../main/words/index.ts';
import { blindSpot, ended, mustOpen, outage, temporaryFolder } from '../history/records.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 4, 4, 14);
const args = { command: 'report', since: null, format: 'text', dataDir: null } as const;

async function folderWith(
  kept: readonly { readonly since: number; readonly until: number; readonly text: string }[],
): Promise<string> {
  const path = join(temporaryFolder(), 'history.db');
  const history = await mustOpen(path);
  const of = (id: string) => ({ deviceKey: `plant/${id}`, deviceId: id });
  await history.commit({
    outages: [
      outage(1, NOW - 20 * HOUR, { ...of('old'), ...ended(NOW - 19 * HOUR) }),
      outage(2, NOW - 6 * HOUR, { ...of('pump\u001B[2J'), ...ended(NOW - 5 * HOUR), durationMs: HOUR }),
      outage(3, NOW - HOUR, {
        ...of('router'),
        deviceIsGateway: true,
        affectedGateways: 1,
        affectedDevices: 0,
        affectedGatewayIds: ['gw'],
      }),
    ],
    affected: [{ outageId: 3, deviceKey: 'plant/gw', deviceId: 'gw', kind: 'gateway', depth: 1, loss: 'lost' }],
    blindSpots: [blindSpot(4, NOW - 3 * HOUR, { ended: NOW - 2 * HOUR })],
    names: [{ key: 'plant/router', name: 'Main router' }],
    handovers: kept.map((one, n) => ({ id: 10 + n, at: one.until, ...one })),
  });
  return dirname(path);
}

test('the report of the last twelve hours is text that no device can turn', async () => {
  const outcome = await writeReport(args, await folderWith([]), wordsFor('en'), NOW);
  const output = outcome.ok ? outcome.output : outcome.reason;
  expect(output).toContain('Still open:\n- Main router (router): Connection lost at ');
  expect(output).toContain('1 downstream gateway (gw)');
  expect(output).toContain('- pump\uFFFD[2J: Connection lost');
  expect(output).toContain('When we could not see:\n- ');
  expect(output).toContain('Gateways that were away longest:\n- ');
  expect(output).not.toContain('old');
  expect(output).not.toContain('\u001B');
});

test('it begins where the last report that was saved ends, with what was written then; a time of its own wins', async () => {
  const folder = await folderWith([{ since: NOW - 12 * HOUR, until: NOW - 2 * HOUR, text: 'Look at the router.' }]);
  const json = async (since: number | null) => {
    const outcome = await writeReport({ ...args, since, format: 'json' }, folder, wordsFor('en'), NOW);
    return JSON.parse(outcome.ok ? outcome.output : 'null');
  };
  expect(await json(null)).toMatchObject({
    since: '2026-05-04T12:00:00.000Z',
    until: '2026-05-04T14:00:00.000Z',
    text: 'Look at the router.',
    open: [{ device: 'router', name: 'Main router', ended: null, affectedGateways: 1, confirmed: 0 }],
    overTotal: 0,
  });
  expect(await json(NOW - 24 * HOUR)).toMatchObject({
    text: '',
    overTotal: 2,
    worst: [{ gateway: 'router' }, { gateway: 'gw' }],
  });
});

test('where there is no history, or the time has not come, it says so', async () => {
  expect(await writeReport(args, temporaryFolder(), wordsFor('en'), NOW)).toMatchObject({
    ok: false,
    reason: expect.stringContaining('no history'),
  });
  const outcome = await writeReport({ ...args, since: NOW + 1 }, await folderWith([]), wordsFor('en'), NOW);
  expect(outcome).toMatchObject({ ok: false });
});
