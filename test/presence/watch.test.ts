import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type WatchSettings, watchSettings } from '../../main/contract/settings.ts';
import { CONVENTIONS, openWatch, recognise, type Watch } from '../../main/presence/watch.ts';
import { domainEn } from '../../main/words/domain.en.ts';

const open = (input: Partial<WatchSettings> & Pick<WatchSettings, 'id' | 'convention'>): Watch => {
  const outcome = openWatch(watchSettings.parse(input));
  if (!outcome.ok) throw new Error(domainEn.watchFaults.fault(outcome.reason));
  return outcome.watch;
};
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const offline = [{ kind: 'text' as const, text: 'offline' }];
const WILL = bytes('{"state":{"reported":{"last_will":"yes","trigger_action":"on","client_id":"lwtThing"}}}');

const auto = open({ id: 'auto', convention: 'auto' });
const first = open({ id: 'first', convention: 'custom', topic: 'site/{device}', offline });
const second = open({ id: 'second', convention: 'custom', topic: '+/{device}', offline: [{ kind: 'text', text: 'gone' }] });

describe('recognising a message', () => {
  test('the first watch that can read it wins', () => {
    expect(recognise([first, second], 'site/a', bytes('offline'))?.watch.id).toBe('first');
    expect(recognise([second, first], 'site/a', bytes('offline'))?.watch.id).toBe('first');
    expect(recognise([first, second], 'site/a', bytes('gone'))?.watch.id).toBe('second');
  });

  test('it is unrecognised only when no watch can read it', () => {
    expect(recognise([first, second], 'site/a', bytes('?'))).toMatchObject({
      watch: { id: 'first' },
      reading: { kind: 'unrecognised' },
    });
  });

  test('a topic of no watch is nothing', () => {
    expect(recognise([first], 'elsewhere/a', bytes('offline'))).toBeNull();
    expect(recognise([], 'site/a', bytes('offline'))).toBeNull();
  });

  test('auto reads every convention', () => {
    expect(recognise([auto], '/last/will/topic', WILL)).toMatchObject({
      convention: { id: 'lwtThing' },
      reading: { deviceId: 'lwtThing', saying: 'offline' },
    });
  });

  test('it never throws, whatever the bytes and the topic', () => {
    const topics = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('site/a', '/last/will/topic', 'x/a'));
    fc.assert(fc.property(topics, fc.uint8Array(), (topic, payload) => void recognise([auto, first, second], topic, payload)));
  });
});

describe('a watch', () => {
  test('keeps its settings', () => {
    expect(open({ id: 'w', convention: 'lwtThing', connectionId: 'b1', holdSeconds: 0, silentAfterSeconds: 9 })).toMatchObject({
      id: 'w',
      connectionId: 'b1',
      holdSeconds: 0,
      silentAfterSeconds: 9,
    });
  });

  test('of a person that cannot work is refused with a reason', () => {
    expect(openWatch(watchSettings.parse({ id: 'w', convention: 'custom', topic: 'a/b' }))).toMatchObject({ ok: false });
  });

  test('no convention of auto subscribes to everything', () => {
    for (const { filters } of CONVENTIONS) for (const filter of filters) expect(filter.split('/')[0]).not.toMatch(/^[#+]$/);
  });
});
