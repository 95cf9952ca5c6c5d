import { describe, expect, test } from 'vitest';
import type { TopologyPair } from '../../main/contract/settings.ts';
import { planImport } from '../../main/impact/import-plan.ts';
import { readTopology } from '../../main/impact/topology-file.ts';

const pair = (upstream: string, downstream: string, more: Partial<TopologyPair> = {}): TopologyPair => ({
  upstream,
  downstream,
  connectionId: null,
  source: 'import',
  setAt: 7,
  ...more,
});
const brokers = [
  { id: 'plant', name: 'Plant North' },
  { id: 'depot', name: 'Depot' },
];
function plan(text: string, more: Partial<Parameters<typeof planImport>[0]> = {}) {
  const file = readTopology(text);
  if (!file.ok) throw new Error(file.reason);
  return planImport({ ...file, pairs: [], brokers, connectionId: null, how: 'add', now: 7, ...more });
}

describe('an import', () => {
  test('adds what is not said yet, and counts what is', () => {
    const { added, known, faults } = plan('r,g1\nr,g2\nr,g1\n', { pairs: [pair('r', 'g2', { source: 'hand', setAt: 1 })] });
    expect(added).toEqual([pair('r', 'g1')]);
    expect([known, faults]).toEqual([1, []]);
  });

  test('goes to the connection that a line names by id or name, else to the one that was chosen', () => {
    const { added, faults } = plan('r,g1,Plant North\nr,g1,depot\nr,g2\nr,g3,nowhere\n', { connectionId: 'depot' });
    expect(added.map(({ downstream, connectionId }) => `${downstream} ${connectionId}`)).toEqual([
      'g1 plant',
      'g1 depot',
      'g2 depot',
    ]);
    expect(faults).toEqual([{ line: 4, fault: 'connection', text: 'nowhere' }]);
  });

  test('names what would close a cycle, with the way, and leaves only that out', () => {
    const { added, faults } = plan('upstream,downstream\ng1,d\nd,r\nx,x\n', {
      pairs: [pair('r', 'g1', { connectionId: 'plant' })],
    });
    expect(added).toEqual([pair('g1', 'd')]);
    expect(faults).toEqual([
      { line: 3, fault: 'cycle', cycle: ['d', 'r', 'g1', 'd'] },
      { line: 4, fault: 'itself', text: 'x' },
    ]);
  });

  test('that replaces takes away what the file does not say, of its connection', () => {
    const here = [pair('r', 'g1'), pair('r', 'g2', { connectionId: 'plant' }), pair('r', 'g3', { connectionId: 'depot' })];
    expect(plan('r,g1\n', { pairs: here, how: 'replace' }).removed).toEqual(here.slice(1));
    expect(plan('r,g9\n', { pairs: here, how: 'replace', connectionId: 'depot' }).removed).toEqual(here.slice(2));
    // What goes away makes room: the other way round is no cycle any more.
    expect(plan('g1,r\n', { pairs: [pair('r', 'g1')], how: 'replace' })).toMatchObject({ added: [pair('g1', 'r')], faults: [] });
  });

  test('that replaces takes nothing away when nothing of the file can be used', () => {
    const here = [pair('r', 'g1')];
    expect(plan('r;g1;nowhere\nr\n', { pairs: here, how: 'replace' })).toMatchObject({ added: [], removed: [] });
  });

  test('keeps whose word it is and since when; what was learned elsewhere is the word of the file', () => {
    const text = 'upstream,downstream,source,lastSeen\nr,a,hand,2026-01-01T00:00:00Z\nr,b,topic,2026-01-01T00:00:00Z\n';
    const at = Date.parse('2026-01-01T00:00:00Z');
    expect(plan(text).added).toEqual([pair('r', 'a', { source: 'hand', setAt: at }), pair('r', 'b', { setAt: at })]);
  });
});
