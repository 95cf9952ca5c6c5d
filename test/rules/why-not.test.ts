import { describe, expect, test } from 'vitest';
import { check } from '../../main/rules/check.ts';
import { Message } from '../../main/rules/message.ts';
import { missOf, partsOfWhere } from '../../main/rules/why-not.ts';

describe('a topic that a filter does not mean is told the level where they part', () => {
  test.each([
    ['a/+/c', 'a/b/d', { why: 'level', level: 3, wants: 'c', has: 'd' }],
    ['/last/will/topic', 'last/will/topic', { why: 'level', level: 1, wants: '', has: 'last' }],
    ['a/b/c', 'a/b', { why: 'too-short', level: 3, wants: 'c', has: null }],
    ['a/#', 'a', { why: 'too-short', level: 2, wants: '#', has: null }],
    ['a/+', 'a/b/c', { why: 'too-long', level: 3, wants: null, has: 'c' }],
    ['#', '$SYS/broker', { why: 'dollar', level: 1, wants: '#', has: '$SYS' }],
    ['+/x', '$aws/x', { why: 'dollar', level: 1, wants: '+', has: '$aws' }],
  ] as const)('%s and %s', (filter, topic, miss) => {
    expect(missOf(filter, topic)).toEqual(miss);
  });

  test.each([
    ['a/#', 'a/b/c'],
    ['+/b', 'a/b'],
    ['$SYS/#', '$SYS/broker'],
  ])('but not %s and %s, which fit', (filter, topic) => {
    expect(missOf(filter, topic)).toBeNull();
  });
});

const partsOf = (where: string, payload = '{"state":{"on":true,"n":4,"list":[{"v":1}]}}') => {
  const checked = check(`SET @v = state.n SELECT * FROM 'a' WHERE ${where}`);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problem));
  const message = new Message('a', new TextEncoder().encode(payload));
  return partsOfWhere(checked.statement, message, { now: 0, random: () => 0 }, '2016-03-23');
};
const said = (where: string, payload?: string) =>
  partsOf(where, payload).parts.map(({ text, depth, value }) => `${'  '.repeat(depth - 1)}${text}: ${value ?? 'Undefined'}`);

describe('the parts of WHERE', () => {
  test('have their values, constants have none to tell', () => {
    expect(said("state.on = 'on' AND @v > 3")).toEqual(["state.on = 'on': false", '  state.on: true', '@v > 3: true', '  @v: 4']);
  });

  test('of a chain stand beside each other', () => {
    expect(partsOf('a = 1 OR b = 1 OR c = 1 OR d = 1').parts.filter(({ depth }) => depth === 1)).toHaveLength(4);
  });

  test('that are missing are Undefined', () => {
    expect(said('NOT state.off')).toEqual(['state.off: Undefined']);
    expect(said('x = 1', 'no json')).toEqual(['x: Undefined']);
  });

  test('within a query are its own matter', () => {
    expect(said('EXISTS (SELECT v FROM state.list WHERE v = 1)')).toEqual([]);
  });

  test('are bounded in number, depth and length, and say so', () => {
    const wide = partsOf(`x IN [${Array.from({ length: 100 }, (_, i) => `y${i}`).join(', ')}]`);
    expect(wide.isCut).toBe(true);
    expect(wide.parts).toHaveLength(40);
    const deep = partsOf(Array.from({ length: 20 }).reduce((inner: string) => `upper(${inner})`, 'x'));
    expect(deep).toMatchObject({ isCut: true, parts: { length: 6 } });
    expect(partsOf('upper(s)', JSON.stringify({ s: 'x'.repeat(10_000) })).parts[0]?.value).toHaveLength(301);
  });

  test('end where there is too much to do', () => {
    expect(partsOf('a = 1', `{"a":${'['.repeat(200)}${']'.repeat(200)}}`)).toEqual({ parts: [], isCut: true });
  });
});
