import { describe, expect, it } from 'vitest';
import type { MaintenanceView } from '../../main/contract/maintenance.ts';
import { draftOf, EVERYTHING, endsNextDay, faultsOf, newDraft, windowOf } from '../../renderer/settings/maintenance-draft.ts';

const NOW = new Date(2027, 2, 3, 14, 20).getTime();
const HOUR = 3_600_000;
const draft = { ...newDraft(EVERYTHING, NOW), name: 'Switch' };
const device = { key: 'p/d1', id: 'd1', kind: 'device' as const, name: null };

describe('the form of a maintenance window', () => {
  it('begins with the next full hour', () => {
    const from = new Date(2027, 2, 3, 15).getTime();
    expect(windowOf(draft)).toEqual({
      name: 'Switch',
      note: '',
      scope: { kind: 'all' },
      times: { kind: 'once', from, to: from + 2 * HOUR },
    });
    expect(faultsOf(draft, NOW)).toEqual([]);
  });

  it('says what is missing, and what makes no sense', () => {
    expect(faultsOf({ ...draft, name: ' ' }, NOW)).toEqual(['name']);
    expect(faultsOf({ ...draft, scope: 'site', connectionId: 'p' }, NOW)).toEqual(['target']);
    expect(faultsOf({ ...draft, scope: 'gateway' }, NOW)).toEqual(['target']);
    expect(faultsOf({ ...draft, to: '' }, NOW)).toEqual(['times']);
    expect(faultsOf({ ...draft, to: draft.from }, NOW)).toEqual(['order']);
    expect(faultsOf(draft, NOW + 24 * HOUR)).toEqual(['past']);
    expect(faultsOf({ ...draft, kind: 'weekly', days: [], begins: '' }, NOW)).toEqual(['days', 'times']);
    expect(windowOf({ ...draft, to: '' })).toBeNull();
  });

  it('counts a weekly one over midnight, and a whole day', () => {
    const weekly = { ...draft, kind: 'weekly' as const, days: [5, 1], begins: '22:30', ends: '02:00', zone: 'Europe/Berlin' };
    expect(endsNextDay(weekly)).toBe(true);
    expect(windowOf(weekly)?.times).toEqual({
      kind: 'weekly',
      days: [1, 5],
      startMinute: 1350,
      minutes: 210,
      zone: 'Europe/Berlin',
    });
    expect(windowOf({ ...weekly, begins: '06:00', ends: '06:00' })?.times).toMatchObject({ minutes: 1440 });
    expect(windowOf({ ...weekly, begins: '06:00', ends: '07:00' })?.times).toMatchObject({ startMinute: 360, minutes: 60 });
  });

  it('leaves what is covered as it is until it is touched', () => {
    const view: MaintenanceView = {
      id: 7,
      name: 'Switch',
      note: 'ask Kim',
      scope: 'devices',
      devices: [device],
      deviceTotal: 5000,
      connectionId: null,
      site: null,
      times: { kind: 'weekly', days: [2], startMinute: 60, minutes: 1440, zone: 'Asia/Kathmandu' },
      now: null,
      next: null,
    };
    expect(windowOf(draftOf(view, NOW))).toEqual({ name: 'Switch', note: 'ask Kim', scope: null, times: view.times });
    expect(windowOf({ ...draftOf(view, NOW), asItIs: false })?.scope).toEqual({ kind: 'devices', devices: { keys: ['p/d1'] } });
  });
});
