import { describe, expect, test } from 'vitest';
import { watchSettings } from '../../main/contract/settings.ts';
import { openCustom } from '../../main/presence/custom.ts';
import { openPayload } from '../../main/presence/payload.ts';
import { idsAt } from '../../main/presence/tree.ts';
import { domainEn } from '../../main/words/domain.en.ts';

const payloadOf = (text: string) => openPayload(new TextEncoder().encode(text));
const ids = (value: unknown, path: string) => idsAt(payloadOf(typeof value === 'string' ? value : JSON.stringify(value)), path);

describe('ids at a path in a payload', () => {
  test('are those of a list of texts and numbers, each once', () => {
    expect(ids({ children: ['a', 7, 'a', 'b'] }, 'children')).toEqual(['a', '7', 'b']);
    expect(ids({ children: ['a'] }, '$.children')).toEqual(['a']);
  });

  test('are those within the objects of a list, wherever it is', () => {
    const value = { bridge: { devices: [{ id: 'a' }, { id: 'b' }, { name: 'no id' }] } };
    expect(ids(value, 'bridge.devices[*].id')).toEqual(['a', 'b']);
    expect(ids(value, 'bridge.devices.*.id')).toEqual(['a', 'b']);
    expect(ids(value, 'bridge.devices[1].id')).toEqual(['b']);
    expect(ids({ ports: { one: { id: 'a' }, two: { id: 'b' } } }, 'ports.*.id')).toEqual(['a', 'b']);
    expect(ids([[['a'], ['b']], [['c']]], '*.*')).toEqual(['a', 'b', 'c']);
  });

  test('may be one', () => {
    expect(ids({ via: 'gw' }, 'via')).toEqual(['gw']);
  });

  test('are none where the list is empty, and nothing is said where there is no list', () => {
    expect(ids({ children: [] }, 'children')).toEqual([]);
    expect(ids({ devices: [] }, 'devices[*].id')).toEqual([]);
    for (const value of ['not json', {}, { children: null }, { children: {} }, { children: '' }])
      expect(ids(value, 'children')).toBeNull();
  });

  test('are bounded, and those that can be no id are left out', () => {
    expect(ids({ children: Array.from({ length: 30_000 }, (_, i) => i) }, 'children')).toHaveLength(10_000);
    expect(ids({ children: ['x'.repeat(70_000), '', {}, [], 'ok', '\ud800'] }, 'children')).toEqual(['ok', '\ufffd']);
    expect(ids({ __proto__: ['a'] }, 'constructor.name')).toBeNull();
  });
});

describe('a watch of a person', () => {
  const open = (more: object) => {
    const outcome = openCustom(
      watchSettings.parse({
        id: 'w',
        convention: 'custom',
        topic: '{site}/{gateway}/{device}/status',
        online: [{ kind: 'json', path: 'state', equals: 'up' }],
        offline: [{ kind: 'text', text: 'offline' }],
        lifeTopics: ['{site}/{gateway}/{device}/data'],
        ...more,
      }),
    );
    if (!outcome.ok) throw new Error(domainEn.watchFaults.fault(outcome.reason));
    return (topic: string, text: string) => outcome.convention.read(topic, payloadOf(text));
  };

  test('learns from the topic what a device hangs on, by every message of it', () => {
    const read = open({});
    const tree = [{ source: 'topic', of: 'pump', upstreams: ['gw'], isWhole: false }];
    expect(read('north/gw/pump/status', 'offline')).toMatchObject({ deviceId: 'pump', tree });
    expect(read('north/gw/pump/data', '{}')).toMatchObject({ saying: 'heard', tree });
    expect(read('north/gw/gw/status', 'offline')).not.toHaveProperty('tree');
  });

  test('learns from the payload what hangs on a device and what it hangs on', () => {
    const read = open({ topic: '{device}/status', lifeTopics: [], downstreamPath: 'devices[*].id', upstreamPath: 'via' });
    expect(read('gw/status', '{"state":"up","devices":[{"id":"a"}],"via":"router"}')).toMatchObject({
      tree: [
        { source: 'payload', of: 'gw', upstreams: ['router'], isWhole: true },
        { source: 'payload', of: 'gw', downstreams: ['a'], isWhole: true },
      ],
    });
    expect(read('gw/status', 'offline')).not.toHaveProperty('tree');
  });
});
