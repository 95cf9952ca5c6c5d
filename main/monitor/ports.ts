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
  readonly urgency: 'normal' | 'critical';
  /** The window's address to open on a click. */
  readonly path: string;
}

export type NotificationOutcome =
  | { readonly outcome: 'shown' }
  | { readonly outcome: 'failed' | 'silent'; readonly reason: string };

/** Shows a native notification. Never rejects: what goes wrong is an outcome. */
export interface Notifier {
  show(notification: Notification): Promise<NotificationOutcome>;
}

/** Structured log lines; never a secret in them. */
export interface Logger {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export type OpenConnection = (options: ConnectionOptions, events: ConnectionEvents) => Connection;
