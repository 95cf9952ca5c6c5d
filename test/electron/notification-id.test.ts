import fc from 'fast-check';
import { expect, test } from 'vitest';
import { notificationId, readActivation } from '../../main/electron/notification-id.ts';

test('a plain tag is the id; any other becomes one that Windows takes, always the same', () => {
  expect(notificationId('alert-7')).toBe('alert-7');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (tag) => {
      const id = notificationId(tag);
      expect(id).toMatch(/^[\w-]{1,64}$/);
      expect(notificationId(tag)).toBe(id);
    }),
  );
});

test.each([
  [
    { type: 'click', arguments: 'type=click&tag=alert-7' },
    { id: 'alert-7', button: null },
  ],
  [
    { type: 'action', arguments: 'type=action&action=1&tag=alert-7', actionIndex: 1 },
    { id: 'alert-7', button: 1 },
  ],
  [{ type: 'reply', arguments: 'type=reply&tag=alert-7' }, null],
  [{ type: 'action', arguments: 'tag=alert-7' }, null],
  [{ type: 'click', arguments: '' }, null],
  [{ type: 'click', arguments: 'willwatch://device/a' }, null],
  [{ type: 'click', arguments: `tag=${'x'.repeat(65)}` }, null],
])('%j', (details, expected) => {
  expect(readActivation(details)).toEqual(expected);
});
