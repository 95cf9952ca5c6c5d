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
  const forLinux =
    args.includes('--linux') || (process.platform === 'linux' && !args.some((arg) => ['--win', '--mac'].includes(arg)));
  if (makesPackages && forLinux && !args.includes('AppImage') && !namesOrigin(process.env))
    throw new Problem(
      'A deb or rpm names who maintains it and where it comes from. Say so in the environment:\n' +
        "  WILLWATCH_MAINTAINER='Name <name@example.org>' WILLWATCH_HOMEPAGE=https://example.org npm run dist\n" +
        'or make the AppImage alone: npm run dist -- --linux AppImage',
    );
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js');
  // Never published from here: a release is put together and looked at first.
  const all = [
    builder,
    '--publish',
    'never',
    ...builderOptions(process.env),
    `-c.releaseInfo.releaseNotesFile=${writeReleaseNotes()}`,
    ...args,
  ];
  const { code, output } = await run(node, all, { env: withNode(node), show: true });
  const advice = code === 0 ? null : downloadAdvice(output);
  if (advice !== null) throw new Problem(advice);
  return code;
}

/** @param {NodeJS.ProcessEnv} env */
const namesOrigin = (env) => Boolean(env.WILLWATCH_MAINTAINER && env.WILLWATCH_HOMEPAGE);

/**
 * What the environment says of this build.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]} options of electron-builder
 */
export function builderOptions(env) {
  const { WILLWATCH_MAINTAINER: maintainer, WILLWATCH_HOMEPAGE: homepage } = env;
  const said = {
    ...Object.fromEntries(Object.entries(updateSource(env) ?? {}).map(([key, value]) => [`publish.${key}`, value])),
    ...(maintainer && { 'linux.maintainer': maintainer }),
    ...(homepage && { 'extraMetadata.homepage': homepage }),
  };
  return Object.entries(said).map(([key, value]) => `-c.${key}=${value}`);
}

/**
 * What to do when electron-builder failed because it could not fetch something, else null.
 * @param {string} output all that it said
 */
export function downloadAdvice(output) {
  if (!/\b(ENOTFOUND|EAI_AGAIN|ECONN[A-Z]+|ETIMEDOUT|HTTPError|RequestError|self-signed certificate)\b/.test(output)) return null;
  return (
    "\nElectron's program or a tool of the packages could not be downloaded (the reason stands above). This needs github.com, or a mirror of it:\n" +
    '  ELECTRON_MIRROR=https://… ELECTRON_BUILDER_BINARIES_MIRROR=https://… npm run dist\n' +
    'An unpacked Electron serves as well: npm run dist -- --dir -c.electronDist=<folder>'
  );
}

/**
 * Where the app will look for updates: `WILLWATCH_UPDATES` is the address of a folder, or `github:owner/repository`. Not set: it never looks.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Record<string, string> | null} electron-builder's `publish`
 */
export function updateSource({ WILLWATCH_UPDATES: source = '' }) {
  if (source === '') return null;
  const [, owner, repo] = /^github:([\w.-]+)\/([\w.-]+)$/.exec(source) ?? [];
  if (owner && repo) return { provider: 'github', owner, repo };
  if (URL.parse(source)?.protocol === 'https:') return { provider: 'generic', url: source };
  throw new Problem(
    `WILLWATCH_UPDATES is "${source}", and must be https://… (a folder with the packages) or github:owner/repository.`,
  );
}

/** What is new, for the question that the app asks before an update: this version's part of the changelog, or what is not released yet. */
function writeReleaseNotes() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const notes = releaseNotes(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version);
  const file = join(root, '.cache', 'release-notes.md');
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(file, notes);
  return file;
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
