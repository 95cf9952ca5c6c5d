/** Runs every benchmark of this folder, or those whose name contains one of the arguments, and prints one table. */
import { readdirSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { type Bench, printTable, type Row } from './rows.ts';

const names = process.argv.slice(2);
const files = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .sort();
const benches: Bench[] = [];
for (const file of files) benches.push(((await import(join(import.meta.dirname, file))) as { bench: Bench }).bench);
const chosen = names.length === 0 ? benches : benches.filter(({ name }) => names.some((part) => name.includes(part)));
if (chosen.length === 0) console.log(`No benchmark is called so. There are: ${benches.map(({ name }) => name).join(', ')}`);

const before = loadavg()[0] ?? 0;
const rows: Row[] = [];
let failed = false;
for (const { name, run } of chosen) {
  process.stderr.write(`${name} …\n`);
  try {
    rows.push(...(await run()));
  } catch (error) {
    failed = true;
    console.error(error);
    rows.push({ what: name, measured: 'did not finish', limit: 'to finish', ok: false });
  }
}
if (rows.length > 0) {
  console.log(
    `\n${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), Node ${process.versions.node}, load ${before.toFixed(1)} before the first row\n`,
  );
  printTable(rows);
}
// A number that is missed is told, not an error: another machine, or a busy one, may miss it.
process.exit(failed ? 1 : 0);
