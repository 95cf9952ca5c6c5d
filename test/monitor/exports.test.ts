import { expect, test } from 'vitest';
import type { ExportView } from '../../main/contract/model.ts';
import type { TimelineFilter } from '../../main/history/port.ts';
import { Exports } from '../../main/monitor/exports.ts';
import type { Destination } from '../../main/monitor/ports.ts';
import { FakeClock } from '../helpers/fake-clock.ts';
import { until } from '../helpers/until.ts';
import { outage } from '../history/records.ts';

const filter = {} as TimelineFilter;
const ROWS = 1_700;

/** Exports of a history of 1,700 rows, to a destination of the test's. */
function open(write: Destination['write'] | null) {
  const clock = new FakeClock();
  const told: ExportView[] = [];
  const rows = Array.from({ length: ROWS }, (_, i) => ({ kind: 'outage' as const, at: i, outage: outage(ROWS - i, i) }));
  const exports = new Exports({
    history: {
      acknowledgements: async () => new Map(),
      outageNotes: async () => new Map(),
      feeds: async () => new Map(),
      names: async () => new Map(),
      affections: async () => ({ total: 0, rows: [] }),
      timeline: async () => ({ total: ROWS, rows: [] }),
      timelineFrom: async (_filter, behind, limit) => {
        clock.advance(300);
        const start = behind === null ? 0 : ROWS - behind.id + 1;
        return rows.slice(start, start + limit);
      },
    },
    files: { save: async () => (write === null ? null : { download: null, write }) },
    clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    tell: (push) => {
      if (push.type === 'export') told.push(push.export);
    },
  });
  return { exports, told };
}

test('a history is written row by row, and its way is told to the end', async () => {
  let text = '';
  const { exports, told } = open(async (parts) => {
    for await (const part of parts) text += part;
    return '/home/tech/history.csv';
  });
  expect(await exports.ofHistory(filter, 'csv', 'history.csv')).toMatchObject({
    download: null,
    export: { name: 'history.csv', state: 'running', rows: 0, total: ROWS },
  });
  await until('the end', () => told.at(-1)?.state === 'done');
  expect(text.startsWith('\uFEFFrow,id')).toBe(true);
  expect(text.trimEnd().split('\r\n')).toHaveLength(ROWS + 1);
  expect(told.map(({ rows }) => rows)).toEqual([500, 1000, 1500, ROWS, ROWS]);
  expect(told.at(-1)).toMatchObject({ path: '/home/tech/history.csv', reason: null });
});

test('an export that is stopped reads no further and says so; later there is nothing to stop', async () => {
  const parts: string[] = [];
  const { exports, told } = open(async (text, signal) => {
    for await (const part of text) {
      signal.throwIfAborted();
      parts.push(part);
      if (parts.length === 2) exports.stop(1);
    }
    signal.throwIfAborted();
    return null;
  });
  await exports.ofHistory(filter, 'json', 'history.json');
  await until('the end', () => told.at(-1)?.state === 'stopped');
  expect(parts).toHaveLength(2);
  expect(exports.stop(1)).toBe(false);
});

test('what goes wrong is told in the words of the system; a browser that went away has stopped it', async () => {
  const full = open(async () => {
    throw new Error('ENOSPC: no space left on device, write');
  });
  await full.exports.ofHistory(filter, 'csv', 'history.csv');
  await until('the end', () => full.told.at(-1)?.state === 'failed');
  expect(full.told.at(-1)?.reason).toBe('ENOSPC: no space left on device, write');
  const gone = open(async () => {
    throw Object.assign(new Error('Premature close'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });
  await gone.exports.ofHistory(filter, 'csv', 'history.csv');
  await until('the end', () => gone.told.at(-1)?.state === 'stopped');
});

test('a person who thinks better of it writes nothing', async () => {
  const { exports, told } = open(null);
  expect(await exports.ofHistory(filter, 'csv', 'history.csv')).toBe('dismissed');
  expect(await exports.ofText('{}', 'settings.json')).toBe('dismissed');
  expect(told).toEqual([]);
});
