import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type WatchSettings, watchSettings } from '../../main/contract/settings.ts';
import type { Convention, Reading } from '../../main/presence/convention.ts';
import { openCustom } from '../../main/presence/custom.ts';
import { openPayload } from '../../main/presence/payload.ts';
import { domainEn } from '../../main/words/domain.en.ts';

type Input = Partial<WatchSettings>;

const text = (wanted: string) => ({ kind: 'text' as const, text: wanted });
const json = (path: string, equals: string) => ({ kind: 'json' as const, path, equals });
const settings = (input: Input): WatchSettings => watchSettings.parse({ id: 'w', convention: 'custom', ...input });
const open = (input: Input): Convention => {
  const outcome = openCustom(settings(input));
  if (!outcome.ok) throw new Error(domainEn.watchFaults.fault(outcome.reason));
  return outcome.convention;
};
const read = (convention: Convention, topic: string, payload: string | Uint8Array): Reading | null =>
  convention.read(topic, openPayload(typeof payload === 'string' ? new TextEncoder().encode(payload) : payload));
/** A reading in a word: who says what. */
const say = (reading: Reading | null): string | null =>
  reading?.kind === 'says'
    ? `${reading.deviceId} ${reading.saying}`
    : reading?.kind === 'cleared'
      ? `${reading.deviceId} cleared`
      : (reading?.kind ?? null);

const tasmota: Input = {
  topic: 'tele/{device}/LWT',
  online: [text('Online')],
  offline: [text('Offline')],
  lifeTopics: ['tele/{device}/STATE'],
};
const frigate: Input = {
  topic: '{device}/available',
  online: [text('online')],
  offline: [text('offline')],
  goodbye: [text('stopped')],
};
const zigbee: Input = {
  topic: 'zigbee2mqtt/{device}/availability',
  online: [json('state', 'online'), text('online')],
  offline: [json('state', 'offline'), text('offline')],
};
const vendor: Input = {
  topic: 'plant/presence',
  deviceIdPath: '$.dev.macid',
  online: [json('dev.connected', 'true')],
  offline: [json('dev.connected', 'false')],
};
const silent: Input = { topic: 'meter/{device}/#', silentAfterSeconds: 60 };
const willOnly: Input = {
  topic: 'meter/{device}/gone',
  offline: [text('gone')],
  silentAfterSeconds: 60,
  lifeTopics: ['meter/{device}/values/#'],
};

describe('a custom watch', () => {
  test.each<[string, Input, string, string, string | null]>([
    ['a birth', tasmota, 'tele/pump/LWT', 'Online', 'pump online'],
    ['in other letters', tasmota, 'tele/pump/LWT', ' ONLINE\n', 'pump online'],
    ['a will', tasmota, 'tele/pump/LWT', 'offline', 'pump offline'],
    ['a typing error', tasmota, 'tele/pump/LWT', 'Offlne', 'unrecognised'],
    ['JSON where text was expected', tasmota, 'tele/pump/LWT', '"Offline"', 'unrecognised'],
    ['a rename', tasmota, 'tele/pump/LWT', '', 'pump cleared'],
    ['blanks only', tasmota, 'tele/pump/LWT', ' ', 'unrecognised'],
    ['telemetry', tasmota, 'tele/pump/STATE', '{"Wifi":{}}', 'pump heard'],
    ['another topic', tasmota, 'tele/pump/INFO', 'Online', null],
    ['a topic in other letters', tasmota, 'tele/pump/lwt', 'Online', null],
    ['a goodbye', frigate, 'cam/available', 'stopped', 'cam goodbye'],
    ['a JSON birth', zigbee, 'zigbee2mqtt/lamp/availability', '{"state":"online"}', 'lamp online'],
    ['a plain will of the old format', zigbee, 'zigbee2mqtt/lamp/availability', 'offline', 'lamp offline'],
    ['a name with a slash', zigbee, 'zigbee2mqtt/kitchen/lamp/availability', '{"state":"online"}', null],
    ['an id in the payload', vendor, 'plant/presence', '{"dev":{"macid":"00:11/22","connected":true}}', '00:11/22 online'],
    ['a number as id', vendor, 'plant/presence', '{"dev":{"macid":7,"connected":false}}', '7 offline'],
    ['no id', vendor, 'plant/presence', '{"dev":{"connected":false}}', 'unrecognised'],
    ['an id of the wrong kind', vendor, 'plant/presence', '{"dev":{"macid":["x"],"connected":false}}', 'unrecognised'],
    ['cut JSON', vendor, 'plant/presence', '{"dev":{"macid":"x","connected":fal', 'unrecognised'],
    ['nothing', vendor, 'plant/presence', '', 'unrecognised'],
    ['any message where silence is all that counts', silent, 'meter/m1/values', '42', 'm1 heard'],
    ['an empty heartbeat where silence is all that counts', silent, 'meter/m1', '', 'm1 heard'],
    ['a will beside silence', willOnly, 'meter/m1/gone', 'GONE', 'm1 offline'],
    ['a value beside a will', willOnly, 'meter/m1/values/temperature', '', 'm1 heard'],
    ['a cleared will beside silence', willOnly, 'meter/m1/gone', '', 'm1 cleared'],
  ])('reads %s', (_what, input, topic, payload, says) => {
    expect(say(read(open(input), topic, payload))).toBe(says);
  });

  test.each(['a"b', "o'hara", '😀', '<img src=x onerror=alert(1)>', '__proto__', 'constructor', '0', ' ', '%2F', '..'])(
    'reads the id %j',
    (id) => {
      expect(say(read(open(tasmota), `tele/${id}/LWT`, 'Offline'))).toBe(`${id} offline`);
    },
  );

  test('counts what is no UTF-8 as unrecognised', () => {
    expect(say(read(open(tasmota), 'tele/pump/LWT', Uint8Array.of(0xff, 0xfe)))).toBe('unrecognised');
  });

  test('takes the goodbye before the will where both would fit', () => {
    expect(say(read(open({ ...frigate, offline: [text('stopped')] }), 'cam/available', 'stopped'))).toBe('cam goodbye');
  });

  test('does not take an unreadable message on its own topic as a sign of life', () => {
    expect(say(read(open({ ...tasmota, lifeTopics: ['tele/{device}/#'] }), 'tele/pump/LWT', 'Verbindung weg'))).toBe(
      'unrecognised',
    );
  });

  test('subscribes to its topic and its signs of life', () => {
    expect(open(tasmota).filters).toEqual(['tele/+/LWT', 'tele/+/STATE']);
  });

  test('has births when it knows how online is spelt', () => {
    expect(open(tasmota).hasBirths).toBe(true);
    expect(open(willOnly).hasBirths).toBe(false);
  });

  test.each<[Input, string]>([
    [{ topic: 'a/b', offline: [text('off')] }, 'needs {device}'],
    [{ topic: '', offline: [text('off')] }, 'at least one character'],
    [{ topic: 'a/#/{device}', offline: [text('off')] }, '# must be'],
    [{ topic: 'a/{device}+', offline: [text('off')] }, '+ must be'],
    [{ topic: 'a/{device}' }, 'can never say offline'],
    [{ topic: 'a/{device}', online: [text('on')] }, 'can never say offline'],
    [{ topic: 'a/{device}', offline: [text('off')], lifeTopics: ['a/b'] }, '"a/b" needs {device}'],
    [{ topic: 'a/{device}', offline: [text('off')], lifeTopics: ['{device}/{x}'] }, '{x} is not a placeholder'],
  ])('is refused: %j %s', (input, reason) => {
    const outcome = openCustom(settings(input));
    expect(outcome.ok ? '' : domainEn.watchFaults.fault(outcome.reason)).toContain(reason);
  });

  test('never throws, whatever the topic and the bytes', () => {
    const topics = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('tele/x/LWT', 'x/available', 'plant/presence', 'meter/x', 'meter/x/gone'),
    );
    const payloads = fc.oneof(
      fc.uint8Array(),
      fc.json().map((value) => new TextEncoder().encode(value)),
    );
    const conventions = [tasmota, frigate, zigbee, vendor, silent, willOnly].map(open);
    fc.assert(
      fc.property(fc.constantFrom(...conventions), topics, payloads, (convention, topic, payload) => {
        const reading = read(convention, topic, payload);
        if (reading !== null && 'deviceId' in reading) expect(reading.deviceId).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });
});
