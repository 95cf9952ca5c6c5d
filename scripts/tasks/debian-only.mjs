import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root } from '../setup/paths.mjs';

/** Helpers of the tests that start a program which only Debian's packages bring. */
const debianHelpers = ['chromium', 'dbus', 'desktop', 'mosquitto', 'app'].map((name) => `test/helpers/${name}.ts`);

/**
 * The tests outside of test/e2e and test/packaging that need Debian's programs: those that import such a helper, or one that does.
 * @returns {string[]} paths from the root, with slashes
 */
export function debianOnlyTests() {
  return readdirSync(join(root, 'test'), { recursive: true })
    .map((name) => `test/${String(name).replaceAll('\\', '/')}`)
    .filter((file) => /\.test\.tsx?$/.test(file) && !/^test\/(e2e|packaging)\//.test(file) && needsDebian(file, new Set()))
    .sort();
}

/**
 * @param {string} file
 * @param {Set<string>} seen
 * @returns {boolean}
 */
function needsDebian(file, seen) {
  if (debianHelpers.includes(file)) return true;
  if (seen.has(file)) return false;
  seen.add(file);
  const imports = readFileSync(join(root, file), 'utf8').matchAll(/ from '(\.[^']+\.ts)'/g);
  return [...imports].some(([, specifier = '']) => {
    const imported = posix.join(posix.dirname(file), specifier);
    return imported.startsWith('test/') && needsDebian(imported, seen);
  });
}
