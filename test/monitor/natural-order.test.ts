import { expect, it } from 'vitest';
import { byText, naturalKey } from '../../main/monitor/natural-order.ts';

it('sorts names as people do: numbers by size, without case and accents', () => {
  const names = ['pump10', 'Pump2', 'pump1', 'Übergabe', 'unit', 'pump', 'pump002b', '7', '10', 'x'.repeat(5) + '9'.repeat(20)];
  const sorted = names.toSorted((a, b) => byText(naturalKey(a), naturalKey(b)));
  expect(sorted).toEqual([
    '7',
    '10',
    'pump',
    'pump1',
    'Pump2',
    'pump002b',
    'pump10',
    'Übergabe',
    'unit',
    'x'.repeat(5) + '9'.repeat(20),
  ]);
  expect(naturalKey('gw-000')).toBe(naturalKey('gw-0'));
});
