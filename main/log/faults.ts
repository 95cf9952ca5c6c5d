import type { Log } from './open-log.ts';

/** A promise that nobody waited for failed this often within a minute: nothing here can be trusted any more. */
const MOST_REJECTIONS = 20;
const WINDOW_MS = 60_000;

export interface FaultPlan {
  readonly log: Pick<Log, 'error'>;
  /** Something on the side failed. Watching goes on. */
  goOn(error: Error): void;
  /**
   * An exception went through code that was not made for it. What is in memory may be half done; what is on disk is whole. So the program
   * ends, and starts again from there. Called once.
   */
  end(error: Error): void;
}

/** Takes what no code of ours caught: logs it, and goes on or ends. Returns what undoes it. */
export function catchFaults({ log, goOn, end }: FaultPlan, source: NodeJS.EventEmitter = process): () => void {
  let isEnding = false;
  let rejections: number[] = [];
  const ending = (error: Error): void => {
    if (isEnding) return;
    isEnding = true;
    end(error);
  };
  const onException = (thrown: unknown): void => {
    const error = toError(thrown);
    log.error({ error: error.message, stack: error.stack }, 'an exception that nobody caught');
    ending(error);
  };
  const onRejection = (thrown: unknown): void => {
    const error = toError(thrown);
    log.error({ error: error.message, stack: error.stack }, 'a rejection that nobody handled');
    const now = performance.now();
    rejections = [...rejections.filter((at) => now - at < WINDOW_MS), now];
    if (rejections.length > MOST_REJECTIONS) ending(error);
    else if (!isEnding) goOn(error);
  };
  source.on('uncaughtException', onException);
  source.on('unhandledRejection', onRejection);
  return () => {
    source.off('uncaughtException', onException);
    source.off('unhandledRejection', onRejection);
  };
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
