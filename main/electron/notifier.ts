import { Notification as NativeNotification } from 'electron';
import type { Answer, Logger, Notification, NotificationOutcome, Notifier } from '../monitor/ports.ts';
import { type Activation, notificationId, readActivation } from './notification-id.ts';
import { notificationText } from './notification-text.ts';
import type { Clickable, ShownMemory } from './shown-memory.ts';

const GIVE_UP_MS = 5_000;
/** Shown ones that a click may still come for. Some systems never say that one is gone. */
const KEPT = 200;
/** Windows tells of one click in two ways. */
const SAME_CLICK_MS = 1_000;

export interface DesktopNotifierParts {
  /** Shows the text where Electron cannot, and promises no click. */
  readonly fallback: Notifier;
  readonly open: (path: string | null) => void;
  readonly answered: (answer: Answer, outageIds: readonly number[]) => void;
  /** The system took a notification or refused it. */
  readonly wasShown: (failure: string | null) => void;
  readonly memory: ShownMemory;
  readonly log: Logger;
  readonly platform: NodeJS.Platform;
}

/**
 * Notifications through Electron: a click opens the window at what they are about, a button is an answer, and one with the tag of another
 * takes its place. Never rejects.
 */
export class DesktopNotifier implements Notifier {
  readonly #parts: DesktopNotifierParts;
  /** By id. Without a reference the garbage collector takes a notification together with its click. */
  readonly #shown = new Map<string, NativeNotification>();
  #last = { what: '', mono: Number.NEGATIVE_INFINITY };

  constructor(parts: DesktopNotifierParts) {
    this.#parts = parts;
  }

  /** Hears of clicks on what an earlier run showed, where the system keeps it. Once, when Electron is ready. */
  async listen(): Promise<void> {
    const { platform, memory } = this.#parts;
    if (platform === 'win32') {
      NativeNotification.handleActivation((details) => {
        const activation = readActivation(details);
        if (activation === null) this.#parts.open(null);
        else this.#activated(activation, memory.find(activation.id));
      });
    }
    if (platform === 'darwin') {
      for (const native of await NativeNotification.getHistory()) {
        const about = memory.find(native.id);
        this.#keep(native.id, native);
        this.#follow(native.id, native, about);
      }
    }
  }

  async show(notification: Notification): Promise<NotificationOutcome> {
    const { fallback, log, wasShown } = this.#parts;
    const failure = NativeNotification.isSupported() ? await this.#showNative(notification, false) : 'not supported';
    wasShown(failure);
    if (failure === null) return { outcome: 'shown' };
    log.warn({ reason: failure }, 'Electron could not show a notification');
    return fallback.show(notification);
  }

  update(notification: Notification): void {
    if (!this.#shown.has(notificationId(notification.tag))) return;
    void this.#showNative(notification, true).then((failure) => {
      if (failure !== null) this.#parts.log.warn({ reason: failure }, 'Electron could not replace a notification');
    });
  }

  /** Null when it is shown, else why not. */
  #showNative(notification: Notification, silent: boolean): Promise<string | null> {
    const { platform, memory } = this.#parts;
    const { promise, resolve } = Promise.withResolvers<string | null>();
    const id = notificationId(notification.tag);
    const before = this.#shown.get(id);
    const native = new NativeNotification({
      ...notificationText(notification, platform),
      id,
      silent,
      urgency: notification.urgency,
      timeoutType: notification.urgency === 'critical' ? 'never' : 'default',
      actions: notification.answers.map(({ label }) => ({ type: 'button', text: label })),
    });
    const giveUp = setTimeout(() => {
      this.#forget(id, native);
      native.close();
      resolve('the system did not answer');
    }, GIVE_UP_MS);
    const settle = (failure: string | null): void => {
      clearTimeout(giveUp);
      resolve(failure);
    };
    native.on('show', () => settle(null));
    native.on('failed', (_event, error) => {
      this.#forget(id, native);
      settle(error);
    });
    this.#keep(id, native);
    this.#follow(id, native, notification);
    memory.keep(id, notification);
    // Windows and macOS replace what has the same id, and closing that would close the new one.
    if (platform === 'linux') before?.close();
    native.show();
    return promise;
  }

  #follow(id: string, native: NativeNotification, about: Clickable | null): void {
    native.on('click', () => this.#activated({ id, button: null }, about));
    native.on('action', ({ actionIndex }) => this.#activated({ id, button: actionIndex }, about));
    native.on('close', ({ reason }) => {
      // In the centre of Windows it can still be clicked.
      if (reason !== 'timedOut') this.#forget(id, native);
    });
  }

  #activated({ id, button }: Activation, about: Clickable | null): void {
    const what = `${id} ${button}`;
    const isSame = what === this.#last.what && performance.now() - this.#last.mono < SAME_CLICK_MS;
    this.#last = { what, mono: performance.now() };
    if (isSame) return;
    this.#shown.delete(id);
    const given = button === null ? undefined : about?.answers[button];
    if (about !== null && given !== undefined) this.#parts.answered(given.answer, about.outageIds);
    else this.#parts.open(about?.path ?? null);
  }

  #keep(id: string, native: NativeNotification): void {
    this.#shown.delete(id);
    this.#shown.set(id, native);
    const [oldest] = this.#shown.keys();
    if (this.#shown.size > KEPT && oldest !== undefined) this.#shown.delete(oldest);
  }

  /** Not what took its place. */
  #forget(id: string, native: NativeNotification): void {
    if (this.#shown.get(id) === native) this.#shown.delete(id);
  }
}
