/** One line of the table: what was measured against which number of the design. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  /** The number to hold; `null`: told for comparison only. */
  readonly limit: string | null;
  readonly ok: boolean;
  /** Of a time or a rate, which depends on the machine: what was taken of what the limit allows; 1 is the limit itself. */
  readonly share?: number;
}

/** Whether a number holds, and how far it is from its limit; for both alike, more is worse. */
export const within = (value: number, limit: number): Pick<Row, 'ok' | 'share'> => ({ ok: value <= limit, share: value / limit });

/** One file of this folder: `name` is what the command line asks for. */
export interface Bench {
  readonly name: string;
  run(): Promise<readonly Row[]>;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const thousands = (value: number): string => Math.round(value).toLocaleString('en-US');

export const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

/** Tells what is going on, beside the table on stdout. */
export function note(text: string): void {
  process.stderr.write(`  ${text}\n`);
}

/** A row with how many times slower than the machine of the numbers this one was meanwhile. */
export type PacedRow = Row & { readonly pace: number };

function verdictOf({ limit, ok, share, pace }: PacedRow): string {
  if (limit === null) return '';
  if (ok) return 'ok';
  return share !== undefined && share <= pace ? `ok at a pace of ${pace.toFixed(1)}` : 'missed';
}

export function printTable(rows: readonly PacedRow[]): void {
  const cells = [
    ['what', 'measured', 'to hold', 'verdict'],
    ...rows.map((row) => [row.what, row.measured, row.limit ?? '-', verdictOf(row)]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((line) => (line[column] ?? '').length)));
  for (const [index, line] of cells.entries()) {
    console.log(`| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
    if (index === 0) console.log(`|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
  }
}
