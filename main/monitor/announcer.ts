import type { AlertOutcome } from '../contract/model.ts';
import type { DomainWords } from '../words/domain.en.ts';
import type { Draft } from './committer.ts';
import type { MonitorEvent } from './events.ts';
import type { Clock, Notification, Notifier } from './ports.ts';

/** What to tell. */
export type News = Pick<Notification, 'title' | 'body' | 'urgency' | 'path'>;

export interface AnnouncerParts {
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly draft: () => Draft;
  readonly nextId: () => number;
  readonly emit: (event: MonitorEvent) => void;
  readonly notificationsOn: () => boolean;
  readonly words: () => DomainWords;
}

/** What a notification is about, when it is one device. */
export interface About {
  readonly deviceKey: string;
  readonly deviceId: string;
  readonly outageId: number;
}

export interface Announced {
  readonly outcome: AlertOutcome;
  readonly reason: string | null;
}

/** Tells a person, and stores what became of it. The one way to a notification. */
export class Announcer {
  readonly #parts: AnnouncerParts;
  readonly #showing = new Set<Promise<Announced>>();

  constructor(parts: AnnouncerParts) {
    this.#parts = parts;
  }

  /** Resolves with the outcome when it is drafted for the history. Never rejects. */
  announce(news: News, about: About | null = null): Promise<Announced> {
    const showing = this.#show(news, about).then((announced) => {
      this.#store(news, about, announced);
      this.#showing.delete(showing);
      return announced;
    });
    this.#showing.add(showing);
    return showing;
  }

  /** Resolves when nothing is being shown. */
  async idle(): Promise<void> {
    await Promise.all(this.#showing);
  }

  async #show(news: News, about: About | null): Promise<Announced> {
    const { notifier, notificationsOn, words } = this.#parts;
    if (!notificationsOn()) return { outcome: 'silent', reason: words().silence('off') };
    const shown = await notifier.show({ ...news, tag: `alert-${about?.outageId ?? news.title}`, outageIds: [], answers: [] });
    return shown.outcome === 'shown' ? { outcome: 'shown', reason: null } : shown;
  }

  #store({ title, body, path }: News, about: About | null, { outcome, reason }: Announced): void {
    const { clock, nextId, draft, emit } = this.#parts;
    const alert = {
      id: nextId(),
      at: clock.now(),
      deviceKey: about?.deviceKey ?? null,
      outageId: about?.outageId ?? null,
      title,
      body,
      outcome,
      reason,
      path,
    };
    const next = draft();
    next.alerts.push(alert);
    next.afterwards.push(() => {
      emit({ type: 'alert', deviceId: about?.deviceId ?? null, alert });
      emit({ type: 'changed', topics: ['alerts', 'outages'], deviceKeys: [] });
    });
  }
}
