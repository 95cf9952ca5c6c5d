import { describe, expect, test } from 'vitest';
import * as devices from '../../renderer/devices/device-filter.ts';
import * as history from '../../renderer/history/history-filter.ts';
import * as report from '../../renderer/report/report-place.ts';

describe('the filter of the devices', () => {
  test('survives being written into an address', () => {
    const filter: devices.DeviceFilter = {
      text: 'gw & co',
      states: ['abrupt', 'upstream'],
      kind: 'gateway',
      connectionId: 'plant-north',
      flapping: true,
      group: 'site',
      sort: 'since',
      descending: true,
    };
    expect(devices.readFilter(devices.writeFilter(filter))).toEqual(filter);
  });

  test('says nothing when nothing is filtered', () => {
    expect(devices.writeFilter(devices.NO_FILTER)).toBe('');
    expect(devices.readFilter('')).toBeNull();
  });

  test('leaves out what does not fit', () => {
    expect(devices.readFilter('?state=nonsense,silent&sort=constructor&kind=tree&broker=')).toEqual({
      ...devices.NO_FILTER,
      states: ['silent'],
    });
  });
});

describe('the filter of the history', () => {
  test('survives being written into an address', () => {
    const filter: history.HistoryFilter = {
      text: 'r2',
      verdicts: ['silent'],
      onlyOpen: true,
      blindSpots: false,
      each: true,
      acknowledged: false,
      from: '2027-11-01',
      until: '2027-11-22',
      deviceKey: 'plant/gw 1',
    };
    expect(history.readFilter(history.writeFilter(filter))).toEqual(filter);
  });

  test('asks until the last moment of a day, also when the clocks change', () => {
    const asked = history.askFor({ ...history.EVERYTHING, from: '2027-10-31', until: '2027-10-31' }, 0, 100);
    expect(asked.filter.since).toBe(new Date(2027, 9, 31).getTime());
    expect(asked.filter.until).toBe(new Date(2027, 10, 1).getTime() - 1);
  });

  test('leaves out what another outage explains, unless each device or one device is asked for', () => {
    const roots = (part: Partial<history.HistoryFilter>) =>
      history.askFor({ ...history.EVERYTHING, ...part }, 0, 9).filter.rootsOnly;
    expect([roots({}), roots({ each: true }), roots({ deviceKey: 'plant/gw 1' })]).toEqual([true, false, false]);
  });

  test('leaves out a day that is none', () => {
    for (const search of ['?from=yesterday&until=2027-1-1', '?from=2026-99-99&until=2026-02-30', '?until=0000-00-00&device='])
      expect(history.readFilter(search)).toEqual(history.EVERYTHING);
  });

  test('takes a year that is still being typed for that year', () => {
    const typed = { ...history.EVERYTHING, from: '0020-03-01' };
    expect(history.readFilter(history.writeFilter(typed))).toEqual(typed);
    expect(new Date(history.askFor(typed, 0, 9).filter.since ?? 0).getFullYear()).toBe(20);
  });
});

describe('the place of a report', () => {
  test('survives being written into an address', () => {
    const places: readonly report.ReportPlace[] = [
      { kind: 'last' },
      { kind: 'hours', hours: 24 },
      { kind: 'own', from: '2026-11-29T06:00', until: '' },
      { kind: 'saved', id: 7 },
    ];
    for (const place of places) expect(report.readPlace(report.writePlace(place).replace('/report', ''))).toEqual(place);
  });

  test('leaves out a time that is none', () => {
    expect(report.readPlace('?from=2026-99-99T99:99&until=2026-02-30T10:00')).toEqual({ kind: 'own', from: '', until: '' });
    expect(report.readPlace('?hours=1000000&report=-1')).toEqual({ kind: 'hours', hours: 12 });
  });
});
