import { randomUUID } from 'node:crypto';
import { LIVE_LIMITS, type LiveAnswers, type LiveOpened } from '../contract/live.ts';
import type { BrokerSettings } from '../contract/settings.ts';
import type { StartVisit } from '../mqtt/visit.ts';
import { passphraseName, passwordName, type Secrets } from '../settings/port.ts';
import { type LiveClock, LiveSession } from './live-session.ts';

const SWEEP_MS = 10_000;
/** Then a session gives way to a new one: a page in view asks every five seconds. */
const LEFT_MS = 12_000;

export interface LiveSessionsParts {
  readonly visit: StartVisit;
  readonly secrets: Secrets;
  readonly clock: LiveClock;
  /** Those in force, with what the shell adds to them. */
  readonly brokers: () => readonly BrokerSettings[];
  readonly changed: (id: string) => void;
}

/** The live pages of all windows: a few at a time, each until nobody has asked for two minutes. */
export class LiveSessions {
  readonly #parts: LiveSessionsParts;
  readonly #sessions = new Map<string, LiveSession>();
  #cancelSweep: (() => void) | null = null;

  constructor(parts: LiveSessionsParts) {
    this.#parts = parts;
  }

  open(connectionId: string, id: string | null): LiveOpened {
    const known = id === null ? undefined : this.#sessions.get(id);
    if (known?.broker.id === connectionId && this.#isInForce(known)) return { ok: true, view: known.view() };
    if (known !== undefined) void this.#end(known);
    const broker = this.#parts.brokers().find((one) => one.id === connectionId && one.enabled);
    if (broker === undefined) return { ok: false, reason: 'no-connection' };
    this.#makeRoom();
    if (this.#sessions.size >= LIVE_LIMITS.sessions) return { ok: false, reason: 'too-many-sessions' };
    const { visit, secrets, clock, changed } = this.#parts;
    const newId = randomUUID();
    const session = new LiveSession(newId, broker, {
      visit,
      clock,
      secrets: async () => ({
        password: await secrets.read(passwordName(connectionId)),
        passphrase: await secrets.read(passphraseName(connectionId)),
      }),
      changed: () => changed(newId),
    });
    this.#sessions.set(newId, session);
    this.#cancelSweep ??= clock.after(SWEEP_MS, () => this.#sweepAgain());
    return { ok: true, view: session.view() };
  }

  /** Null: nobody asked for it for too long, its broker was changed, or it never was. */
  get(id: string): LiveSession | null {
    const session = this.#sessions.get(id);
    if (session === undefined) return null;
    if (this.#isInForce(session)) return session;
    void this.#end(session);
    return null;
  }

  async close(id: string): Promise<LiveAnswers['live.close']> {
    const session = this.#sessions.get(id);
    if (session !== undefined) await this.#end(session);
    return { ok: session !== undefined };
  }

  async stop(): Promise<void> {
    this.#cancelSweep?.();
    await Promise.all([...this.#sessions.values()].map((session) => this.#end(session)));
  }

  /** Changed settings are another connection. */
  #isInForce({ broker }: LiveSession): boolean {
    const now = this.#parts.brokers().find(({ id }) => id === broker.id);
    return now !== undefined && JSON.stringify({ ...now, name: '' }) === JSON.stringify({ ...broker, name: '' });
  }

  #sweepAgain(): void {
    this.#cancelSweep = null;
    this.#sweep();
    if (this.#sessions.size > 0) this.#cancelSweep = this.#parts.clock.after(SWEEP_MS, () => this.#sweepAgain());
  }

  /** A page that was left or loaded anew has not asked for a while; one that is open asks every few seconds. */
  #makeRoom(): void {
    this.#sweep();
    if (this.#sessions.size < LIVE_LIMITS.sessions) return;
    const [longest] = [...this.#sessions.values()].sort((a, b) => b.idleMs - a.idleMs);
    if (longest !== undefined && longest.idleMs >= LEFT_MS) void this.#end(longest);
  }

  #sweep(): void {
    for (const session of this.#sessions.values())
      if (session.idleMs >= LIVE_LIMITS.idleMs || !this.#isInForce(session)) void this.#end(session);
  }

  async #end(session: LiveSession): Promise<void> {
    this.#sessions.delete(session.id);
    await session.end();
  }
}
