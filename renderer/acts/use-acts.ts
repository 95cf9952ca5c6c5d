import { useMemo, useSyncExternalStore } from 'react';
import type { DeviceRef } from '../../main/contract/model.ts';
import type { RequestInput } from '../../main/contract/requests.ts';
import { cleanText } from '../shared/clean-text.ts';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import type { DoneAct } from './act-log.ts';

type Which = RequestInput<'outage.acknowledge'>['which'];
type Scope = RequestInput<'mute.set'>['scope'];
type Window = RequestInput<'maintenance.save'>['window'];
type NoteAbout = RequestInput<'note.add'>['about'];

/** What a person can do. `what` names what it is done to: a device, or how many. Each says what became of it, with a way back. */
export interface Acts {
  acknowledge(which: Which, what: string, note: string): Promise<boolean>;
  unacknowledge(which: Which, what: string): Promise<boolean>;
  snooze(which: Which, what: string, until: number | null): Promise<boolean>;
  mute(scope: Scope, what: string, until: number | null): Promise<boolean>;
  endMute(id: number): Promise<boolean>;
  /** `id` null: a new window. */
  saveMaintenance(id: number | null, window: Window, what: string): Promise<boolean>;
  removeMaintenance(id: number, what: string): Promise<boolean>;
  addNote(about: NoteAbout, what: string, text: string): Promise<boolean>;
  editNote(id: number, what: string, text: string): Promise<boolean>;
  removeNote(id: number): Promise<boolean>;
  rename(device: DeviceRef, name: string): Promise<boolean>;
}

export function useActs(): Acts {
  const { t, clock } = useWords();
  const { acts: log } = useLive();
  const now = useNow();
  return useMemo(() => {
    const words = t.acts;
    const nothing = words.nothing;
    const until = (at: number): string => clock.shortStamp(at, now);
    return {
      acknowledge: (which, what, note) =>
        log.act('outage.acknowledge', { which, note: note.trim() === '' ? null : note }, words.acknowledged(what), nothing),
      unacknowledge: (which, what) => log.act('outage.unacknowledge', { which }, words.unacknowledged(what), nothing),
      snooze: (which, what, at) =>
        log.act(
          'outage.snooze',
          { which, until: at },
          at === null ? words.snoozeEnded(what) : words.snoozed(what, until(at)),
          nothing,
        ),
      mute: (scope, what, at) =>
        log.act('mute.set', { scope, until: at }, at === null ? words.mutedForever(what) : words.muted(what, until(at)), nothing),
      endMute: (id) => log.act('mute.end', { id }, words.muteEnded, nothing),
      saveMaintenance: (id, window, what) => log.act('maintenance.save', { id, window }, t.maintenance.saved(what), nothing),
      removeMaintenance: (id, what) => log.act('maintenance.remove', { id }, t.maintenance.removed(what), nothing),
      addNote: (about, what, text) => log.act('note.add', { about, text }, words.noteSaved(what), nothing),
      editNote: (id, what, text) => log.act('note.edit', { id, text }, words.noteSaved(what), nothing),
      removeNote: (id) => log.act('note.remove', { id }, words.noteRemoved, nothing),
      rename: (device, name) => {
        const given = name.trim();
        const said = given === '' ? words.unnamed(cleanText(device.id, 60)) : words.renamed(cleanText(given, 60));
        return log.act('device.rename', { key: device.key, name: given === '' ? null : given }, said, nothing);
      },
    };
  }, [t, clock, log, now]);
}

/** What was done in this window, newest first. */
export function useDoneActs(): readonly DoneAct[] {
  const { acts } = useLive();
  return useSyncExternalStore(acts.subscribe, acts.getActs);
}
