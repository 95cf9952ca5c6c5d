import type { DomainWords, FormatTime } from '../words/domain.en.ts';
import type { Announcer } from './announcer.ts';
import type { HistoryTrouble } from './committer.ts';
import type { MonitorEvent } from './events.ts';
import type { Clock } from './ports.ts';
import { DEVICES_PATH } from './window-paths.ts';

/** A disk that fills and empties again is told no more often than this. */
const TELL_AGAIN_MS = 600_000;

export interface HistoryHealthParts {
  readonly clock: Clock;
  readonly announcer: Announcer;
  /** Why a mute keeps everything silent now; null: none does. */
  readonly muted: () => string | null;
  readonly emit: (event: MonitorEvent) => void;
  readonly words: () => DomainWords;
  readonly formatTime: FormatTime;
}

/** Says when the history cannot be written: as a notice for as long as it lasts, and once as an alert. */
export class HistoryHealth {
  readonly #parts: HistoryHealthParts;
  #trouble: HistoryTrouble | null = null;
  #leftOut = 0;
  #toldMono = Number.NEGATIVE_INFINITY;

  constructor(parts: HistoryHealthParts) {
    this.#parts = parts;
  }

  /** Sentences for the window, as long as they are true. */
  notices(): readonly string[] {
    const { words, formatTime } = this.#parts;
    const notices: string[] = [];
    if (this.#trouble !== null) {
      const { kind, since, reason } = this.#trouble;
      notices.push(
        kind === 'waiting' ? words().notices.historyFailing(reason) : words().notices.historyGap(kind, formatTime(since), reason),
      );
    }
    if (this.#leftOut > 0) notices.push(words().notices.historyLeftOut(this.#leftOut));
    return notices;
  }

  readonly trouble = (trouble: HistoryTrouble | null): void => {
    this.#trouble = trouble;
    this.#changed();
    const { clock, words, announcer, muted } = this.#parts;
    if (trouble === null || trouble.kind === 'waiting' || clock.mono() - this.#toldMono < TELL_AGAIN_MS) return;
    this.#toldMono = clock.mono();
    const { title, body } = words().historyAlert[trouble.kind];
    void announcer.announce({ title, body, urgency: 'critical', path: DEVICES_PATH }, undefined, muted());
  };

  readonly leftOut = (): void => {
    this.#leftOut++;
    this.#changed();
  };

  #changed(): void {
    this.#parts.emit({ type: 'changed', topics: ['notices'], deviceKeys: [] });
  }
}
