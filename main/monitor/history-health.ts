import type { AlertOutcome } from '../contract/model.ts';
import type { DomainWords, FormatTime } from '../words/domain.en.ts';
import type { Draft, HistoryTrouble } from './committer.ts';
import type { MonitorEvent } from './events.ts';
import type { Clock, Notifier } from './ports.ts';

/** A disk that fills and empties again is told no more often than this. */
const TELL_AGAIN_MS = 600_000;

export interface HistoryHealthParts {
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly draft: () => Draft;
  readonly nextId: () => number;
  readonly emit: (event: MonitorEvent) => void;
  readonly notificationsOn: () => boolean;
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
    const { clock } = this.#parts;
    if (trouble === null || trouble.kind === 'waiting' || clock.mono() - this.#toldMono < TELL_AGAIN_MS) return;
    this.#toldMono = clock.mono();
    void this.#alert(trouble.kind);
  };

  readonly leftOut = (): void => {
    this.#leftOut++;
    this.#changed();
  };

  async #alert(kind: 'full' | 'failing'): Promise<void> {
    const { notifier, notificationsOn, words, clock, nextId, draft, emit } = this.#parts;
    const { title, body } = words().historyAlert[kind];
    let told: { readonly outcome: AlertOutcome; readonly reason: string | null } = {
      outcome: 'silent',
      reason: words().silence('off'),
    };
    if (notificationsOn()) {
      const shown = await notifier.show({ title, body, urgency: 'critical', deviceKey: null });
      told = shown.outcome === 'shown' ? { ...shown, reason: null } : shown;
    }
    const alert = { id: nextId(), at: clock.now(), deviceKey: null, outageId: null, title, body, ...told };
    draft().alerts.push(alert);
    draft().afterwards.push(() => {
      emit({ type: 'alert', deviceId: null, alert });
      emit({ type: 'changed', topics: ['alerts'], deviceKeys: [] });
    });
  }

  #changed(): void {
    this.#parts.emit({ type: 'changed', topics: ['notices'], deviceKeys: [] });
  }
}
