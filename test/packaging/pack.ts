import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listPackage } from '@electron/asar';
import { run } from '../../scripts/setup/run.mjs';
import { type System, writePlaceholder } from './placeholder.ts';

// electron-builder is CommonJS, and its names are not seen by `import`.
const { Arch, build, Platform } = createRequire(import.meta.url)('electron-builder') as typeof import('electron-builder');

const root = join(import.meta.dirname, '..', '..');

/** A packed app on a placeholder of Electron. */
export interface Packed extends AsyncDisposable {
  /** The app as it is installed. */
  readonly folder: string;
  /** The folder with the archive in it. */
  readonly resources: string;
  readonly asar: string;
  /** The files in the archive, without a leading slash. */
  readonly files: readonly string[];
  /** What electron-builder handed to the tools that make the packages, which are not run. */
  readonly handed: readonly unknown[];
}

const RESOURCES = {
  linux: ['linux-unpacked', 'resources'],
  win: ['win-unpacked', 'resources'],
  mac: ['mac/Willwatch.app', 'Contents/Resources'],
} as const satisfies Record<System, readonly [string, string]>;

/** `npm run dist -- --dir` for a system. */
export async function packByTask(system: System, env: NodeJS.ProcessEnv = {}): Promise<Packed> {
  return inTemporary(system, async (output, electronDist) => {
    const { code, output: said } = await dist(
      [`--${system}`, '--x64', '--dir', `-c.electronDist=${electronDist}`, `-c.directories.output=${output}`],
      env,
    );
    if (code !== 0) throw new Error(said);
    return [];
  });
}

/** Everything for AppImage and deb but the making of them, for which electron-builder would download tools. */
export async function packForLinux(config: Record<string, unknown>): Promise<Packed> {
  return inTemporary('linux', async (output, electronDist) => {
    const handed: unknown[] = [];
    await build({
      projectDir: root,
      publish: 'never',
      targets: Platform.LINUX.createTarget(['AppImage', 'deb'], Arch.x64),
      config: { ...config, electronDist, directories: { output, buildResources: 'assets' } },
      effectiveOptionComputed: async (options) => {
        handed.push(options);
        return true;
      },
    });
    return handed;
  });
}

/** Runs `npm run dist` with these arguments. */
export async function dist(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ readonly code: number; readonly output: string }> {
  const { WILLWATCH_UPDATES: _u, WILLWATCH_MAINTAINER: _m, WILLWATCH_HOMEPAGE: _h, ...ours } = process.env;
  return run(process.execPath, [join(root, 'scripts', 'bootstrap.mjs'), 'dist', ...args], {
    env: { ...ours, ...env },
    quiet: true,
  });
}

async function inTemporary(
  system: System,
  pack: (output: string, electronDist: string) => Promise<readonly unknown[]>,
): Promise<Packed> {
  const temporary = await mkdtemp(join(tmpdir(), `willwatch-${system}-`));
  const remove = () => rm(temporary, { recursive: true, force: true });
  try {
    await writePlaceholder(system, join(temporary, 'electron'));
    const handed = await pack(join(temporary, 'release'), join(temporary, 'electron'));
    const [app, inside] = RESOURCES[system];
    const resources = join(temporary, 'release', app, inside);
    const asar = join(resources, 'app.asar');
    const files = listPackage(asar, { isPack: false }).map((file) => file.slice(1).replaceAll('\\', '/'));
    const folders = new Set(files.map((file) => file.slice(0, Math.max(0, file.lastIndexOf('/')))));
    return {
      folder: join(temporary, 'release', app),
      resources,
      asar,
      files: files.filter((file) => !folders.has(file)),
      handed,
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
