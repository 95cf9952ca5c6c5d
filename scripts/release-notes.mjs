// `node scripts/release-notes.mjs v1.2.3` prints what the changelog says of that version. Fails when the tag is not the version, or nothing was written.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/paths.mjs';
import { releaseNotes } from './tasks/dist.mjs';

const [tag = ''] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
if (tag !== `v${version}`) {
  console.error(`The tag is "${tag}", and package.json has version ${version}: tag v${version}, or change the version first.`);
  process.exitCode = 1;
} else if (!changelog.includes(`\n## [${version}]`)) {
  console.error(`CHANGELOG.md has no part "## [${version}]": rename "Unreleased", with the date behind it.`);
  process.exitCode = 1;
} else {
  console.log(releaseNotes(changelog, version));
}
