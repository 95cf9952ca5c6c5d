import { EventEmitter } from 'node:events';
import { app, inside } from './app.ts';
import { onOrder, recordUse, report } from './control.ts';
import { invoke } from './ipc-main.ts';
import { WindowPage } from './page.ts';
import { Preventable } from './preventable.ts';
import { fromChromium, toChromium } from './protocol.ts';
import type { NativeImage } from './tray.ts';

type OpenHandler = (details: { readonly url: string }) => { readonly action: 'allow' | 'deny' };

class WebContents extends EventEmitter {
  openHandler: OpenHandler = () => ({ action: 'allow' });
  page: WindowPage | null = null;
  readonly mainFrame = { url: 'about:blank', parent: null };

  getURL(): string {
    return this.page?.url ?? '';
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
  send(channel: string, ...args: unknown[]): void {
    this.page?.emit(channel, structuredClone(args));
  }
}

const windows = inside.windows as Set<BrowserWindow>;

export class BrowserWindow extends EventEmitter {
  readonly #options: Electron.BrowserWindowConstructorOptions;
  readonly #contents = new WebContents();
  #bounds: Electron.Rectangle;
  #isVisible: boolean;
  #isMinimized = false;
  #isMaximized = false;
  #isDestroyed = false;
  #isFullScreen = false;
  #isShownOnce = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    if (!inside.isReady) throw new Error('Cannot create BrowserWindow before app is ready');
    const { sandbox, contextIsolation, nodeIntegration } = options.webPreferences ?? {};
    if (sandbox === false || contextIsolation === false || nodeIntegration === true)
      throw new Error('The stand-in has only windows with a sandbox, an isolated preload and no Node');
    this.#options = options;
    this.#bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    this.#isVisible = options.show !== false;
    windows.add(this);
    app.emit('web-contents-created', new Preventable(), this.#contents);
  }

  get webContents(): WebContents {
    return this.#contents;
  }

  async loadURL(url: string): Promise<void> {
    const contents = this.#contents;
    contents.page ??= await WindowPage.open(this.#options.webPreferences?.preload ?? '', this.#bounds, {
      mayNavigate: (to) => {
        const event = Object.assign(new Preventable(), { url: to });
        contents.emit('will-frame-navigate', event);
        if (event.defaultPrevented) report({ report: 'denied', what: 'navigation', url: to });
        return !event.defaultPrevented;
      },
      mayOpen: (to) => {
        const { action } = contents.openHandler({ url: to });
        if (action === 'deny') report({ report: 'denied', what: 'window', url: to });
        return action === 'allow';
      },
      invoked: (channel, args) => {
        const senderFrame = { url: contents.getURL(), parent: null };
        return invoke(channel, { sender: contents, senderFrame }, args);
      },
      used: (member) => report({ report: 'used', member }),
      crashed: () => {
        void contents.page?.close();
        const last = contents.page?.url ?? '';
        contents.page = null;
        contents.getURL = () => contents.page?.url ?? last;
        contents.emit('render-process-gone', new Preventable(), { reason: 'crashed', exitCode: 11 });
      },
    });
    await contents.page.load(toChromium(url));
    contents.emit('did-finish-load');
    if (!this.#isShownOnce) this.emit('ready-to-show');
    this.#isShownOnce = true;
  }

  show(): void {
    this.#isVisible = true;
    this.#tell();
    this.emit('show');
  }
  hide(): void {
    this.#isVisible = false;
    this.#tell();
  }
  focus(): void {}
  isMinimized(): boolean {
    return this.#isMinimized;
  }
  minimize(): void {
    this.#isMinimized = true;
    this.#tell();
  }
  restore(): void {
    this.#isMinimized = false;
    this.#tell();
  }
  isMaximized(): boolean {
    return this.#isMaximized;
  }
  maximize(): void {
    this.#isMaximized = true;
  }
  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
  isFullScreen(): boolean {
    return this.#isFullScreen;
  }
  /** macOS takes its time for that. */
  setFullScreen(flag: boolean): void {
    this.#isFullScreen = flag;
    setImmediate(() => this.emit(flag ? 'enter-full-screen' : 'leave-full-screen'));
  }
  getNormalBounds(): Electron.Rectangle {
    return this.#bounds;
  }
  center(): void {
    this.#bounds = { ...this.#bounds, x: 200, y: 100 };
    this.#tell();
  }
  setOverlayIcon(image: NativeImage | null, description: string): void {
    report({ report: 'overlay', image: image?.name ?? null, description });
  }

  /** For the stand-in: what closing comes to, by a person or at the end. */
  tryClose(): boolean {
    const event = new Preventable();
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    this.#isDestroyed = true;
    windows.delete(this);
    void this.#contents.page?.close();
    this.emit('closed');
    if (windows.size === 0) app.emit('window-all-closed');
    return true;
  }

  #tell(): void {
    report({ report: 'window', visible: this.#isVisible, minimized: this.#isMinimized, bounds: this.#bounds });
  }

  static {
    onOrder('close-window', () => {
      for (const window of windows) window.tryClose();
    });
    onOrder('full-screen', () => {
      for (const window of windows) window.setFullScreen(true);
    });
    onOrder('end-session', () => {
      for (const window of windows)
        for (const event of ['query-session-end', 'session-end']) window.emit(event, new Preventable());
    });
    onOrder('minimize-window', () => {
      for (const window of windows) window.minimize();
    });
    onOrder('crash-page', () => {
      for (const window of windows) window.#contents.page?.crash();
    });
    onOrder('attach-webview', () => {
      for (const window of windows) {
        const event = new Preventable();
        window.#contents.emit('will-attach-webview', event, {}, {});
        if (event.defaultPrevented) report({ report: 'denied', what: 'webview', url: '' });
      }
    });
    onOrder('forge', ({ channel, args, from }) => {
      for (const window of windows) {
        const own = { url: window.#contents.getURL(), parent: null };
        const senderFrame = from === 'gone' ? null : from === 'subframe' ? { url: own.url, parent: own } : own;
        const event = { sender: from === 'other' ? new WebContents() : window.#contents, senderFrame };
        invoke(channel, event, args)
          .catch((error: Error) => error.message)
          .then((answer) => report({ report: 'forged', answer }));
      }
    });
    onOrder('force-page', ({ url }) => {
      for (const window of windows) void window.#contents.page?.force(fromChromium(url));
    });
  }
}

recordUse('webContents', WebContents.prototype);
recordUse('BrowserWindow', BrowserWindow.prototype);
