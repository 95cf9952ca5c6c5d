import { expect, test } from 'vitest';
import { cleanText } from '../../renderer/shared/clean-text.ts';

test('text that would turn itself around shows the mark instead', () => {
  expect(cleanText('evil\u202Egnp.exe')).toBe('evil⟨202E⟩gnp.exe');
});

test('control characters become visible', () => {
  expect(cleanText('a\u0000b\nc\u007f')).toBe('a␀b␊c⟨007F⟩');
});

test('long text is cut, never inside a character', () => {
  expect(cleanText('😀😀', 3)).toBe('😀\uFFFD…');
  expect(cleanText('x'.repeat(10), 4)).toBe('xxxx…');
});

test('ordinary text of any script stays as it is', () => {
  for (const text of ['Gerät 7', 'датчик', '传感器', 'חיישן']) expect(cleanText(text)).toBe(text);
});
