import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { headlessEntry, privateEnv } from '../helpers/app.ts';
import { endChild, spawnChild } from '../helpers/child.ts';

/** What a benchmark may ask `preload.mjs` inside the app. */
export type Ask =
  | { readonly kind: 'acknowledge'; readonly count: number }
  | { readonly kind: 'loop-begin' | 'loop-end' | 'profile-begin' }
  | { readonly kind: 'memory'; readonly collect: boolean }
  | { readonly kind: 'profile-end'; readonly file: string };

export type Reply =
  | { readonly about: 'ready' }
  /** So many PUBACKs were written; epoch ms with fractions, and processor time since it was asked. */
  | { readonly about: 'acknowledged'; readonly at: number; readonly cpuMs: number }
  /** Delays, and the processor time of the main thread meanwhile. */
  | { readonly about: 'loop'; readonly p50: number; readonly p99: number; readonly max: number; readonly cpuMs: number }
  | { readonly about: 'memory'; readonly rss: number; readonly heapUsed: number; readonly external: number };

type About = Reply['about'];
type Answered<A extends About> = Extract<Reply, { about: A }>;

export interface AppProcess extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly dataDir: string;
  /** `performance.timeOrigin` clock, epoch ms: when it was started. */
  readonly startedAt: number;
  /** Whether `preload.mjs` is in it. */
  readonly answers: boolean;
  ask<A extends About>(ask: Ask, about: A): Promise<Answered<A>>;
  /** The next reply of a kind, asked for before. */
  next<A extends About>(about: A): Promise<Answered<A>>;
  /** The first line on stdout from now on, or since the start, that begins so; with when it was read. */
  line(type: string): Promise<{ readonly at: number; readonly text: string }>;
  windowUrl(): Promise<string>;
  stop(): Promise<void>;
}

export interface AppProcessOptions {
  readonly args: readonly string[];
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly execArgv?: readonly string[];
  /** False: the app as it is, which then answers no `ask`. */
  readonly preload?: boolean;
  /** Called for every line of stdout. Fast on purpose: what it costs is taken from the two cores. */
  readonly onLine?: (text: string) => void;
}

export const epoch = (): number => performance.timeOrigin + performance.now();
const preload = join(import.meta.dirname, 'preload.mjs');

/** A program of this folder, in a process of its own that may send messages. */
export function spawnHere(file: string, args: readonly string[]): ChildProcess {
  return spawnChild(process.execPath, [join(import.meta.dirname, file), ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** Real clients with these topics, all connected: `endChild` it with SIGKILL for a power cut. */
export async function startSite(port: number, retained: boolean, topics: readonly string[]): Promise<ChildProcess> {
  const site = spawnHere('site.ts', [String(port), retained ? 'retain' : 'plain']);
  site.send([...topics]);
  await once(site, 'message');
  return site;
}

/** The built headless shell, with `preload.mjs` in it. */
export async function startAppProcess(options: AppProcessOptions): Promise<AppProcess> {
  const home = await mkdtemp(join(tmpdir(), 'willwatch-bench-'));
  const dataDir = options.dataDir ?? join(home, 'data');
  const startedAt = epoch();
  const child = spawnChild(
    process.execPath,
    [
      ...(options.execArgv ?? []),
      ...(options.preload === false ? [] : ['--import', preload]),
      headlessEntry,
      ...options.args,
      '--data-dir',
      dataDir,
    ],
    { env: { ...privateEnv(home), ...options.env }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  let errors = '';
  const first = new Map<string, { at: number; text: string }>();
  let wake: () => void = () => undefined;
  let changed = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const change = (): void => {
    wake();
    changed = new Promise<void>((resolve) => {
      wake = resolve;
    });
  };
  let rest = '';
  // A chunk at a time, not with `readline`: what this costs is taken from the app's two cores.
  child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      options.onLine?.(text);
      const type = text.slice(9, text.indexOf('"', 9));
      if (first.has(type)) continue;
      first.set(type, { at: epoch(), text });
      change();
    }
  });
  child.stderr!.on('data', (chunk: Buffer) => {
    errors = `${errors}${chunk}`.slice(-8000);
    change();
  });
  let ended: string | null = null;
  child.once('exit', (code, signal) => {
    ended = `the app ended with ${code ?? signal}: ${errors}`;
    change();
  });
  const until = async <T>(look: () => T | undefined, what: string, timeoutMs = 60_000): Promise<T> => {
    const deadline = setTimeout(() => {
      ended ??= `waited in vain for ${what}: ${errors}`;
      change();
    }, timeoutMs);
    try {
      for (;;) {
        const found = look();
        if (found !== undefined) return found;
        if (ended !== null) throw new Error(ended);
        await changed;
      }
    } finally {
      clearTimeout(deadline);
    }
  };
  const replies: Reply[] = [];
  child.on('message', (reply: Reply) => {
    replies.push(reply);
    change();
  });
  const next = <A extends About>(about: A): Promise<Answered<A>> =>
    until(() => {
      const index = replies.findIndex((reply) => reply.about === about);
      return index < 0 ? undefined : (replies.splice(index, 1)[0] as Answered<A>);
    }, about);
  return {
    child,
    dataDir,
    startedAt,
    answers: options.preload !== false,
    next,
    ask: (ask, about) => {
      child.send(ask);
      return next(about);
    },
    line: (type) => until(() => first.get(type), `a line ${type}`),
    windowUrl: () => until(() => /^window: (\S+)$/m.exec(errors)?.[1], 'the address of the window'),
    stop: async () => void (await endChild(child, 'SIGTERM')),
    [Symbol.asyncDispose]: async () => {
      await endChild(child, 'SIGKILL');
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Folder for CPU profiles of the measured stretches, when the person wants them. */
const profiles = process.env.BENCH_PROFILE;

/** Runs `work`, and writes `<name>.cpuprofile` of the app when `BENCH_PROFILE` names a folder. */
export async function profiled<T>(app: AppProcess, name: string, work: () => Promise<T>): Promise<T> {
  if (profiles === undefined || !app.answers) return work();
  await mkdir(profiles, { recursive: true });
  await app.ask({ kind: 'profile-begin' }, 'ready');
  const result = await work();
  await app.ask({ kind: 'profile-end', file: join(profiles, `${name}.cpuprofile`) }, 'ready');
  return result;
}
