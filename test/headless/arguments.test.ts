import { describe, expect, test } from 'vitest';
import {
  type Arguments,
  type HistoryArguments,
  readArguments,
  USAGE,
  type WatchArguments,
} from '../../main/headless/arguments.ts';
import { mergeFlags } from '../../main/headless/config-file.ts';
import { readSettings } from '../../main/settings/check.ts';

const NOW = Date.UTC(2026, 0, 31, 14);

function read(...argv: readonly string[]): Arguments {
  const outcome = readArguments(argv, NOW);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.arguments;
}
const watch = (...argv: readonly string[]): WatchArguments => read('watch', ...argv) as WatchArguments;
const history = (...argv: readonly string[]): HistoryArguments => read('history', ...argv) as HistoryArguments;
/** Why a command line is refused; always one line that leads to the help. */
function refusal(...argv: readonly string[]): string {
  const outcome = readArguments(argv, NOW);
  if (outcome.ok) throw new Error(`accepted: ${argv.join(' ')}`);
  expect(outcome.reason).toMatch(/^[^\n]+[^.]\. See willwatch help\.$/);
  return outcome.reason;
}
/** The settings of a command line, checked as the program checks them. */
function settings(...argv: readonly string[]) {
  const outcome = readSettings(mergeFlags({}, watch(...argv).flags), 'refuse');
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.settings;
}
const broker = (url: string) => settings('--broker', url).brokers[0];
const BROKER = ['--broker', 'mqtt://plant:1883'] as const;

describe('commands', () => {
  test.each([
    [[], 'help'],
    [['help'], 'help'],
    [['--help'], 'help'],
    [['-h'], 'help'],
    [['watch', '--help'], 'help'],
    [['--version'], 'version'],
    [['version'], 'version'],
    [['watch'], 'watch'],
    [['start'], 'start'],
    [['demo', '--headless'], 'demo'],
    [['history'], 'history'],
    [['report'], 'report'],
    [['diagnosis'], 'diagnosis'],
    [['thing', '-e', 'h', '--plain'], 'thing'],
  ])('%j is %s', (argv, command) => {
    expect(read(...argv).command).toBe(command);
  });

  test.each(['wacth', '--json', '', '__proto__'])('there is no command %j', (command) => {
    expect(refusal(command)).toContain(`"${command}"`);
  });

  test('every option of the help is understood', () => {
    const wanted = [...USAGE.matchAll(/--[a-z-]+/g)].map(([option]) => option);
    const samples: Record<string, readonly string[]> = {
      '--broker': ['watch', '--broker', 'mqtt://h'],
      '--mqtt': ['watch', ...BROKER, '--mqtt', '5'],
      '--ca': ['watch', ...BROKER, '--ca', 'ca.pem'],
      '--cert': ['watch', ...BROKER, '--cert', 'c.pem', '--key', 'k.pem'],
      '--key': ['watch', ...BROKER, '--cert', 'c.pem', '--key', 'k.pem'],
      '--convention': ['watch', ...BROKER, '--convention', 'lwtthing'],
      '--watch': ['watch', ...BROKER, '--watch', '{device}/x'],
      '--online': ['watch', ...BROKER, '--watch', '{device}/x', '--online', 'up'],
      '--offline': ['watch', ...BROKER, '--watch', '{device}/x', '--offline', 'down'],
      '--goodbye': ['watch', ...BROKER, '--watch', '{device}/x', '--goodbye', 'bye'],
      '--hold': ['watch', ...BROKER, '--hold', '5'],
      '--config': ['watch', '--config', 'x.json'],
      '--data-dir': ['watch', '--data-dir', 'd'],
      '--log-level': ['demo', '--log-level', 'debug'],
      '--port': ['watch', '--port', '1'],
      '--no-notify': ['watch', '--no-notify'],
      '--json': ['watch', '--json'],
      '--for': ['watch', '--for', '1'],
      '--since': ['history', '--since', '1d'],
      '--device': ['history', '--device', 'd'],
      '--format': ['history', '--format', 'csv'],
      '--replace': ['topology', 'import', 'f', '--replace'],
      '--dry-run': ['topology', 'import', '-', '--dry-run'],
      '--connection': ['topology', 'export', '--connection', 'plant'],
      '--sql': ['sql', '--sql', 's', '--topic', 't'],
      '--topic': ['sql', '--sql', 's', '--topic', 't'],
      '--payload': ['sql', '--sql', 's', '--topic', 't', '--payload', 'p'],
      '--file': ['sql', '--sql', 's', '--topic', 't', '--file', 'f'],
      '--version': ['sql', '--sql', 's', '--topic', 't', '--version', '2015-10-08'],
      '--batch': ['sql', '--batch'],
      '--region': [...THING, '--region', 'eu-central-1'],
      '--will-topic': [...THING, '--will-topic', 'w'],
      '--will-qos': [...THING, '--will-qos', '1'],
      '--keep-alive': [...THING, '--keep-alive', '60'],
      '--after': [...THING, '--after', '5'],
      '--die': [...THING, '--die', 'clean'],
      '--plain': ['thing', '-e', 'h', '--plain'],
    };
    for (const option of wanted) {
      expect(Object.keys(samples)).toContain(option);
      expect(readArguments(samples[option] ?? [], NOW)).toMatchObject({ ok: true });
    }
  });
});

const THING = ['thing', '-e', 'h', '-r', 'ca.pem', '-c', 'c.pem', '-k', 'k.pem'];

describe('watch', () => {
  test('without options takes the person’s own settings', () => {
    expect(watch()).toEqual({
      command: 'watch',
      flags: { holdSeconds: null },
      passwords: new Map(),
      configFile: null,
      dataDir: null,
      logLevel: null,
      port: null,
      notify: true,
      json: false,
      forSeconds: null,
    });
  });

  test('takes no folder that is none, and no level that is none', () => {
    for (const command of ['watch', 'start', 'demo', 'history', 'diagnosis']) {
      expect(refusal(command, '--data-dir', '')).toBe(
        '--data-dir needs a folder; it was given an empty text. See willwatch help.',
      );
      expect(refusal(command, '--data-dir', 'a\0b')).toContain('zero character');
    }
    expect(refusal('watch', '--log-level', 'verbose')).toContain('error, warn, info, debug');
    expect(watch('--log-level', 'WARN').logLevel).toBe('warn');
  });

  test('takes everything at once', () => {
    const args = watch(
      ...['--broker', 'mqtts://user:secret@plant:8883', '--mqtt', '5', '--ca', 'ca.pem', '--cert', 'c.pem', '--key', 'k.pem'],
      ...['--watch', 'a/{device}', '--online', '$.state=up', '--offline', 'down', '--goodbye', 'bye', '--hold', '0'],
      ...['--data-dir', '/tmp/d', '--port', 'off', '--no-notify', '--json', '--for', '2.5'],
    );
    expect(args).toMatchObject({ dataDir: '/tmp/d', port: 'off', notify: false, json: true, forSeconds: 2.5 });
    expect(args.passwords).toEqual(new Map([['plant:8883', 'secret']]));
    const checked = readSettings(mergeFlags({}, args.flags), 'refuse');
    expect(checked).toMatchObject({
      ok: true,
      settings: {
        brokers: [
          {
            id: 'plant:8883',
            url: 'mqtts://plant:8883',
            username: 'user',
            protocol: '5',
            caFile: 'ca.pem',
            certFile: 'c.pem',
            keyFile: 'k.pem',
          },
        ],
        watches: [
          {
            convention: 'custom',
            topic: 'a/{device}',
            online: [{ kind: 'json', path: 'state', equals: 'up' }],
            offline: [{ kind: 'text', text: 'down' }],
            goodbye: [{ kind: 'text', text: 'bye' }],
          },
        ],
        notifications: { holdSeconds: 0 },
      },
    });
    expect(JSON.stringify(args.flags)).not.toContain('secret');
  });

  test.each([
    [[], ['auto']],
    [['--convention', 'AUTO'], ['auto']],
    [['--convention', 'lwtThing'], ['lwtThing']],
    [
      ['--watch', '{device}/a', '--watch', '{device}/b'],
      ['custom', 'custom'],
    ],
    [['--watch', '{device}/a', '--convention', 'custom'], ['custom']],
    [
      ['--watch', '{device}/a', '--convention', 'lwtthing'],
      ['custom', 'lwtThing'],
    ],
  ])('%j watches for %j', (argv, conventions) => {
    expect(settings(...BROKER, ...argv).watches.map((one) => one.convention)).toEqual(conventions);
  });

  test.each([
    ['text', { kind: 'text', text: 'text' }],
    ['$.a.b=c', { kind: 'json', path: 'a.b', equals: 'c' }],
    ['$.a=b=c', { kind: 'json', path: 'a', equals: 'b=c' }],
    ['$.a=', { kind: 'json', path: 'a', equals: '' }],
    ['$5', { kind: 'text', text: '$5' }],
  ])('--offline %s is %j', (given, test) => {
    expect(settings(...BROKER, '--watch', '{device}', '--offline', given).watches[0]?.offline).toEqual([test]);
  });

  test.each<[string, string, readonly string[]]>([
    ['an unknown option', '--brokr', ['--brokr', 'mqtt://h']],
    ['an argument too many', 'mqtt://h', ['mqtt://h']],
    ['a missing value', '--broker', ['--broker']],
    ['an option as value', '--broker', ['--broker', '--json']],
    ['a value for a flag', '--json', ['--json=yes']],
    ['no scheme', '--broker', ['--broker', 'plant:1883']],
    ['only a name', '--broker', ['--broker', 'plant']],
    ['only an address', '--broker', ['--broker', '192.168.1.5:1883']],
    ['another scheme', '--broker', ['--broker', 'http://plant']],
    ['no host', '--broker', ['--broker', 'mqtt://']],
    ['no slashes', '--broker', ['--broker', 'mqtt:plant']],
    ['a port that is none', '--broker', ['--broker', 'mqtt://plant:99999']],
    ['an empty address', '--broker', ['--broker', '']],
    ['one broker twice', '--broker', ['--broker', 'mqtt://h', '--broker', 'mqtt://h']],
    ['a wrong version', '--mqtt', [...BROKER, '--mqtt', '4']],
    ['a certificate without its key', '--cert', [...BROKER, '--cert', 'c.pem']],
    ['a key without its certificate', '--key', [...BROKER, '--key', 'k.pem']],
    ['an unknown convention', '--convention', [...BROKER, '--convention', 'tasmoto']],
    ['custom without a topic', '--watch', [...BROKER, '--convention', 'custom']],
    ['a topic without a device', '--watch', [...BROKER, '--watch', 'a/b']],
    ['a topic that is no filter', '--watch', [...BROKER, '--watch', 'a/#/{device}']],
    ['a misspelt placeholder', '--watch', [...BROKER, '--watch', '{device}/{sitee}']],
    ['a text without a topic', '--offline', [...BROKER, '--offline', 'x']],
    ['an empty text', '--online', [...BROKER, '--watch', '{device}', '--online', ' ']],
    ['a text too long', '--goodbye', [...BROKER, '--watch', '{device}', '--goodbye', 'x'.repeat(1001)]],
    ['a JSON path without a value', '--offline', [...BROKER, '--watch', '{device}', '--offline', '$.state']],
    ['a text without a broker', '--online', ['--online', 'x']],
    ['a hold without a broker', '--hold', ['--hold', '5']],
    ['a hold that is no number', '--hold', [...BROKER, '--hold', '3s']],
    ['a negative hold', '--hold', [...BROKER, '--hold=-1']],
    ['an endless hold', '--hold', [...BROKER, '--hold', 'Infinity']],
    ['an empty time', '--for', ['--for', '']],
    ['a time too long', '--for', ['--for', '604801']],
    ['a port that is a word', '--port', ['--port', 'on']],
    ['a port too high', '--port', ['--port', '65536']],
  ])('refuses %s and names %s', (_what, named, argv) => {
    expect(refusal('watch', ...argv)).toContain(named);
  });
});

describe('the address of a broker', () => {
  test.each([
    ['mqtt://plant', { id: 'plant', url: 'mqtt://plant' }],
    ['mqtt://plant:1883', { id: 'plant:1883', url: 'mqtt://plant:1883' }],
    ['mqtts://192.168.1.5:8883', { id: '192.168.1.5:8883', url: 'mqtts://192.168.1.5:8883' }],
    ['mqtt://[::1]:1883', { id: '[::1]:1883', url: 'mqtt://[::1]:1883' }],
    ['mqtt://[fe80::1]', { id: '[fe80::1]', url: 'mqtt://[fe80::1]' }],
    ['wss://plant/mqtt', { id: 'plant', url: 'wss://plant/mqtt' }],
    ['ws://plant:8080', { id: 'plant:8080', url: 'ws://plant:8080' }],
    ['ws://plant:8080/', { id: 'plant:8080', url: 'ws://plant:8080/' }],
    ['mqtt://user@plant', { id: 'plant', url: 'mqtt://plant', username: 'user' }],
    ['mqtt://us%40er:x@plant', { username: 'us@er' }],
  ])('%s', (url, wanted) => {
    expect(broker(url)).toMatchObject(wanted);
  });

  test('may have a host as long as hosts can be', () => {
    const host = `${'a'.repeat(60)}.`.repeat(4);
    expect(broker(`mqtt://${host}example:1883`)?.url).toContain(host);
  });

  test.each([
    ['p%40ss%2Fw%3Ard%25%23', 'p@ss/w:rd%#'],
    ['%C3%A4%F0%9F%98%80', 'ä😀'],
    ['a:b', 'a:b'],
    ["quote'$(x)", "quote'$(x)"],
  ])('has the password %s as %s', (written, password) => {
    expect([...watch('--broker', `mqtt://user:${written}@plant`).passwords.values()]).toEqual([password]);
  });

  test.each([
    'mqtt://user:50%zz@plant',
    'mqtt://us%er:secret@plant',
    'mqtt://user:secret%E0%A4%A@plant',
    'mqtt://user:secret%@plant',
  ])('%s has a percent sign that means nothing, and is told so without its password', (url) => {
    const reason = refusal('watch', '--broker', url);
    expect(reason).toContain('--broker');
    expect(reason).toContain('%25');
    expect(reason).not.toMatch(/secret|50%/);
  });

  test.each([
    'mqtt://user:sec#ret@plant',
    'mqtt://user:sec/ret@plant',
    'mqtt://user:12/sec@plant',
    'mqtt://user:sec?ret@plant',
    'mqtts://u:sec@[::1',
  ])('%s is told to write its password otherwise, and not repeated', (url) => {
    const reason = refusal('watch', '--broker', url);
    expect(reason).toContain('%2F');
    expect(reason).not.toContain('sec');
  });

  test('several on one host have ids of their own', () => {
    const { brokers } = settings(
      '--broker',
      'wss://plant/a',
      '--broker',
      'wss://plant/b',
      '--broker',
      'wss://u@plant/b',
      '--broker',
      'mqtt://other',
    );
    expect(brokers.map((one) => one.id)).toEqual(['plant', 'plant-2', 'plant-3', 'other']);
    expect(new Set(brokers.map((one) => one.name)).size).toBe(4);
  });
});

describe('start and demo', () => {
  test('take a data directory, a port and no notifications', () => {
    for (const command of ['start', 'demo'])
      expect(read(command, '--data-dir', 'd', '--port', '0', '--no-notify')).toMatchObject({
        command,
        dataDir: 'd',
        port: 0,
        notify: false,
      });
  });

  test('take no broker', () => {
    expect(refusal('start', '--broker', 'mqtt://h')).toContain('--broker');
    expect(refusal('demo', 'now')).toContain('now');
  });
});

describe('report', () => {
  test('is of the time since the last one, as text, unless it is told otherwise', () => {
    expect(read('report')).toEqual({ command: 'report', since: null, format: 'text', dataDir: null });
    expect(read('report', '--since', '8h', '--format', 'json', '--data-dir', '/d')).toMatchObject({
      format: 'json',
      dataDir: '/d',
    });
    expect(refusal('report', '--format', 'csv')).toContain('--format "csv"');
    expect(refusal('report', '--since', 'noon')).toContain('--since');
  });
});

describe('history', () => {
  test.each([
    ['90s', NOW - 90_000],
    ['90m', NOW - 5_400_000],
    ['1.5h', NOW - 5_400_000],
    ['7d', NOW - 604_800_000],
    ['2026-01-31T08:00Z', Date.UTC(2026, 0, 31, 8)],
    ['2026-01-31T08:00:30.5+01:00', Date.UTC(2026, 0, 31, 7, 0, 30, 500)],
    ['2026-01-31', new Date(2026, 0, 31).getTime()],
    ['2026-01-31T08:00', new Date(2026, 0, 31, 8).getTime()],
    ['2026-01-31 08:00', new Date(2026, 0, 31, 8).getTime()],
    ['1769868000000', 1_769_868_000_000],
  ])('--since %s', (given, at) => {
    expect(history('--since', given).since).toBe(at);
  });

  test.each(['yesterday', 'room 5', '5', '12', '2026-13-01', '2026-01-31T25:00', '31.01.2026', '12 h', '', '-1h', '1e3h'])(
    '--since %j is no time',
    (given) => {
      expect(refusal('history', `--since=${given}`)).toContain('--since');
    },
  );

  test('takes a device and a format', () => {
    expect(history('--device', 'a/b', '--format', 'json', '--data-dir', 'd')).toEqual({
      command: 'history',
      since: null,
      device: 'a/b',
      format: 'json',
      dataDir: 'd',
    });
    expect(history().format).toBe('table');
    expect(refusal('history', '--format', 'xml')).toContain('--format "xml"');
    expect(refusal('history', '--broker', 'x')).toContain('--broker');
  });
});

describe('sql', () => {
  const ONE = ['sql', '--sql', 's', '--topic', 't'] as const;

  test('takes its payload from the command line, a file or stdin', () => {
    expect(read(...ONE, '--payload', '')).toMatchObject({
      batch: false,
      payload: { text: '' },
      version: '2016-03-23',
      json: false,
    });
    expect(read(...ONE, '--file', 'f')).toMatchObject({ payload: { file: 'f' } });
    expect(read(...ONE)).toMatchObject({ payload: 'stdin' });
    expect(read('sql', '--batch')).toEqual({ command: 'sql', batch: true });
  });

  test.each([
    [['sql'], '--sql'],
    [['sql', '--sql', 's'], '--topic'],
    [['sql', '--sql', 's', '--topic', 'a/#'], '"a/#"'],
    [[...ONE, '--payload', 'p', '--file', 'f'], 'exclude each other'],
    [[...ONE, '--version', '2020'], '"2020"'],
    [['sql', '--batch', '--topic', 't'], '--topic'],
    [[...ONE, '--broker', 'mqtt://h'], '--broker'],
  ])('refuses %j', (argv, named) => {
    expect(refusal(...argv)).toContain(named);
  });
});
