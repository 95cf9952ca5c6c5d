import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface CuttingProxy {
  readonly port: number;
  /** The url of the broker behind it, through it. */
  readonly url: string;
  /** How many connections it has taken in all. */
  readonly accepted: number;
  /** How many are open now. */
  readonly open: number;
  /** Lets bytes through; undoes `blackHole`, `stall` and `slow`. New connections pass. */
  pass(): void;
  /** Keeps every socket open and lets nothing through, in either direction: a cable pulled behind a switch. Also for new connections. */
  blackHole(): void;
  /**
   * As a cable that is pulled and plugged in again: what is sent meanwhile waits and comes after `pass`. Neither side learns of the other's
   * end. Also for new connections.
   */
  stall(direction: 'both' | 'toBroker' | 'toClient'): void;
  /** Every chunk takes so many milliseconds, one after the other. */
  slow(ms: number): void;
  /** RST on every connection. */
  reset(): void;
  /** FIN on every connection. */
  end(): void;
  /** Writes these bytes to every client as if the broker had sent them. */
  inject(bytes: Uint8Array): void;
  /** From now on new connections are reset at once. */
  refuse(): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A TCP proxy on the loopback address in front of `url` that can misbehave on command. */
export async function openProxy(url: string): Promise<CuttingProxy> {
  const target = new URL(url);
  const brokerPort = Number(target.port);
  const pairs = new Set<{ client: Socket; broker: Socket }>();
  const stalled = { toBroker: false, toClient: false };
  let slowMs = 0;
  const setFlow = ({ client, broker }: { client: Socket; broker: Socket }) => {
    if (stalled.toBroker) client.pause();
    else client.resume();
    if (stalled.toClient) broker.pause();
    else broker.resume();
  };
  /** Writes in order, each chunk as late as the line is slow. */
  const lane = (to: Socket) => {
    let last = Promise.resolve();
    return (chunk: Buffer) => {
      const ms = slowMs;
      last = last.then(async () => {
        if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
        if (mode === 'pass') to.write(chunk);
      });
    };
  };
  let mode: 'pass' | 'hole' | 'refuse' = 'pass';
  let accepted = 0;
  const server = createServer((client) => {
    accepted++;
    client.on('error', () => {});
    if (mode === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const broker = connect(brokerPort, target.hostname);
    const pair = { client, broker };
    pairs.add(pair);
    broker.on('error', () => client.destroy());
    client.on('data', lane(broker));
    broker.on('data', lane(client));
    setFlow(pair);
    client.on('close', () => {
      pairs.delete(pair);
      broker.destroy();
    });
    broker.on('end', () => mode === 'pass' && client.end());
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  target.port = String(port);
  return {
    port,
    url: target.href.replace(/\/$/, ''),
    get accepted() {
      return accepted;
    },
    get open() {
      return pairs.size;
    },
    pass: () => {
      mode = 'pass';
      slowMs = 0;
      Object.assign(stalled, { toBroker: false, toClient: false });
      for (const pair of pairs) setFlow(pair);
    },
    stall: (direction) => {
      Object.assign(stalled, { toBroker: direction !== 'toClient', toClient: direction !== 'toBroker' });
      for (const pair of pairs) setFlow(pair);
    },
    slow: (ms) => {
      slowMs = ms;
    },
    blackHole: () => {
      mode = 'hole';
    },
    refuse: () => {
      mode = 'refuse';
    },
    reset: () => {
      for (const { client } of pairs) client.resetAndDestroy();
    },
    end: () => {
      for (const { client } of pairs) client.end();
    },
    inject: (bytes) => {
      for (const { client } of pairs) client.write(bytes);
    },
    [Symbol.asyncDispose]: async () => {
      for (const { client, broker } of pairs) {
        client.destroy();
        broker.destroy();
      }
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface RudeServer {
  readonly port: number;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A TCP server that is no broker: `greet` has each connection, from its first received bytes on when `afterFirstBytes`. */
export async function openRudeServer(greet: (socket: Socket) => void, { afterFirstBytes = true } = {}): Promise<RudeServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    if (afterFirstBytes) socket.once('data', () => greet(socket));
    else greet(socket);
    socket.resume();
  });
  await listen(server);
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}
