// What runs in the page, as text: nothing here may refer to anything outside its function.

type Packed =
  | { readonly json?: unknown }
  | { readonly functionId: number }
  | { readonly promiseId: number }
  | { readonly members: Readonly<Record<string, Packed>> };
type Message =
  | { readonly kind: 'expose'; readonly key: string; readonly api: Packed }
  | { readonly kind: 'call'; readonly id: number; readonly args: readonly Packed[] }
  | { readonly kind: 'answer'; readonly value: Packed; readonly error?: string }
  | { readonly kind: 'settled'; readonly id: number; readonly value: Packed; readonly error?: string };

/**
 * One end of the bridge between the page's own world and the preload's isolated one, which share the document and nothing else.
 * Values cross as copies, functions and promises as proxies, as they do over Electron's contextBridge (which takes more than JSON).
 */
export function joinWorlds(secret: string, side: 'page' | 'preload'): { expose(key: string, api: unknown): void } {
  // Kept from the page, which may replace them.
  const listen = document.addEventListener.bind(document);
  const dispatch = document.dispatchEvent.bind(document);
  const functions = new Map<number, (...args: unknown[]) => unknown>();
  const promises = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  let answer: Extract<Message, { kind: 'answer' }> | null = null;
  const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
  const send = (message: Message): void =>
    void dispatch(new CustomEvent(`${secret}:from-${side}`, { detail: JSON.stringify(message) }));

  const pack = (value: unknown): Packed => {
    const id = ++lastId;
    if (typeof value === 'function') {
      functions.set(id, value as (...args: unknown[]) => unknown);
      return { functionId: id };
    }
    if (value instanceof Promise) {
      value.then(
        (settled) => send({ kind: 'settled', id, value: pack(settled) }),
        (error) => send({ kind: 'settled', id, value: {}, error: messageOf(error) }),
      );
      return { promiseId: id };
    }
    if (typeof value === 'object' && value !== null && Object.values(value).some((one) => typeof one === 'function'))
      return { members: Object.fromEntries(Object.entries(value).map(([key, one]) => [key, pack(one)])) };
    return value === undefined ? {} : { json: value };
  };
  const unpack = (packed: Packed): unknown => {
    if ('functionId' in packed) return (...args: unknown[]) => call(packed.functionId, args);
    if ('promiseId' in packed) return new Promise((resolve, reject) => promises.set(packed.promiseId, { resolve, reject }));
    if ('members' in packed)
      return Object.freeze(Object.fromEntries(Object.entries(packed.members).map(([key, one]) => [key, unpack(one)])));
    return packed.json;
  };
  /** Events are dispatched synchronously: the other world has answered when `send` returns. */
  const call = (id: number, args: readonly unknown[]): unknown => {
    const outer = answer;
    answer = null;
    send({ kind: 'call', id, args: args.map(pack) });
    const mine = answer as Extract<Message, { kind: 'answer' }> | null;
    answer = outer;
    if (mine === null || mine.error !== undefined) throw new Error(mine?.error ?? 'the other world did not answer');
    return unpack(mine.value);
  };

  listen(`${secret}:from-${side === 'page' ? 'preload' : 'page'}`, (event) => {
    const message = JSON.parse((event as CustomEvent<string>).detail) as Message;
    switch (message.kind) {
      case 'expose':
        Object.defineProperty(window, message.key, { value: unpack(message.api), enumerable: true });
        return;
      case 'call':
        try {
          send({ kind: 'answer', value: pack(functions.get(message.id)?.(...message.args.map(unpack))) });
        } catch (error) {
          send({ kind: 'answer', value: {}, error: messageOf(error) });
        }
        return;
      case 'answer':
        answer = message;
        return;
      case 'settled': {
        const waiting = promises.get(message.id);
        promises.delete(message.id);
        if (message.error === undefined) waiting?.resolve(unpack(message.value));
        else waiting?.reject(new Error(message.error));
      }
    }
  });
  return { expose: (key, api) => send({ kind: 'expose', key, api: pack(api) }) };
}

/** What `require('electron')` is in a sandboxed preload: the part of it that there is here. `binding` reaches the stand-in and is seen in this world only. */
export function makePreloadElectron(
  expose: (key: string, api: unknown) => void,
  binding: (payload: string) => void,
): { contextBridge: object; ipcRenderer: object } {
  const listeners = new Map<string, Set<(event: object, ...args: unknown[]) => void>>();
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  const use = (member: string): void => binding(JSON.stringify({ use: member }));
  // Called by the stand-in, which evaluates in this world.
  Object.defineProperty(globalThis, '__standIn', {
    value: {
      answer: (id: number, value: unknown, error: string | null) => {
        const asked = waiting.get(id);
        waiting.delete(id);
        if (error === null) asked?.resolve(value);
        else asked?.reject(new Error(error));
      },
      emit: (channel: string, args: unknown[]) => {
        for (const listener of listeners.get(channel) ?? []) listener({}, ...args);
      },
    },
  });
  return {
    contextBridge: {
      exposeInMainWorld: (key: string, api: unknown) => {
        use('contextBridge.exposeInMainWorld');
        expose(key, api);
      },
    },
    ipcRenderer: {
      invoke: (channel: string, ...args: unknown[]) => {
        use('ipcRenderer.invoke');
        const id = ++lastId;
        binding(JSON.stringify({ id, channel, args }));
        return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
      },
      on: (channel: string, listener: (event: object, ...args: unknown[]) => void) => {
        use('ipcRenderer.on');
        listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
      },
      removeListener: (channel: string, listener: (event: object, ...args: unknown[]) => void) => {
        use('ipcRenderer.removeListener');
        listeners.get(channel)?.delete(listener);
      },
    },
  };
}
