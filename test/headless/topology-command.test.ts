import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readArguments, type TopologyArguments } from '../../main/headless/arguments.ts';
import { runTopology } from '../../main/headless/topology-command.ts';
import { lockForWriting } from '../../main/history/writer-lock.ts';
import { domainEn } from '../../main/words/domain.en.ts';
import { mustOpen } from '../history/records.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'willwatch-topology-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const file = (text: string): string => {
  const path = join(dir, 'edges.csv');
  writeFileSync(path, text);
  return path;
};
async function run(...args: readonly string[]) {
  const read = readArguments(['topology', ...args, '--data-dir', dir], 0);
  if (!read.ok) throw new Error(read.reason);
  return runTopology(read.arguments as TopologyArguments, dir, domainEn, 7);
}
const kept = () => JSON.parse(readFileSync(join(dir, 'settings.json'), 'utf8')).topology as readonly { downstream: string }[];

test('imports a file, tells what it left out line by line, and exports it with what was learned', async () => {
  const history = await mustOpen(join(dir, 'history.db'));
  await history.commit({
    edges: [{ upstream: 'plant/g1', downstream: 'plant/d', source: 'topic', saidBy: 'downstream', seenAt: 0 }],
  });
  await history.close();
  const path = file('r,g1\ng1,r\n');
  expect(await run('import', path, '--dry-run')).toMatchObject({
    output: 'Would add 1 pair, would remove 0; 0 there already, 1 left out.\n',
  });
  expect(await run('import', path)).toEqual({
    ok: true,
    output: 'Added 1 pair, removed 0; 0 there already, 1 left out.\n',
    remarks: ['Line 2: it would close a circle: g1 → r → g1.'],
    isPartial: true,
  });
  expect(kept()).toMatchObject([{ upstream: 'r', downstream: 'g1', source: 'import', setAt: 7 }]);
  const exported = await run('export', '--format', 'json');
  expect(exported.ok && JSON.parse(exported.output).edges).toMatchObject([
    { upstream: 'r', downstream: 'g1', connection: null, source: 'import' },
    { upstream: 'g1', downstream: 'd', connection: 'plant', source: 'topic' },
  ]);
  await run('import', file('r,g2\n'), '--replace');
  expect(kept().map(({ downstream }) => downstream)).toEqual(['g2']);
});

test('reads what Excel saves with umlauts, and takes nothing for a table that is none', async () => {
  const path = file('');
  writeFileSync(path, Buffer.from('Router S\xfcd;Z\xe4hler\r\n', 'latin1'));
  expect(await run('import', path)).toMatchObject({ ok: true, isPartial: false });
  expect(kept()).toMatchObject([{ upstream: 'Router Süd', downstream: 'Zähler' }]);
  writeFileSync(path, Buffer.from([0x50, 0x4b, 3, 4, 0, 0x2c, 0x61, 10]));
  expect(await run('import', path, '--replace')).toEqual({ ok: false, reason: domainEn.topology.unreadable['not-text'] });
  expect(kept()).toHaveLength(1);
});

test('changes nothing while another process writes there, but shows what it would do', async () => {
  const lock = lockForWriting(dir, { pid: 77, host: 'van', command: 'willwatch watch', since: 0 });
  const path = file('r,g1\n');
  expect(await run('import', path)).toMatchObject({ ok: false, reason: expect.stringContaining('77') });
  expect(await run('import', path, '--dry-run')).toMatchObject({ ok: true });
  expect(await run('export')).toMatchObject({ ok: true });
  if (lock.ok) lock.release();
});

test('leaves settings that it cannot read where they are', async () => {
  writeFileSync(join(dir, 'settings.json'), '{"brokers":7}');
  expect(await run('import', file('r,g1\n'))).toMatchObject({ ok: false, reason: expect.stringContaining('brokers') });
  expect(readFileSync(join(dir, 'settings.json'), 'utf8')).toBe('{"brokers":7}');
});

test('says what is wrong with a file or a connection', async () => {
  expect(await run('import', join(dir, 'none.csv'))).toMatchObject({ ok: false, reason: expect.stringContaining('none.csv') });
  expect(await run('import', file('{'))).toEqual({ ok: false, reason: domainEn.topology.unreadable['not-json'] });
  expect(await run('import', file(''))).toEqual({ ok: false, reason: domainEn.topology.unreadable.empty });
  expect(await run('import', file('r,g\n'), '--connection', 'x')).toEqual({
    ok: false,
    reason: domainEn.topology.noConnection('x'),
  });
});
