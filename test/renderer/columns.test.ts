import { expect, test } from 'vitest';
import {
  areWidths,
  COLUMNS,
  everyColumn,
  isChoice,
  layOut,
  moveColumn,
  stepColumn,
  USUAL,
} from '../../renderer/devices/columns.ts';

const names = (width: number) => layOut(USUAL, width, {}).columns;

test('columns that have no room give way, the least needed first, and the name and state never', () => {
  expect(names(4000)).toEqual(USUAL);
  expect(names(1150)).toEqual(USUAL.filter((name) => name !== 'convention'));
  expect(names(0)).toEqual(['name', 'state', 'since']);
  for (let width = 0; width < 2000; width += 37) expect(names(width).length).toBeLessThanOrEqual(names(width + 37).length);
});

test('the order is a person’s, and what is switched on comes where it usually stands', () => {
  const own = ['will', 'name', 'state'] as const;
  expect(layOut(own, 4000, {}).columns).toEqual(own);
  expect(everyColumn(USUAL)).toEqual(COLUMNS.map(({ name }) => name));
  const all = everyColumn(own);
  expect(new Set(all)).toEqual(new Set(everyColumn(USUAL)));
  expect(all.filter((name) => own.some((one) => one === name))).toEqual(own);
  expect(all.indexOf('since')).toBe(all.indexOf('state') + 1);
});

test('a column is put beside another one, or moves a place among those that are shown', () => {
  expect(moveColumn(['name', 'state', 'since', 'will'], 'will', 'state', 'left')).toEqual(['name', 'will', 'state', 'since']);
  expect(moveColumn(['name', 'state', 'since'], 'name', 'since', 'right')).toEqual(['state', 'since', 'name']);
  expect(moveColumn(['name', 'state'], 'name', 'name', 'right')).toEqual(['name', 'state']);
  // What has no room is stepped over.
  expect(stepColumn(['name', 'state', 'outages', 'will'], ['name', 'state', 'will'], 'will', -1)).toEqual([
    'name',
    'will',
    'state',
    'outages',
  ]);
  expect(stepColumn(['name', 'state'], ['name', 'state'], 'state', 1)).toEqual(['name', 'state']);
});

test('a width that a person gave holds where there is room, and drives no other column away', () => {
  expect(layOut(USUAL, 1400, { will: 900 }).columns).toEqual(USUAL);
  expect(layOut(['name', 'will'], 1400, { will: 900 }).template).toBe('18px minmax(190px, 1.6fr) minmax(150px, 900px)');
  // Made narrower than usual, it leaves its room to the others.
  expect(layOut(USUAL, 1150, { name: 100, will: 60 }).columns).toEqual(USUAL);
});

test('what storage says of columns is believed only when it fits', () => {
  expect(isChoice(['state', 'name'])).toBe(true);
  for (const wrong of [['state'], ['name', 'name'], ['name', 'colour'], 'name', null, { 0: 'name' }])
    expect(isChoice(wrong)).toBe(false);
  expect(areWidths({ name: 200, will: 80 })).toBe(true);
  // Little else chosen, the name takes nearly all of a large screen.
  expect(areWidths({ name: 3600, state: 136 })).toBe(true);
  for (const wrong of [{ name: 5 }, { name: '200' }, { colour: 100 }, { name: Number.NaN }, null, 7])
    expect(areWidths(wrong)).toBe(false);
});
