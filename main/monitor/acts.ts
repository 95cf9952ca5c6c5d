import type { DismissedGroup, WrongPair } from '../contract/learning.ts';
import { MAX_CHOSEN } from '../contract/limits.ts';
import type { ActOutcome, CheckedInput, MuteScope } from '../contract/requests.ts';
import type { TopologyPair } from '../contract/settings.ts';
import type { Acknowledged, HandoverRecord, History, MaintenanceRecord, MuteRecord, NoteRecord } from '../history/port.ts';
import { groupKey, type PairChange, pairKey, type WrongChange, withoutChange } from '../settings/pairs.ts';
import { type Change, isOfPairs, type PairsChange, sizeOf, topicsOf } from './act-change.ts';
import { Chosen, type ChosenParts, Refused } from './chosen.ts';
import type { Committer } from './committer.ts';
import type { MonitorEvent } from './events.ts';
import type { Maintenance } from './maintenance.ts';
import type { Mutes } from './mutes.ts';
import { notKept } from './not-kept.ts';
import type { Answer, Clock } from './ports.ts';

const UNDOABLE = 100;
/** What the button of a notification mutes for. */
const ANSWER_MUTE_MS = 3_600_000;

export interface ActsParts extends ChosenParts {
  readonly clock: Clock;
  readonly committer: Committer;
  readonly history: History;
  readonly mutes: Mutes;
  readonly maintenance: Maintenance;
  readonly nextId: () => number;
  readonly emit: (event: MonitorEvent) => void;
}

/** The settings, as far as they say what hangs on what. */
export interface PairKeeper {
  read(): {
    readonly pairs: readonly TopologyPair[];
    readonly wrong: readonly WrongPair[];
    readonly dismissed: readonly DismissedGroup[];
  };
  /** Resolves when it is kept and in force. Rejects with an Error whose message is a sentence. */
  write(change: PairsChange): Promise<void>;
}

/** What an act changes, and what takes it back. */
interface Act {
  readonly forward: Change;
  readonly backward: Change;
}

const NOTHING: Act = { forward: {}, backward: {} };

/**
 * What a person does: mute, acknowledge, snooze, note, rename, and take it back. One after the other; each on disk before it is in force
 * and answered.
 */
export class Acts {
  readonly #parts: ActsParts;
  readonly #chosen: Chosen;
  #pairs: PairKeeper | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #done: { readonly id: number; readonly act: Act }[] = [];
  #nextUndo = 1;

  constructor(parts: ActsParts) {
    this.#parts = parts;
    this.#chosen = new Chosen(parts);
  }

  acknowledge({ which, note }: CheckedInput<'outage.acknowledge'>): Promise<ActOutcome> {
    const at = this.#parts.clock.now();
    return this.#do(async () => this.#acknowledged(await this.#chosen.outages(which), { at, note }));
  }

  unacknowledge({ which }: CheckedInput<'outage.unacknowledge'>): Promise<ActOutcome> {
    return this.#do(async () => this.#acknowledged(await this.#chosen.outages(which), null));
  }

  snooze({ which, until }: CheckedInput<'outage.snooze'>): Promise<ActOutcome> {
    return this.#do(async () => {
      this.#checkUntil(until);
      const before = new Map<number, number | null>();
      for (const id of (await this.#chosen.outages(which)).keys()) {
        const open = this.#parts.book.marks(id);
        if (open !== null && open.snoozedUntil !== until) before.set(id, open.snoozedUntil);
      }
      return { forward: { snoozes: mapOf(before.keys(), () => until) }, backward: { snoozes: before } };
    });
  }

  mute({ scope, until }: CheckedInput<'mute.set'>): Promise<ActOutcome> {
    return this.#do(async () => this.#muted(scope, until));
  }

  endMute({ id }: CheckedInput<'mute.end'>): Promise<ActOutcome> {
    return this.#do(async () => {
      const { mutes, clock, words } = this.#parts;
      const before = mutes.get(id);
      if (before === undefined) throw new Refused(words().acts.noMute);
      const { maintenance } = this.#parts;
      const window = maintenance.get(before.maintenance?.id ?? 0);
      const ended = window === undefined ? null : maintenance.ended(window.id);
      return {
        forward: {
          mutes: new Map([[id, { ...before, until: clock.now() }]]),
          ...(ended && { maintenance: mapOf([ended.id], () => ended) }),
        },
        backward: { mutes: new Map([[id, before]]), ...(window && { maintenance: mapOf([window.id], () => window) }) },
      };
    });
  }

  saveMaintenance(input: CheckedInput<'maintenance.save'>): Promise<ActOutcome> {
    return this.#do(async () => {
      const { maintenance } = this.#parts;
      const { scope } = input.window;
      const target = scope === null ? null : { scope: scope.kind, keys: this.#chosen.muteKeys(scope) };
      const window = maintenance.record(input, target);
      return {
        forward: { maintenance: mapOf([window.id], () => window) },
        backward: { maintenance: mapOf([window.id], () => maintenance.get(window.id) ?? null) },
      };
    });
  }

  removeMaintenance({ id }: CheckedInput<'maintenance.remove'>): Promise<ActOutcome> {
    return this.#do(async () => {
      const before = this.#parts.maintenance.get(id);
      if (before === undefined) throw new Refused(this.#parts.words().acts.noMaintenance);
      return { forward: { maintenance: mapOf([id], () => null) }, backward: { maintenance: mapOf([id], () => before) } };
    });
  }

  rename({ key, name }: CheckedInput<'device.rename'>): Promise<ActOutcome> {
    return this.#do(async () => {
      const { table } = this.#parts;
      this.#chosen.checkDevice(key);
      const before = table.nameOf(key);
      const after = name === '' ? null : name;
      return before === after
        ? NOTHING
        : { forward: { names: new Map([[key, after]]) }, backward: { names: new Map([[key, before]]) } };
    });
  }

  addNote({ about, text }: CheckedInput<'note.add'>): Promise<ActOutcome> {
    const at = this.#parts.clock.now();
    return this.#do(async () => {
      const targets =
        'outageId' in about
          ? [...(await this.#chosen.outageKeys([about.outageId]))].map(([outageId, deviceKey]) => ({ deviceKey, outageId }))
          : this.#chosen.devices(about).map((deviceKey) => ({ deviceKey, outageId: null }));
      const notes = targets.map((target): NoteRecord => ({ id: this.#parts.nextId(), ...target, text, at, editedAt: null }));
      return {
        forward: { notes: new Map(notes.map((note) => [note.id, note])) },
        backward: { notes: new Map(notes.map((note) => [note.id, null])) },
      };
    });
  }

  editNote({ id, text }: CheckedInput<'note.edit'>): Promise<ActOutcome> {
    const editedAt = this.#parts.clock.now();
    return this.#do(async () => {
      const before = await this.#note(id);
      if (before.text === text) return NOTHING;
      return { forward: { notes: new Map([[id, { ...before, text, editedAt }]]) }, backward: { notes: new Map([[id, before]]) } };
    });
  }

  removeNote({ id }: CheckedInput<'note.remove'>): Promise<ActOutcome> {
    return this.#do(async () => ({
      backward: { notes: new Map([[id, await this.#note(id)]]) },
      forward: { notes: new Map([[id, null]]) },
    }));
  }

  /** Where the pairs that people say are kept. */
  keepPairs(pairs: PairKeeper): void {
    this.#pairs = pairs;
  }

  /** What people say hangs on what. */
  setPairs(change: PairChange): Promise<ActOutcome> {
    return this.#do(async () => ({
      forward: { pairs: change },
      backward: { pairs: withoutChange(this.#pairs?.read().pairs ?? [], change, pairKey) },
    }));
  }

  /** What was learned of what hangs on what, and is wrong. */
  setWrong(change: WrongChange): Promise<ActOutcome> {
    return this.#do(async () => ({
      forward: { wrong: change },
      backward: { wrong: withoutChange(this.#pairs?.read().wrong ?? [], change, pairKey) },
    }));
  }

  /** Devices that are not to be proposed again as being behind the same thing. */
  dismiss(group: DismissedGroup): Promise<ActOutcome> {
    const change = mapOf([groupKey(group)], () => group);
    return this.#do(async () => ({
      forward: { dismissed: change },
      backward: { dismissed: withoutChange(this.#pairs?.read().dismissed ?? [], change, groupKey) },
    }));
  }

  /** A new report for the next shift, or another text of one. */
  saveHandover({ id, since, until, text }: CheckedInput<'handover.save'>): Promise<ActOutcome> {
    const at = this.#parts.clock.now();
    return this.#do(async () => {
      const before = id === null ? null : await this.#handover(id);
      if (before?.text === text) return NOTHING;
      const after = before === null ? { id: this.#parts.nextId(), at, since, until, text } : { ...before, text };
      return { forward: { handovers: mapOf([after.id], () => after) }, backward: { handovers: mapOf([after.id], () => before) } };
    });
  }

  removeHandover({ id }: CheckedInput<'handover.remove'>): Promise<ActOutcome> {
    return this.#do(async () => {
      const before = await this.#handover(id);
      return { forward: { handovers: mapOf([id], () => null) }, backward: { handovers: mapOf([id], () => before) } };
    });
  }

  undo({ id }: CheckedInput<'act.undo'>): Promise<ActOutcome> {
    return this.#do(async () => {
      const done = this.#done.find((one) => one.id === id);
      if (done === undefined) throw new Refused(this.#parts.words().acts.noUndo);
      this.#done = this.#done.filter((one) => one !== done);
      return this.#withJoined({ forward: done.act.backward, backward: done.act.forward });
    });
  }

  /** A button of a notification: muted is the device, with what hangs on it, or everything when it told of several. */
  answered(answer: Answer, outageIds: readonly number[]): Promise<ActOutcome> {
    const until = this.#parts.clock.now() + ANSWER_MUTE_MS;
    const ids = outageIds.slice(0, MAX_CHOSEN);
    if (answer === 'acknowledge') return this.acknowledge({ which: { outageIds: ids }, note: null });
    return this.#do(async () => {
      const [key, ...others] = [...(await this.#chosen.outageKeys(ids)).values()];
      const isGateway = key !== undefined && this.#parts.table.topology.kind(key) === 'gateway';
      const scope: MuteScope =
        key === undefined || others.length > 0
          ? { kind: 'all' }
          : isGateway
            ? { kind: 'gateway', key }
            : { kind: 'devices', devices: { keys: [key] } };
      return this.#muted(scope, until);
    });
  }

  /** With what joined an incident since, and took over what is taken back now. */
  #withJoined({ forward, backward }: Act): Act {
    const { book } = this.#parts;
    const act = {
      forward: { ...forward, acknowledgements: new Map(forward.acknowledgements), snoozes: new Map(forward.snoozes) },
      backward: { ...backward, acknowledgements: new Map(backward.acknowledgements), snoozes: new Map(backward.snoozes) },
    };
    for (const what of ['acknowledgements', 'snoozes'] as const)
      for (const rootId of forward[what]?.keys() ?? []) {
        const root = book.marks(rootId);
        for (const { outageId } of book.incidents.partsOf(rootId)) {
          if (forward.acknowledgements?.has(outageId) || forward.snoozes?.has(outageId)) continue;
          const marks = book.marks(outageId);
          const isSame =
            what === 'acknowledgements'
              ? marks?.acknowledged != null && marks.acknowledged.at === root?.acknowledged?.at
              : marks?.snoozedUntil != null && marks.snoozedUntil === root?.snoozedUntil;
          if (!isSame) continue;
          copy(act.forward[what] as Map<number, unknown>, rootId, outageId);
          copy(act.backward[what] as Map<number, unknown>, rootId, outageId);
        }
      }
    return act;
  }

  #do(plan: () => Promise<Act>): Promise<ActOutcome> {
    const outcome = this.#last.then(async (): Promise<ActOutcome> => {
      try {
        const act = await plan();
        const changed = sizeOf(act.forward);
        if (changed === 0) return { ok: true, changed, undo: null };
        if (isOfPairs(act.forward)) await this.#writePairs(act.forward);
        await this.#apply(act.forward);
        const id = this.#nextUndo++;
        this.#done = [...this.#done, { id, act }].slice(-UNDOABLE);
        return { ok: true, changed, undo: id };
      } catch (error) {
        if (error instanceof Refused) return { ok: false, reason: error.message };
        throw error;
      }
    });
    this.#last = outcome.catch(() => undefined);
    return outcome;
  }

  async #writePairs(change: Change): Promise<void> {
    try {
      await this.#pairs?.write(change);
    } catch (error) {
      throw new Refused(notKept(error, this.#parts.words()));
    }
  }

  /** Resolves when it is on disk and in force. */
  #apply(change: Change): Promise<void> {
    const { committer, table, book, mutes, maintenance, nextId, emit } = this.#parts;
    const { acknowledgements = none(), snoozes = none(), mutes: muted = none(), names = none(), notes = none() } = change;
    const { maintenance: windows = none<number, MaintenanceRecord | null>() } = change;
    const { draft } = committer;
    for (const [outageId, acknowledged] of acknowledgements) draft.acknowledgements.set(outageId, acknowledged);
    const entries = new Map<number, { readonly until: number; readonly outboxId: number }>();
    for (const [outageId, until] of snoozes) {
      const before = book.snoozes.entryOf(outageId);
      if (before !== null) draft.outboxDone.add(before);
      if (until === null || book.marks(outageId) === null) continue;
      const outboxId = nextId();
      entries.set(outageId, { until, outboxId });
      draft.outboxAdd.set(outboxId, { id: outboxId, kind: 'snooze', outageId, dueAt: until });
    }
    for (const [id, mute] of muted) put(draft.mutes, draft.mutesGone, id, mute);
    for (const [id, window] of windows) put(draft.maintenance, draft.maintenanceGone, id, window);
    for (const [key, name] of names) draft.names.set(key, name);
    for (const [id, note] of notes) put(draft.notes, draft.notesGone, id, note);
    for (const [id, one] of change.handovers ?? []) put(draft.handovers, draft.handoversGone, id, one);
    return new Promise((resolve) => {
      draft.afterwards.push(() => {
        // First the snoozes: the acknowledgement of an outage ends its snooze.
        for (const outageId of snoozes.keys()) book.snoozes.set(outageId, entries.get(outageId) ?? null);
        for (const [outageId, acknowledged] of acknowledgements) book.acknowledge(outageId, acknowledged);
        for (const [id, window] of windows) maintenance.set(id, window);
        for (const [id, mute] of muted) mutes.set(id, mute);
        for (const [key, name] of names) table.rename(key, name);
        emit({ type: 'changed', topics: topicsOf(change), deviceKeys: this.#keysIn(change) });
        mutes.sweep();
        resolve();
      });
    });
  }

  #keysIn({ acknowledgements = none(), snoozes = none(), notes = none(), names }: Change): readonly string[] {
    // What hangs on a device is found and sorted by its name too: then it may be any.
    if (names !== undefined) return [];
    const ofOutages = [...acknowledgements.keys(), ...snoozes.keys()].map((id) => this.#parts.book.marks(id)?.deviceKey);
    const ofNotes = [...notes.values()].map((note) => note?.deviceKey);
    return [...ofOutages, ...ofNotes].filter((key) => key !== undefined);
  }

  async #acknowledged(outages: ReadonlyMap<number, string>, acknowledged: Acknowledged | null): Promise<Act> {
    const { book, history } = this.#parts;
    const closed = [...outages.keys()].filter((id) => book.marks(id) === null);
    const stored = await history.acknowledgements(closed);
    const before = new Map<number, Acknowledged | null>();
    const snoozed = new Map<number, number | null>();
    for (const id of outages.keys()) {
      const marks = book.marks(id);
      const was = marks === null ? (stored.get(id) ?? null) : marks.acknowledged;
      if (was === null && acknowledged === null) continue;
      before.set(id, was);
      if (acknowledged !== null && marks !== null && marks.snoozedUntil !== null) snoozed.set(id, marks.snoozedUntil);
    }
    return {
      forward: {
        // Who acknowledged first has done so then; a new note does not change that.
        acknowledgements: mapOf(
          before.keys(),
          (id) => acknowledged && { ...acknowledged, at: before.get(id)?.at ?? acknowledged.at },
        ),
        snoozes: mapOf(snoozed.keys(), () => null),
      },
      backward: { acknowledgements: before, snoozes: snoozed },
    };
  }

  #muted(scope: MuteScope, until: number | null): Act {
    const { clock, mutes, nextId } = this.#parts;
    this.#checkUntil(until);
    const target = { scope: scope.kind, keys: this.#chosen.muteKeys(scope) };
    const before = mutes.like(target);
    const mute: MuteRecord = before
      ? { ...before, until }
      : { id: nextId(), ...target, setAt: clock.now(), until, silenced: 0, maintenance: null };
    // Taken back it ends as by time: what it kept silent until then is summed up.
    return {
      forward: { mutes: new Map([[mute.id, mute]]) },
      backward: { mutes: new Map([[mute.id, before ?? { ...mute, until: 0 }]]) },
    };
  }

  async #note(id: number): Promise<NoteRecord> {
    const note = await this.#parts.history.note(id);
    if (note === null) throw new Refused(this.#parts.words().acts.noNote);
    return note;
  }

  async #handover(id: number): Promise<HandoverRecord> {
    const found = await this.#parts.history.handover(id);
    if (found === null) throw new Refused(this.#parts.words().acts.noHandover);
    return found;
  }

  #checkUntil(until: number | null): void {
    const { clock, words } = this.#parts;
    if (until !== null && until <= clock.now()) throw new Refused(words().acts.past);
  }
}

function copy(values: Map<number, unknown>, from: number, to: number): void {
  if (values.has(from)) values.set(to, values.get(from));
}

const none = <K, V>(): ReadonlyMap<K, V> => new Map();

const mapOf = <K, V>(keys: Iterable<K>, value: (key: K) => V): Map<K, V> => new Map([...keys].map((key) => [key, value(key)]));

function put<V>(rows: Map<number, V>, gone: Set<number>, id: number, value: V | null): void {
  if (value === null) {
    rows.delete(id);
    gone.add(id);
  } else {
    gone.delete(id);
    rows.set(id, value);
  }
}
