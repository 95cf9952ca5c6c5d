import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { recordUse } from './control.ts';
import { Preventable } from './preventable.ts';

/** How this system takes its notifications, one after the other: `failed` ones it refuses, for `hanging` ones it never says anything. */
const moods = (process.env.STAND_IN_NOTIFICATIONS ?? '').split(',');

/** notify-send reads C escapes in a body; Electron does not. */
const literally = (body: string): string => body.replaceAll('\\', '\\\\');

/** A notification on the session bus, through notify-send: with the default action that makes it clickable. */
export class Notification extends EventEmitter {
  readonly #options: Electron.NotificationConstructorOptions;
  #child: ChildProcess | null = null;

  static isSupported(): boolean {
    return true;
  }

  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super();
    this.#options = options;
  }

  show(): void {
    const mood = moods.shift();
    if (mood === 'hanging') return;
    if (mood === 'failed') {
      setImmediate(() => this.emit('failed', new Preventable(), 'the system refused'));
      return;
    }
    const { title = '', body = '', urgency = 'normal', timeoutType } = this.#options;
    const expires = timeoutType === 'never' ? '0' : '-1';
    const options = ['--print-id', '--wait', '--app-name=Willwatch', '--action=default=View', `--urgency=${urgency}`];
    const child = spawn('notify-send', [...options, `--expire-time=${expires}`, '--', title, literally(body)], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#child = child;
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (output === '') this.emit('show', new Preventable());
      output += chunk;
    });
    child.on('error', () => undefined);
    child.on('close', () => {
      // The id, and then what was clicked.
      if (output.split('\n')[1] === 'default') this.emit('click', new Preventable());
      if (output !== '') this.emit('close', new Preventable());
    });
    process.once('exit', () => child.kill());
  }

  close(): void {
    this.#child?.kill();
  }
}

recordUse('Notification', Notification.prototype);
recordUse('Notification', Notification);
