import type { Work } from '../rules/render-action.ts';

/** What of an action is kept with its run: all but the payload and secrets. */
export interface Job {
  readonly work: Work;
  /** How often its message was handed on before. */
  readonly hops: number;
}

export const packJob = (work: Work, hops: number): string => JSON.stringify({ work, hops } satisfies Job);

/** Null when it cannot be read: the file was damaged. */
export function unpackJob(text: string): Job | null {
  try {
    const read = JSON.parse(text) as Partial<Job>;
    return typeof read.work?.kind === 'string' && typeof read.hops === 'number' ? { work: read.work, hops: read.hops } : null;
  } catch {
    return null;
  }
}
