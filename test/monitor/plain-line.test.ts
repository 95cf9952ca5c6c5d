import { expect, test } from 'vitest';
import { plainLine } from '../../main/monitor/plain-line.ts';

test('a line keeps the beginning, and of the end what says what happened', () => {
  expect(plainLine('a\u202Eb\n\u0007c', 20)).toBe('a b c');
  expect(plainLine('abcdefghij: lost', 10, 6)).toBe('abc…: lost');
});

test('of megabytes only the beginning and the end are looked at', () => {
  expect(plainLine(`first ${'x'.repeat(20_000_000)} last`, 12, 5)).toBe('first … last');
});
