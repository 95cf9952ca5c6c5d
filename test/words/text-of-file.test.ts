import { expect, test } from 'vitest';
import { textOfFile } from '../../main/words/text-of-file.ts';

const TEXT = 'Gerät-1,Zähler „Süd“\r\n';

test.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-16 with its mark', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
  ['UTF-16 the other way round', Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16()],
  ['the encoding of older programs on Windows', Buffer.from('Ger\xe4t-1,Z\xe4hler \x84S\xfcd\x93\r\n', 'latin1')],
])('a file in %s is read as it was written', (_name, bytes) => {
  expect(textOfFile(bytes)).toBe(TEXT);
});

test('bytes that are no text are read all the same', () => {
  expect(textOfFile(Uint8Array.of(0x50, 0x4b, 0, 0xff))).toContain('\0');
  expect(textOfFile(new Uint8Array())).toBe('');
});
