import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { onOrder, recordUse, report } from './control.ts';
import { Preventable } from './preventable.ts';

/** How this system takes its notifications, one after the other: `failed` ones it refuses, for `hanging` ones it never says anything. */
const moods = (process.env.STAND_IN_NOTIFICATIONS ?? '').split(',');
/** What an earlier run has shown and macOS still keeps: ids, separated by commas. */
const keptIds = (process.env.STAND_IN_KEPT ?? '').split(',').filter((id) => id !== '');
/** The click by which Windows has started this run. */
const started = process.env.STAND_IN_ACTIVATION;

type Activated = (details: Electron.ActivationArguments) => void;

/** notify-send reads C escapes in a body; Electron does not. */
const literally = (body: string): string => body.replaceAll('\\', '\\\\');

/** A notification on the session bus, through notify-send: with the default action that makes it clickable, and its buttons. */
export class Notification extends EventEmitter {
  static #activated: Activated = () => undefined;
  static readonly #kept = new Map<string, Notification>();
  readonly #options: Electron.NotificationConstructorOptions;
  #child: ChildProcess | null = null;
  #onBus = '';

  static isSupported(): boolean {
    return true;
  }
  static handleActivation(callback: Activated): void {
    Notification.#activated = callback;
    if (started !== undefined) callback(JSON.parse(started) as Electron.ActivationArguments);
  }
  static async getHistory(): Promise<Notification[]> {
    for (const id of keptIds) Notification.#kept.set(id, new Notification({ id }));
    return [...Notification.#kept.values()];
  }

  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super();
    this.#options = options;
  }

  get id(): string {
    return this.#options.id ?? '';
  }

  show(): void {
    report({ report: 'notification', options: this.#options });
    const mood = moods.shift();
    if (mood === 'hanging') return;
    if (mood === 'failed') {
      setImmediate(() => this.emit('failed', new Preventable(), 'the system refused'));
      return;
    }
    const { title = '', body = '', urgency = 'normal', timeoutType, silent, actions = [] } = this.#options;
    const child = spawn(
      // notify-send into a pipe says its id only when it ends; line by line it says it at once.
      'stdbuf',
      [
        ...[
          '-oL',
          'notify-send',
          '--print-id',
          '--wait',
          '--app-name=Willwatch',
          `--urgency=${urgency}`,
          '--action=default=View',
        ],
        ...actions.map(({ text }, index) => `--action=${index}=${text}`),
        `--expire-time=${timeoutType === 'never' ? '0' : '-1'}`,
        `--hint=boolean:suppress-sound:${silent === true}`,
        ...['--', title, literally(body)],
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    this.#child = child;
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk;
      if (this.#onBus !== '') return;
      this.#onBus = output.trim();
      this.emit('show', new Preventable());
    });
    child.on('error', () => undefined);
    child.on('close', () => {
      // The id, and then what was clicked.
      const [, clicked = ''] = output.split('\n');
      if (clicked !== '') this.#clicked(clicked === 'default' ? null : Number(clicked));
      if (output !== '') this.emit('close', new Preventable());
    });
    process.once('exit', () => child.kill());
  }

  close(): void {
    const close = 'org.freedesktop.Notifications.CloseNotification';
    const server = ['--dest=org.freedesktop.Notifications', '/org/freedesktop/Notifications'];
    if (this.#onBus === '') this.#child?.kill();
    else spawn('dbus-send', ['--session', '--print-reply', ...server, close, `uint32:${this.#onBus}`], { stdio: 'ignore' });
  }

  /** Windows tells of a click on what this run has shown in both ways. */
  #clicked(button: number | null): void {
    if (button === null) this.emit('click', new Preventable());
    else this.emit('action', Object.assign(new Preventable(), { actionIndex: button, selectionIndex: -1 }), button, -1);
    const tag = `tag=${this.id}`;
    Notification.#activated(
      button === null
        ? { type: 'click', arguments: `type=click&${tag}` }
        : { type: 'action', arguments: `type=action&action=${button}&${tag}`, actionIndex: button },
    );
  }

  static {
    onOrder('activation', ({ details }) => Notification.#activated(details));
    onOrder('click-kept', ({ id, button }) => {
      const kept = Notification.#kept.get(id);
      if (kept === undefined) throw new Error(`The system keeps no notification ${id}`);
      kept.#clicked(button);
    });
  }
}

recordUse('Notification', Notification.prototype);
recordUse('Notification', Notification);
