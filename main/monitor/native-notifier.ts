import notifier from 'node-notifier';
import { plainLine } from './plain-line.ts';
import type { Notification, NotificationOutcome, Notifier } from './ports.ts';

const TITLE_CHARACTERS = 120;
/** Of them at the end, where a title says what happened. */
const TITLE_TAIL = 40;
const BODY_CHARACTERS = 500;
const GIVE_UP_MS = 5000;

/**
 * Native notifications without Electron. Shows text and promises no click: on Linux node-notifier reports none.
 * Never rejects: whatever the system's program does is an outcome.
 */
export function openNotifier(): Notifier {
  return {
    show: (notification) =>
      new Promise<NotificationOutcome>((resolve) => {
        // The program of the system may hang, for example without a session bus.
        const timer = setTimeout(() => resolve({ outcome: 'failed', reason: 'the system did not answer' }), GIVE_UP_MS);
        const done = (outcome: NotificationOutcome): void => {
          clearTimeout(timer);
          resolve(outcome);
        };
        try {
          // Declared as an Error; in truth also the empty string, or what the program wrote to stderr.
          notifier.notify(clean(notification), (error: unknown) =>
            done(error ? { outcome: 'failed', reason: reasonOf(error) } : { outcome: 'shown' }),
          );
        } catch (error) {
          // node-notifier throws synchronously for what its platform's program cannot take.
          done({ outcome: 'failed', reason: reasonOf(error) });
        }
      }),
  };
}

/** @returns text that every platform's program takes as text: capped, no control or unseen characters, no leading `-` that reads as an option, no markup */
export function clean({ title, body, urgency }: Pick<Notification, 'title' | 'body' | 'urgency'>): {
  title: string;
  message: string;
  urgency: string;
  'app-name': string;
} {
  const isLinux = process.platform === 'linux';
  const plain = (text: string, limit: number, tail = 0): string => plainLine(text, limit, tail).replace(/^[-\s]+/, '') || ' ';
  const message = plain(body, BODY_CHARACTERS);
  return {
    title: plain(title, TITLE_CHARACTERS, TITLE_TAIL),
    message: isLinux ? forNotifySend(message) : message,
    urgency,
    'app-name': 'Willwatch',
  };
}

/** notify-send reads C escapes in the body, and servers may read markup. */
function forNotifySend(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** What the program said. An Error of `exec` begins with the command line, which says nothing to a person. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('Command failed:'));
  return (lines[0] ?? 'the notification program failed').trim().slice(0, 300);
}
