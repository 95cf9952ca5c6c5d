import { expect, test } from 'vitest';
import { layOut, USUAL } from '../../renderer/devices/columns.ts';

const names = (width: number) => layOut(USUAL, width).columns.map(({ name }) => name);

test('columns that have no room give way, the least needed first, and the name and state never', () => {
  expect(names(4000)).toEqual(USUAL);
  expect(names(1150)).toEqual(USUAL.filter((name) => name !== 'convention'));
  expect(names(0)).toEqual(['name', 'state', 'since']);
  for (let width = 0; width < 2000; width += 37) expect(names(width).length).toBeLessThanOrEqual(names(width + 37).length);
});
