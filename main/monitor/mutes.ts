import { MUTES_SHOWN } from '../contract/limits.ts';
import type { MaintenanceSpan } from '../contract/maintenance.ts';
import type { MuteView } from '../contract/model.ts';
import type { MuteRecord } from '../history/port.ts';
import { isInForce, MuteIndex } from '../incidents/mute.ts';
import type { DomainWords, FormatTime } from '../words/domain.en.ts';
import type { Announcer } from './announcer.ts';
import type { Committer } from './committer.ts';
import type { DeviceTable } from './device-table.ts';
import type { MonitorEvent } from './events.ts';
import { coveredView } from './mute-view.ts';
import type { OutageBook } from './outage-book.ts';
import type { Clock } from './ports.ts';
import { LOST_PATH } from './window-paths.ts';

/** Devices the summary at the end of a mute names. */
const NAMED = 5;
/** How long the summary waits for connections that are not back yet. */
const PATIENCE_MS = 60_000;

export interface MutesParts {
  readonly clock: Clock;
  readonly committer: Committer;
  readonly table: DeviceTable;
  readonly book: OutageBook;
  readonly announcer: Announcer;
  /** Whether a connection is there and its snapshot read: what it says of its devices holds now. */
  readonly sees: (connectionId: string) => boolean;
  /** The site a device belongs to now; empty: none. */
  readonly siteOf: (deviceKey: string) => string;
  /** Whether a connection is in the settings. */
  readonly isWatched: (connectionId: string) => boolean;
  readonly emit: (event: MonitorEvent) => void;
  readonly words: () => DomainWords;
  readonly formatTime: FormatTime;
}

/** The mutes in force, what they kept silent, and the one summary when a mute of everything ends. */
export class Mutes {
  readonly #parts: MutesParts;
  readonly #mutes = new Map<number, MuteRecord>();
  #index = new MuteIndex<MuteRecord>([]);
  /** Over by time, not yet gone: a summary may be due. Since when, monotonic. */
  readonly #lapsed = new Map<number, number>();
  readonly #telling = new Set<number>();
  /** Begins and ends what the time begins and ends. */
  sync: () => void = () => undefined;

  constructor(parts: MutesParts) {
    this.#parts = parts;
  }

  /** As the last run left them. */
  restore(mutes: readonly MuteRecord[]): void {
    for (const mute of mutes) this.#mutes.set(mute.id, mute);
    this.#index = new MuteIndex(mutes);
  }

  get(id: number): MuteRecord | undefined {
    return this.#telling.has(id) ? undefined : this.#mutes.get(id);
  }

  /** The mute of the same scope and keys, also one that is over by time and whose summary was not told yet. */
  like({ scope, keys }: Pick<MuteRecord, 'scope' | 'keys'>): MuteRecord | undefined {
    const same = JSON.stringify([scope, keys]);
    return [...this.#mutes.values()].find(
      (mute) => mute.maintenance === null && !this.#telling.has(mute.id) && JSON.stringify([mute.scope, mute.keys]) === same,
    );
  }

  /** Those by which maintenance windows are in force. */
  ofMaintenance(): readonly MuteRecord[] {
    const now = this.#parts.clock.now();
    return [...this.#mutes.values()].filter((mute) => mute.maintenance !== null && isInForce(mute, now));
  }

  /** In force at once, and on disk with the next commit: what time began. */
  put(mute: MuteRecord): void {
    this.#parts.committer.draft.mutes.set(mute.id, mute);
    this.set(mute.id, mute);
    this.#changed();
  }

  /** In force once it is on disk. `null`: gone. */
  set(id: number, mute: MuteRecord | null): void {
    const { draft } = this.#parts.committer;
    // What it kept silent while this was written is in the next draft, with the mute as it was.
    if (mute === null) {
      this.#mutes.delete(id);
      if (draft.mutes.delete(id)) draft.mutesGone.add(id);
    } else {
      const counted = { ...mute, silenced: Math.max(mute.silenced, this.#mutes.get(id)?.silenced ?? 0) };
      this.#mutes.set(id, counted);
      if (draft.mutes.has(id)) draft.mutes.set(id, counted);
    }
    this.#lapsed.delete(id);
    this.#index = new MuteIndex([...this.#mutes.values()]);
  }

  readonly isMuted = (device: { readonly key: string; readonly connectionId: string }): boolean =>
    this.#covering(device).length > 0;

  /** Why nobody is told of a device now; null: they are. */
  reasonFor(deviceKey: string, connectionId: string): string | null {
    return this.#reason(this.#covering({ key: deviceKey, connectionId }));
  }

  /** The same for what is about a connection itself; `null`: about Willwatch. */
  reasonForConnection(connectionId: string | null): string | null {
    this.sync();
    const now = this.#parts.clock.now();
    return this.#reason(connectionId === null ? this.#index.coveringAll(now) : this.#index.coveringConnection(connectionId, now));
  }

  /** These outages would have been told now. */
  keptSilent(outages: readonly { readonly id: number; readonly deviceKey: string; readonly connectionId: string }[]): void {
    const { committer, book } = this.#parts;
    const { draft } = committer;
    for (const { id, deviceKey, connectionId } of outages) {
      const covering = this.#covering({ key: deviceKey, connectionId });
      for (const mute of covering) {
        const counted = { ...mute, silenced: (this.#mutes.get(mute.id)?.silenced ?? mute.silenced) + 1 };
        this.#mutes.set(mute.id, counted);
        draft.mutes.set(mute.id, counted);
      }
      // By the one that lasts longest: when it ends, the others have.
      const last = covering.find(sumsUp);
      if (last !== undefined) book.muted(id, last.id);
    }
  }

  /** Ends what is over by time, also when the time passed while the computer slept or Willwatch did not run. */
  sweep(): void {
    this.sync();
    if (this.#mutes.size === 0) return;
    const now = this.#parts.clock.now();
    for (const mute of this.#mutes.values()) {
      if (isInForce(mute, now) || this.#telling.has(mute.id)) continue;
      const lapsedMono = this.#lapsed.get(mute.id) ?? this.#parts.clock.mono();
      if (!this.#lapsed.has(mute.id)) {
        this.#lapsed.set(mute.id, lapsedMono);
        this.#changed();
      }
      if (sumsUp(mute)) this.#tellEnd(mute, lapsedMono);
      else this.#forget(mute.id);
    }
  }

  views(): { readonly mutes: readonly MuteView[]; readonly mutesTotal: number } {
    const mutes = this.#inForce();
    return { mutes: mutes.slice(0, MUTES_SHOWN).map((mute) => this.#view(mute)), mutesTotal: mutes.length };
  }

  viewsOf(device: { readonly key: string; readonly connectionId: string }): readonly MuteView[] {
    return this.#covering(device).map((mute) => this.#view(this.#mutes.get(mute.id) ?? mute));
  }

  /** When maintenance kept a device's alerts silent, oldest first. A gateway's scope is what hangs on it today. */
  spansOf(
    device: { readonly key: string; readonly connectionId: string },
    mutes: readonly MuteRecord[],
  ): readonly MaintenanceSpan[] {
    const { table, siteOf } = this.#parts;
    const ever = new MuteIndex(mutes.map((mute) => ({ ...mute, until: null, to: mute.until })));
    return ever
      .covering(device, (key) => table.topology.upstreams(key), siteOf, 0)
      .map(({ id, maintenance, setAt, to }) => ({ id, name: maintenance?.name ?? '', from: setAt, to: to ?? setAt }))
      .filter(({ from, to }) => to > from)
      .sort((a, b) => a.from - b.from);
  }

  #inForce(): MuteRecord[] {
    this.sync();
    const now = this.#parts.clock.now();
    const first = (mute: MuteRecord): number => (mute.scope === 'all' ? 0 : 1);
    return [...this.#mutes.values()].filter((mute) => isInForce(mute, now)).sort((a, b) => first(a) - first(b) || b.id - a.id);
  }

  #covering(device: { readonly key: string; readonly connectionId: string }): readonly MuteRecord[] {
    this.sync();
    const { table, clock, siteOf } = this.#parts;
    if (this.#index.isEmpty) return [];
    return this.#index.covering(device, (key) => table.topology.upstreams(key), siteOf, clock.now());
  }

  #reason([mute]: readonly MuteRecord[]): string | null {
    const { words, formatTime } = this.#parts;
    if (mute === undefined) return null;
    const until = mute.until === null ? null : formatTime(mute.until);
    return mute.maintenance === null ? words().muted(until) : words().inMaintenance(mute.maintenance.name, until ?? '');
  }

  #view(mute: MuteRecord): MuteView {
    const { id, setAt, until, silenced, maintenance } = mute;
    return {
      id,
      ...coveredView(mute, (key) => this.#parts.table.ref(key)),
      maintenance: maintenance && { id: maintenance.id, name: maintenance.name },
      setAt,
      until,
      silenced,
    };
  }

  /**
   * What was lost while everything was muted, or a maintenance window was in force, and has not come back is told once. Not before we see it: it may be back. One connection that
   * stays away does not hold up the others for long; what is lost on it is told when it is back.
   */
  #tellEnd(mute: MuteRecord, lapsedMono: number): void {
    const { book, announcer, clock, sees, isWatched, table, words } = this.#parts;
    const still = book.mutedBy(mute.id).filter((one) => isWatched(one.connectionId) && table.cutOffBy(one.deviceKey) === null);
    const here = still.filter(({ connectionId }) => sees(connectionId));
    const waits = here.length < still.length;
    if (waits && (here.length === 0 || clock.mono() - lapsedMono < PATIENCE_MS)) return;
    const loud = here.filter((one) => this.reasonFor(one.deviceKey, one.connectionId) === null);
    const done = (): void => {
      this.#telling.delete(mute.id);
      for (const { id, deviceKey, connectionId } of here)
        book.muted(id, this.#covering({ key: deviceKey, connectionId }).find(sumsUp)?.id ?? null);
      if (!waits) this.#forget(mute.id);
    };
    if (loud.length === 0) {
      done();
      return;
    }
    this.#telling.add(mute.id);
    const names = loud.slice(0, NAMED).map(({ deviceKey }) => table.called(deviceKey));
    void announcer
      .announce(
        {
          title:
            mute.maintenance === null
              ? words().muteEndedTitle(mute.silenced, loud.length)
              : words().maintenanceEndedTitle(mute.maintenance.name, mute.silenced, loud.length),
          body: words().summaryBody(names, loud.length),
          urgency: 'critical',
          path: LOST_PATH,
        },
        { device: null, outageIds: loud.map(({ id }) => id), back: null },
      )
      .then(done);
  }

  /** After its summary is drafted: a crash before that tells it again, and never not at all. */
  #forget(id: number): void {
    const { draft } = this.#parts.committer;
    const mute = this.#mutes.get(id);
    this.set(id, null);
    draft.mutes.delete(id);
    // Of maintenance there is to be seen later when it was.
    if (mute?.maintenance == null) draft.mutesGone.add(id);
    else draft.mutes.set(id, { ...mute, maintenance: { ...mute.maintenance, over: true } });
    this.#changed();
  }

  #changed(): void {
    const { committer, emit } = this.#parts;
    committer.draft.afterwards.push(() => emit({ type: 'changed', topics: ['mutes', 'devices'], deviceKeys: [] }));
  }
}

/** Whose end is told, with what is still offline. */
const sumsUp = ({ scope, maintenance }: MuteRecord): boolean => scope === 'all' || maintenance !== null;
