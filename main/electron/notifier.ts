import { Notification as NativeNotification } from 'electron';
import type { Logger, Notification, NotificationOutcome, Notifier } from '../monitor/ports.ts';
import { notificationText } from './notification-text.ts';

const GIVE_UP_MS = 5_000;
/** Shown ones that a click may still come for. Some systems never say that one is gone. */
const KEPT = 200;

export interface DesktopNotifierParts {
  /** Shows the text where Electron cannot, and promises no click. */
  readonly fallback: Notifier;
  readonly open: (path: string) => void;
  readonly log: Logger;
  readonly platform: NodeJS.Platform;
}

/** Notifications through Electron: a click opens the window at what they are about. Never rejects. */
export class DesktopNotifier implements Notifier {
  readonly #parts: DesktopNotifierParts;
  /** Without a reference the garbage collector takes a notification together with its click. */
  readonly #shown = new Set<NativeNotification>();

  constructor(parts: DesktopNotifierParts) {
    this.#parts = parts;
  }

  async show(notification: Notification): Promise<NotificationOutcome> {
    const { fallback, log } = this.#parts;
    const failure = NativeNotification.isSupported() ? await this.#showNative(notification) : 'not supported';
    if (failure === null) return { outcome: 'shown' };
    log.warn({ reason: failure }, 'Electron could not show a notification');
    return fallback.show(notification);
  }

  /** Null when it is shown, else why not. */
  #showNative(notification: Notification): Promise<string | null> {
    const { platform, open } = this.#parts;
    const { promise, resolve } = Promise.withResolvers<string | null>();
    const native = new NativeNotification({
      ...notificationText(notification, platform),
      urgency: notification.urgency,
      timeoutType: notification.urgency === 'critical' ? 'never' : 'default',
    });
    const giveUp = setTimeout(() => {
      this.#shown.delete(native);
      native.close();
      resolve('the system did not answer');
    }, GIVE_UP_MS);
    const settle = (failure: string | null): void => {
      clearTimeout(giveUp);
      resolve(failure);
    };
    this.#keep(native);
    native.on('show', () => settle(null));
    native.on('failed', (_event, error) => {
      this.#shown.delete(native);
      settle(error);
    });
    native.on('click', () => {
      this.#shown.delete(native);
      open(notification.path);
    });
    native.on('close', () => this.#shown.delete(native));
    native.show();
    return promise;
  }

  #keep(native: NativeNotification): void {
    this.#shown.add(native);
    const [oldest] = this.#shown;
    if (this.#shown.size > KEPT && oldest !== undefined) this.#shown.delete(oldest);
  }
}
