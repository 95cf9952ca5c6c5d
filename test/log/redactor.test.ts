import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Redactor } from '../../main/log/redactor.ts';

test.each([
  ['mqtt://tech:s3cr3t@broker:1883', 'mqtt://…@broker:1883'],
  ['could not reach wss://tech:s3/cr@3t@broker/mqtt today', 'could not reach wss://…@broker/mqtt today'],
  ['http://127.0.0.1:7117/?token=s3cr3t&a=b', 'http://127.0.0.1:7117/?token=…&a=b'],
  ['wss://x.iot/mqtt?X-Amz-Signature=s3cr3t&X-Amz-Date=s3cr3t', 'wss://x.iot/mqtt?X-Amz-Signature=…&X-Amz-Date=…'],
  ['mqtt://broker:1883 and tech@example.org', 'mqtt://broker:1883 and tech@example.org'],
])('an address shows neither user nor password nor token: %s', (text, clean) => {
  expect(new Redactor().clean(text)).toBe(clean);
});

test('what is known as a secret appears in no spelling', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4, unit: 'binary' }), fc.string(), (secret, around) => {
      fc.pre(!around.includes('…') && secret !== '…');
      const redactor = new Redactor();
      redactor.hide(secret);
      const bytes = Buffer.from(secret);
      const texts = [secret, encodeURIComponent(secret.toWellFormed()), bytes.toString('base64'), bytes.toString('hex')];
      for (const text of texts) expect(redactor.clean(`${around} ${text}`)).not.toContain(text);
      expect(JSON.stringify(redactor.cleanAll({ secret }))).not.toContain(JSON.stringify(secret).slice(1, -1));
    }),
  );
});

test('the longer of two secrets goes whole, and one too short to be a secret leaves the text alone', () => {
  const redactor = new Redactor();
  redactor.hide('pass');
  redactor.hide('password');
  redactor.hide('a');
  expect(redactor.clean('a password')).toBe('a …');
});

test.each(['a', 'a://', '?key=', 'a@'])('a megabyte of %j, as a broker may send it, holds nobody up', (part) => {
  expect(new Redactor().clean(part.repeat(1_000_000 / part.length)).length).toBeLessThanOrEqual(1_000_000);
});
