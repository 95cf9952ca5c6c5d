import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkFilter,
  compileTemplate,
  covers,
  matchTopic,
  type Placeholder,
  type TopicTemplate,
} from '../../main/presence/topic.ts';
import { domainEn } from '../../main/words/domain.en.ts';

/** MQTT 3.1.1 section 4.7, read word by word and level by level. */
function matchesBySpecification(filter: string, topic: string): boolean {
  // [MQTT-4.7.2-1] A filter that starts with a wildcard does not match a topic that starts with $.
  if (/^[#+]/.test(filter) && topic.startsWith('$')) return false;
  const match = ([f, ...fs]: readonly string[], ts: readonly string[]): boolean => {
    if (f === undefined) return ts.length === 0;
    // The multi-level wildcard also represents the parent level.
    if (f === '#') return true;
    const [t, ...rest] = ts;
    return t !== undefined && (f === '+' || f === t) && match(fs, rest);
  };
  return match(filter.split('/'), topic.split('/'));
}

const level = fc.constantFrom('', 'a', 'b', '$', '$SYS', '$a', ' ', 'ä', '😀', '__proto__');
const topics = fc.array(level, { minLength: 1, maxLength: 5 }).map((levels) => levels.join('/'));
const filters = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { minLength: 1, maxLength: 5 }), fc.boolean())
  .map(([levels, all]) => [...levels, ...(all ? ['#'] : [])].join('/'))
  .filter((filter) => filter !== '');

describe('matching a topic', () => {
  test.each([
    ['sport/tennis/player1/#', 'sport/tennis/player1', true],
    ['sport/tennis/player1/#', 'sport/tennis/player1/ranking', true],
    ['sport/tennis/player1/#', 'sport/tennis/player1/score/wimbledon', true],
    ['sport/#', 'sport', true],
    ['#', 'a/b', true],
    ['sport/tennis/+', 'sport/tennis/player1', true],
    ['sport/tennis/+', 'sport/tennis/player1/ranking', false],
    ['sport/+', 'sport', false],
    ['sport/+', 'sport/', true],
    ['+/+', '/finance', true],
    ['/+', '/finance', true],
    ['+', '/finance', false],
    ['#', '$SYS/broker', false],
    ['+/monitor/Clients', '$SYS/monitor/Clients', false],
    ['$SYS/#', '$SYS/monitor/Clients', true],
    ['$SYS/monitor/+', '$SYS/monitor/Clients', true],
    ['$aws/events/presence/+/+', '$aws/events/presence/connected/lwtThing', true],
    ['ACCOUNTS', 'Accounts', false],
    ['/last/will/topic', 'last/will/topic', false],
  ])('%s on %s: %s', (filter, topic, matches) => {
    expect(matchTopic(filter, topic)).toBe(matches);
    expect(matchesBySpecification(filter, topic)).toBe(matches);
  });

  test('it agrees with the specification for any filter and topic', () => {
    fc.assert(
      fc.property(filters, topics, (filter, topic) => {
        expect(checkFilter(filter)).toBeNull();
        expect(matchTopic(filter, topic)).toBe(matchesBySpecification(filter, topic));
      }),
      { numRuns: 2000 },
    );
  });

  test('it never throws, whatever the texts', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        (filter, topic) => void matchTopic(filter, topic),
      ),
    );
  });
});

describe('a topic filter is refused', () => {
  test.each([
    ['', 'empty'],
    ['a\0b', 'nul'],
    ['a/\ud800', 'half-character'],
    ['sport/tennis#', 'hash'],
    ['sport/#/ranking', 'hash'],
    ['##', 'hash'],
    ['sport+', 'plus'],
    ['+sport/a', 'plus'],
  ])('%j, because of: %s', (filter, reason) => {
    expect(checkFilter(filter)).toBe(reason);
  });

  test('above 65,535 bytes, however few characters these are', () => {
    for (const filter of ['x'.repeat(65_536), 'ä'.repeat(32_768), '😀'.repeat(16_384)])
      expect(checkFilter(filter)).toBe('too-long');
    for (const filter of ['x'.repeat(65_535), `${'😀'.repeat(16_383)}abc`]) expect(checkFilter(filter)).toBeNull();
  });

  test.each(['#', '+', '/', '//', '+/+/#', ' '])('but not %j', (filter) => {
    expect(checkFilter(filter)).toBeNull();
  });
});

describe('a topic template', () => {
  const compile = (text: string): TopicTemplate => {
    const outcome = compileTemplate(text);
    if (!outcome.ok) throw new Error(domainEn.watchFaults.fault(outcome.reason));
    return outcome.template;
  };

  test.each<[string, string, string, Partial<Record<Placeholder, string>> | null]>([
    ['tele/{device}/LWT', 'tele/+/LWT', 'tele/pump-1/LWT', { device: 'pump-1' }],
    ['tele/{device}/LWT', 'tele/+/LWT', 'tele/pump-1/STATE', null],
    ['tele/{device}/LWT', 'tele/+/LWT', 'tele//LWT', null],
    ['{site}/{gateway}/{device}/state', '+/+/+/state', 'Nord/gw 1/"x"/state', { site: 'Nord', gateway: 'gw 1', device: '"x"' }],
    ['a/sensor-{device}.json', 'a/+', 'a/sensor-7.json', { device: '7' }],
    ['a/sensor-{device}.json', 'a/+', 'a/sensor-.json', null],
    ['a/sensor-{device}.json', 'a/+', 'a/SENSOR-7.json', null],
    ['a/aa{device}aa', 'a/+', 'a/aaa', null],
    ['{device}/#', '+/#', 'd1', { device: 'd1' }],
    ['{device}/#', '+/#', 'd1/a/b', { device: 'd1' }],
    ['{device}/status', '+/status', '$SYS/status', null],
    ['$SYS/{device}/status', '$SYS/+/status', '$SYS/b/status', { device: 'b' }],
    ['+/{device}', '+/+', 'x/__proto__', { device: '__proto__' }],
    ['x/{device}', 'x/+', 'x/😀<b>&amp;', { device: '😀<b>&amp;' }],
    ['x/{device}', 'x/+', 'x/{device}', { device: '{device}' }],
    ['no/placeholder', 'no/placeholder', 'no/placeholder', {}],
  ])('%s subscribes to %s and reads %s', (text, filter, topic, values) => {
    const template = compile(text);
    expect(template.filter).toBe(filter);
    const read = template.read(topic);
    expect(read === null ? null : Object.fromEntries(read)).toEqual(values);
  });

  test.each([
    ['{device}/{device}', 'stands twice'],
    ['{gateway}{device}', 'two placeholders in one level'],
    ['{devcie}/x', '{devcie} is not a placeholder'],
    ['{Device}/x', '{Device} is not a placeholder'],
    ['a/{}', '{} is not a placeholder'],
    ['{device}+', '+ must be a whole level'],
    ['+{device}/x', '+ must be a whole level'],
    ['a/#{device}', '# must be the whole last level'],
    ['{device}#', '# must be the whole last level'],
    ['#/{device}', '# must be the whole last level'],
    ['a\0{device}', 'U+0000'],
    ['', 'at least one character'],
    ['$share/group/{device}/state', 'shared subscription'],
  ])('%j is refused: %s', (text, reason) => {
    const outcome = compileTemplate(text);
    expect(outcome.ok ? '' : domainEn.watchFaults.fault(outcome.reason)).toContain(reason);
  });

  test('a topic of 65,535 bytes is read', () => {
    const id = 'x'.repeat(65_535 - 'tele//LWT'.length);
    expect(compile('tele/{device}/LWT').read(`tele/${id}/LWT`)?.get('device')).toBe(id);
  });

  test('it never throws, and what it accepts is a filter that matches every topic it reads', () => {
    const part = fc.oneof(
      fc.constantFrom('{device}', '{gateway}', '{site}', '+', '#', '/', 'a', '{', '}', '$'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.string({ unit: 'binary' }), (template, topic) => {
        const outcome = compileTemplate(template);
        if (!outcome.ok) {
          expect(domainEn.watchFaults.fault(outcome.reason)).not.toBe('');
          return;
        }
        expect(checkFilter(outcome.template.filter)).toBeNull();
        if (outcome.template.read(topic) !== null) expect(matchTopic(outcome.template.filter, topic)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('it reads back what was put in', () => {
    const id = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[/+#\0]/.test(text));
    const fixed = fc.stringMatching(/^[a-z._-]{0,4}$/);
    fc.assert(
      fc.property(id, id, id, fixed, fixed, (site, gateway, device, before, after) => {
        const template = compile(`s/{site}/${before}{gateway}${after}/{device}/end`);
        const read = template.read(`s/${site}/${before}${gateway}${after}/${device}/end`);
        expect(read && Object.fromEntries(read)).toEqual({ site, gateway, device });
      }),
    );
  });
});

test.each([
  ['a/+', 'a/b', true],
  ['a/#', 'a/+/c', true],
  ['#', 'a/#', true],
  ['a/+', 'a/+', true],
  ['a/+', 'a/#', false],
  ['a/#', 'a', false],
  ['a/b', 'a/+', false],
  ['#', '$SYS/#', false],
  ['$SYS/#', '$SYS/a', true],
])('%s means all that %s does: %s', (wider, filter, all) => {
  expect(covers(wider, filter)).toBe(all);
});
