import { beforeEach, expect, it } from 'vitest';
import type { Push } from '../../main/contract/pushes.ts';
import type { MonitorEvent } from '../../main/monitor/events.ts';
import type { Monitor } from '../../main/monitor/monitor.ts';
import { Pushes } from '../../main/monitor/pushes.ts';
import { FakeClock } from '../helpers/fake-clock.ts';

let clock: FakeClock;
let hasBacklog: boolean;
let tell: (event: MonitorEvent) => void;
let pushed: { readonly at: number; readonly push: Push }[];

beforeEach(() => {
  clock = new FakeClock();
  hasBacklog = false;
  pushed = [];
  const began = clock.mono();
  const monitor: Partial<Monitor> = {
    revision: 1,
    lists: { counts: () => ({ online: 1 }), flapping: () => 0 } as unknown as Monitor['lists'],
    hasBacklog: () => hasBacklog,
    subscribe: (listener) => {
      tell = listener;
      return () => undefined;
    },
  };
  new Pushes(monitor as Monitor, clock).subscribe((push) => pushed.push({ at: clock.mono() - began, push }));
});

/** A change of another device every 10 ms. */
async function change(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 10) {
    tell({ type: 'changed', topics: ['devices'], deviceKeys: [`plant/${clock.mono()}`] });
    await clock.pass(10);
  }
}
const times = (): number[] => pushed.map(({ at }) => at);

it('tells at once of the first change, and of all later ones four times a second', async () => {
  await change(900);
  expect(times().length).toBe(4);
  expect(times()[0]).toBeLessThan(20);
  for (const [index, at] of times().slice(1).entries()) expect(at - (times()[index] ?? 0)).toBeGreaterThanOrEqual(250);
});

it('tells twice a second while a burst is worked off, and within a moment when it is over', async () => {
  hasBacklog = true;
  await change(1200);
  expect(times().length).toBe(3);
  for (const [index, at] of times().slice(1).entries()) expect(at - (times()[index] ?? 0)).toBeGreaterThanOrEqual(500);
  hasBacklog = false;
  const over = times().at(-1) ?? 0;
  await clock.pass(250);
  expect(times().length).toBe(4);
  expect((times().at(-1) ?? 0) - over).toBeLessThanOrEqual(310);
  expect(pushed.at(-1)?.push).toMatchObject({ type: 'changed', topics: ['devices'], counts: { online: 1 } });
  await clock.pass(5000);
  expect(times().length).toBe(4);
});
