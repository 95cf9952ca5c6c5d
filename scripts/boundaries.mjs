// Checks who imports whom. `node scripts/boundaries.mjs [root]`: another root is for the test of this check.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { options, rules } from '../.dependency-cruiser.mjs';
import { root } from './setup/paths.mjs';

const baseDir = resolve(process.argv[2] ?? root);
const folders = ['main', 'preload', 'renderer'].filter((name) => existsSync(join(baseDir, name)));
const { output } = await cruise(folders, { ...options, baseDir, validate: true, ruleSet: rules });
if (typeof output === 'string') throw new Error(output);

const { violations, totalDependenciesCruised } = output.summary;
const modules = output.modules.filter(({ source }) => folders.some((folder) => source.startsWith(`${folder}/`))).length;

for (const { from, to, rule, cycle } of violations) {
  const path = [from, ...(cycle ? cycle.map(({ name }) => name) : [to])].join(' -> ');
  const comment = rules.forbidden?.find(({ name }) => name === rule.name)?.comment;
  console.error(`${path}: ${rule.name} (${comment})`);
}
if (modules === 0 || !totalDependenciesCruised) {
  console.error('No module or no import was seen, so nothing was checked: could dependency-cruiser not read TypeScript?');
  process.exitCode = 1;
} else if (violations.length > 0) {
  process.exitCode = 1;
} else {
  console.log(`${modules} modules, ${totalDependenciesCruised} imports, all allowed`);
}
