import { EventEmitter } from 'node:events';

/** What a test tells the stand-in to do: what a person, the system or an attacker would. */
export type Order =
  | { readonly order: 'click-tray' }
  | { readonly order: 'choose'; readonly label: string }
  | { readonly order: 'close-window' | 'minimize-window' | 'full-screen' }
  | { readonly order: 'crash-page' }
  /** What macOS says: a link, or a click on the dock. */
  | { readonly order: 'open-url'; readonly url: string }
  | { readonly order: 'activate' }
  /** Somebody starts it again; the arguments follow the program. */
  | { readonly order: 'start-again'; readonly args: readonly string[] }
  | { readonly order: 'power'; readonly event: 'suspend' | 'resume' | 'lock-screen' | 'unlock-screen' | 'shutdown' }
  /** Windows ends the person's session. */
  | { readonly order: 'end-session' }
  | { readonly order: 'network'; readonly isOnline: boolean }
  /** Plugs screens in and out. */
  | { readonly order: 'screens'; readonly workAreas: readonly Electron.Rectangle[] }
  /** A click in the centre of the system, on what this or an earlier run has shown: Windows hands over its arguments, macOS what is kept there. */
  | { readonly order: 'activation'; readonly details: Electron.ActivationArguments }
  | { readonly order: 'click-kept'; readonly id: string; readonly button: number | null }
  /** Another page than ours in the window, as if the guards had failed. */
  | { readonly order: 'force-page'; readonly url: string }
  /** What a person does in the next dialog for a file; null: closes it. */
  | { readonly order: 'answer-dialog'; readonly path: string | null }
  /** Presses a button of the next question, by its label. */
  | { readonly order: 'answer-question'; readonly label: string }
  /** By a page at `url`: asked for, looked up, and for a device. */
  | { readonly order: 'ask-permission'; readonly permission: string; readonly url: string }
  /** A page wants another one within it. */
  | { readonly order: 'attach-webview' }
  /** A message to main past the preload, as if a page had got hold of its means. */
  | {
      readonly order: 'forge';
      readonly channel: string;
      readonly args: readonly unknown[];
      /** Who sends it: the window itself, a frame within it, a frame that is gone, or other contents. */
      readonly from: 'window' | 'subframe' | 'gone' | 'other';
    };

export interface MenuEntry {
  readonly label: string;
  readonly enabled: boolean;
}

/** What the stand-in tells the test. */
export type Report =
  | {
      readonly report: 'tray';
      readonly image: string;
      readonly tooltip: string;
      /** Beside the icon, on macOS. */
      readonly title: string;
      readonly menu: readonly MenuEntry[];
    }
  | { readonly report: 'window'; readonly visible: boolean; readonly minimized: boolean; readonly bounds: Electron.Rectangle }
  | { readonly report: 'badge'; readonly count: number }
  | { readonly report: 'overlay'; readonly image: string | null; readonly description: string }
  | { readonly report: 'login-item'; readonly settings: Electron.Settings }
  | { readonly report: 'notification'; readonly options: Electron.NotificationConstructorOptions }
  | { readonly report: 'denied'; readonly what: 'navigation' | 'window' | 'webview'; readonly url: string }
  | { readonly report: 'permission'; readonly permission: string; readonly url: string; readonly granted: boolean }
  | { readonly report: 'forged'; readonly answer: unknown }
  | { readonly report: 'box'; readonly title: string; readonly content: string }
  | { readonly report: 'file-dialog'; readonly kind: 'save' | 'open'; readonly text: string }
  | { readonly report: 'question'; readonly message: string; readonly detail: string; readonly buttons: readonly string[] }
  | { readonly report: 'relaunch'; readonly args: readonly string[] }
  | { readonly report: 'has'; readonly members: readonly string[] }
  | { readonly report: 'used'; readonly member: string };

export function report(what: Report): void {
  process.send?.(what);
}

const handlers = new Map<Order['order'], (order: Order) => void>();

/** Says what is to be done for an order. */
export function onOrder<O extends Order['order']>(order: O, carryOut: (order: Extract<Order, { order: O }>) => void): void {
  handlers.set(order, carryOut as (order: Order) => void);
}

process.on('message', (order: Order) => handlers.get(order.order)?.(order));
// The test is gone.
process.on('disconnect', () => process.exit(1));

const told = new Set<string>();

function tell(member: string): void {
  if (told.has(member)) return;
  told.add(member);
  report({ report: 'used', member });
}

/**
 * Reports what a thing of Electron's has here, and every member the first time that it is used: methods, getters, events.
 * @param name how it is called in a report: `app` gives `app.quit`, `app.on:ready` when that is listened for and `app.fired:ready` when it came
 * @param thing the prototype of its class, or the class for what is static
 */
export function recordUse(name: string, thing: object): void {
  const members: string[] = [];
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(thing))) {
    const { value, get, configurable } = descriptor;
    if (['constructor', 'prototype', 'length', 'name'].includes(key) || !configurable) continue;
    const member = `${name}.${key}`;
    if (typeof value === 'function')
      Object.defineProperty(thing, key, {
        ...descriptor,
        value(this: unknown, ...args: unknown[]) {
          tell(member);
          return value.apply(this, args);
        },
      });
    else if (get !== undefined)
      Object.defineProperty(thing, key, {
        ...descriptor,
        get(this: unknown) {
          tell(member);
          return get.call(this);
        },
      });
    else continue;
    members.push(member);
  }
  report({ report: 'has', members });
  if (thing instanceof EventEmitter) recordEvents(name, thing);
}

function recordEvents(name: string, prototype: EventEmitter): void {
  for (const listen of ['on', 'once'] as const) {
    const inherited = prototype[listen];
    Object.defineProperty(prototype, listen, {
      value(this: EventEmitter, event: string, listener: () => void) {
        tell(`${name}.on:${event}`);
        return inherited.call(this, event, listener);
      },
    });
  }
  const { emit } = prototype;
  Object.defineProperty(prototype, 'emit', {
    value(this: EventEmitter, event: string, ...args: unknown[]) {
      if (this.listenerCount(event) > 0) tell(`${name}.fired:${event}`);
      return emit.call(this, event, ...args);
    },
  });
}
