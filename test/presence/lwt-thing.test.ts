import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Reading } from '../../main/presence/convention.ts';
import { lwtThing } from '../../main/presence/lwt-thing.ts';
import { openPayload } from '../../main/presence/payload.ts';

const WILL = '/last/will/topic';
const CONNECTED = '/lwt/connected/topic';
const read = (topic: string, payload: string | Uint8Array): Reading | null =>
  lwtThing.read(topic, openPayload(typeof payload === 'string' ? new TextEncoder().encode(payload) : payload));
const will = (reported: object): string => JSON.stringify({ state: { reported } });
const offline = (deviceId: string, quiet = false): Reading => ({
  kind: 'says',
  deviceId,
  saying: 'offline',
  verdict: 'abrupt',
  quiet,
});
const online = (deviceId: string): Reading => ({ kind: 'says', deviceId, saying: 'online', verdict: 'abrupt', quiet: false });
const UNRECOGNISED: Reading = { kind: 'unrecognised' };
const asked = { last_will: 'yes', trigger_action: 'on' };

describe('the cloud recipe', () => {
  test.each<[string, string, Reading | null]>([
    [WILL, '{"state":{"reported":{"last_will":"yes","trigger_action":"on","client_id":"lwtThing"}}}', offline('lwtThing')],
    [WILL, will({ last_will: 'YES', trigger_action: 'On', client_id: 'lwtThing' }), offline('lwtThing')],
    [WILL, will({ last_will: ' Yes ', trigger_action: 'ON\n', client_id: ' lwtThing ' }), offline('lwtThing')],
    [WILL, '{"State":{"REPORTED":{"Last_Will":"yes","triggerAction":"on","clientId":"lwtThing"}}}', offline('lwtThing')],
    [WILL, will({ last_will: true, trigger_action: true, client_id: 'lwtThing' }), offline('lwtThing')],
    [WILL, will({ ...asked, client_id: 'lwtThing', more: [1, { a: null }] }), offline('lwtThing')],
    [WILL, will({ last_will: 'yes', trigger_action: 'off', client_id: 'lwtThing' }), offline('lwtThing', true)],
    [WILL, will({ last_will: 'yes', client_id: 'lwtThing' }), offline('lwtThing', true)],
    [WILL, will({ last_will: 'no', trigger_action: 'on', client_id: 'lwtThing' }), UNRECOGNISED],
    [WILL, will({ trigger_action: 'on', client_id: 'lwtThing' }), UNRECOGNISED],
    [WILL, will(asked), UNRECOGNISED],
    [WILL, will({ ...asked, client_id: '' }), UNRECOGNISED],
    [WILL, will({ ...asked, client_id: { id: 'x' } }), UNRECOGNISED],
    [WILL, will({ ...asked, client_id: 'x'.repeat(70_000) }), UNRECOGNISED],
    [WILL, '{"state":{"reported":null}}', UNRECOGNISED],
    [WILL, '{"state":"offline"}', UNRECOGNISED],
    [WILL, '[]', UNRECOGNISED],
    [WILL, 'offline', UNRECOGNISED],
    [WILL, '', UNRECOGNISED],
    [CONNECTED, will({ client_id: 'lwtThing' }), online('lwtThing')],
    [CONNECTED, '', UNRECOGNISED],
    ['last/will/topic', will({ ...asked, client_id: 'lwtThing' }), null],
    ['/last/will/topic/', will({ ...asked, client_id: 'lwtThing' }), null],
    ['/LAST/will/topic', will({ ...asked, client_id: 'lwtThing' }), null],
  ])('%s %s', (topic, payload, reading) => {
    expect(read(topic, payload)).toEqual(reading);
  });

  test.each(['a/b', '"', "'", '😀', '<script>alert(1)</script>', '__proto__', 'constructor', 'a\nb', '%2e%2e', '0'])(
    'takes %j as an id',
    (id) => {
      expect(read(WILL, will({ ...asked, client_id: id }))).toEqual(offline(id));
    },
  );

  test('takes a number as an id, with all its digits', () => {
    expect(read(WILL, will({ ...asked, client_id: 42 }))).toEqual(offline('42'));
    expect(
      read(WILL, '{"state":{"reported":{"last_will":"yes","trigger_action":"on","client_id":89430103000012345678}}}'),
    ).toEqual(offline('89430103000012345678'));
  });

  test('is not deceived by a prototype', () => {
    expect(read(WILL, '{"__proto__":{"state":{"reported":{"last_will":"yes","client_id":"x"}}}}')).toEqual(UNRECOGNISED);
  });

  test('reads a payload of 256 KB and leaves a larger one', () => {
    const payload = (length: number) => {
      const start = `{"state":{"reported":{"last_will":"yes","trigger_action":"on","client_id":"big","pad":"`;
      return `${start}${'x'.repeat(length - start.length - 4)}"}}}`;
    };
    expect(payload(262_144)).toHaveLength(262_144);
    expect(read(WILL, payload(262_144))).toEqual(offline('big'));
    expect(read(WILL, payload(262_145))).toEqual(UNRECOGNISED);
  });

  test('never throws, whatever the bytes', () => {
    const payloads = fc.oneof(
      fc.uint8Array(),
      fc.json().map((json) => new TextEncoder().encode(json)),
      fc.object().map((reported) => new TextEncoder().encode(will(reported))),
    );
    fc.assert(
      fc.property(fc.constantFrom(WILL, CONNECTED), payloads, (topic, payload) => {
        expect(read(topic, payload)).not.toBeNull();
      }),
    );
  });
});
