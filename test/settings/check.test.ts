import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkBrokerUrl, readSettings } from '../../main/settings/check.ts';
import { passwordName } from '../../main/settings/port.ts';
import { domainDe } from '../../main/words/domain.de.ts';
import { rulesDe } from '../../main/words/rules.de.ts';

const broker = { id: 'b', name: 'Nord', url: 'mqtt://plant' };
const GERMAN = { rules: rulesDe, brokers: domainDe.brokerFaults, watches: domainDe.watchFaults };
const AWS = 'wss://abc-ats.iot.eu-central-1.amazonaws.com';
const watch = { id: 'w', convention: 'custom', topic: '{device}/x', offline: [{ kind: 'text', text: 'off' }] };
const reason = (input: unknown): string => {
  const outcome = readSettings(input);
  return outcome.ok ? '' : outcome.reason;
};

describe('settings', () => {
  test('may leave everything out', () => {
    expect(readSettings({})).toEqual({
      ok: true,
      settings: {
        version: 1,
        brokers: [],
        watches: [],
        topology: [],
        rules: [],
        mail: { host: '', port: 587, security: 'starttls', user: '', from: '' },
        notifications: { enabled: true, holdSeconds: 3, incidentSeconds: 10 },
        learning: { dismissed: [], wrong: [] },
        retention: { days: 365, megabytes: 1000 },
        log: { level: 'info' },
        secrets: { unprotected: 'session' },
        startAtLogin: false,
        appearance: { theme: 'auto', language: 'auto' },
        live: {
          favourites: ['/lwt/executed', '/last/will/topic', '/lwt/connected/topic'].map((topic) => ({
            kind: 'subscribe',
            id: topic,
            name: '',
            topic,
            qos: 0,
          })),
        },
        updates: { check: 'ask', channel: 'stable' },
      },
    });
  });

  test('keep a broker, a watch on it, and what hangs on what', () => {
    expect(
      readSettings({
        brokers: [broker],
        watches: [
          { ...watch, connectionId: 'b' },
          { id: 'auto', convention: 'auto' },
        ],
        topology: [{ upstream: 'a/b', downstream: '__proto__' }],
      }),
    ).toMatchObject({ ok: true });
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'object'],
    ['a list', [], 'object'],
    ['another version', { version: 2 }, 'version'],
    ['two brokers of one id', { brokers: [broker, broker] }, 'two brokers have the id "b"'],
    ['a broker id with a slash', { brokers: [{ ...broker, id: 'a/b' }] }, 'brokers.0.id: no slash or space'],
    ['a broker without a name', { brokers: [{ ...broker, name: '' }] }, 'brokers.0.name'],
    ['an address that is none', { brokers: [{ ...broker, url: 'plant' }] }, 'Nord: "plant" is not an address'],
    ['a certificate without its key', { brokers: [{ ...broker, certFile: 'c' }] }, 'belong together'],
    ['a key without its certificate', { brokers: [{ ...broker, keyFile: 'k' }] }, 'belong together'],
    [
      'a signature without WebSocket',
      { brokers: [{ ...broker, aws: { signed: true, region: 'eu-west-1' } }] },
      'needs a wss:// address',
    ],
    ['a signature without a region', { brokers: [{ ...broker, url: 'wss://plant', aws: { signed: true } }] }, 'needs a region'],
    [
      'a signature and a certificate',
      { brokers: [{ ...broker, url: AWS, certFile: 'c', keyFile: 'k', aws: { signed: true } }] },
      'exclude each other',
    ],
    ['a region that is none', { brokers: [{ ...broker, aws: { region: 'Frankfurt' } }] }, 'spelt like eu-central-1'],
    ['a client id that AWS keeps', { brokers: [{ ...broker, url: AWS, clientId: '$me' }] }, 'begins with $'],
    [
      'a topic that is too deep for AWS',
      { brokers: [{ ...broker, url: AWS }], watches: [{ ...watch, connectionId: 'b', topic: 'a/b/c/d/e/f/g/h/{device}' }] },
      'has 8 slashes; AWS IoT takes 7',
    ],
    ['a keep-alive of 0', { brokers: [{ ...broker, keepAliveSeconds: 0 }] }, 'brokers.0.keepAliveSeconds'],
    ['two watches of one id', { watches: [watch, watch] }, 'two watches have the id "w"'],
    ['a watch on a broker that is gone', { watches: [{ ...watch, connectionId: 'b' }] }, 'the broker "b", which does not exist'],
    ['a watch that cannot work', { watches: [{ ...watch, topic: 'a' }] }, 'the watch "w": "a" needs {device}'],
    ['an unknown convention', { watches: [{ ...watch, convention: 'tasmoto' }] }, 'watches.0.convention'],
    ['a hold of minus one', { notifications: { holdSeconds: -1 } }, 'notifications.holdSeconds'],
    ['a language we do not speak', { appearance: { language: 'fr' } }, 'appearance.language'],
  ])('with %s are refused, and it is said where', (_what, input, where) => {
    expect(reason(input)).toContain(where);
    expect(reason(input)).not.toContain('\n');
  });

  test('are read from anything without a throw, and what is accepted is accepted again unchanged', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record({ brokers: fc.anything(), watches: fc.anything(), topology: fc.anything() }, { requiredKeys: [] }),
        ),
        (input) => {
          const outcome = readSettings(input);
          if (outcome.ok) expect(readSettings(outcome.settings)).toEqual(outcome);
          else expect(outcome.reason).not.toBe('');
        },
      ),
    );
  });
});

describe('the address of a broker', () => {
  test.each([
    'mqtt://plant',
    'mqtts://plant:8883',
    'ws://plant:8080/mqtt',
    'wss://plant/mqtt?x=1',
    'mqtt://[::1]:1883',
    'mqtt://192.168.1.5',
    'MQTT://plant',
  ])('may be %s', (url) => {
    expect(checkBrokerUrl(url)).toBeNull();
  });

  test.each([
    ['plant', 'is not an address'],
    ['192.168.1.5:1883', 'is not an address'],
    ['mqtt://plant:99999', 'is not an address'],
    ['mqtt://pl ant', 'is not an address'],
    ['', 'is not an address'],
    ['plant:1883', 'does not begin with mqtt://'],
    ['http://plant', 'does not begin with mqtt://'],
    ['file:///etc/passwd', 'does not begin with mqtt://'],
    ['mqtt://', 'names no host'],
    ['mqtt:plant', 'names no host'],
    ['mqtt://user@plant', 'their own fields'],
    ['mqtt://:secret@plant', 'their own fields'],
  ])('may not be %j: %s', (url, why) => {
    expect(checkBrokerUrl(url)).toContain(why);
  });
});

test('a password has a name of its own per broker', () => {
  expect(passwordName('b')).not.toBe(passwordName('c'));
});

test.each([
  ['a', 'die Beobachtung „w“: „a“ braucht {device}'],
  ['{device}/#/x', '# muss die ganze letzte Ebene'],
  ['{devcie}', '{devcie} ist kein Platzhalter'],
])('the watch of %j is refused in the language of the person', (topic, why) => {
  expect(readSettings({ watches: [{ ...watch, topic }] }, 'ignore', GERMAN)).toMatchObject({
    ok: false,
    reason: expect.stringContaining(why),
  });
});

test.each([
  [{ ...broker, url: 'plant' }, 'Nord: „plant“ ist keine Adresse'],
  [{ ...broker, certFile: 'c' }, 'Nord: ein Client-Zertifikat und sein Schlüssel gehören zusammen'],
  [{ ...broker, url: AWS, clientId: '$me' }, 'Nord: die Client-ID „$me“ beginnt mit $'],
])('a broker is refused in the language of the person', (one, why) => {
  expect(readSettings({ brokers: [one] }, 'ignore', GERMAN)).toMatchObject({ ok: false, reason: expect.stringContaining(why) });
});
