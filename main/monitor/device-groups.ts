import type { DeviceState } from '../contract/model.ts';
import { WORST_FIRST } from '../incidents/device-state.ts';
import type { DeviceQuery, Listed } from './listed.ts';

/** A line of a list in groups: the head of one, or a device. */
export type Line =
  | { readonly kind: 'group'; readonly group: Group; readonly folded: boolean }
  | { readonly kind: 'device'; readonly listed: Listed };

export interface Group {
  /** A site, or the key of a gateway or the id of a connection. Empty: those that have none. */
  readonly name: string;
  readonly devices: readonly Listed[];
}

export interface Lines {
  readonly total: number;
  slice(from: number, to: number): readonly Line[];
}

const asDevice = (listed: Listed): Line => ({ kind: 'device', listed });

export function plainLines(devices: readonly Listed[]): Lines {
  return { total: devices.length, slice: (from, to) => devices.slice(from, to).map(asDevice) };
}

/**
 * Puts a sorted list into groups. They stand in the order of their first device, so that sorting by state brings the place with the worst
 * to the top; what belongs nowhere comes last. Within a group the order stays.
 */
export function groupedLines(devices: readonly Listed[], nameOf: (listed: Listed) => string, fold: DeviceQuery['fold']): Lines {
  const byName = new Map<string, Listed[]>();
  for (const listed of devices) {
    const name = nameOf(listed);
    const group = byName.get(name);
    if (group === undefined) byName.set(name, [listed]);
    else group.push(listed);
  }
  const nowhere = byName.get('');
  if (nowhere !== undefined) {
    byName.delete('');
    byName.set('', nowhere);
  }
  const except = new Set(fold.except);
  const groups: { readonly group: Group; readonly folded: boolean; readonly start: number }[] = [];
  let total = 0;
  for (const [name, members] of byName) {
    const folded = fold.all !== except.has(name);
    groups.push({ group: { name, devices: members }, folded, start: total });
    total += 1 + (folded ? 0 : members.length);
  }
  return {
    total,
    slice: (from, to) => {
      const lines: Line[] = [];
      let at = firstReaching(groups, from);
      for (; at < groups.length && groups[at]!.start < to; at++) {
        const { group, folded, start } = groups[at]!;
        if (start >= from) lines.push({ kind: 'group', group, folded });
        if (folded) continue;
        const inside = group.devices.slice(Math.max(0, from - start - 1), Math.max(0, to - start - 1));
        for (const listed of inside) lines.push(asDevice(listed));
      }
      return lines;
    },
  };
}

/** The last group that starts at or before a line. */
function firstReaching(groups: readonly { readonly start: number }[], line: number): number {
  let low = 0;
  let high = groups.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (groups[middle]!.start <= line) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** How many devices of a group are in each state, worst first, and only states that occur. */
export function statesOf(group: Group): readonly (readonly [DeviceState, number])[] {
  const counts = new Map<DeviceState, number>();
  for (const { state } of group.devices) counts.set(state, (counts.get(state) ?? 0) + 1);
  return WORST_FIRST.flatMap((state) => {
    const n = counts.get(state);
    return n === undefined ? [] : [[state, n] as const];
  });
}
