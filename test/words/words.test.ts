import { describe, expect, test } from 'vitest';
import type { DeviceState, Evidence, Freshness, LinkReason, LinkReasonCode, Verdict } from '../../main/contract/model.ts';
import { deviceState } from '../../main/contract/requests.ts';
import type { AlertSubject } from '../../main/words/domain.en.ts';
import { chooseLanguage, type Language, type Words, wordsFor } from '../../main/words/index.ts';
import { muteChoices, snoozeChoices } from '../../main/words/quick-times.ts';

type Said = string | readonly string[] | ((...given: never[]) => unknown) | { readonly [key: string]: Said };

/** Every leaf of a tree of words by its path. */
function leaves(words: Said, path = ''): Map<string, Said> {
  if (typeof words === 'string' || typeof words === 'function' || Array.isArray(words)) return new Map([[path, words]]);
  const found = new Map<string, Said>();
  for (const [key, value] of Object.entries(words))
    for (const [at, leaf] of leaves(value as Said, path === '' ? key : `${path}.${key}`)) found.set(at, leaf);
  return found;
}

const all = (language: Language): Map<string, Said> => {
  const { domain, window, desktop, rules, report } = wordsFor(language);
  return leaves({ domain, window, desktop, rules, report } as unknown as Said);
};
const en = all('en');
const de = all('de');
const time = (at: number): string => `T${at}`;

/** Sentences of the window take texts and numbers only. Which takes which is not known here: a text that was counted reads NaN or nothing, and is passed over. */
const GIVEN: readonly (readonly (number | string)[])[] = [
  [1, 1, 1, 1],
  [2, 3, 4, 5],
  [1234, 5678, 9999, 1],
  ['Xyz', 'Xyz', 'Xyz', 'Xyz'],
  ['Xyz', 2, 'Xyz', 3],
];

const plain = [...en].filter(([path]) => !path.startsWith('domain.') || typeof en.get(path) === 'string');

test('both languages have the same sentences, of the same kind', () => {
  expect([...de.keys()].sort()).toEqual([...en.keys()].sort());
  for (const [path, leaf] of en) {
    const other = de.get(path);
    expect([path, typeof other, Array.isArray(other) ? other.length : 0]).toEqual([
      path,
      typeof leaf,
      Array.isArray(leaf) ? leaf.length : 0,
    ]);
  }
});

/** What a sentence says, however it is called. */
function spoken(leaf: Said | undefined): string[] {
  if (typeof leaf === 'string') return [leaf];
  if (Array.isArray(leaf)) return [...leaf];
  if (typeof leaf === 'function')
    return GIVEN.map((given) => String((leaf as (...some: unknown[]) => unknown)(...given))).filter(
      (text, i) => i < 3 || !/NaN|^$/.test(text),
    );
  return [];
}

test('no sentence is empty or broken', () => {
  for (const tree of [en, de])
    for (const [path] of plain)
      for (const text of spoken(tree.get(path))) {
        if (text.trim() === '' || /undefined|NaN|null|\[object|\$\{| {2}|,,|\.\.$/.test(text)) expect.fail(`${path}: "${text}"`);
      }
});

describe('German', () => {
  /** Names, technical words and what is spelt alike in both languages. */
  const ALIKE =
    /^(Willwatch|Online|Offline|Live|Gateways?|Router|Broker|Port|Filter|Topic|Name|Version|JSON|Text|Hex|QoS|Region|AWS IoT Core|AWS lwtThing|English|Deutsch|blind|h|min|s|ms|24 h|Details|Status|3\.1\.1|5|mqtt:\/\/.*)$/;
  const ENGLISH =
    /\b(the|and|with|without|not|is|are|were|of|to|from|for|that|this|your|you|we|our|its|no|yes|device|devices|lost|since|before|after|between|unknown|message|messages|settings|connection|could|cannot|when|what|which|outage|outages|show|open|close|found|kept|held)\b/i;

  test('has no English left over', () => {
    for (const [path] of plain) {
      const english = spoken(en.get(path));
      for (const [i, text] of spoken(de.get(path)).entries()) {
        const words = text.replaceAll(/Xyz|Willwatch|\b[\d.,]+\b|[():·]/g, '').trim();
        if (/[a-z]{2}/i.test(words) && text === english[i] && !ALIKE.test(words))
          expect.fail(`${path} is the same in both languages: ${text}`);
        expect([
          path,
          ENGLISH.exec(
            text.replace(
              /\b(FROM|WHEN|END|AND|NOT)\b|state\.reported\.last_will|\/last\/will\/topic|site\/\+\/\{device\}\/status|\{\w+\}|auto/g,
              '',
            ),
          )?.[0] ?? '',
        ]).toEqual([path, '']);
      }
    }
  });

  test('separates thousands with a point', () => {
    expect(wordsFor('de').window.plural.devices(1234)).toBe('1.234 Geräte');
    expect(wordsFor('en').window.plural.devices(1234)).toBe('1,234 devices');
  });
});

describe.each(['en', 'de'] as const)('the domain in %s', (language) => {
  const { domain }: Words = wordsFor(language);
  const states = deviceState.options satisfies readonly DeviceState[];
  const verdicts: readonly Verdict[] = ['abrupt', 'clean', 'silent', 'upstream', 'unspecified'];
  const freshnesses: readonly Freshness[] = ['live', 'queued', 'retained'];
  const spans = [
    { notBefore: 5, notAfter: 5 },
    { notBefore: 5, notAfter: 9 },
    { notBefore: null, notAfter: 9 },
    { notBefore: 5, notAfter: null },
    { notBefore: null, notAfter: null },
  ];
  const sound = (text: string): void => {
    expect(text.trim()).not.toBe('');
    expect(text).not.toMatch(/undefined|null|NaN|\[object| {2}|\(\)|\( /);
  };

  test('has a headline for every state, freshness and interval', () => {
    for (const state of states)
      for (const freshness of [...freshnesses, null])
        for (const since of spans)
          for (const verdict of [...verdicts, null]) sound(domain.headline({ state, verdict, freshness, since }, time));
  });

  test('says "online since" only when that is known exactly', () => {
    const headline = (notBefore: number | null) =>
      domain.headline({ state: 'online', verdict: null, freshness: 'live', since: { notBefore, notAfter: 9 } }, time);
    expect(headline(9)).toMatch(/^Online (since|seit) T9\.$/);
    expect(headline(5)).toMatch(/latest|spätestens/);
    expect(headline(null)).toMatch(/latest|spätestens/);
  });

  test('names a cause in no headline', () => {
    for (const state of states)
      for (const freshness of freshnesses)
        for (const since of spans)
          expect(domain.headline({ state, verdict: null, freshness, since }, time)).not.toMatch(
            /power|kicked|taken over|Strom|hinausgeworfen|übernommen/i,
          );
  });

  test('has a title and a text for every alert', () => {
    for (const verdict of verdicts)
      for (const freshness of freshnesses)
        for (const began of spans)
          for (const kind of ['gateway', 'device'] as const)
            for (const will of ['', 'Offline']) {
              const subject: AlertSubject = {
                device: 'pump-1',
                kind,
                verdict,
                freshness,
                began,
                affectedGateways: 1,
                affectedDevices: 2,
                affectedGatewayIds: ['g1'],
                confirmed: 2,
                degraded: 1,
                will,
              };
              sound(domain.alertTitle(subject));
              expect(domain.alertTitle(subject)).toContain('pump-1');
              sound(domain.alertBody(subject, time));
              sound(domain.stillTitle(subject));
              sound(domain.stillBody(subject, time));
              expect(domain.alertBody(subject, time)).toContain('g1');
              expect(domain.alertBody(subject, time).includes('Offline')).toBe(
                will !== '' || domain.alertBody({ ...subject, will: '' }, time).includes('Offline'),
              );
            }
  });

  test('names at most three gateways and counts the rest', () => {
    expect(domain.affected(0, 0, [])).toBe('');
    expect(domain.affected(1, 0, ['g1'])).toContain('(g1)');
    expect(domain.affected(5, 1, ['g1', 'g2', 'g3', 'g4', 'g5'])).toMatch(/\(g1, g2, g3 (and 2 more|und 2 weitere)\)/);
    sound(domain.affected(2, 0, []));
    sound(domain.affected(0, 1, []));
  });

  test('has a sentence for every kind of evidence', () => {
    const reason: LinkReason = { code: 'asleep', detail: null };
    const device = { key: 'b/g1', id: 'g1', kind: 'gateway', name: null } as const;
    const kinds: Evidence[] = [
      { kind: 'last-heard', at: 5, topic: 'a/b' },
      { kind: 'silence', at: 5, seconds: 1 },
      { kind: 'silence', at: 5, seconds: 61 },
      { kind: 'upstream', at: 5, device, outageId: 1 },
      { kind: 'blind', began: 5, ended: null, reason },
      { kind: 'blind', began: 5, ended: 9, reason },
      ...freshnesses.flatMap((freshness): Evidence[] => [
        { kind: 'will', at: 5, topic: 'a/b', qos: 1, freshness },
        { kind: 'goodbye', at: 5, topic: 'a/b', freshness },
        { kind: 'birth', at: 5, topic: 'a/b', freshness },
      ]),
    ];
    for (const one of kinds) {
      sound(domain.evidence(one, time));
      expect(domain.evidence(one, time)).toContain('T5');
    }
  });

  test('says of every link reason what it is, with the detail where there is one', () => {
    const codes: Record<LinkReasonCode, true> = {
      connecting: true,
      'bad-settings': true,
      'name-not-found': true,
      refused: true,
      unreachable: true,
      timeout: true,
      'keep-alive': true,
      'closed-by-broker': true,
      reset: true,
      'protocol-error': true,
      'not-mqtt': true,
      'tls-untrusted': true,
      'tls-expired': true,
      'tls-not-yet-valid': true,
      'tls-wrong-host': true,
      'tls-client-certificate': true,
      'tls-failed': true,
      'bad-credentials': true,
      'not-authorised': true,
      'bad-client-id': true,
      'version-not-supported': true,
      'server-unavailable': true,
      'taken-over': true,
      kicked: true,
      quota: true,
      'websocket-refused': true,
      'aws-credentials': true,
      'aws-refused': true,
      'file-unreadable': true,
      'key-locked': true,
      'subscribe-refused': true,
      stopped: true,
      'not-running': true,
      asleep: true,
      dropped: true,
      'history-full': true,
      'history-failing': true,
      unknown: true,
    };
    for (const code of Object.keys(codes) as LinkReasonCode[]) {
      const { what, tryThis } = domain.linkReason({ code, detail: null });
      sound(what);
      expect(what).toMatch(/[^.]\.$/);
      if (code !== 'asleep') sound(tryThis);
      expect(domain.linkReason({ code, detail: 'ECONN' }).what).toContain('(ECONN)');
    }
  });

  test('has words for the rest', () => {
    for (const state of states) sound(domain.state[state]);
    for (const verdict of verdicts) sound(domain.verdictShort(verdict));
    for (const freshness of freshnesses) sound(domain.freshness[freshness]);
    for (const doubt of [
      'cause',
      'began-between',
      'age-of-retained',
      'clean-or-abrupt',
      'blind-now',
      'birth-before-will',
    ] as const)
      sound(domain.doubt(doubt));
    for (const reason of [
      'off',
      'back',
      'goodbye',
      'old-news',
      'asks-quiet',
      'part-of',
      'summary',
      'expired',
      'no-notifier',
      'acknowledged',
      'snoozed',
    ] as const)
      sound(domain.silence(reason));
    for (const until of [null, '15:00']) sound(domain.muted(until));
    expect(domain.muted('15:00')).toContain('15:00');
    for (const { choice } of [...muteChoices(0), ...snoozeChoices(0)]) sound(domain.quickTime[choice]);
    for (const ms of [null, 1000, 240_000, 90_000_000]) sound(domain.backBody(ms));
    expect(domain.deviceName('Pump 3', 'site/7/pump3')).toBe('Pump 3 (site/7/pump3)');
    expect(domain.deviceName(null, 'pump3')).toBe('pump3');
    for (const step of ['name', 'tcp', 'tls', 'connect', 'subscribe'] as const) sound(domain.testStep(step));
    for (const reason of ['not-a-database', 'foreign', 'corrupt'] as const)
      expect(domain.notices.historySetAside('/p', reason)).toContain('/p');
    expect(domain.notices.settingsSetAside('/p', 'why')).toMatch(/why.*\/p/);
    for (const total of [1, 5, 6]) {
      sound(domain.summaryTitle(total));
      sound(domain.summaryBody(['a', 'b'].slice(0, total), total));
    }
  });
});

test.each([
  ['auto', 'de', 'de'],
  ['auto', 'de-AT', 'de'],
  ['auto', 'de_DE.UTF-8', 'de'],
  ['auto', 'DE', 'de'],
  ['auto', 'den', 'en'],
  ['auto', 'en-GB', 'en'],
  ['auto', 'C', 'en'],
  ['auto', '', 'en'],
  ['en', 'de-DE', 'en'],
  ['de', 'en-US', 'de'],
] as const)('the setting %s in the locale "%s" gives %s', (setting, locale, language) => {
  expect(chooseLanguage(setting, locale)).toBe(language);
});
