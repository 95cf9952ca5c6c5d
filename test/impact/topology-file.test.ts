import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EdgeSource } from '../../main/contract/model.ts';
import { type FileEdge, readTopology, topologyCsv, topologyJson } from '../../main/impact/topology-file.ts';

const edge = (upstream: string, downstream: string, more: Partial<FileEdge> = {}): FileEdge => ({
  upstream,
  downstream,
  connection: null,
  source: 'import',
  seenAt: null,
  ...more,
});
const edges = (text: string) => {
  const read = readTopology(text);
  return read.ok ? read.edges : read.reason;
};
const faults = (text: string) => {
  const read = readTopology(text);
  return read.ok ? read.faults.map(({ line, fault }) => `${line} ${fault}`) : [];
};

test.each([
  ['CSV', topologyCsv],
  ['JSON', topologyJson],
])('what is written as %s is read as it was, whatever the ids', (_name, write) => {
  const id = fc.oneof(
    fc.string({ minLength: 1, unit: 'grapheme' }),
    fc.constantFrom('=1+1', "'=x", "''@", 'a,b', 'a;b', 'a"b', ' a ', 'a\r\nb', 'upstream', '-', '[', '{"a"}', '#', "'"),
  );
  const time = fc.option(fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.getTime()));
  const any = fc.record({
    upstream: id,
    downstream: id,
    connection: fc.option(id),
    source: fc.constantFrom<EdgeSource[]>('hand', 'import', 'topic', 'payload', 'convention'),
    seenAt: time,
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 6 }), (all) => {
      expect(readTopology(write(all))).toMatchObject({ ok: true, edges: all, faults: [] });
    }),
    { numRuns: 1000 },
  );
});

describe('a file that a person made', () => {
  test.each<[string, string]>([
    ['commas and no header', 'r,g1\ng1,d1\n'],
    ['semicolons and a header in another order', 'Downstream;Upstream\r\ng1;r\r\nd1;g1'],
    ['tabs, blank lines and a byte order mark', '\uFEFFupstream\tdownstream\n\nr\tg1\n\t\ng1\td1\n\n'],
    ['the line ends of a Macintosh', 'upstream,downstream\rr,g1\r"g1",d1'],
    ['a lone carriage return among other line ends', 'r,g1\rg1,d1\n'],
    ['spaces around what is not quoted', 'upstream, downstream\nr , g1\n g1,\td1 \n'],
    ['a list of pairs', '[["r","g1"],["g1","d1"]]'],
    ['a list of objects', '{"edges":[{"upstream":"r","downstream":"g1"},{"upstream":"g1","downstream":"d1"}]}'],
  ])('may have %s', (_what, text) => {
    expect(edges(text)).toEqual([edge('r', 'g1'), edge('g1', 'd1')]);
    expect(faults(text)).toEqual([]);
  });

  test('may name connections, columns of its own, and sources that nobody knows', () => {
    expect(edges('upstream,room,downstream,connection,source\nr,12,g,plant,guess\n')).toEqual([
      edge('r', 'g', { connection: 'plant' }),
    ]);
  });

  test('keeps its good lines, and names the others', () => {
    const text = 'upstream,downstream,lastSeen\nr,g\n,d\nr,\nr,h,noon\n"r"x,d\ng,"multi\nline"\ng,"open\n';
    expect(edges(text)).toEqual([edge('r', 'g'), edge('g', 'multi\nline')]);
    expect(faults(text)).toEqual(['3 no-upstream', '4 no-downstream', '5 time', '6 quote', '9 quote']);
    expect(faults('[["r","g"],7,{"upstream":1}]')).toEqual(['2 not-an-edge', '3 no-upstream']);
  });

  test('may have a cell of any length, closed or not', () => {
    const long = 'x'.repeat(20_000_000);
    expect(edges(`"${long}",d\nr,g1\n`)).toEqual([edge(long, 'd'), edge('r', 'g1')]);
    expect(faults(`r,g1\n"${long}\n`)).toEqual(['2 quote']);
  });

  test('is refused when it is neither', () => {
    expect(edges('{"edges":')).toBe('not-json');
    expect(edges('{"topology":[]}')).toBe('no-list');
    expect(edges('PK\u0003\u0004\0\0r,g1\n')).toBe('not-text');
    expect(edges('')).toEqual([]);
  });
});
