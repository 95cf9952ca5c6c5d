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
  expect(readDeepLink(link)).toBe(id);
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
      expect(readDeepLink(`willwatch://device/${encodeURIComponent(id)}`)).toBe(id);
    }),
  );
});
