import { describe, expect, test } from 'vitest';
import { openCustom } from '../../main/presence/custom.ts';
import { findLikenesses } from '../../main/presence/likeness.ts';
import { openPayload } from '../../main/presence/payload.ts';
import { domainEn } from '../../main/words/domain.en.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const find = (messages: Record<string, string>) =>
  findLikenesses(Object.entries(messages).map(([topic, text]) => ({ topic, payload: bytes(text) })));

describe('what looks like presence', () => {
  test('is found by its last level and its word, and the level that differs is the device', () => {
    expect(
      find({
        'plant/pump-1/status': 'online',
        'plant/pump-2/status': 'OFFLINE',
        'plant/pump-2/temperature': '21.5',
        'tele/plug/LWT': 'Online',
      }),
    ).toEqual([
      {
        topic: 'plant/{device}/status',
        devices: ['pump-1', 'pump-2'],
        online: { kind: 'text', text: 'online' },
        offline: { kind: 'text', text: 'offline' },
      },
      expect.objectContaining({ topic: 'tele/{device}/LWT', devices: ['plug'] }),
    ]);
  });

  test('is found in JSON by a key that speaks of it', () => {
    expect(find({ 'a/x/health': '{"t":7,"online":true}', 'a/y/health': '{"t":8,"online":false}' })).toEqual([
      {
        topic: 'a/{device}/health',
        devices: ['x', 'y'],
        online: { kind: 'json', path: 'online', equals: 'true' },
        offline: { kind: 'json', path: 'online', equals: 'false' },
      },
    ]);
  });

  test('is found under a key that can mean nothing else, whatever the topic', () => {
    expect(find({ 'a/x/data': '{"connected":1}', 'a/z/data': '{"connected":0}', 'a/y/data': '{"state":1}' })).toMatchObject([
      { topic: 'a/{device}/data', devices: ['x', 'z'] },
    ]);
  });

  test('has the device in its last level where that does not speak of presence', () => {
    expect(find({ 'devices/x': 'connected', 'devices/y': 'disconnected' })[0]).toMatchObject({ topic: 'devices/{device}' });
  });

  test('with several levels that differ keeps the one with the most names', () => {
    expect(
      find({ 's/n/a/status': 'online', 's/n/b/status': 'online', 's/m/c/status': 'offline', 's/m/d/status': 'offline' })[0],
    ).toMatchObject({ topic: 's/+/{device}/status', devices: ['a', 'b', 'c', 'd'] });
  });

  test('is not a switch, a reading, a system topic, nothing, or bytes', () => {
    expect(
      find({
        'zigbee2mqtt/lamp': '{"state":"ON"}',
        'plug/POWER': 'ON',
        'door/contact': 'true',
        'tank/level': '1',
        '$SYS/broker/status': 'online',
        'a/b/status': '',
        'a/c/status': '{"status":{"deep":1}}',
        'a/{d}/status': 'online',
        'a/#/status': 'x'.repeat(5000),
      }),
    ).toEqual([]);
    expect(findLikenesses([{ topic: 'a/b/status', payload: Uint8Array.of(0xff, 0xfe) }])).toEqual([]);
  });

  test('gives a watch that reads the very messages', () => {
    const [found] = find({ 'plant/pump-1/status': '{"status":"up"}' });
    const opened = openCustom({
      id: 'w',
      connectionId: null,
      convention: 'custom',
      topic: found?.topic ?? '',
      deviceIdPath: '',
      downstreamPath: '',
      upstreamPath: '',
      online: [found!.online],
      offline: [found!.offline],
      goodbye: [],
      lifeTopics: [],
      feedTopics: [],
      silentAfterSeconds: 0,
      holdSeconds: null,
    });
    if (!opened.ok) throw new Error(domainEn.watchFaults.fault(opened.reason));
    expect(opened.convention.read('plant/pump-1/status', openPayload(bytes('{"status":"up"}')))).toMatchObject({
      deviceId: 'pump-1',
      saying: 'online',
    });
    expect(opened.convention.read('plant/pump-9/status', openPayload(bytes('{"status":"down"}')))).toMatchObject({
      deviceId: 'pump-9',
      saying: 'offline',
    });
  });
});
