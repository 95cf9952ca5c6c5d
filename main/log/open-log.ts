import { join } from 'node:path';
import pino from 'pino';
import { Redactor } from './redactor.ts';
import { RotatingFile } from './rotating-file.ts';

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const logFolder = (dataDir: string): string => join(dataDir, 'logs');

/** 10 MB in all. */
const LIMITS = { bytes: 2_000_000, files: 5 };

export interface LogChoices {
  /** Null: no files, for what only reads. */
  readonly dataDir: string | null;
  /** From the command line or the environment: wins over the setting, and holds for stderr too. */
  readonly level: LogLevel | null;
}

/** The program's log: structured lines in `<dataDir>/logs`, warnings on stderr too, never a secret in either. */
export interface Log {
  error(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  info(facts: object, message: string): void;
  debug(facts: object, message: string): void;
  /** The level of the settings, while nobody chose another one for this run. */
  setLevel(level: LogLevel): void;
  readonly redactor: Redactor;
}

const isKnown = (level: string | undefined): level is LogLevel => LOG_LEVELS.some((one) => one === level);

/** `--log-level`, else `WILLWATCH_LOG`, else null. */
export function chosenLevel(option: LogLevel | null, env: NodeJS.ProcessEnv = process.env): LogLevel | null {
  return option ?? (isKnown(env.WILLWATCH_LOG) ? env.WILLWATCH_LOG : null);
}

/** Never throws, then or later: without room or rights for files, stderr has it alone. */
export function openLog({ dataDir, level }: LogChoices): Log {
  const redactor = new Redactor();
  const file = dataDir === null ? null : new RotatingFile(logFolder(dataDir), LIMITS);
  const stderr = pino.destination({ dest: 2, sync: true });
  // Whoever reads stderr may be gone.
  stderr.on('error', () => undefined);
  const streams = pino.multistream([
    ...(file === null ? [] : [{ level: 'trace' as const, stream: file }]),
    { level: level ?? ('warn' as const), stream: stderr },
  ]);
  const options = {
    level: level ?? ('info' as const),
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const log = pino(options, streams);
  const at =
    (name: LogLevel) =>
    (facts: object, message: string): void => {
      if (log.isLevelEnabled(name)) log[name](redactor.cleanAll(facts), redactor.clean(message));
    };
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    setLevel: (next) => {
      log.level = level ?? next;
    },
    redactor,
  };
}
