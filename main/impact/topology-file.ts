import type { EdgeSource } from '../contract/model.ts';
import type { FileFault } from '../contract/topology.ts';
import { allAtOnce, PIECE, type Slices } from './slices.ts';

/** An edge as a file has it, by device ids. */
export interface FileEdge {
  readonly upstream: string;
  readonly downstream: string;
  /** The id of the connection on which both are; null: the file does not say. */
  readonly connection: string | null;
  readonly source: EdgeSource;
  /** Epoch ms; null: the file does not say. */
  readonly seenAt: number | null;
}

export type FileRead =
  | {
      readonly ok: true;
      readonly edges: readonly FileEdge[];
      /** Where each edge stands. */
      readonly lines: readonly number[];
      readonly faults: readonly FileFault[];
    }
  | { readonly ok: false; readonly reason: 'not-text' | 'not-json' | 'no-list' };

const COLUMNS = ['upstream', 'downstream', 'connection', 'source', 'lastSeen'] as const;
type Column = (typeof COLUMNS)[number];
type Cells = Partial<Record<Column, unknown>>;
const SOURCES: Readonly<Record<EdgeSource, true>> = { hand: true, import: true, topic: true, payload: true, convention: true };
/** Of Unix, Windows and the Macintosh. */
const LINE_END = /\r\n|\n|\r/;
/** What a spreadsheet takes for a formula. @see https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^'*[=+\-@\t\r]/;

/** Edges as CSV after RFC 4180, with a header and a byte order mark, which Excel needs to read UTF-8. */
export function topologyCsv(edges: readonly FileEdge[]): string {
  const rows = edges.map((edge) => [edge.upstream, edge.downstream, edge.connection ?? '', edge.source, timeOf(edge) ?? '']);
  return `\uFEFF${[COLUMNS, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`;
}

/** Edges as JSON: an object with the list `edges`, one to a line. */
export function topologyJson(edges: readonly FileEdge[]): string {
  const lines = edges.map((edge) => {
    const { upstream, downstream, connection, source } = edge;
    return `    ${JSON.stringify({ upstream, downstream, connection, source, lastSeen: timeOf(edge) })}`;
  });
  return `{\n  "edges": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

/**
 * Reads what `topologyCsv` and `topologyJson` write, and what people do: CSV with commas, semicolons or tabs, with or without a header (then
 * upstream, downstream, connection), and spaces around what is not quoted; JSON as a bare list too, of objects or of pairs. Where a file does not say who says so, it is the file.
 */
export const readTopology = (text: string): FileRead => allAtOnce(readInSlices(text));

/** `readTopology`, while something else goes on. */
export function* readInSlices(text: string): Slices<FileRead> {
  // A program, a picture, a spreadsheet that was not saved as CSV.
  if (text.includes('\0')) return { ok: false, reason: 'not-text' };
  const plain = text.replace(/^\uFEFF/, '');
  return yield* /^\s*[[{]/.test(plain) ? readJson(plain) : readCsv(plain);
}

function* readJson(text: string): Slices<FileRead> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'not-json' };
  }
  const list = Array.isArray(value) ? value : (value as { edges?: unknown } | null)?.edges;
  if (!Array.isArray(list)) return { ok: false, reason: 'no-list' };
  return yield* gather(list.map((one: unknown, i) => ({ line: i + 1, cells: cellsOf(one), isBroken: false })));
}

function cellsOf(one: unknown): Cells | null {
  if (Array.isArray(one)) return { upstream: one[0], downstream: one[1], connection: one[2] };
  return typeof one === 'object' && one !== null ? (one as Cells) : null;
}

function* readCsv(text: string): Slices<FileRead> {
  const [first = ''] = text.split(LINE_END, 1);
  const separator = [',', ';', '\t'].reduce(
    (best, one) => (first.split(one).length > first.split(best).length ? one : best),
    ',',
  );
  const rows = yield* csvRows(text, separator);
  const header = rows[0]?.cells.map((cell) => COLUMNS.find((column) => column.toLowerCase() === cell.trim().toLowerCase())) ?? [];
  const hasHeader = header.includes('upstream') && header.includes('downstream');
  const columns = hasHeader ? header : COLUMNS;
  return yield* gather(
    rows.slice(hasHeader ? 1 : 0).flatMap(({ line, cells, isBroken }) => {
      if (cells.every((cell) => cell.trim() === '')) return [];
      const named: Cells = {};
      for (const [i, cell] of cells.entries()) {
        const column = columns[i];
        if (column !== undefined) named[column] = FORMULA.test(cell) && cell.startsWith("'") ? cell.slice(1) : cell;
      }
      return [{ line, cells: named, isBroken }];
    }),
  );
}

function* gather(
  rows: readonly { readonly line: number; readonly cells: Cells | null; readonly isBroken: boolean }[],
): Slices<FileRead> {
  const edges: FileEdge[] = [];
  const lines: number[] = [];
  const faults: FileFault[] = [];
  for (const [at, { line, cells, isBroken }] of rows.entries()) {
    if (at % PIECE === 0) yield;
    const edge = isBroken ? 'quote' : cells === null ? 'not-an-edge' : edgeOf(cells);
    if (typeof edge === 'string') faults.push({ line, fault: edge });
    else {
      edges.push(edge);
      lines.push(line);
    }
  }
  return { ok: true, edges, lines, faults };
}

function edgeOf({ upstream, downstream, connection, source, lastSeen }: Cells): FileEdge | FileFault['fault'] {
  if (typeof upstream !== 'string' || upstream === '') return 'no-upstream';
  if (typeof downstream !== 'string' || downstream === '') return 'no-downstream';
  const seenAt = typeof lastSeen === 'string' && lastSeen !== '' ? Date.parse(lastSeen) : null;
  if (Number.isNaN(seenAt)) return 'time';
  return {
    upstream,
    downstream,
    connection: typeof connection === 'string' && connection !== '' ? connection : null,
    source: typeof source === 'string' && Object.hasOwn(SOURCES, source) ? (source as EdgeSource) : 'import',
    seenAt,
  };
}

interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** A quote that was never closed. */
  readonly isBroken: boolean;
}

function* csvRows(text: string, separator: string): Slices<readonly CsvRow[]> {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let began = 1;
  const lineEnd = new RegExp(LINE_END, 'g');
  const field = new RegExp(`"([^"]*(?:""[^"]*)*)"|("[^]*)|([^\\r\\n${separator}]*)`, 'y');
  for (let at = 0; at <= text.length; ) {
    field.lastIndex = at;
    const [whole = '', quoted, broken, bare] = field.exec(text) ?? [];
    cells.push(quoted?.replaceAll('""', '"') ?? broken ?? bare?.trim() ?? '');
    line += whole.split(LINE_END).length - 1;
    at += whole.length;
    if (text[at] === separator) {
      at++;
      continue;
    }
    // What stands behind a closing quote is no part of any field.
    lineEnd.lastIndex = at;
    const end = lineEnd.exec(text);
    rows.push({
      line: began,
      cells,
      isBroken: broken !== undefined || (quoted !== undefined && /[^\s]/.test(text.slice(at, end?.index))),
    });
    if (end === null) break;
    if (rows.length % PIECE === 0) yield;
    at = lineEnd.lastIndex;
    began = ++line;
    cells = [];
  }
  return rows;
}

const csvCell = (text: string): string => {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",;\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const timeOf = ({ seenAt }: FileEdge): string | null => (seenAt === null ? null : new Date(seenAt).toISOString());
