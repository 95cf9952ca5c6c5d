import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface RotationLimits {
  /** Of one file; a line begun below it is written whole. */
  readonly bytes: number;
  /** How many files there are at most, the present one counted. */
  readonly files: number;
}

export const LOG_NAME = 'willwatch.log';

/** The present file, then `willwatch.1.log`, the newest of the older ones, and so on. */
export function logFile(folder: string, age: number): string {
  return join(folder, age === 0 ? LOG_NAME : `willwatch.${age}.log`);
}

/**
 * Lines in a folder that never takes more than a set room. Written synchronously: log lines are few, and the last one before a crash is
 * the one that counts. What cannot be written (a full disk) is lost, and never an error: a program must not fail because of its log.
 */
export class RotatingFile {
  readonly #folder: string;
  readonly #limits: RotationLimits;
  #file: number | null = null;
  #size = 0;

  constructor(folder: string, limits: RotationLimits) {
    this.#folder = folder;
    this.#limits = limits;
  }

  write(line: string): void {
    try {
      if (this.#file !== null && this.#size >= this.#limits.bytes) this.#rotate();
      const file = this.#file ?? this.#open();
      this.#size += writeSync(file, line);
    } catch {
      this.close();
    }
  }

  close(): void {
    const file = this.#file;
    this.#file = null;
    if (file === null) return;
    try {
      closeSync(file);
    } catch {
      // It is closed all the same.
    }
  }

  #open(): number {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const file = openSync(logFile(this.#folder, 0), 'a', 0o600);
    this.#file = file;
    this.#size = fstatSync(file).size;
    if (this.#size >= this.#limits.bytes) return this.#rotate();
    return file;
  }

  #rotate(): number {
    this.close();
    const oldest = this.#limits.files - 1;
    rmSync(logFile(this.#folder, oldest), { force: true });
    for (let age = oldest - 1; age >= 0; age--) {
      try {
        renameSync(logFile(this.#folder, age), logFile(this.#folder, age + 1));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
    const file = openSync(logFile(this.#folder, 0), 'a', 0o600);
    this.#file = file;
    this.#size = 0;
    return file;
  }
}
