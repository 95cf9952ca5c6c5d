import type { OutageRecord } from '../history/port.ts';
import type { DomainWords, FormatTime } from '../words/domain.en.ts';
import type { Announced, Announcer } from './announcer.ts';
import type { Clock } from './ports.ts';
import { type Called, type HeldOutage, subjectOf, type Told } from './teller.ts';
import { devicePath, historyPath } from './window-paths.ts';

/** Blind for longer than this, what happened meanwhile is told in one digest. */
export const AWAY_MS = 60_000;
/** Ids a digest names. */
const NAMED = 5;

/** One return to one broker, from its CONNACK until the digest is told. */
interface Return {
  readonly began: number;
  readonly ended: number;
  readonly sessionLost: boolean;
  readonly lost: Map<number, HeldOutage>;
  /** Of those lost: back already. */
  back: number;
  cancel: (() => void) | null;
}

export interface AwaySource {
  open(outageId: number): Told | null;
  isPartOf(record: OutageRecord): boolean;
  /** The outcome belongs to all of these outages. */
  told(outages: readonly HeldOutage[], announced: Announced): void;
  connectionName(connectionId: string): string;
  /** Why a mute keeps a device, or all of a connection, silent now; null: none does. */
  muted(record: OutageRecord): string | null;
  mutedConnection(connectionId: string): string | null;
  keptSilent(records: readonly OutageRecord[]): void;
  called(deviceKey: string): Called;
  words(): DomainWords;
  formatTime: FormatTime;
}

/** Gathers what the broker and its retained messages say of the time we could not see, and tells it once. */
export class Away {
  readonly #clock: Clock;
  readonly #announcer: Announcer;
  readonly #source: AwaySource;
  readonly #returns = new Map<string, Return>();

  constructor(clock: Clock, announcer: Announcer, source: AwaySource) {
    this.#clock = clock;
    this.#announcer = announcer;
    this.#source = source;
  }

  /**
   * A connection is back.
   * @param blindSince wall clock; null when it never saw before
   * @param sessionLost the broker no longer has the session in which it would have kept messages for us
   */
  begin(connectionId: string, blindSince: number | null, sessionLost: boolean): void {
    const now = this.#clock.now();
    const before = this.#returns.get(connectionId);
    before?.cancel?.();
    if (before !== undefined) {
      // Lost again before the digest was told: it goes on, over the whole time.
      this.#returns.set(connectionId, { ...before, ended: now, sessionLost: before.sessionLost || sessionLost, cancel: null });
    } else if (blindSince !== null && now - blindSince >= AWAY_MS) {
      this.#returns.set(connectionId, { began: blindSince, ended: now, sessionLost, lost: new Map(), back: 0, cancel: null });
    }
  }

  /** Takes an outage that happened while we were away; false when its connection has not just come back. */
  takes(connectionId: string, held: HeldOutage): boolean {
    const back = this.#returns.get(connectionId);
    back?.lost.set(held.outageId, held);
    return back !== undefined;
  }

  /** Takes an outage of just before, whose hold ran out meanwhile: the digest then begins with it. */
  adopts(connectionId: string, held: HeldOutage, beganAt: number | null): boolean {
    const back = this.#returns.get(connectionId);
    if (back === undefined) return false;
    const began = Math.min(back.began, beganAt ?? back.began);
    this.#returns.set(connectionId, { ...back, began });
    return this.takes(connectionId, held);
  }

  /** An outage ended; one of the gathered is then told as back. */
  ended(connectionId: string, outageId: number): boolean {
    const back = this.#returns.get(connectionId);
    const held = back?.lost.get(outageId);
    if (back === undefined || held === undefined) return false;
    back.lost.delete(outageId);
    back.back++;
    return true;
  }

  /** A person has it in hand: the digest need not name it. Null when it was not gathered. */
  forget(connectionId: string, outageId: number): HeldOutage | null {
    const lost = this.#returns.get(connectionId)?.lost;
    const held = lost?.get(outageId) ?? null;
    lost?.delete(outageId);
    return held;
  }

  /** The connection is lost again: what was gathered waits for the next return. */
  lostAgain(connectionId: string): void {
    const back = this.#returns.get(connectionId);
    back?.cancel?.();
    if (back !== undefined) back.cancel = null;
  }

  /** The retained snapshot is in: the digest is told after the hold, which may still bring devices back. */
  ready(connectionId: string, holdMs: number): void {
    const back = this.#returns.get(connectionId);
    if (back === undefined) return;
    back.cancel?.();
    back.cancel = this.#clock.after(holdMs, () => this.#tell(connectionId, back));
  }

  stop(): void {
    for (const back of this.#returns.values()) back.cancel?.();
  }

  #tell(connectionId: string, back: Return): void {
    this.#returns.delete(connectionId);
    const { open, isPartOf, words, formatTime, told, connectionName, muted, called } = this.#source;
    const silence = this.#source.mutedConnection(connectionId);
    const records = [...back.lost.keys()].flatMap((id) => open(id)?.record ?? []);
    const quiet = records.filter((record) => muted(record) !== null);
    this.#source.keptSilent(quiet.filter((record) => !isPartOf(record)));
    // Without those that are muted by themselves; a digest that is muted as a whole is stored as it would have been told.
    if (silence === null)
      for (const record of quiet) {
        const held = back.lost.get(record.id);
        back.lost.delete(record.id);
        if (held !== undefined) told([held], { outcome: 'silent', reason: muted(record) });
      }
    const held = [...back.lost.values()];
    const still = held.flatMap((one) => open(one.outageId) ?? []);
    if (still.length + back.back === 0 && !back.sessionLost) return;
    const first = still[0];
    const span = { notBefore: back.began, notAfter: back.ended };
    const onlyOne = first !== undefined && still.length === 1 && back.back === 0 && !back.sessionLost;
    const roots = still.filter(({ record }) => !isPartOf(record));
    const notification = onlyOne
      ? {
          title: words().alertTitle(subjectOf(first, called)),
          body: words().alertBody(subjectOf(first, called), formatTime),
          path: devicePath(first.record.deviceKey),
        }
      : {
          title: words().awayTitle(connectionName(connectionId), back.ended - back.began),
          body: words().awayBody(
            {
              lost: still.length + back.back,
              back: back.back,
              names: roots.slice(0, NAMED).map(({ record }) => called(record.deviceKey).short),
              named: roots.length,
              span,
              sessionLost: back.sessionLost,
            },
            formatTime,
          ),
          path: historyPath(back.began, back.ended),
        };
    const about = {
      device: onlyOne ? { key: first.record.deviceKey, id: first.record.deviceId, incidentId: first.record.incidentId } : null,
      outageIds: still.map(({ record }) => record.id),
      back: onlyOne ? called(first.record.deviceKey).full : null,
    };
    void this.#announcer
      .announce({ ...notification, urgency: still.length > 0 ? 'critical' : 'normal' }, about, silence)
      .then((announced) => told(held, announced));
  }
}
