import type { OutageRecord } from '../history/port.ts';
import {
  type Decision,
  decide,
  gatherUntil,
  MAX_SINGLE,
  NOTHING_TOLD,
  type Told as ToldLately,
  WINDOW_MS,
} from '../incidents/alert-policy.ts';
import { FLAP_LIMIT, FLAP_WINDOW_MS, type FlapDecision, Flaps } from '../incidents/flap.ts';
import type { AlertSubject, DomainWords, FormatTime, SilenceReason } from '../words/domain.en.ts';
import type { StormSubject } from '../words/storm.en.ts';
import type { Announced, Announcer } from './announcer.ts';
import { keyOf } from './device-table.ts';
import type { Clock } from './ports.ts';
import { devicePath, LOST_PATH } from './window-paths.ts';

/** So long we wait to see again before what may have been a stopping broker's will, or happened before a sleep, is told all the same. */
const BLIND_PATIENCE_MS = 60_000;
/** And so long for devices to come back after their broker: clients wait a while between their attempts. */
export const RETURN_PATIENCE_MS = 30_000;
/** A broker that comes and goes does not put it off for longer. */
const BROKER_STOP_PATIENCE_MS = 120_000;
/** A flapping device that stays offline this long is told as lost after all. */
const FLAP_PATIENCE_MS = 300_000;
/** Between two looks at what is held: each is a walk over all of it. A single loss waits for none, and the next one hardly. */
const REST_MS = 10;
/** The system's timers may come so much before the monotonic clock says so; a look for nothing would cost the rest after it. */
const EARLY_MS = 2;
/** With tens of thousands held a look takes a while: so many times as long is rest, and the sockets are read. */
const REST_SHARE = 10;
/** Ids a summary names. */
const NAMED = 5;

export interface HeldOutage {
  readonly outageId: number;
  readonly outboxId: number;
  /** On the monotonic clock. */
  readonly dueMono: number;
  /** When its will came in this run, on the monotonic clock; null: no will did. */
  readonly willMono: number | null;
  /** Its snooze is over: told before, and to be told once more. */
  readonly again: boolean;
}

/** Those who hear it, or the silence of a mute, which is decided the same way and stored. */
interface Lane {
  readonly isMuted: boolean;
  policy: ToldLately;
  /** Told one by one, newest last. */
  singles: { readonly at: number; readonly name: string; readonly record: OutageRecord }[];
}

/** An open outage as it is told. */
export interface Told {
  readonly record: OutageRecord;
  readonly will: string;
  /** How many others said themselves that it took them down. */
  readonly confirmed: number;
}

/** What the teller has to ask about an outage when its hold is over. */
export interface TellerSource {
  /** The outage as it is now; null when it is over. */
  open(outageId: number): Told | null;
  /** Whether another outage is the root of its incident: then that one tells it. */
  isPartOf(record: OutageRecord): boolean;
  /** The root of the incident that an open outage belongs to. */
  rootOf(outageId: number): number | null;
  /** When the broker dropped us that may have published this will as it went down, on the monotonic clock; null: an ordinary will. */
  brokerStop(record: OutageRecord, willMono: number): number | null;
  /** `connectedMono`: when it began last, on the monotonic clock; null: not in this run. */
  connection(connectionId: string): { readonly isConnected: boolean; readonly connectedMono: number | null };
  isWatched(connectionId: string): boolean;
  /** Its device is checked for longer: so many milliseconds from now. */
  postponed(outageId: number, forMs: number): void;
  /** Notices a sleep that nobody has noticed yet. */
  look(): void;
  /** When we woke up, on the monotonic clock, while its broker has not yet told what happened meanwhile; else null. */
  wokeMono(connectionId: string): number | null;
  /** Its hold is over: the device is not checked any more, whether told now or in the next summary. */
  holdOver(outageId: number): void;
  /** Why a mute keeps its device silent now; null: none does. */
  muted(record: OutageRecord): string | null;
  /** A mute kept these from being told. */
  keptSilent(records: readonly OutageRecord[]): void;
  /** What to call a device, by its key. */
  called(deviceKey: string): Called;
  /** What outages told together have in common. */
  storm(outages: readonly OutageRecord[]): StormSubject;
  words(): DomainWords;
  formatTime: FormatTime;
}

/** Holds outages until they may be told, looks again, and tells them once. */
export class Teller {
  readonly #clock: Clock;
  readonly #announcer: Announcer;
  readonly #source: TellerSource;
  readonly #told: (outages: readonly HeldOutage[], outcome: Announced) => void;
  readonly #held = new Map<number, HeldOutage>();
  readonly #loud: Lane = { isMuted: false, policy: NOTHING_TOLD, singles: [] };
  readonly #muted: Lane = { isMuted: true, policy: NOTHING_TOLD, singles: [] };
  readonly #flaps = new Flaps();
  readonly #flapping = new Map<number, FlapDecision>();
  #cancel: (() => void) | null = null;
  #plannedMono = Number.POSITIVE_INFINITY;
  #workedMono = Number.NEGATIVE_INFINITY;
  #restMs = REST_MS;
  #stopped = false;

  /** @param told called once for everything that was held; the outcome must then be stored */
  constructor(
    clock: Clock,
    announcer: Announcer,
    source: TellerSource,
    told: (outages: readonly HeldOutage[], outcome: Announced) => void,
  ) {
    this.#clock = clock;
    this.#announcer = announcer;
    this.#source = source;
    this.#told = told;
  }

  hold(held: HeldOutage): void {
    this.#held.set(held.outageId, held);
    this.#plan(held.dueMono);
  }

  /** The outage ended before its hold was over. Does nothing when it was told already. */
  dismiss(outageId: number, reason: SilenceReason): void {
    const held = this.#held.get(outageId);
    if (held === undefined) return;
    this.#held.delete(outageId);
    this.#flapping.delete(outageId);
    this.#silence(held, reason);
  }

  /** More belongs to an outage than when it was told. */
  grown(outageId: number): void {
    const open = this.#source.open(outageId);
    if (open === null || open.record.alertOutcome !== 'shown') return;
    const { called, formatTime, words } = this.#source;
    const subject = subjectOf(open, called);
    this.#announcer.revise(outageId, { title: words().alertTitle(subject), body: words().alertBody(subject, formatTime) });
  }

  /** Its outage is over, and nobody need hear of it again. */
  forget(outageId: number): void {
    this.#held.delete(outageId);
  }

  /** A connection is back: what waits for it may be due sooner now. */
  connected(): void {
    this.#plan(this.#clock.mono());
  }

  /**
   * Back after a sleep, and the broker has told what happened meanwhile: what is due by now is handed to `take`, for the digest, or told.
   * @param take false: it is not for the digest
   */
  returned(connectionId: string, take: (held: HeldOutage, record: OutageRecord) => boolean): void {
    const now = this.#clock.mono();
    for (const held of this.#held.values()) {
      const open = this.#source.open(held.outageId);
      if (open?.record.connectionId !== connectionId || held.again || this.#dueMono(held, open.record) > now) continue;
      if (this.#source.isPartOf(open.record) || !take(held, open.record)) continue;
      this.#held.delete(held.outageId);
    }
    this.#plan(now);
  }

  /** Stops the timers; what is held stays in the outbox for the next start. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  /**
   * Wakes up at `dueMono`, unless something wakes it earlier: thousands of outages held at once share one timer, and holds that end one
   * after the other are worked off together.
   */
  #plan(at: number): void {
    const dueMono = Math.max(at, this.#workedMono + this.#restMs);
    if (this.#stopped || dueMono >= this.#plannedMono) return;
    this.#cancel?.();
    this.#plannedMono = dueMono;
    this.#cancel = this.#clock.after(Math.max(0, dueMono - this.#clock.mono()), () => this.#work());
  }

  #dueMono({ dueMono, willMono }: HeldOutage, record: OutageRecord): number {
    const { connectionId } = record;
    const woke = this.#source.wokeMono(connectionId);
    // The hold ran out while nobody could see whether the device came back.
    const seenMono = woke === null ? dueMono : Math.max(dueMono, woke + BLIND_PATIENCE_MS);
    const droppedMono = willMono === null ? null : this.#source.brokerStop(record, willMono);
    if (droppedMono === null) return seenMono;
    const { isConnected, connectedMono } = this.#source.connection(connectionId);
    const returnUntil = (connectedMono ?? droppedMono) + RETURN_PATIENCE_MS;
    const patientUntil = isConnected ? returnUntil : Math.max(returnUntil, droppedMono + BLIND_PATIENCE_MS);
    return Math.max(seenMono, Math.min(patientUntil, droppedMono + BROKER_STOP_PATIENCE_MS));
  }

  #work(): void {
    this.#plannedMono = Number.POSITIVE_INFINITY;
    this.#source.look();
    const now = this.#clock.mono();
    this.#workedMono = now;
    const loud: HeldOutage[] = [];
    const muted: HeldOutage[] = [];
    const coming: number[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const one of this.#held.values()) {
      const open = this.#source.open(one.outageId);
      if (open === null || !this.#source.isWatched(open.record.connectionId)) {
        this.dismiss(one.outageId, 'expired');
        continue;
      }
      const dueMono = this.#dueMono(one, open.record);
      const held = dueMono === one.dueMono ? one : { ...one, dueMono };
      if (dueMono > now + EARLY_MS) {
        next = Math.min(next, dueMono);
        coming.push(dueMono);
        if (held !== one) this.#source.postponed(one.outageId, dueMono - now);
      } else {
        this.#source.holdOver(held.outageId);
        if (this.#source.isPartOf(open.record)) this.dismiss(held.outageId, 'part-of');
        else if (!held.again && this.#waitsOutFlapping(held, open.record.deviceKey, now))
          next = Math.min(next, now + FLAP_PATIENCE_MS);
        else (this.#source.muted(open.record) === null ? loud : muted).push(held);
      }
    }
    // Before anything is told: what the system's program takes to begin is no reason to let the next loss wait.
    this.#restMs = Math.max(REST_MS, REST_SHARE * (this.#clock.mono() - now));
    next = Math.min(next, this.#decide(loud, this.#loud, coming, now), this.#decide(muted, this.#muted, coming, now));
    this.#plan(next);
  }

  /** @returns when to look again */
  #decide(due: readonly HeldOutage[], lane: Lane, coming: readonly number[], now: number): number {
    if (due.length === 0) return Number.POSITIVE_INFINITY;
    const first = due.reduce((least, held) => Math.min(least, held.dueMono), Number.POSITIVE_INFINITY);
    const gather = gatherUntil({ first, count: due.length }, coming, now);
    if (gather !== null) return gather;
    const { decisions, told } = decide(due, lane.policy, now);
    lane.policy = told;
    let next = Number.POSITIVE_INFINITY;
    for (const decision of decisions) {
      if (decision.kind === 'wait') next = Math.min(next, decision.at);
      else this.#tell(decision, lane);
    }
    return next;
  }

  /** Those told one by one in the last ten seconds: the summary that follows names them too, as one of more than three. */
  #recentlyTold(lane: Lane): Lane['singles'] {
    const recent = lane.singles.filter(({ at }) => this.#clock.mono() - at < WINDOW_MS);
    lane.singles = [];
    return recent;
  }

  /** A device that flaps is told as that once; what follows is told only when it stays offline. Decided once for each outage. */
  #waitsOutFlapping(held: HeldOutage, deviceKey: string, now: number): boolean {
    if (this.#flapping.has(held.outageId)) return false;
    const decision = this.#flaps.decide(deviceKey, now);
    this.#flapping.set(held.outageId, decision);
    if (decision !== 'silent') return false;
    this.#held.set(held.outageId, { ...held, dueMono: now + FLAP_PATIENCE_MS });
    return true;
  }

  #tell(decision: Exclude<Decision<HeldOutage>, { kind: 'wait' }>, lane: Lane): void {
    const outages = decision.kind === 'single' ? [decision.due] : decision.due;
    for (const held of outages) this.#held.delete(held.outageId);
    const isFlapping = outages.length === 1 && this.#flapping.get(outages[0]?.outageId ?? 0) === 'tell-flapping';
    for (const held of outages) this.#flapping.delete(held.outageId);
    const subjects = outages.flatMap((held) => this.#source.open(held.outageId) ?? []);
    const first = subjects[0];
    if (first === undefined) return;
    const records = subjects.map((one) => one.record);
    const { called, formatTime } = this.#source;
    const words = this.#source.words();
    const names = records.map(({ deviceKey }) => called(deviceKey).short);
    const told = new Set<number | null>(records.map(({ id }) => id));
    const explains = (id: number): boolean => told.has(this.#source.rootOf(id));
    // A summary of one says more as what it is; what it is the cause of is not counted beside it.
    const recent = decision.kind === 'summary' ? this.#recentlyTold(lane).filter(({ record }) => !explains(record.id)) : [];
    const lost = [...recent.map(({ name }) => name), ...names];
    const single = lost.length === 1;
    const again = outages.every((held) => held.again);
    const subject = subjectOf(first, called);
    const { title, body } = isFlapping
      ? {
          title: words.flappingTitle(subject.device),
          body: words.flappingBody(FLAP_LIMIT + 1, FLAP_WINDOW_MS / 60_000, FLAP_PATIENCE_MS / 60_000),
        }
      : single
        ? {
            title: again ? words.stillTitle(subject) : words.alertTitle(subject),
            body: again ? words.stillBody(subject, formatTime) : words.alertBody(subject, formatTime),
          }
        : {
            title: again ? words.stillSummaryTitle(lost.length) : words.summaryTitle(lost.length),
            body: [
              again ? '' : words.storm(this.#source.storm([...recent.map(({ record }) => record), ...records])),
              words.summaryBody(lost.slice(0, NAMED), lost.length),
            ]
              .filter((part) => part !== '')
              .join(' '),
          };
    const { deviceKey, deviceId } = first.record;
    if (single)
      lane.singles = [...lane.singles, { at: this.#clock.mono(), name: names[0] ?? deviceId, record: first.record }].slice(
        -MAX_SINGLE,
      );
    const silence = lane.isMuted ? this.#source.muted(first.record) : null;
    if (lane.isMuted) this.#source.keptSilent(records);
    void this.#announcer
      .announce(
        { title, body, urgency: 'critical', path: single ? devicePath(deviceKey) : LOST_PATH },
        {
          device: single ? { key: deviceKey, id: deviceId, incidentId: first.record.incidentId } : null,
          outageIds: records.map(({ id }) => id),
          back: isFlapping ? null : single ? subject.device : '',
          explains,
        },
        silence,
      )
      .then((announced) => this.#told(outages, announced));
  }

  #silence(held: HeldOutage, reason: SilenceReason): void {
    this.#told([held], { outcome: 'silent', reason: this.#source.words().silence(reason) });
  }
}

/** What people call a device: in full with its id, and in short where many are named. */
export interface Called {
  readonly full: string;
  readonly short: string;
}

/** An outage as the words need it. */
export function subjectOf({ record, will, confirmed }: Told, called: (deviceKey: string) => Called): AlertSubject {
  return {
    device: called(record.deviceKey).full,
    kind: record.deviceIsGateway ? 'gateway' : 'device',
    verdict: record.verdict,
    freshness: record.freshness,
    began: record.began,
    affectedGateways: record.affectedGateways,
    affectedDevices: record.affectedDevices,
    affectedGatewayIds: record.affectedGatewayIds.map((id) => called(keyOf(record.connectionId, id)).short),
    confirmed,
    degraded: record.degraded,
    will,
  };
}
