import { expect, test } from 'vitest';
import { isReachable } from '../../main/electron/reachable.ts';

const screens = [
  { x: 0, y: 0, width: 1920, height: 1080 },
  { x: 1920, y: 0, width: 1280, height: 1024 },
];

test.each([
  ['on the first screen', { x: 10, y: 10, width: 800, height: 600 }, true],
  ['across both', { x: 1500, y: 100, width: 800, height: 600 }, true],
  ['with a corner to take hold of', { x: 3100, y: 900, width: 800, height: 600 }, true],
  ['on a screen that is gone', { x: 4000, y: 100, width: 800, height: 600 }, false],
  ['with its title above the screen', { x: 100, y: -300, width: 800, height: 600 }, false],
  ['with hardly a pixel left', { x: 3190, y: 100, width: 800, height: 600 }, false],
])('a window %s', (_where, bounds, expected) => {
  expect(isReachable(bounds, screens)).toBe(expected);
});
