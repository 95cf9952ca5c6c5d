import type { AlertOutcome } from '../contract/model.ts';
import type { DomainWords } from '../words/domain.en.ts';
import type { Draft } from './committer.ts';
import type { MonitorEvent } from './events.ts';
import type { Clock, Notification, Notifier } from './ports.ts';

/** Notifications that are followed until what they tell of is over. */
const FOLLOWED = 50;

export interface AnnouncerParts {
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly draft: () => Draft;
  readonly nextId: () => number;
  readonly emit: (event: MonitorEvent) => void;
  readonly notificationsOn: () => boolean;
  readonly words: () => DomainWords;
}

/** What to tell. */
export type News = Pick<Notification, 'title' | 'body' | 'urgency' | 'path'>;

/** The outages that a notification tells of. */
export interface About {
  /** When it is one. */
  readonly device: { readonly key: string; readonly id: string; readonly incidentId: number } | null;
  readonly outageIds: readonly number[];
  /** What to call it when all of it is over and the notification is replaced in place; empty: by its number. `null`: it stays as it is. */
  readonly back: string | null;
  /** Whether it tells the cause of an outage: what tells of nothing else is told by it now. */
  readonly explains?: (outageId: number) => boolean;
}

const NOTHING: About = { device: null, outageIds: [], back: null };

export interface Announced {
  readonly outcome: AlertOutcome;
  readonly reason: string | null;
}

/** A notification that may still be on the screen. */
interface Followed {
  readonly id: number;
  notification: Notification;
  readonly about: About;
  readonly open: Set<number>;
}

/** Tells a person, and stores what became of it. The one way to a notification. */
export class Announcer {
  readonly #parts: AnnouncerParts;
  readonly #showing = new Set<Promise<Announced>>();
  readonly #followed = new Set<Followed>();

  constructor(parts: AnnouncerParts) {
    this.#parts = parts;
  }

  /**
   * Resolves with the outcome when it is drafted for the history. Never rejects.
   * @param silence why a mute keeps it from being shown; null: none does
   */
  announce(news: News, about: About = NOTHING, silence: string | null = null): Promise<Announced> {
    const [replaced, ...others] = this.#replaced(about);
    const id = replaced?.id ?? this.#parts.nextId();
    const showing = this.#show(id, news, about, silence, replaced).then((announced) => {
      if (announced.outcome === 'shown') for (const one of others) this.#retire(one);
      this.#store(id, news, about, announced);
      this.#showing.delete(showing);
      return announced;
    });
    this.#showing.add(showing);
    return showing;
  }

  /** Says what it tells of an outage anew: in place and without a sound, where it may still be on the screen. */
  revise(outageId: number, news: Pick<News, 'title' | 'body'>): void {
    for (const followed of this.#followed) {
      if (followed.about.device === null || followed.about.outageIds[0] !== outageId || !followed.open.has(outageId)) continue;
      followed.notification = { ...followed.notification, ...news };
      this.#parts.notifier.update?.(followed.notification);
    }
  }

  /** Whether a notification that tells of this outage may still be on the screen, and be replaced. */
  follows(outageId: number): boolean {
    if (this.#followed.size === 0) return false;
    for (const { open } of this.#followed) if (open.has(outageId)) return true;
    return false;
  }

  /** An outage is over. When that was the last of its notification, that one says so: in place, and without a sound. */
  ended(outageId: number, durationMs: number | null): void {
    const { notifier, words } = this.#parts;
    for (const followed of this.#followed) {
      const { notification, about, open } = followed;
      if (!open.delete(outageId) || open.size > 0) continue;
      this.#followed.delete(followed);
      notifier.update?.({
        ...notification,
        title: about.back === '' ? words().allBackTitle(about.outageIds.length) : words().backTitle(about.back ?? ''),
        body: words().backBody(about.outageIds.length === 1 ? durationMs : null),
        urgency: 'normal',
        answers: [],
      });
    }
  }

  /** The device of an outage was removed: it did not come back, and no notification says later that it did. */
  removed(outageId: number): void {
    const { notifier, words } = this.#parts;
    for (const followed of this.#followed) {
      const { notification, about, open } = followed;
      if (!open.has(outageId)) continue;
      this.#followed.delete(followed);
      if (about.back === null || about.back === '') continue;
      notifier.update?.({
        ...notification,
        title: words().removedTitle(about.back),
        body: words().removedBody,
        urgency: 'normal',
        answers: [],
      });
    }
  }

  /** Resolves when nothing is being shown. */
  async idle(): Promise<void> {
    await Promise.all(this.#showing);
  }

  async #show(id: number, news: News, about: About, silence: string | null, replaced: Followed | undefined): Promise<Announced> {
    const { notifier, notificationsOn, words } = this.#parts;
    if (silence !== null) return { outcome: 'silent', reason: silence };
    if (!notificationsOn()) return { outcome: 'silent', reason: words().silence('off') };
    const notification = this.#notification(id, news, about, replaced);
    const followed = this.#follow(id, notification, about);
    const shown = await notifier.show(notification);
    if (shown.outcome === 'shown') return { outcome: 'shown', reason: null };
    if (followed !== null) this.#followed.delete(followed);
    return shown;
  }

  /** The alerts that this one tells the cause of: of the same incident, whose root was told as another, or of nothing but what it explains. */
  #replaced({ device, outageIds, explains }: About): readonly Followed[] {
    return [...this.#followed].filter(({ about, open }) => {
      if (open.size === 0 || about.outageIds[0] === outageIds[0]) return false;
      return (
        (device !== null && about.device?.incidentId === device.incidentId) || (explains !== undefined && all(open, explains))
      );
    });
  }

  /** Another alert took one's place; this one says so, in place, and is not followed any more. */
  #retire(followed: Followed): void {
    const { notifier, words } = this.#parts;
    this.#followed.delete(followed);
    notifier.update?.({ ...followed.notification, body: words().explainedBody, urgency: 'normal', answers: [] });
  }

  #notification(id: number, news: News, { device, outageIds }: About, replaced: Followed | undefined): Notification {
    const { answers } = this.#parts.words();
    const before = [...this.#followed].find(({ about }) => device !== null && about.device?.incidentId === device.incidentId);
    return {
      ...news,
      tag: (replaced ?? before)?.notification.tag ?? (device === null ? `alert-${id}` : tagOf(device.incidentId)),
      outageIds,
      answers:
        outageIds.length === 0
          ? []
          : [
              { answer: 'acknowledge', label: answers.acknowledge },
              { answer: 'mute', label: device === null ? answers.muteAll : answers.mute },
            ],
    };
  }

  #follow(id: number, notification: Notification, about: About): Followed | null {
    if (about.back === null || this.#parts.notifier.update === undefined) return null;
    // Told again, in the place of the first.
    for (const before of this.#followed) if (before.notification.tag === notification.tag) this.#followed.delete(before);
    const followed = { id, notification, about, open: new Set(about.outageIds) };
    this.#followed.add(followed);
    const [oldest] = this.#followed;
    if (this.#followed.size > FOLLOWED && oldest !== undefined) this.#followed.delete(oldest);
    return followed;
  }

  #store(id: number, { title, body, path }: News, { device, outageIds }: About, { outcome, reason }: Announced): void {
    const { clock, draft, emit } = this.#parts;
    const alert = {
      id,
      at: clock.now(),
      deviceKey: device?.key ?? null,
      outageId: device === null ? null : (outageIds[0] ?? null),
      title,
      body,
      outcome,
      reason,
      path,
    };
    const next = draft();
    next.alerts.push(alert);
    next.afterwards.push(() => {
      emit({ type: 'alert', deviceId: device?.id ?? null, alert });
      emit({ type: 'changed', topics: ['alerts', 'outages'], deviceKeys: [] });
    });
  }
}

function all(ids: ReadonlySet<number>, test: (id: number) => boolean): boolean {
  for (const id of ids) if (!test(id)) return false;
  return true;
}

/** One notification for each incident, whatever turns out to be its root. */
const tagOf = (incidentId: number): string => `incident-${incidentId}`;
