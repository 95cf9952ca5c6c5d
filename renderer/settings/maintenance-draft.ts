import type { MaintenanceTimes, MaintenanceView } from '../../main/contract/maintenance.ts';
import type { DeviceRef, MuteView } from '../../main/contract/model.ts';
import type { RequestInput } from '../../main/contract/requests.ts';

type Window = RequestInput<'maintenance.save'>['window'];
export type ScopeKind = MuteView['scope'];

/** What the form holds while it is filled in; times as its fields have them. */
export interface MaintenanceDraft {
  readonly id: number | null;
  readonly name: string;
  readonly note: string;
  readonly scope: ScopeKind;
  readonly connectionId: string;
  readonly site: string;
  readonly devices: readonly DeviceRef[];
  /** What it covers was not touched: it stays as it is, also where it has more devices than are shown. */
  readonly asItIs: boolean;
  readonly kind: MaintenanceTimes['kind'];
  readonly from: string;
  readonly to: string;
  readonly days: readonly number[];
  readonly begins: string;
  readonly ends: string;
  readonly zone: string;
}

export type Fault = 'name' | 'target' | 'times' | 'order' | 'past' | 'days';
export type Target = Pick<MaintenanceDraft, 'scope' | 'connectionId' | 'site' | 'devices'>;

const HOUR_MS = 3_600_000;
const DAY_MINUTES = 1440;
export const EVERYTHING: Target = { scope: 'all', connectionId: '', site: '', devices: [] };

/** A new window: once, from the next full hour on, for two hours. */
export function newDraft(target: Target, now: number): MaintenanceDraft {
  const from = Math.ceil(now / HOUR_MS) * HOUR_MS;
  const weekday = ((new Date(now).getDay() + 6) % 7) + 1;
  return {
    id: null,
    name: '',
    note: '',
    ...target,
    asItIs: false,
    kind: 'once',
    from: toField(from),
    to: toField(from + 2 * HOUR_MS),
    days: [weekday],
    begins: '22:00',
    ends: '02:00',
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

export function draftOf(view: MaintenanceView, now: number): MaintenanceDraft {
  const { id, name, note, scope, devices, times } = view;
  const target = { scope, connectionId: view.connectionId ?? '', site: view.site ?? '', devices };
  const draft = { ...newDraft(target, now), id, name, note, asItIs: true, kind: times.kind };
  if (times.kind === 'once') return { ...draft, from: toField(times.from), to: toField(times.to) };
  const { days, startMinute, minutes, zone } = times;
  return { ...draft, days, begins: timeOf(startMinute), ends: timeOf((startMinute + minutes) % DAY_MINUTES), zone };
}

/** What keeps it from being saved, in the order of the fields. */
export function faultsOf(draft: MaintenanceDraft, now: number): readonly Fault[] {
  const faults: Fault[] = [];
  if (draft.name.trim() === '') faults.push('name');
  if (!draft.asItIs && scopeOf(draft) === null) faults.push('target');
  if (draft.kind === 'weekly') {
    if (draft.days.length === 0) faults.push('days');
    if (minuteOf(draft.begins) === null || minuteOf(draft.ends) === null) faults.push('times');
    return faults;
  }
  const [from, to] = [fromField(draft.from), fromField(draft.to)];
  if (from === null || to === null) faults.push('times');
  else if (to <= from) faults.push('order');
  else if (to <= now) faults.push('past');
  return faults;
}

/** As it is saved; null while something is missing. */
export function windowOf(draft: MaintenanceDraft): Window | null {
  const times = timesOf(draft);
  const scope = draft.asItIs ? null : scopeOf(draft);
  if (times === null || (scope === null && !draft.asItIs)) return null;
  return { name: draft.name, note: draft.note, scope, times };
}

/** Whether a weekly one goes over midnight. */
export function endsNextDay({ begins, ends }: Pick<MaintenanceDraft, 'begins' | 'ends'>): boolean {
  const [from, to] = [minuteOf(begins), minuteOf(ends)];
  return from !== null && to !== null && to <= from;
}

function timesOf(draft: MaintenanceDraft): Window['times'] | null {
  if (draft.kind === 'once') {
    const [from, to] = [fromField(draft.from), fromField(draft.to)];
    return from === null || to === null ? null : { kind: 'once', from, to };
  }
  const [startMinute, end] = [minuteOf(draft.begins), minuteOf(draft.ends)];
  if (startMinute === null || end === null) return null;
  const minutes = end > startMinute ? end - startMinute : end - startMinute + DAY_MINUTES;
  return { kind: 'weekly', days: [...draft.days].sort(), startMinute, minutes, zone: draft.zone };
}

function scopeOf({ scope, connectionId, site, devices }: Target): Window['scope'] {
  const [first] = devices;
  switch (scope) {
    case 'all':
      return { kind: 'all' };
    case 'connection':
      return connectionId === '' ? null : { kind: 'connection', id: connectionId };
    case 'site':
      return connectionId === '' || site === '' ? null : { kind: 'site', connectionId, site };
    case 'gateway':
      return first === undefined ? null : { kind: 'gateway', key: first.key };
    case 'devices':
      return first === undefined ? null : { kind: 'devices', devices: { keys: devices.map(({ key }) => key) } };
  }
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `22:00` of minutes after midnight. */
export const timeOf = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

function minuteOf(time: string): number | null {
  const parts = /^(\d\d):(\d\d)/.exec(time);
  return parts === null ? null : Number(parts[1]) * 60 + Number(parts[2]);
}

/** As a field for date and time has it, in the zone of this computer. */
function toField(at: number): string {
  const date = new Date(at);
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

function fromField(text: string): number | null {
  const at = text === '' ? Number.NaN : new Date(text).getTime();
  return Number.isFinite(at) && at >= 0 ? at : null;
}
