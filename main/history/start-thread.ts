import { Worker } from 'node:worker_threads';

/** Beside this file, in the sources as in what is built. */
const threadFile = new URL(import.meta.url.endsWith('.ts') ? './history-thread.ts' : './history-thread.js', import.meta.url);

/** What is read at a start, and a burst, pass through it once; left alone it grows to 96 MB and stays so. */
const YOUNG_MB = 12;

/** A thread for a history; it has no file until it is asked to open one. */
export interface HistoryThread {
  readonly worker: Worker;
  /** Why, once it has; then it has no file open any more. */
  readonly ended: Promise<Error>;
}

/** It comes up while the rest of the program is loaded, so a shell starts it first, before it knows the file. It keeps no process alive. */
export function startHistoryThread(): HistoryThread {
  // What this process was started with is not for the thread.
  const worker = new Worker(threadFile, {
    execArgv: [],
    name: 'history',
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  worker.unref();
  let cause: unknown = null;
  worker.on('error', (error) => {
    cause = error;
  });
  const ended = new Promise<Error>((resolve) =>
    worker.on('exit', (code) => resolve(cause instanceof Error ? cause : new Error(`the history's thread ended with ${code}`))),
  );
  return { worker, ended };
}
