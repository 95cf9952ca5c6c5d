import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endChild, spawnChild } from './child.ts';
import { Inbox } from './inbox.ts';

export interface ShownNotification {
  readonly id: number;
  /** The id of the one it took the place of, or 0. */
  readonly replaces: number;
  readonly app: string;
  readonly icon: string;
  readonly title: string;
  /** As sent: markup is still escaped. */
  readonly body: string;
  /** Key to label. */
  readonly actions: Readonly<Record<string, string>>;
  readonly hints: Readonly<Record<string, string | number | boolean>>;
  readonly expires: number;
}

/** A session bus of our own, with a notification server on it. */
export interface SessionBus {
  /** What a program needs to find it: DBUS_SESSION_BUS_ADDRESS. */
  readonly env: Readonly<Record<string, string>>;
  readonly notifications: readonly ShownNotification[];
  /** Ids of those that their program took away. */
  readonly closed: readonly number[];
  /** The first notification, past or future, that matches. */
  notification(matches?: (shown: ShownNotification) => boolean, timeoutMs?: number): Promise<ShownNotification>;
  /** What a person's click sends; then the notification is gone. */
  click(id: number, action?: string): void;
  dismiss(id: number): void;
  [Symbol.asyncDispose](): Promise<void>;
}

type ServerLine =
  | { readonly kind: 'ready' }
  | { readonly kind: 'closed'; readonly id: number }
  | ({ readonly kind: 'notify' } & ShownNotification);

/** Starts dbus-daemon and the notification server and resolves when the server has its name on the bus. */
export async function startSessionBus(): Promise<SessionBus> {
  const directory = await mkdtemp(join(tmpdir(), 'willwatch-bus-'));
  const address = `unix:path=${join(directory, 'bus')}`;
  const env = { DBUS_SESSION_BUS_ADDRESS: address };
  const bus = spawnChild('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1', `--address=${address}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const failed = new Promise<never>((_, reject) => {
    bus.once('error', reject);
    bus.once('exit', (code) => reject(new Error(`dbus-daemon ended with ${code}`)));
  });
  failed.catch(() => undefined);
  await Promise.race([new Promise((resolve) => bus.stdout?.once('data', resolve)), failed]);

  // Debian's own python3, which has gi: another one may come first on the PATH.
  const script = join(import.meta.dirname, 'notification-server.py');
  const server = spawnChild('/usr/bin/python3', [script], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = new Inbox<ServerLine>();
  const notifications: ShownNotification[] = [];
  const closed: number[] = [];
  const shown = new Inbox<ShownNotification>();
  createInterface({ input: server.stdout! }).on('line', (text) => {
    const line = JSON.parse(text) as ServerLine;
    if (line.kind === 'notify') {
      notifications.push(line);
      shown.push(line);
    }
    if (line.kind === 'closed') closed.push(line.id);
    lines.push(line);
  });
  const ended = (): void => {
    lines.close('The notification server ended');
    shown.close('The notification server ended');
  };
  server.once('error', ended);
  server.once('exit', ended);
  const dispose = async (): Promise<void> => {
    await endChild(server, 'SIGTERM');
    await endChild(bus, 'SIGTERM');
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await lines.find((line) => line.kind === 'ready', 'the notification server');
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    env,
    notifications,
    closed,
    notification: (matches = () => true, timeoutMs = 40_000) => shown.find(matches, 'a notification', timeoutMs),
    click: (id, action = 'default') => void server.stdin?.write(`click ${id} ${action}\n`),
    dismiss: (id) => void server.stdin?.write(`dismiss ${id}\n`),
    [Symbol.asyncDispose]: dispose,
  };
}
