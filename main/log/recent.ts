import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { logFile } from './rotating-file.ts';

/** Read from the end of each file: enough for many errors, little for a click. */
const TAIL_BYTES = 512_000;
const FILES = 5;

export interface LogLine {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  /** What stood beside the message, as JSON; empty when nothing. */
  readonly facts: string;
}

/** The newest warnings and errors of the log in a folder, oldest first. What cannot be read is left out. */
export function recentTrouble(folder: string, limit: number): readonly LogLine[] {
  const found: LogLine[] = [];
  for (let age = 0; age < FILES && found.length < limit; age++) {
    const lines = tail(logFile(folder, age)).flatMap((text) => readLine(text) ?? []);
    found.unshift(...lines.filter(({ level }) => level === 'error' || level === 'warn').slice(-(limit - found.length)));
  }
  return found;
}

function tail(path: string): readonly string[] {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8').split('\n');
  } catch {
    return [];
  } finally {
    closeSync(file);
  }
}

function readLine(text: string): LogLine | null {
  try {
    const { time, level, msg, pid: _pid, ...facts } = JSON.parse(text) as Record<string, unknown>;
    return {
      time: String(time),
      level: String(level),
      message: String(msg ?? ''),
      facts: Object.keys(facts).length === 0 ? '' : JSON.stringify(facts),
    };
  } catch {
    return null;
  }
}
