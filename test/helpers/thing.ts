import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { headlessEntry, privateEnv } from './app.ts';
import { endChild, spawnChild } from './child.ts';
import { Inbox } from './inbox.ts';

/** The built `willwatch thing` as a child of the test. */
export interface Thing {
  /** The first line of stdout, past or future, with this text. */
  says(text: string, timeoutMs?: number): Promise<string>;
  readonly stderr: () => string;
  /** What it ends with by itself. */
  exit(): Promise<number | NodeJS.Signals>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function startThing(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Thing> {
  const home = await mkdtemp(join(tmpdir(), 'willwatch-thing-'));
  const child = spawnChild(process.execPath, [headlessEntry, 'thing', ...args], {
    env: { ...privateEnv(home), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = new Inbox<string>();
  let stderr = '';
  createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line));
  child.stderr!.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const exited = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => {
      lines.close(`The thing ended with ${code ?? signal} while the test waited`);
      resolve(code ?? signal ?? 0);
    });
  });
  return {
    says: (text, timeoutMs) =>
      lines.find(
        (line) => line.includes(text),
        `a line with "${text}"`,
        timeoutMs,
        () => stderr,
      ),
    stderr: () => stderr,
    exit: () => exited,
    [Symbol.asyncDispose]: async () => {
      await endChild(child, 'SIGKILL');
      await rm(home, { recursive: true, force: true });
    },
  };
}
