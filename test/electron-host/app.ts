import { EventEmitter } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onOrder, recordUse, report } from './control.ts';
import { Preventable } from './preventable.ts';

interface Closable {
  /** Whether the window let itself be closed. */
  tryClose(): boolean;
}

const ready = Promise.withResolvers<void>();

/** What Electron knows inside. */
export const inside = {
  isReady: false,
  windows: new Set<Closable>(),
  /** Electron is ready only after the entry module has settled. */
  becomeReady(): void {
    inside.isReady = true;
    app.emit('ready');
    ready.resolve();
  },
};

class App extends EventEmitter {
  readonly #paths = new Map<string, string>();
  #opensAtLogin = false;

  /** `STAND_IN_RESOURCES` names the folder beside the program, which only a packaged app has: see run.ts. */
  get isPackaged(): boolean {
    return process.env.STAND_IN_RESOURCES !== undefined;
  }
  getAppPath(): string {
    return process.argv[1] ?? '';
  }
  whenReady(): Promise<void> {
    return ready.promise;
  }
  getVersion(): string {
    return (JSON.parse(readFileSync(join(this.getAppPath(), 'package.json'), 'utf8')) as { version: string }).version;
  }
  getName(): string {
    return 'Willwatch';
  }
  getLocale(): string {
    return (process.env.LANG ?? 'en').replace(/\..*$/, '').replace('_', '-');
  }
  getPath(name: string): string {
    const path = this.#paths.get(name);
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }
  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }
  enableSandbox(): void {
    if (inside.isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
  }
  setAppUserModelId(_id: string): void {}
  setToastActivatorCLSID(id: string): void {
    if (!/^\{[\dA-F]{8}(-[\dA-F]{4}){3}-[\dA-F]{12}\}$/i.test(id)) throw new Error(`Invalid CLSID ${id}`);
  }
  /** `STAND_IN_OPENED_AT_LOGIN`: macOS started it. */
  getLoginItemSettings(_options?: Electron.LoginItemSettingsOptions): { openAtLogin: boolean; wasOpenedAtLogin: boolean } {
    return { openAtLogin: this.#opensAtLogin, wasOpenedAtLogin: process.env.STAND_IN_OPENED_AT_LOGIN === '1' };
  }
  setLoginItemSettings(settings: Electron.Settings): void {
    this.#opensAtLogin = settings.openAtLogin === true;
    report({ report: 'login-item', settings });
  }
  setAsDefaultProtocolClient(_scheme: string): boolean {
    return true;
  }
  setBadgeCount(count = 0): boolean {
    report({ report: 'badge', count });
    return true;
  }

  /** A file in the profile names the first instance; a second one writes its arguments beside it. */
  requestSingleInstanceLock(): boolean {
    const profile = this.getPath('userData');
    const lock = join(profile, 'stand-in-lock');
    const calls = join(profile, 'stand-in-calls');
    mkdirSync(profile, { recursive: true });
    if (existsSync(lock) && isAlive(Number(readFileSync(lock, 'utf8')))) {
      appendFileSync(calls, `${JSON.stringify(process.argv)}\n`);
      return false;
    }
    writeFileSync(lock, String(process.pid));
    writeFileSync(calls, '');
    let read = 0;
    watch(calls, () => {
      const lines = readFileSync(calls, 'utf8').split('\n').slice(0, -1);
      for (const line of lines.slice(read))
        this.emit('second-instance', new Preventable(), JSON.parse(line), process.cwd(), null);
      read = lines.length;
    });
    return true;
  }

  releaseSingleInstanceLock(): void {
    rmSync(join(this.getPath('userData'), 'stand-in-lock'), { force: true });
  }

  quit(): void {
    const event = new Preventable();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    for (const window of inside.windows) if (!window.tryClose()) return;
    this.exit(0);
  }
  relaunch(options: { readonly args?: readonly string[] } = {}): void {
    report({ report: 'relaunch', args: options.args ?? [] });
  }
  exit(code = 0): void {
    process.exit(code);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

recordUse('app', App.prototype);
export const app = new App();
// Electron quits at these.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
onOrder('open-url', ({ url }) => void app.emit('open-url', new Preventable(), url));
onOrder('activate', () => void app.emit('activate', new Preventable(), false));
onOrder('start-again', ({ args }) => {
  app.emit('second-instance', new Preventable(), [process.argv[0], ...args], process.cwd(), null);
});
