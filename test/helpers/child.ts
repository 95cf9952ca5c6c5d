import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Like `spawn`, and it does not outlive the test run. */
export function spawnChild(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, options);
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Sends the signal and waits for the end; SIGKILL when it takes longer than `patienceMs`. */
export async function endChild(
  child: ChildProcess,
  signal: NodeJS.Signals,
  patienceMs = 10_000,
): Promise<number | NodeJS.Signals> {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    const ended = once(child, 'exit');
    child.kill(signal);
    const impatience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    await ended;
    clearTimeout(impatience);
  }
  return child.exitCode ?? child.signalCode ?? 0;
}
