/** What is wrong with a command line, as a sentence without full stop. */
export class Wrong extends Error {}

export type Read<T> = { readonly ok: true; readonly arguments: T } | { readonly ok: false; readonly reason: string };

/** Runs a reader of arguments that may throw a `Wrong`, or what `parseArgs` throws. */
export function readOrRefuse<T>(read: () => T): Read<T> {
  try {
    return { ok: true, arguments: read() };
  } catch (error) {
    if (!(error instanceof Error) || (!(error instanceof Wrong) && !('code' in error))) throw error;
    const sentence = (error.message.split('\n', 1)[0] ?? '').split('. To specify')[0] ?? '';
    return { ok: false, reason: `${sentence.replace(/\.$/, '')}. See willwatch help.` };
  }
}
