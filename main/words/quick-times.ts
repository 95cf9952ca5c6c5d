/** The lengths a person may choose for a mute or a snooze without a calendar. */
export type QuickTime = '15-minutes' | '1-hour' | '4-hours' | '8-hours' | 'this-morning' | 'tomorrow-morning';

export interface QuickChoice {
  readonly choice: QuickTime;
  /** Epoch milliseconds. */
  readonly until: number;
}

const HOUR_MS = 3_600_000;
const MORNING_HOUR = 7;
/** Who mutes at two in the night means the morning that comes. */
const NIGHT_ENDS_HOUR = 5;

/** For a mute: 1, 4 or 8 hours, or until the next morning at 7:00 of this computer's zone. */
export function muteChoices(now: number): readonly QuickChoice[] {
  return [
    { choice: '1-hour', until: now + HOUR_MS },
    { choice: '4-hours', until: now + 4 * HOUR_MS },
    { choice: '8-hours', until: now + 8 * HOUR_MS },
    morning(now),
  ];
}

/** For a snooze: 15 minutes, 1 or 4 hours, or until the next morning at 7:00 of this computer's zone. */
export function snoozeChoices(now: number): readonly QuickChoice[] {
  return [
    { choice: '15-minutes', until: now + HOUR_MS / 4 },
    { choice: '1-hour', until: now + HOUR_MS },
    { choice: '4-hours', until: now + 4 * HOUR_MS },
    morning(now),
  ];
}

function morning(now: number): QuickChoice {
  const at = new Date(now);
  const isNight = at.getHours() < NIGHT_ENDS_HOUR;
  // By the calendar and not by adding 24 hours: a day may have 23 or 25.
  const until = new Date(at.getFullYear(), at.getMonth(), at.getDate() + (isNight ? 0 : 1), MORNING_HOUR).getTime();
  return { choice: isNight ? 'this-morning' : 'tomorrow-morning', until };
}
