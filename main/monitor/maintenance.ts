import type { MaintenanceView, Occurrence } from '../contract/maintenance.ts';
import type { CheckedInput } from '../contract/requests.ts';
import type { MaintenanceRecord, MuteRecord } from '../history/port.ts';
import { type LocalClock, nextOccurrence, occurrenceAt, partEnd } from '../incidents/maintenance.ts';
import { findZone, toEpoch } from '../rules/functions/zone.ts';
import type { DomainWords } from '../words/domain.en.ts';
import { Refused } from './chosen.ts';
import type { DeviceTable } from './device-table.ts';
import { coveredView } from './mute-view.ts';
import type { Mutes } from './mutes.ts';
import type { Clock } from './ports.ts';

export interface MaintenanceParts {
  readonly clock: Clock;
  readonly mutes: Mutes;
  readonly table: DeviceTable;
  readonly nextId: () => number;
  readonly words: () => DomainWords;
}

/**
 * The maintenance windows. One that is in force is a mute of its own, begun and ended by the wall clock whenever it is asked for: a laptop that slept through
 * its beginning or its end, or a program that did not run, is late by nothing that anybody could notice.
 */
export class Maintenance {
  readonly #parts: MaintenanceParts;
  readonly #windows = new Map<number, MaintenanceRecord>();
  /** What was found holds from the one to the other. */
  #checkedAt = Number.POSITIVE_INFINITY;
  #changesAt = Number.NEGATIVE_INFINITY;

  constructor(parts: MaintenanceParts) {
    this.#parts = parts;
  }

  /** As the last run left them. */
  restore(windows: readonly MaintenanceRecord[]): void {
    for (const one of windows) this.#windows.set(one.id, one);
    this.#changesAt = Number.NEGATIVE_INFINITY;
  }

  get(id: number): MaintenanceRecord | undefined {
    return this.#windows.get(id);
  }

  /** In force once it is on disk. `null`: gone. */
  set(id: number, window: MaintenanceRecord | null): void {
    if (window === null) this.#windows.delete(id);
    else this.#windows.set(id, window);
    this.#changesAt = Number.NEGATIVE_INFINITY;
  }

  /** What a person wants a window to be, as a record. @param keys of its scope @throws Refused */
  record({ id, window }: CheckedInput<'maintenance.save'>, target: Pick<MuteRecord, 'scope' | 'keys'> | null): MaintenanceRecord {
    const { clock, words, nextId } = this.#parts;
    const { times, name, note } = window;
    const before = id === null ? undefined : this.#windows.get(id);
    const covers = target ?? before;
    if (covers === undefined || (id !== null && before === undefined)) throw new Refused(words().acts.noMaintenance);
    if (times.kind === 'once' && times.to <= times.from) throw new Refused(words().acts.endsFirst);
    if (times.kind === 'once' && times.to <= clock.now()) throw new Refused(words().acts.past);
    if (times.kind === 'weekly' && findZone(times.zone) === null) throw new Refused(words().acts.noZone(times.zone));
    const { scope, keys } = covers;
    return { id: before?.id ?? nextId(), name, note, scope, keys, times, setAt: clock.now(), endedUntil: null };
  }

  /** What of it is in force now ended by a person: the next day's comes as it would, also where that follows without a pause. */
  ended(id: number): MaintenanceRecord | null {
    const window = this.#windows.get(id);
    if (window === undefined) return null;
    return { ...window, endedUntil: partEnd(window.times, this.#parts.clock.now(), clockOf(window)) };
  }

  /** Begins and ends what the time begins and ends. Costs nothing until then. */
  readonly sync = (): void => {
    const { clock, mutes } = this.#parts;
    const now = clock.now();
    if (now >= this.#checkedAt && now < this.#changesAt) return;
    this.#checkedAt = now;
    this.#changesAt = Number.POSITIVE_INFINITY;
    for (const mute of mutes.ofMaintenance())
      if (!this.#windows.has(mute.maintenance?.id ?? 0)) mutes.put({ ...mute, until: now });
    for (const window of this.#windows.values()) {
      const occurrence = this.#at(window, now);
      const mute = mutes.ofMaintenance().find(({ maintenance }) => maintenance?.id === window.id);
      if (occurrence !== null) this.#begin(window, occurrence, mute);
      else if (mute !== undefined) mutes.put({ ...mute, until: now });
      const next = occurrence?.to ?? this.#next(window, now)?.from ?? Number.POSITIVE_INFINITY;
      this.#changesAt = Math.min(this.#changesAt, next);
    }
  };

  /** Those that are or will be in force first, in the order of their time; then those that are over. */
  views(): readonly MaintenanceView[] {
    this.sync();
    const { clock, table } = this.#parts;
    const now = clock.now();
    const views = [...this.#windows.values()].map((window): MaintenanceView => {
      const { id, name, note, times } = window;
      return {
        id,
        name,
        note,
        times,
        ...coveredView(window, (key) => table.ref(key)),
        now: this.#at(window, now),
        next: this.#next(window, now),
      };
    });
    const startOf = (view: MaintenanceView): number => view.now?.from ?? view.next?.from ?? Number.POSITIVE_INFINITY;
    return views.sort((a, b) => (startOf(a) === startOf(b) ? b.id - a.id : startOf(a) - startOf(b)));
  }

  #begin(window: MaintenanceRecord, { from, to }: Occurrence, mute: MuteRecord | undefined): void {
    const { mutes, nextId } = this.#parts;
    const { id, name, scope, keys, setAt } = window;
    const maintenance = { id, name, over: false };
    if (mute === undefined)
      mutes.put({ id: nextId(), scope, keys, setAt: Math.max(from, setAt), until: to, silenced: 0, maintenance });
    else if (
      JSON.stringify([mute.until, mute.scope, mute.keys, mute.maintenance]) !== JSON.stringify([to, scope, keys, maintenance])
    )
      mutes.put({ ...mute, until: to, scope, keys, maintenance });
  }

  #at(window: MaintenanceRecord, now: number): Occurrence | null {
    const ended = window.endedUntil ?? 0;
    const occurrence = occurrenceAt(window.times, now, clockOf(window));
    if (occurrence === null || now < ended) return null;
    return { from: Math.max(occurrence.from, Math.min(ended, occurrence.to)), to: occurrence.to };
  }

  #next(window: MaintenanceRecord, now: number): Occurrence | null {
    const { times, endedUntil } = window;
    const clock = clockOf(window);
    const rest = endedUntil !== null && now < endedUntil ? occurrenceAt(times, endedUntil, clock) : null;
    const next = nextOccurrence(times, now, clock);
    if (rest === null || endedUntil === null) return next;
    return { from: endedUntil, to: rest.to };
  }
}

/** The clocks of the window's zone; of this computer's where nobody here knows that one. */
function clockOf({ times }: MaintenanceRecord): LocalClock {
  const zone = times.kind === 'weekly' ? findZone(times.zone) : null;
  if (zone !== null) return { offsetAt: (at) => zone.offsetAt(at), epochOf: (local) => toEpoch(local, zone) };
  const offsetAt = (at: number): number => -60_000 * new Date(at).getTimezoneOffset();
  return { offsetAt, epochOf: (local) => toEpoch(local, { id: '', offsetAt, nameAt: () => '' }) };
}
