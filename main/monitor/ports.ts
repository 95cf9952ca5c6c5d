import { uptime } from 'node:os';
import type { Connection, ConnectionEvents, ConnectionOptions } from '../mqtt/port.ts';

/** Time, as the monitor sees it. A test brings its own. */
export interface Clock {
  /** Wall clock, epoch milliseconds. May jump. */
  now(): number;
  /** Milliseconds that never jump; only differences mean something. */
  mono(): number;
  /** Milliseconds since some moment, sleep included. */
  uptime(): number;
  /** Calls once after `ms`; returns a function that cancels. */
  after(ms: number, call: () => void): () => void;
  /** Calls once as soon as what is waiting to be read has been read. */
  soon(call: () => void): void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  // Counts suspend on Linux (CLOCK_BOOTTIME), macOS and Windows, as the monotonic clock does not everywhere.
  uptime: () => uptime() * 1000,
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
  soon: (call) => void setImmediate(call),
};

export interface Notification {
  readonly title: string;
  readonly body: string;
  readonly urgency: 'low' | 'normal' | 'critical';
  /** The window's address to open on a click. */
  readonly path: string;
  /** One that is still on the screen under the same tag is replaced in place. */
  readonly tag: string;
  /** The outages it tells of; empty for anything else. */
  readonly outageIds: readonly number[];
  /** Buttons, in this order, where the platform has them. Empty: none. */
  readonly answers: readonly { readonly answer: Answer; readonly label: string }[];
}

/** What a person may answer to a notification. A shell gives it to `Monitor.answered`, with the notification's outages. */
export type Answer = 'acknowledge' | 'mute';

export type NotificationOutcome =
  | { readonly outcome: 'shown' }
  | { readonly outcome: 'failed' | 'silent'; readonly reason: string };

/** Shows a native notification. Never rejects: what goes wrong is an outcome. */
export interface Notifier {
  show(notification: Notification): Promise<NotificationOutcome>;
  /**
   * Replaces the one shown under the same tag, without a sound, when it is still on the screen; does nothing when it is not. Left out where
   * the platform cannot replace.
   */
  update?(notification: Notification): void;
}

/** Structured log lines; never a secret in them. */
export interface Logger {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export type OpenConnection = (options: ConnectionOptions, events: ConnectionEvents) => Connection;

/** Hands files to the person at the window, in the way of the shell. */
export interface PersonFiles {
  /** Asks where a file of this name is to go. Null: the person thought better of it. */
  save(name: string): Promise<Destination | null>;
  /** Asks for a file that is there, and resolves with its path, or null. Absent where the window is in a browser: one does not tell paths. */
  readonly choose?: (title: string) => Promise<string | null>;
}

export interface Destination {
  /** The address at which a browser fetches the file; null when it is written without one. */
  readonly download: string | null;
  /**
   * Writes the file as its text is made. All of it, or nothing: stopped or failed, the half file goes.
   * @returns where it lies; null when a browser has it. Rejects with what went wrong, and with the signal's reason when it was aborted.
   */
  write(text: AsyncIterable<string>, signal: AbortSignal): Promise<string | null>;
}
