import fc from 'fast-check';
import { expect, test } from 'vitest';
import { notificationText } from '../../main/electron/notification-text.ts';

const body = (text: string, platform: NodeJS.Platform): string => notificationText({ title: 't', body: text }, platform).body;

test('Linux servers read markup in the body, and only there', () => {
  const markup = '<a href="x">a</a> & b';
  expect(body(markup, 'linux')).toBe('&lt;a href="x"&gt;a&lt;/a&gt; &amp; b');
  expect(body(markup, 'win32')).toBe(markup);
  expect(body(markup, 'darwin')).toBe(markup);
  expect(notificationText({ title: markup, body: '' }, 'linux').title).toBe(markup);
});

test('a text is one line, and is cut', () => {
  expect(body('a\n\tb\u0000c', 'linux')).toBe('a b c');
  expect(body('😀'.repeat(600), 'linux')).toBe(`${'😀'.repeat(499)}…`);
  expect(notificationText({ title: '\n', body: '' }, 'linux').title).toBe('Willwatch');
  const { title } = notificationText({ title: `Gateway ${'x'.repeat(5000)}: connection lost`, body: '' }, 'linux');
  expect(title).toMatch(/^Gateway x+…x+: connection lost$/);
  expect(title).toHaveLength(120);
});

test('a name cannot turn the words around it, nor hide in them', () => {
  const text = 'Gateway \u202Egw1\u2066\u200B: connection\u2028lost\uD800';
  expect(notificationText({ title: text, body: text }, 'linux')).toEqual({
    title: 'Gateway gw1 : connection lost\uFFFD',
    body: 'Gateway gw1 : connection lost\uFFFD',
  });
});

test('macOS gets at most 256 bytes, and no half characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), (text) => {
      const shown = body(text, 'darwin');
      expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(256);
      expect(shown.isWellFormed()).toBe(true);
    }),
  );
});
