import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { mergeFlags, readConfig } from '../../main/headless/config-file.ts';
import { readSettings } from '../../main/settings/check.ts';

const folder = mkdtempSync(join(tmpdir(), 'willwatch-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string) {
  const file = join(folder, 'config.json');
  writeFileSync(file, text);
  return readConfig(file);
}
const check = (value: unknown, flags: Parameters<typeof mergeFlags>[1] = { holdSeconds: null }) => {
  const config = read(typeof value === 'string' ? value : JSON.stringify(value));
  if (!config.ok) return config;
  return readSettings(mergeFlags(config.value, flags), 'refuse');
};

describe('a config file', () => {
  test('may leave out what can be told from the rest', () => {
    expect(
      check({
        brokers: [{ url: 'mqtt://plant:1883' }],
        watches: [{ topic: 'a/{device}', online: 'up', offline: [{ path: 'state', equals: 'off' }, 'down'] }],
        rules: [{ sql: "SELECT * FROM 'a'" }, { id: 'x', sql: "SELECT * FROM 'b'" }],
        topology: [['r1', 'g1'], { upstream: 'g1', downstream: 'd1' }],
      }),
    ).toMatchObject({
      ok: true,
      settings: {
        brokers: [{ id: 'plant:1883', name: 'plant:1883' }],
        rules: [
          { id: 'rule-1', name: 'rule-1', enabled: true },
          { id: 'x', name: 'x' },
        ],
        watches: [
          {
            id: 'watch-1',
            convention: 'custom',
            online: [{ kind: 'text', text: 'up' }],
            offline: [
              { kind: 'json', path: 'state', equals: 'off' },
              { kind: 'text', text: 'down' },
            ],
          },
        ],
        topology: [
          { upstream: 'r1', downstream: 'g1' },
          { upstream: 'g1', downstream: 'd1' },
        ],
      },
    });
  });

  test.each([
    [{ broker: [] }, 'broker'],
    [{ brokers: [{ url: 'mqtt://a', onlin: 1 }] }, 'brokers.0.onlin'],
    [{ notifications: { holdSecond: 1 } }, 'notifications.holdSecond'],
  ])('with a misspelt key %j is refused, and the key named', (value, key) => {
    expect(check(value)).toMatchObject({ ok: false, reason: expect.stringContaining(`"${key}"`) });
  });

  test.each(['', '[]', 'null', '7', '{', '{"version":2}', '{"brokers":7}', '{"brokers":[7]}', '{"watches":[{"topic":7}]}'])(
    'that holds %j is refused with a sentence',
    (text) => {
      expect(check(text)).toMatchObject({ ok: false, reason: expect.stringMatching(/../) });
    },
  );

  test('with a byte order mark is read', () => {
    expect(check('\uFEFF{"topology":[]}')).toMatchObject({ ok: true });
  });

  test('gives way to the command line: brokers, watches and hold, and nothing else', () => {
    const file = {
      brokers: [{ url: 'mqtt://file' }],
      watches: [{ topic: 'f/{device}', offline: 'off' }],
      topology: [['r', 'g']],
      notifications: { enabled: false, holdSeconds: 9 },
    };
    const brokers = [{ id: 'b', name: 'b', url: 'mqtt://flag' }];
    expect(check(file, { brokers, holdSeconds: 0 })).toMatchObject({
      settings: {
        brokers: [{ id: 'b' }],
        watches: [{ topic: 'f/{device}' }],
        topology: [{ upstream: 'r' }],
        notifications: { enabled: false, holdSeconds: 0 },
      },
    });
    expect(check(file, { watches: [{ id: 'w', convention: 'auto' }], holdSeconds: null })).toMatchObject({
      settings: { brokers: [{ url: 'mqtt://file' }], watches: [{ convention: 'auto' }], notifications: { holdSeconds: 9 } },
    });
  });
});
