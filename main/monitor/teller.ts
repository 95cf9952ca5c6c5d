import type { OutageRecord } from '../history/port.ts';
import { type Decision, decide, gatherUntil, MAX_SINGLE, NOTHING_TOLD, WINDOW_MS } from '../incidents/alert-policy.ts';
import { FLAP_LIMIT, FLAP_WINDOW_MS, type FlapDecision, Flaps } from '../incidents/flap.ts';
import type { AlertSubject, DomainWords, FormatTime, SilenceReason } from '../words/domain.en.ts';
import type { Announced, Announcer } from './announcer.ts';
import type { Clock } from './ports.ts';
import { devicePath, LOST_PATH } from './window-paths.ts';

/** When a connection ends this soon after a will, the broker may be going down: it publishes everybody's wills just before it drops us. */
const BROKER_STOP_MS = 2000;
/** How long such a will waits for the broker to come back before it is told all the same. */
const BLIND_PATIENCE_MS = 60_000;
/** A flapping device that stays offline this long is told as lost after all. */
const FLAP_PATIENCE_MS = 300_000;
/** Between two looks at what is held: each is a walk over all of it. A single loss waits for none. */
const REST_MS = 50;
/** Ids a summary names. */
const NAMED = 5;

export interface HeldOutage {
  readonly outageId: number;
  readonly outboxId: number;
  /** On the monotonic clock. */
  readonly dueMono: number;
  readonly openedMono: number;
}

/** What the teller has to ask about an outage when its hold is over. */
export interface TellerSource {
  /** The outage as it is now; null when it is over. */
  open(outageId: number): { readonly record: OutageRecord; readonly will: string } | null;
  /** Whether an upstream of its device is gone too: then its outage tells it. */
  isPartOf(record: OutageRecord): boolean;
  /** When its connection was lost, on the monotonic clock; null while we see, or before we saw. */
  blindSinceMono(connectionId: string): number | null;
  /** Its hold is over: the device is not checked any more, whether told now or in the next summary. */
  holdOver(outageId: number): void;
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
  #policy = NOTHING_TOLD;
  #singles: { readonly at: number; readonly deviceId: string }[] = [];
  readonly #flaps = new Flaps();
  readonly #flapping = new Map<number, FlapDecision>();
  #cancel: (() => void) | null = null;
  #plannedMono = Number.POSITIVE_INFINITY;
  #workedMono = Number.NEGATIVE_INFINITY;
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
    const dueMono = Math.max(at, this.#workedMono + REST_MS);
    if (this.#stopped || dueMono >= this.#plannedMono) return;
    this.#cancel?.();
    this.#plannedMono = dueMono;
    this.#cancel = this.#clock.after(Math.max(0, dueMono - this.#clock.mono()), () => this.#work());
  }

  #dueMono(held: HeldOutage): number {
    const open = this.#source.open(held.outageId);
    const blindSince = open === null ? null : this.#source.blindSinceMono(open.record.connectionId);
    if (blindSince === null || blindSince - held.openedMono > BROKER_STOP_MS) return held.dueMono;
    return Math.max(held.dueMono, blindSince + BLIND_PATIENCE_MS);
  }

  #work(): void {
    this.#plannedMono = Number.POSITIVE_INFINITY;
    const now = this.#clock.mono();
    this.#workedMono = now;
    const due: HeldOutage[] = [];
    const coming: number[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const held of this.#held.values()) {
      const open = this.#source.open(held.outageId);
      const dueMono = this.#dueMono(held);
      if (open === null) this.dismiss(held.outageId, 'expired');
      else if (dueMono > now) {
        next = Math.min(next, dueMono);
        coming.push(dueMono);
      } else {
        this.#source.holdOver(held.outageId);
        if (this.#source.isPartOf(open.record)) this.dismiss(held.outageId, 'part-of');
        else if (this.#waitsOutFlapping(held, open.record.deviceKey, now)) next = Math.min(next, now + FLAP_PATIENCE_MS);
        else due.push(held);
      }
    }
    const first = due.reduce((least, held) => Math.min(least, held.dueMono), Number.POSITIVE_INFINITY);
    const gather = due.length === 0 ? null : gatherUntil({ first, count: due.length }, coming, now);
    if (gather !== null) {
      this.#plan(Math.min(next, gather));
      return;
    }
    const { decisions, told } = decide(due, this.#policy, now);
    this.#policy = told;
    for (const decision of decisions) {
      if (decision.kind === 'wait') next = Math.min(next, decision.at);
      else this.#tell(decision);
    }
    this.#plan(next);
  }

  /** Those told one by one in the last ten seconds: the summary that follows names them too, as one of more than three. */
  #recentlyTold(): readonly string[] {
    const recent = this.#singles.filter(({ at }) => this.#clock.mono() - at < WINDOW_MS);
    this.#singles = [];
    return recent.map(({ deviceId }) => deviceId);
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

  #tell(decision: Exclude<Decision<HeldOutage>, { kind: 'wait' }>): void {
    const outages = decision.kind === 'single' ? [decision.due] : decision.due;
    for (const held of outages) this.#held.delete(held.outageId);
    const isFlapping = outages.length === 1 && this.#flapping.get(outages[0]?.outageId ?? 0) === 'tell-flapping';
    for (const held of outages) this.#flapping.delete(held.outageId);
    const subjects = outages.flatMap((held) => this.#source.open(held.outageId) ?? []);
    const first = subjects[0];
    if (first === undefined) return;
    const words = this.#source.words();
    // A summary of one says more as what it is.
    const recent = decision.kind === 'summary' ? this.#recentlyTold() : [];
    const single = subjects.length + recent.length === 1;
    const subject = subjectOf(first.record, first.will);
    const lost = [...recent, ...subjects.map((one) => one.record.deviceId)];
    const ids = lost.slice(0, NAMED);
    const title = isFlapping
      ? words.flappingTitle(subject.device)
      : single
        ? words.alertTitle(subject)
        : words.summaryTitle(lost.length);
    const body = isFlapping
      ? words.flappingBody(FLAP_LIMIT + 1, FLAP_WINDOW_MS / 60_000, FLAP_PATIENCE_MS / 60_000)
      : single
        ? words.alertBody(subject, this.#source.formatTime)
        : words.summaryBody(ids, lost.length);
    const { deviceKey, deviceId, id: outageId } = first.record;
    if (single) this.#singles = [...this.#singles, { at: this.#clock.mono(), deviceId }].slice(-MAX_SINGLE);
    void this.#announcer
      .announce(
        { title, body, urgency: 'critical', path: single ? devicePath(deviceKey) : LOST_PATH },
        single ? { deviceKey, deviceId, outageId } : null,
      )
      .then((announced) => this.#told(outages, announced));
  }

  #silence(held: HeldOutage, reason: SilenceReason): void {
    this.#told([held], { outcome: 'silent', reason: this.#source.words().silence(reason) });
  }
}

/** An outage as the words need it. */
export function subjectOf(record: OutageRecord, will: string): AlertSubject {
  return {
    device: record.deviceId,
    kind: record.deviceIsGateway ? 'gateway' : 'device',
    verdict: record.verdict,
    freshness: record.freshness,
    began: record.began,
    affectedGateways: record.affectedGateways,
    affectedDevices: record.affectedDevices,
    affectedGatewayIds: record.affectedGatewayIds,
    will,
  };
}
