/** Runs every benchmark of this folder, or those whose name contains one of the arguments, and prints one table. */
import { readdirSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { measurePace } from './pace.ts';
import { type Bench, note, type PacedRow, printTable, type Row } from './rows.ts';

const names = process.argv.slice(2);
const files = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .sort();
const benches: Bench[] = [];
for (const file of files) benches.push(((await import(join(import.meta.dirname, file))) as { bench: Bench }).bench);
const chosen = names.length === 0 ? benches : benches.filter(({ name }) => names.some((part) => name.includes(part)));
if (chosen.length === 0) console.log(`No benchmark is called so. There are: ${benches.map(({ name }) => name).join(', ')}`);

const before = loadavg()[0] ?? 0;
const rows: PacedRow[] = [];
let failed = false;
let paceBefore = chosen.length === 0 ? 1 : await measurePace();
for (const { name, run } of chosen) {
  process.stderr.write(`${name} …\n`);
  let measured: readonly Row[];
  try {
    measured = await run();
  } catch (error) {
    failed = true;
    console.error(error);
    measured = [{ what: name, measured: 'did not finish', limit: 'to finish', ok: false }];
  }
  // A machine that others share is not even: the better of before and after excuses less.
  const paceAfter = await measurePace();
  const pace = Math.min(paceBefore, paceAfter);
  note(`${name}: this machine was ${pace.toFixed(1)} times slower than that of the numbers`);
  paceBefore = paceAfter;
  rows.push(...measured.map((row) => ({ ...row, pace })));
}
if (rows.length > 0) {
  console.log(
    `\n${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), Node ${process.versions.node}, load ${before.toFixed(1)} before the first row\n`,
  );
  printTable(rows);
}
// A number that is missed is told, not an error: another machine, or a busy one, may miss it.
process.exit(failed ? 1 : 0);
