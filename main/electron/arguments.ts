import { parseArgs } from 'node:util';
import { LOG_LEVELS, type LogLevel } from '../log/open-log.ts';
import { DEEP_LINK_SCHEME } from './deep-link.ts';

const AFTER_FAULT = 'after-fault';

export interface DesktopArguments {
  readonly command: 'start' | 'demo';
  /** Start into the tray. */
  readonly hidden: boolean;
  /** Null: the person's own. Empty: the person named none behind the option. */
  readonly dataDir: string | null;
  readonly logLevel: LogLevel | null;
  /** Started again by itself, after a fault of its own. */
  readonly afterFault: boolean;
  readonly notify: boolean;
  /** The first `willwatch:` address, unchecked. */
  readonly link: string | null;
}

/**
 * Reads a command line as the system or Electron hands it over: Chromium adds switches of its own and may reorder them, so nothing is refused.
 * @param argv the whole of it, program and all
 */
export function readDesktopArguments(argv: readonly string[]): DesktopArguments {
  const { values, positionals } = parseArgs({
    args: argv.slice(1),
    strict: false,
    allowPositionals: true,
    allowNegative: true,
    options: {
      hidden: { type: 'boolean' },
      'data-dir': { type: 'string' },
      notify: { type: 'boolean' },
      'log-level': { type: 'string' },
      [AFTER_FAULT]: { type: 'boolean' },
      port: { type: 'string' },
    },
  });
  const dataDir = values['data-dir'];
  return {
    command: positionals.includes('demo') ? 'demo' : 'start',
    hidden: values.hidden === true,
    dataDir: typeof dataDir === 'string' ? dataDir : null,
    logLevel: LOG_LEVELS.find((one) => one === values['log-level']) ?? null,
    afterFault: values[AFTER_FAULT] === true,
    notify: values.notify !== false,
    link: argv.find(isLink) ?? null,
  };
}

/** How it starts again after a fault of its own: the same way, but into the tray and not at a link that was followed long ago. */
export function argumentsAfterFault(argv: readonly string[]): string[] {
  const same = argv.slice(1).filter((arg) => !isLink(arg) && ![`--${AFTER_FAULT}`, '--hidden'].includes(arg));
  // Behind a bare `--` they would be no options.
  const end = same.indexOf('--');
  return same.toSpliced(end === -1 ? same.length : end, 0, '--hidden', `--${AFTER_FAULT}`);
}

const isLink = (arg: string): boolean => arg.toLowerCase().startsWith(`${DEEP_LINK_SCHEME}:`);
