import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { endChild, spawnChild } from './child.ts';

const run = promisify(execFile);

/** A client that is none of ours: `mosquitto_sub` with a will, and `mosquitto_pub` for what it says. */
export interface ForeignClient {
  /** SIGKILL: no DISCONNECT, the broker publishes the will. */
  kill(): Promise<void>;
  /** SIGTERM: mosquitto_sub says DISCONNECT, so no will. */
  leave(): Promise<void>;
  /** As `kill`, so that no test leaves one behind. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ForeignWill {
  readonly topic: string;
  readonly payload: string;
  readonly retain?: boolean;
  readonly qos?: 0 | 1 | 2;
}

/** Connects to a plain listener on the loopback address; resolves when the broker has taken it in. */
export async function startForeignClient(
  port: number,
  id: string,
  will: ForeignWill,
  more: readonly string[] = [],
): Promise<ForeignClient> {
  const ping = `foreign/${id}`;
  const child = spawnChild(
    'mosquitto_sub',
    [
      ...['-h', '127.0.0.1', '-p', String(port), '-i', id, '-t', ping, ...more],
      ...['--will-topic', will.topic, '--will-payload', will.payload, '--will-qos', String(will.qos ?? 1)],
      ...(will.retain ? ['--will-retain'] : []),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const answered = new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
  // Its own subscription answers: it is connected, and the broker holds its will.
  const asking = setInterval(() => void say(port, ping, 'hello', more).catch(() => undefined), 200);
  await say(port, ping, 'hello', more).catch(() => undefined);
  await answered;
  clearInterval(asking);
  const kill = async () => void (await endChild(child, 'SIGKILL'));
  return {
    kill,
    leave: async () => void (await endChild(child, 'SIGTERM')),
    [Symbol.asyncDispose]: kill,
  };
}

/** Publishes once, QoS 1. */
export async function say(port: number, topic: string, payload: string, more: readonly string[] = []): Promise<void> {
  const message = payload === '' ? ['-n'] : ['-m', payload];
  await run('mosquitto_pub', ['-h', '127.0.0.1', '-p', String(port), '-t', topic, ...message, '-q', '1', ...more]);
}
