import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDeepLink } from '../../main/electron/deep-link.ts';

test.each([
  ['willwatch://device/gw1', 'gw1'],
  ['willwatch://device/gw1/', 'gw1'],
  ['WILLWATCH://device/gw1', 'gw1'],
  ['willwatch://device/plant%2Fgw%201', 'plant/gw 1'],
  ['willwatch://device/..%2F..%2Fetc%2Fpasswd', '../../etc/passwd'],
  ['willwatch://device/%F0%9F%98%80', '😀'],
])('%s names a device', (link, id) => {
  expect(readDeepLink(link)).toEqual({ kind: 'device', id });
});

test.each([
  ['willwatch://incident/7', 7],
  ['willwatch://incident/7/', 7],
  ['willwatch://INCIDENT/9007199254740991', 9_007_199_254_740_991],
])('%s names an incident', (link, outageId) => {
  expect(readDeepLink(link)).toEqual({ kind: 'incident', outageId });
});

test.each([
  '',
  'willwatch:',
  'willwatch://device',
  'willwatch://device/',
  'willwatch://device//',
  'willwatch://device/a/b',
  'willwatch://device/%',
  'willwatch://device/%ff',
  'willwatch://device/%00',
  'willwatch://device/a%0Ab',
  'willwatch://device/a?b',
  'willwatch://device/a#b',
  'willwatch://user@device/a',
  'willwatch://device:1/a',
  'willwatch://settings/a',
  'willwatch://incident/',
  'willwatch://incident/0',
  'willwatch://incident/-1',
  'willwatch://incident/1.5',
  'willwatch://incident/1e3',
  'willwatch://incident/0x10',
  'willwatch://incident/%207',
  'willwatch://incident/7;drop',
  'willwatch://incident/٧',
  'willwatch://incident/9007199254740993',
  `willwatch://incident/${'9'.repeat(400)}`,
  'willwatch://incident.evil/7',
  'willwatch://incident/../device/7',
  'willwatch:device/a',
  'https://device/a',
  'javascript://device/a',
  'file:///etc/passwd',
  `willwatch://device/${'a'.repeat(2_000)}`,
])('%s is no link of ours', (link) => {
  expect(readDeepLink(link)).toBeNull();
});

test('no text makes it throw, and every id comes back from its address', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readDeepLink(`willwatch://device/${text}`)));
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }), (id) => {
      fc.pre(id.isWellFormed() && !/\p{Cc}/u.test(id) && !/^\.{1,2}$/.test(id));
      expect(readDeepLink(`willwatch://device/${encodeURIComponent(id)}`)).toEqual({ kind: 'device', id });
    }),
  );
});
