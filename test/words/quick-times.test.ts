import { expect, test } from 'vitest';
import { muteChoices, snoozeChoices } from '../../main/words/quick-times.ts';

const HOUR = 3_600_000;
const at = (day: number, hour: number, minute = 0): number => new Date(2026, 10, day, hour, minute).getTime();

test('hours are counted from now', () => {
  const now = at(23, 14, 5);
  expect(muteChoices(now).slice(0, 3)).toEqual([
    { choice: '1-hour', until: now + HOUR },
    { choice: '4-hours', until: now + 4 * HOUR },
    { choice: '8-hours', until: now + 8 * HOUR },
  ]);
  expect(snoozeChoices(now)[0]).toEqual({ choice: '15-minutes', until: now + HOUR / 4 });
});

test.each([
  [at(23, 14), 'tomorrow-morning', at(24, 7)],
  [at(23, 23, 59), 'tomorrow-morning', at(24, 7)],
  [at(24, 0), 'this-morning', at(24, 7)],
  [at(24, 4, 59), 'this-morning', at(24, 7)],
  [at(24, 6), 'tomorrow-morning', at(25, 7)],
  [at(30, 12), 'tomorrow-morning', new Date(2026, 11, 1, 7).getTime()],
] as const)('the morning that comes after %i is %s at %i', (now, choice, until) => {
  expect(muteChoices(now).at(-1)).toEqual({ choice, until });
  expect(snoozeChoices(now).at(-1)).toEqual({ choice, until });
});

test('the morning is at seven by the clock also when the clocks change in between', () => {
  const zone = process.env.TZ;
  process.env.TZ = 'Europe/Berlin';
  try {
    for (const [month, day] of [
      [2, 28],
      [9, 24],
    ] as const) {
      const until = muteChoices(new Date(2026, month, day, 20).getTime()).at(-1)?.until ?? 0;
      expect([new Date(until).getDate(), new Date(until).getHours()]).toEqual([day + 1, 7]);
    }
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
});
