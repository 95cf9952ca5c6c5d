import { BrowserWindow, type IpcMainInvokeEvent, screen } from 'electron';
import type { PushChannel } from '../contract/bridge.ts';
import type { Push } from '../contract/pushes.ts';
import type { Logger } from '../monitor/ports.ts';
import { CrashLimit } from './crash-limit.ts';
import { pagePath, pageUrl } from './pages.ts';
import { isReachable } from './reachable.ts';
import type { WindowMemory } from './window-memory.ts';

const PUSH: PushChannel = 'desk:push';
const REMEMBER_AFTER_MS = 500;
const SIZE = { width: 1200, height: 800 };

export interface WindowParts {
  readonly preload: string;
  readonly icon: string;
  readonly memory: WindowMemory;
  /** Whether there is a tray to come back from. */
  readonly hasTray: () => Promise<boolean>;
  /** The person closed the window, and it went into the tray. */
  readonly wasHidden: () => void;
  /** Windows ends the person's session, and with it this program. */
  readonly sessionEnds: () => void;
  readonly log: Logger;
}

/** A small picture over the window's icon in the taskbar of Windows, and what it says to who does not see it. */
export interface Overlay {
  readonly image: Electron.NativeImage;
  readonly description: string;
}

/** The one window. Closing it puts it away: watching goes on in the tray, until `leave` says that the app ends. */
export class MainWindow {
  readonly #parts: WindowParts;
  #window: BrowserWindow | null = null;
  #isLoaded = false;
  #isLeaving = false;
  /** What the person did last: closing asks first whether there is a tray, and they may open it again meanwhile. */
  #state: 'open' | 'closing' | 'in the tray' = 'open';
  /** Where to go when the page that is being loaded is there. */
  #next: string | null = null;
  readonly #crashLimit = new CrashLimit();
  /** The page crashed at this place and is not loaded again yet. */
  #crashedAt: string | null = null;
  #loadingAgain: NodeJS.Timeout | undefined;
  #overlay: Overlay | null = null;
  #remembering: NodeJS.Timeout | undefined;

  constructor(parts: WindowParts) {
    this.#parts = parts;
  }

  /** Raises the window, at a place or where it was. */
  open(path: string | null): void {
    this.#state = 'open';
    const window = this.#window;
    if (window === null) {
      this.#create(path ?? '/');
      return;
    }
    // Nobody who asks for it waits before an empty window.
    if (this.#crashedAt !== null) {
      this.#crashLimit.reset();
      this.#load(path ?? this.#crashedAt);
    }
    if (window.isMinimized()) window.restore();
    // Its screen was unplugged while it was away.
    if (!isOnScreen(window.getNormalBounds())) window.center();
    window.show();
    window.focus();
    if (path === null) return;
    if (this.#isLoaded) this.send({ type: 'open', path });
    else this.#next = path;
  }

  /** Tells the page, when it is ours and there. */
  send(push: Push): void {
    const contents = this.#window?.webContents;
    if (contents === undefined || !this.#isLoaded || pagePath(contents.getURL()) === null) return;
    contents.send(PUSH, push);
  }

  /** Whether a request comes from the main frame of this window, showing a page of ours. */
  readonly isSender = ({ sender, senderFrame }: IpcMainInvokeEvent): boolean =>
    sender === this.#window?.webContents &&
    senderFrame !== null &&
    senderFrame.parent === null &&
    pagePath(senderFrame.url) !== null;

  /** Shown by Windows alone, and only while there is a button in its taskbar: put there again whenever the window appears. */
  setOverlay(overlay: Overlay | null): void {
    this.#overlay = overlay;
    this.#window?.setOverlayIcon(overlay?.image ?? null, overlay?.description ?? '');
  }

  /** The app ends: what was to be remembered is written, and closing closes. */
  leave(): void {
    this.#isLeaving = true;
    this.#remember();
  }

  #create(path: string): void {
    const { memory, preload, icon } = this.#parts;
    const place = memory.readPlace();
    const isSeen = place !== null && isOnScreen(place.bounds);
    const window = new BrowserWindow({
      ...SIZE,
      ...(isSeen && place.bounds),
      minWidth: 360,
      minHeight: 320,
      title: 'Willwatch',
      icon,
      show: false,
      autoHideMenuBar: true,
      webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false },
    });
    this.#window = window;
    if (place?.isMaximized) window.maximize();
    window.once('ready-to-show', () => {
      // Closed while it was being loaded: it does not come back by itself.
      if (this.#state !== 'in the tray') window.show();
    });
    window.on('close', (event) => {
      if (this.#isLeaving) return;
      event.preventDefault();
      void this.#putAway(window);
    });
    if (process.platform === 'win32') {
      window.on('show', () => this.setOverlay(this.#overlay));
      window.on('query-session-end', () => this.#remember());
      window.on('session-end', () => this.#parts.sessionEnds());
    }
    window.on('closed', () => {
      this.#window = null;
      this.#isLoaded = false;
    });
    for (const change of ['resize', 'move'] as const) window.on(change as 'resize', () => this.#rememberSoon());
    const contents = window.webContents;
    contents.on('did-finish-load', () => {
      this.#isLoaded = true;
      const next = this.#next;
      this.#next = null;
      if (next !== null) this.send({ type: 'open', path: next });
    });
    contents.on('render-process-gone', (_event, { reason }) => this.#crashed(reason));
    this.#load(path);
  }

  /** Into the tray, or, where none is, where one can get it back from. */
  async #putAway(window: BrowserWindow): Promise<void> {
    this.#state = 'closing';
    const hasTray = await this.#parts.hasTray();
    if (window.isDestroyed() || this.#state !== 'closing') return;
    if (!hasTray) {
      window.minimize();
      return;
    }
    this.#state = 'in the tray';
    // macOS would leave an empty black screen behind.
    if (window.isFullScreen()) {
      window.once('leave-full-screen', () => {
        if (this.#state === 'in the tray') window.hide();
      });
      window.setFullScreen(false);
    } else window.hide();
    this.#parts.wasHidden();
  }

  #load(path: string): void {
    const window = this.#window;
    if (window === null || window.isDestroyed()) return;
    clearTimeout(this.#loadingAgain);
    this.#crashedAt = null;
    this.#isLoaded = false;
    window.loadURL(pageUrl(path)).catch((error: unknown) => {
      this.#parts.log.error({ error: String(error) }, 'the window could not be loaded');
    });
  }

  /** Watching goes on in main; the page is loaded again where it was. */
  #crashed(reason: string): void {
    this.#isLoaded = false;
    if (this.#isLeaving || reason === 'clean-exit') return;
    const path = pagePath(this.#window?.webContents.getURL() ?? '') ?? '/';
    const waitMs = this.#crashLimit.crashed(performance.now());
    this.#parts.log.error({ reason, waitMs }, 'the page of the window crashed; watching goes on');
    this.#crashedAt = path;
    if (waitMs !== null) this.#loadingAgain = setTimeout(() => this.#load(path), waitMs);
  }

  #rememberSoon(): void {
    clearTimeout(this.#remembering);
    this.#remembering = setTimeout(() => this.#remember(), REMEMBER_AFTER_MS);
  }

  #remember(): void {
    clearTimeout(this.#remembering);
    const window = this.#window;
    if (window === null || window.isDestroyed() || window.isMinimized()) return;
    this.#parts.memory.writePlace({ bounds: window.getNormalBounds(), isMaximized: window.isMaximized() });
  }
}

const isOnScreen = (bounds: Electron.Rectangle): boolean =>
  isReachable(
    bounds,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  );
