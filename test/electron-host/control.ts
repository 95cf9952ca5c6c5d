import { EventEmitter } from 'node:events';

/** What a test tells the stand-in to do: what a person, the system or an attacker would. */
export type Order =
  | { readonly order: 'click-tray' }
  | { readonly order: 'choose'; readonly label: string }
  | { readonly order: 'close-window' | 'minimize-window' }
  | { readonly order: 'crash-page' }
  /** What macOS says: a link, or a click on the dock. */
  | { readonly order: 'open-url'; readonly url: string }
  | { readonly order: 'activate' }
  | { readonly order: 'power'; readonly event: 'suspend' | 'resume' }
  /** Another page than ours in the window, as if the guards had failed. */
  | { readonly order: 'force-page'; readonly url: string }
  /** What a person does in the next dialog for a file; null: closes it. */
  | { readonly order: 'answer-dialog'; readonly path: string | null }
  /** Presses a button of the next question, by its label. */
  | { readonly order: 'answer-question'; readonly label: string }
  | { readonly order: 'ask-permission'; readonly permission: string };

export interface MenuEntry {
  readonly label: string;
  readonly enabled: boolean;
}

/** What the stand-in tells the test. */
export type Report =
  | { readonly report: 'tray'; readonly image: string; readonly tooltip: string; readonly menu: readonly MenuEntry[] }
  | { readonly report: 'window'; readonly visible: boolean; readonly minimized: boolean; readonly bounds: Electron.Rectangle }
  | { readonly report: 'badge'; readonly count: number }
  | { readonly report: 'denied'; readonly what: 'navigation' | 'window'; readonly url: string }
  | { readonly report: 'permission'; readonly permission: string; readonly granted: boolean }
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
