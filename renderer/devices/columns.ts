import { useMemo } from 'react';
import { useRemembered } from '../shared/remember.ts';
import type { Sort } from './device-filter.ts';

/** What a list can show of a device, in the usual order. The name is always there. */
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

type Shape = (typeof COLUMNS)[number];
export type Column = Shape['name'];
/** Which columns, in their order from left to right. */
export type Choice = readonly Column[];
/** Widths that a person gave, in pixels. The others take what is left. */
export type Widths = { readonly [C in Column]?: number };

export const USUAL: Choice = ['name', 'state', 'since', 'outages', 'path', 'connection', 'will', 'convention'];
/** Where there is no room for all that is chosen, these go, the first one first. */
const GO_FIRST: Choice = ['convention', 'connection', 'site', 'lastHeard', 'outages', 'will', 'path'];

export const WIDTH_MIN = 56;
/** As wide as the name alone gets on a large screen, and more. */
export const WIDTH_MAX = 10_000;
const SELECT = 30;
const GAP = 12;
const EDGES = 28;

const shapes = new Map<unknown, Shape>(COLUMNS.map((shape) => [shape.name, shape]));
const shapeOf = (name: Column): Shape => shapes.get(name) as Shape;

export const isChoice = (value: unknown): value is Choice =>
  Array.isArray(value) && value.every((one) => shapes.has(one)) && new Set(value).size === value.length && value.includes('name');

export const areWidths = (value: unknown): value is Widths =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).every(
    ([name, width]) => shapes.has(name) && typeof width === 'number' && width >= WIDTH_MIN && width <= WIDTH_MAX,
  );

export interface ColumnControl {
  readonly columns: Choice;
  readonly widths: Widths;
  readonly choose: (columns: Choice) => void;
  readonly resize: (widths: Widths) => void;
  /** The usual columns, in the usual order and width. */
  readonly reset: () => void;
}

/** The columns a person chose, their order and widths, kept for the next time. */
export function useColumns(): ColumnControl {
  const [columns, choose] = useRemembered<Choice>('devices.columns', USUAL, isChoice);
  const [widths, resize] = useRemembered<Widths>('devices.widths', {}, areWidths);
  return useMemo(() => {
    const reset = (): void => {
      choose(USUAL);
      resize({});
    };
    return { columns, widths, choose, resize, reset };
  }, [columns, widths, choose, resize]);
}

/** Every column: the chosen ones in their order, and each of the others where it would come. */
export function everyColumn(chosen: Choice): Choice {
  const all = [...chosen];
  for (const [at, { name }] of COLUMNS.entries()) {
    if (all.includes(name)) continue;
    const before = COLUMNS[at - 1];
    all.splice(before === undefined ? 0 : all.indexOf(before.name) + 1, 0, name);
  }
  return all;
}

/** With one column put to the left or the right of another. */
export function moveColumn(chosen: Choice, name: Column, beside: Column, side: 'left' | 'right'): Choice {
  if (name === beside) return chosen;
  const rest = chosen.filter((one) => one !== name);
  rest.splice(rest.indexOf(beside) + (side === 'right' ? 1 : 0), 0, name);
  return rest;
}

/** With one column a place further to the left (-1) or the right (1) among those that are shown. */
export function stepColumn(chosen: Choice, shown: Choice, name: Column, by: -1 | 1): Choice {
  const beside = shown[shown.indexOf(name) + by];
  return beside === undefined ? chosen : moveColumn(chosen, name, beside, by === 1 ? 'right' : 'left');
}

/** As narrow as a column gets where room is short. */
export function leastOf(name: Column, widths: Widths): number {
  return Math.min(shapeOf(name).least, widths[name] ?? Number.POSITIVE_INFINITY);
}

/** Those of the chosen columns that fit into a width, in their order, and the grid that holds them. */
export function layOut(chosen: Choice, width: number, widths: Widths): { readonly columns: Choice; readonly template: string } {
  let columns = chosen;
  const needed = (): number => columns.reduce((sum, name) => sum + leastOf(name, widths) + GAP, SELECT + EDGES);
  for (const name of GO_FIRST) {
    if (needed() <= width) break;
    columns = columns.filter((column) => column !== name);
  }
  const tracks = columns.map((name) => {
    const own = widths[name];
    return own === undefined ? shapeOf(name).width : `minmax(${leastOf(name, widths)}px, ${own}px)`;
  });
  return { columns, template: `${SELECT - GAP}px ${tracks.join(' ')}` };
}

export const sortOf = (name: Column): Sort => shapeOf(name).sort;
