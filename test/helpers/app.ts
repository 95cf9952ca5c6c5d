import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endChild, spawnChild } from './child.ts';
import { Inbox } from './inbox.ts';

/** One line of `--json`. `type` says which fields there are: README, command line. */
export interface AppLine {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface AppOptions {
  /** Default `watch`, which tells JSON lines. `start` has the person's own settings in the data directory, `demo` the rehearsal. */
  readonly command?: 'watch' | 'start' | 'demo';
  /** After the command: `--broker`, `--watch` … */
  readonly args: readonly string[];
  /** Default: a fresh one, removed at the end. */
  readonly dataDir?: string;
  /** More environment: `bus.env`. Without a bus nothing can be shown, and nobody's desktop is bothered. */
  readonly env?: Readonly<Record<string, string>>;
  /** Serve the window; a number: on this port. */
  readonly window?: boolean | number;
}

/** The built headless shell as a child of the test, watching. */
export interface App {
  readonly dataDir: string;
  readonly pid: number;
  /** Every JSON line of stdout so far. */
  readonly lines: readonly AppLine[];
  /** What is on stdout and is no JSON object: there must be nothing. */
  readonly strays: readonly string[];
  readonly stderr: () => string;
  /** The first line, past or future, that matches. */
  line(matches: string | ((line: AppLine) => boolean), timeoutMs?: number): Promise<AppLine>;
  /** The window's address with its token. */
  windowUrl(timeoutMs?: number): Promise<string>;
  /** SIGKILL, as a crash would be. */
  kill(): Promise<void>;
  /** SIGTERM, and what it ended with. */
  stop(): Promise<number | NodeJS.Signals>;
  /** Waits for it to end by itself (`--for`). */
  exit(): Promise<number | NodeJS.Signals>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Where the build puts the headless shell. */
export const headlessEntry = join(import.meta.dirname, '..', '..', 'out', 'main', 'headless.js');

/** Starts `willwatch watch --json`, or another command. Resolves at once: wait for the line that the test is about. */
export async function startApp(options: AppOptions): Promise<App> {
  const home = await mkdtemp(join(tmpdir(), 'willwatch-app-'));
  const dataDir = options.dataDir ?? join(home, 'data');
  const { command = 'watch', window = false } = options;
  const port = window === false ? 'off' : window === true ? '0' : String(window);
  const child = spawnChild(
    process.execPath,
    [headlessEntry, command, ...(command === 'watch' ? ['--json'] : []), '--data-dir', dataDir, '--port', port, ...options.args],
    {
      env: { ...privateEnv(home), ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const lines = new Inbox<AppLine>();
  const plain = new Inbox<string>();
  const strays: string[] = [];
  let stderr = '';
  createInterface({ input: child.stdout! }).on('line', (text) => {
    const line = parseLine(text);
    if (line !== null) lines.push(line);
    else {
      strays.push(text);
      plain.push(text);
    }
  });
  child.stderr!.on('data', (chunk: Buffer) => {
    stderr = `${stderr}${chunk}`.slice(-20_000);
  });
  createInterface({ input: child.stderr! }).on('line', (text) => plain.push(text));
  const context = (): string => (stderr === '' ? 'stderr: empty' : `stderr:\n${stderr}`);
  const exited = new Promise<number | NodeJS.Signals>((resolve) => {
    // `close`: its output has been read to the end.
    child.once('close', (code, signal) => {
      lines.close(`The app ended with ${code ?? signal} while the test waited`);
      plain.close(`The app ended with ${code ?? signal} while the test waited`);
      resolve(code ?? signal ?? 0);
    });
    child.once('error', (error) => {
      lines.close(`The app could not start: ${error.message}`);
      plain.close(`The app could not start: ${error.message}`);
      resolve(127);
    });
  });
  const end = async (signal: NodeJS.Signals): Promise<number | NodeJS.Signals> => {
    await endChild(child, signal);
    return exited;
  };
  return {
    dataDir,
    pid: child.pid ?? 0,
    lines: lines.items,
    strays,
    stderr: () => stderr,
    line: (matches, timeoutMs) => {
      const test = typeof matches === 'string' ? (line: AppLine) => line.type === matches : matches;
      return lines.find(
        test,
        typeof matches === 'string' ? `a line of type ${matches}` : `a line: ${matches}`,
        timeoutMs,
        context,
      );
    },
    windowUrl: async (timeoutMs) => {
      const line = await plain.find((text) => text.startsWith('window: '), 'the address of the window', timeoutMs);
      return line.slice('window: '.length).trim();
    },
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    exit: () => exited,
    [Symbol.asyncDispose]: async () => {
      await end('SIGTERM');
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** An environment in which the app finds nothing of the person who runs the tests. */
export function privateEnv(home: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    XDG_DATA_HOME: join(home, 'share'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_RUNTIME_DIR: home,
    LANG: 'en_US.UTF-8',
    TZ: 'UTC',
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
  };
}

function parseLine(text: string): AppLine | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'type' in value ? (value as AppLine) : null;
  } catch {
    return null;
  }
}
