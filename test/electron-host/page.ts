import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type BrowserContext, type CDPSession, chromium, type Page, type Route } from 'playwright-core';
import { joinWorlds, makePreloadElectron } from './page-worlds.ts';
import { answerByProtocol, fromChromium } from './protocol.ts';

const WORLD = 'preload';
const BINDING = '__standInBinding';

let context: Promise<BrowserContext> | null = null;

/** The Chromium that the test started for us. */
function openContext(): Promise<BrowserContext> {
  context ??= (async () => {
    const browser = await chromium.connectOverCDP(process.env.STAND_IN_CHROMIUM ?? '');
    const [first] = browser.contexts();
    if (first === undefined) throw new Error('Chromium has no context');
    return first;
  })();
  return context;
}

export interface PageEvents {
  /** The page itself wants to go to another address: false stops it. */
  readonly mayNavigate: (url: string) => boolean;
  /** The page opened another one, which is closed again unless it may stay. */
  readonly mayOpen: (url: string) => boolean;
  readonly invoked: (channel: string, args: readonly unknown[]) => Promise<unknown>;
  readonly used: (member: string) => void;
  readonly crashed: () => void;
}

/** A page of Chromium as the inside of a BrowserWindow: its preload in an isolated world, its requests answered by the app's protocol. */
export class WindowPage {
  readonly #page: Page;
  readonly #session: CDPSession;
  readonly #events: PageEvents;
  #expected: string | null = null;
  #foreign: string | null = null;
  #world: number | null = null;

  private constructor(page: Page, session: CDPSession, events: PageEvents) {
    this.#page = page;
    this.#session = session;
    this.#events = events;
  }

  static async open(preload: string, size: { width: number; height: number }, events: PageEvents): Promise<WindowPage> {
    const page = await (await openContext()).newPage();
    const session = await page.context().newCDPSession(page);
    const opened = new WindowPage(page, session, events);
    await page.setViewportSize(size);
    await opened.#prepare(readFileSync(preload, 'utf8'));
    return opened;
  }

  get url(): string {
    return fromChromium(this.#page.url());
  }

  async load(url: string): Promise<void> {
    this.#expected = url;
    await this.#page.goto(url);
  }

  /** Another page than the app's, which no guard of the app has let in. */
  async force(url: string): Promise<void> {
    this.#foreign = url;
    await this.load(url);
  }

  /** To the preload's world, if there is one. */
  emit(channel: string, args: readonly unknown[]): void {
    this.#evaluate(`__standIn.emit(${JSON.stringify(channel)}, ${JSON.stringify(args)})`, this.#world);
  }

  crash(): void {
    this.#session.send('Page.crash').catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#page.close().catch(() => undefined);
  }

  async #prepare(preload: string): Promise<void> {
    const session = this.#session;
    session.on('Runtime.executionContextCreated', ({ context }) => {
      const { frameId } = context.auxData as { frameId: string };
      if (context.name === WORLD && frameId === this.#mainFrameId) this.#world = context.id;
    });
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.#world) this.#world = null;
    });
    session.on('Runtime.bindingCalled', ({ payload, executionContextId }) => void this.#bound(payload, executionContextId));
    await session.send('Page.enable');
    const { frameTree } = await session.send('Page.getFrameTree');
    this.#mainFrameId = frameTree.frame.id;
    await session.send('Runtime.enable');
    await session.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD });
    const secret = JSON.stringify(randomBytes(16).toString('hex'));
    // The page's end first: it must hear what the preload exposes. Electron runs preloads in the main frame only.
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `if (top === window) (${joinWorlds})(${secret}, 'page')`,
    });
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      worldName: WORLD,
      source: `if (top === window) ((electron) => {
        const require = (name) => { if (name !== 'electron') throw new Error('module not found: ' + name); return electron; };
        ((require, module, exports) => { ${preload} \n })(require, { exports: {} }, {});
      })((${makePreloadElectron})((${joinWorlds})(${secret}, 'preload').expose, ${BINDING}))`,
    });
    await this.#page.route('**/*', (route) => this.#route(route));
    this.#page.on('crash', () => this.#events.crashed());
    this.#page.on('popup', (popup) => {
      if (!this.#events.mayOpen(fromChromium(popup.url()))) void popup.close();
    });
  }

  #mainFrameId = '';

  async #route(route: Route): Promise<void> {
    const request = route.request();
    const url = request.url();
    const isPage = request.isNavigationRequest();
    if (isPage) {
      const isOurs = request.frame() === this.#page.mainFrame() && (url === this.#expected || url === this.#page.url());
      this.#expected = null;
      if (!isOurs && !this.#events.mayNavigate(fromChromium(url))) return route.abort('aborted');
    }
    const response =
      url === this.#foreign
        ? new Response('<h1>foreign</h1>', { headers: { 'content-type': 'text/html' } })
        : await answerByProtocol(url, request.method());
    if (response === null) return route.abort('connectionrefused');
    return route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  }

  async #bound(payload: string, world: number): Promise<void> {
    const call = JSON.parse(payload) as { use: string } | { id: number; channel: string; args: unknown[] };
    if ('use' in call) return this.#events.used(call.use);
    let value: unknown;
    let error: string | null = null;
    try {
      value = await this.#events.invoked(call.channel, call.args);
    } catch (cause) {
      error = `Error invoking remote method '${call.channel}': ${cause}`;
    }
    this.#evaluate(`__standIn.answer(${call.id}, ${JSON.stringify(value)}, ${JSON.stringify(error)})`, world);
  }

  #evaluate(expression: string, world: number | null): void {
    if (world === null) return;
    // The page may be on its way to another document.
    this.#session.send('Runtime.evaluate', { expression, contextId: world }).catch(() => undefined);
  }
}
