import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';

/** The embedded broker of the rehearsal: loopback only, MQTT 3.1.1. Like a broker without persistence it forgets everything when it stops. */
export interface RehearsalBroker {
  readonly url: string;
  /**
   * Holds back what it says to clients whose id begins with this, as a sleeping computer would: sent, and read by nobody. What they say still arrives.
   * @returns what hands it over
   */
  holdBack(prefix: string): () => void;
  stop(): Promise<void>;
}

/** @param port 0: any free one */
export async function openBroker(port = 0): Promise<RehearsalBroker> {
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const held = new Set<Socket>();
  let heldPrefix: string | null = null;
  const hold = (id: string, socket: Socket): void => {
    if (heldPrefix === null || !id.startsWith(heldPrefix)) return;
    socket.cork();
    held.add(socket);
  };
  aedes.on('client', (client) => hold(client.id, client.conn as Socket));
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `mqtt://127.0.0.1:${bound}`,
    holdBack: (prefix) => {
      heldPrefix = prefix;
      // aedes tells its clients only as they come: these are there already.
      for (const client of Object.values((aedes as unknown as { clients: Record<string, { id: string; conn: Socket }> }).clients))
        hold(client.id, client.conn);
      return () => {
        heldPrefix = null;
        for (const socket of held) socket.uncork();
        held.clear();
      };
    },
    stop: async () => {
      for (const socket of held) socket.uncork();
      await new Promise<void>((resolve) => aedes.close(resolve));
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
