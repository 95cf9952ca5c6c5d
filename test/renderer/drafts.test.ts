import { describe, expect, test } from 'vitest';
import { brokerSettings, watchSettings } from '../../main/contract/settings.ts';
import { faultOf, faultsOf, freeId, newBroker, newWatch, tidied } from '../../renderer/settings/drafts.ts';

test('a new broker and a new watch are what the settings take once they are named', () => {
  expect(brokerSettings.safeParse({ ...newBroker(), id: 'a', name: 'A' }).success).toBe(true);
  expect(watchSettings.safeParse(newWatch('all')).success).toBe(true);
});

test('an id is made of the name and is free', () => {
  expect(freeId('Plant North (Ω)', [])).toBe('plant-north');
  expect(freeId('Plant North', ['plant-north', 'plant-north-2'])).toBe('plant-north-3');
  expect(freeId('датчик', [])).toBe('broker');
});

test('an address is checked before anybody tries to reach it', () => {
  expect(faultOf('mqtts://broker.example:8883')).toBeNull();
  expect(faultOf('wss://broker.example/mqtt')).toBeNull();
  expect(faultOf('mqtt://')).toBe('bad');
  expect(faultOf('http://broker.example')).toBe('bad');
  expect(faultOf('mqtt://user:secret@broker.example')).toBe('user');
});

describe('a watch of own topics', () => {
  const watch = {
    ...newWatch('plc'),
    convention: 'custom' as const,
    topic: 'a/{device}/b',
    offline: [{ kind: 'text' as const, text: 'offline' }],
  };

  test('needs a topic, a place for the device, and how offline is spelt', () => {
    expect(faultsOf(watch, [])).toEqual([]);
    expect(faultsOf({ ...watch, topic: '' }, [])).toEqual(['topic']);
    expect(faultsOf({ ...watch, topic: 'a/b' }, [])).toEqual(['device']);
    expect(faultsOf({ ...watch, offline: [{ kind: 'json', path: '', equals: 'x' }] }, [])).toEqual(['offline']);
  });

  test('may know offline by silence alone', () => {
    expect(faultsOf({ ...watch, offline: [], silentAfterSeconds: 60 }, [])).toEqual([]);
  });

  test('needs a name of its own', () => {
    expect(faultsOf(watch, ['plc'])).toEqual(['id-taken']);
    expect(faultsOf({ ...watch, id: 'a b' }, [])).toEqual(['id']);
  });

  test('is put away without half typed tests', () => {
    expect(tidied({ ...watch, online: [{ kind: 'text', text: ' ' }], lifeTopics: ['', ' a/{device} '] })).toMatchObject({
      online: [],
      lifeTopics: ['a/{device}'],
    });
  });
});
