import { useRemembered } from '../shared/remember.ts';
import type { Sort } from './device-filter.ts';

/** What a list can show of a device, in this order. The name is always there. */
export const COLUMNS = [
  { name: 'name', sort: 'id', least: 190, width: 'minmax(190px, 1.6fr)' },
  { name: 'state', sort: 'state', least: 136, width: '136px' },
  { name: 'since', sort: 'since', least: 178, width: '178px' },
  { name: 'outages', sort: 'outages', least: 118, width: '118px' },
  { name: 'path', sort: 'path', least: 120, width: 'minmax(120px, 1.2fr)' },
  { name: 'site', sort: 'site', least: 90, width: 'minmax(90px, 0.6fr)' },
  { name: 'connection', sort: 'connection', least: 90, width: 'minmax(90px, 0.6fr)' },
  { name: 'will', sort: 'will', least: 150, width: 'minmax(150px, 2fr)' },
  { name: 'lastHeard', sort: 'lastHeard', least: 110, width: '110px' },
  { name: 'convention', sort: 'convention', least: 80, width: 'minmax(80px, 0.5fr)' },
] as const satisfies readonly { name: string; sort: Sort; least: number; width: string }[];

export type Column = (typeof COLUMNS)[number]['name'];
export type Choice = readonly Column[];

export const USUAL: Choice = ['name', 'state', 'since', 'outages', 'path', 'connection', 'will', 'convention'];
/** Where there is no room for all that is chosen, these go, the first one first. */
const GO_FIRST: Choice = ['convention', 'connection', 'site', 'lastHeard', 'outages', 'will', 'path'];

const SELECT = 30;
const GAP = 12;
const EDGES = 28;

const isChoice = (value: unknown): value is Choice =>
  Array.isArray(value) && value.every((one) => COLUMNS.some(({ name }) => name === one)) && value.includes('name');

/** The columns a person chose, kept for the next time. */
export function useColumns(): [Choice, (choice: Choice) => void] {
  return useRemembered<Choice>('devices.columns', USUAL, isChoice);
}

/** Those of the chosen columns that fit into a width, in their order, and the grid that holds them. */
export function layOut(
  chosen: Choice,
  width: number,
): { readonly columns: readonly (typeof COLUMNS)[number][]; readonly template: string } {
  let columns = COLUMNS.filter(({ name }) => chosen.includes(name));
  const needed = (): number => columns.reduce((sum, { least }) => sum + least + GAP, SELECT + EDGES);
  for (const name of GO_FIRST) {
    if (needed() <= width) break;
    columns = columns.filter((column) => column.name !== name);
  }
  return { columns, template: `${SELECT - GAP}px ${columns.map((column) => column.width).join(' ')}` };
}
