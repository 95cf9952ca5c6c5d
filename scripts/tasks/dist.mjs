import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';
import { Problem } from '../setup/problem.mjs';
import { run, withNode } from '../setup/run.mjs';

/**
 * Makes the packages of this system in `release/`, or what the arguments (electron-builder's) ask for: `npm run dist -- --linux AppImage --x64`.
 * @param {import('../bootstrap.mjs').Task} task
 */
export async function dist({ node, args }) {
  const makesPackages = !args.includes('--dir') && !args.includes('dir');
  const options = [...publishOptions(process.env), ...originOptions(process.env), ...notesOptions()];
  const forLinux =
    args.includes('--linux') || (process.platform === 'linux' && !args.some((arg) => ['--win', '--mac'].includes(arg)));
  if (makesPackages && forLinux && !args.includes('AppImage') && originOptions(process.env).length < 2)
    throw new Problem(
      'A deb or rpm names who maintains it and where it comes from. Say so in the environment:\n' +
        "  WILLWATCH_MAINTAINER='Name <name@example.org>' WILLWATCH_HOMEPAGE=https://example.org npm run dist\n" +
        'or make the AppImage alone: npm run dist -- --linux AppImage',
    );
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js');
  // Never published from here: a release is put together and looked at first.
  const all = [builder, '--publish', 'never', ...options, ...args];
  const { code, output } = await run(node, all, { env: withNode(node), show: true });
  if (code !== 0 && /(ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|HTTPError|RequestError|certificate)/.test(output))
    throw new Problem(
      "\nElectron's program or a tool of the packages could not be downloaded (the reason stands above). This needs github.com, or a mirror of it:\n" +
        '  ELECTRON_MIRROR=https://… ELECTRON_BUILDER_BINARIES_MIRROR=https://… npm run dist\n' +
        'An unpacked Electron serves as well: npm run dist -- --dir -c.electronDist=<folder>',
    );
  return code;
}

/**
 * Where the app will look for updates: `WILLWATCH_UPDATES` is the address of a folder, or `github:owner/repository`. Not set: it never looks.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]} options of electron-builder
 */
export function publishOptions({ WILLWATCH_UPDATES: source = '' }) {
  if (source === '') return [];
  const [, owner, repo] = /^github:([\w.-]+)\/([\w.-]+)$/.exec(source) ?? [];
  if (owner && repo) return ['github', owner, repo].map((value, i) => `-c.publish.${['provider', 'owner', 'repo'][i]}=${value}`);
  if (URL.parse(source)?.protocol === 'https:') return ['-c.publish.provider=generic', `-c.publish.url=${source}`];
  throw new Problem(
    `WILLWATCH_UPDATES is "${source}", and must be https://… (a folder with the packages) or github:owner/repository.`,
  );
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]} options of electron-builder
 */
function originOptions({ WILLWATCH_MAINTAINER: maintainer, WILLWATCH_HOMEPAGE: homepage }) {
  return [
    ...(maintainer ? [`-c.linux.maintainer=${maintainer}`] : []),
    ...(homepage ? [`-c.extraMetadata.homepage=${homepage}`] : []),
  ];
}

/** What is new, for the question that the app asks before an update: this version's part of the changelog, or what is not released yet. */
function notesOptions() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const notes = releaseNotes(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version);
  const file = join(root, '.cache', 'release-notes.md');
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(file, notes);
  return [`-c.releaseInfo.releaseNotesFile=${file}`];
}

/**
 * @param {string} changelog
 * @param {string} version
 */
export function releaseNotes(changelog, version) {
  const parts = changelog.split(/^## /m).slice(1);
  const part = parts.find((one) => one.startsWith(`[${version}]`)) ?? parts.find((one) => one.startsWith('[Unreleased]')) ?? '';
  return part.replace(/^.*\n/, '').trim();
}
