import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean } from '../../main/monitor/native-notifier.ts';

const make = (title: string, body: string) => clean({ title, body, urgency: 'critical' });

describe('a native notification', () => {
  test.each([
    ['pump-1: connection lost', 'pump-1: connection lost'],
    ['--help', 'help'],
    [' - -u low', 'u low'],
    ['a\nb\tc\u0000d', 'a b c d'],
    ['', ' '],
    ['---', ' '],
    ['"quoted" $(x) `y`', '"quoted" $(x) `y`'],
    ['x'.repeat(121), `${'x'.repeat(79)}…${'x'.repeat(40)}`],
    ['😀'.repeat(121), `${'😀'.repeat(79)}…${'😀'.repeat(40)}`],
  ])('has the title %j as %j', (given, shown) => {
    expect(make(given, 'x').title).toBe(shown);
  });

  test.runIf(process.platform === 'linux')('has no markup in its body', () => {
    expect(make('t', '<b>a</b> & <a href="x">').message).toBe('&lt;b&gt;a&lt;/b&gt; &amp; &lt;a href="x"&gt;');
  });

  test.runIf(process.platform === 'linux')('keeps its backslashes: notify-send reads escapes', () => {
    expect(make('t', 'C:\\377 \\n').message).toBe('C:\\\\377 \\\\n');
  });

  test('is capped and never empty, an option or broken text, whatever a device is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        const { title, message } = make(text, text);
        for (const shown of [title, message]) {
          expect(shown).not.toBe('');
          expect(shown).not.toMatch(/^\s*-|\p{Cc}/u);
          expect(shown.isWellFormed()).toBe(true);
        }
        expect([...title].length).toBeLessThanOrEqual(120);
        expect([...message].length).toBeLessThanOrEqual(500 * 5);
      }),
    );
  });
});
