import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import mqtt from 'mqtt';

const run = promisify(execFile);

export interface MosquittoOptions {
  /** More lines of mosquitto.conf, for the one listener or for the broker. */
  readonly config?: readonly string[];
  /** Default `mqtt`. `mqtts` and `wss` need `certificates`. */
  readonly scheme?: 'mqtt' | 'mqtts' | 'ws' | 'wss';
  readonly certificates?: { readonly caFile: string; readonly certFile: string; readonly keyFile: string };
  /** mTLS: clients must show a certificate of the CA. */
  readonly requireCertificate?: boolean;
  /** Users and their passwords; none: anonymous. */
  readonly users?: Readonly<Record<string, string>>;
  /** Lines of an ACL file. */
  readonly acl?: readonly string[];
  /** Keeps sessions and retained messages over a `restart`. */
  readonly persistence?: boolean;
}

/** A Mosquitto of our own on the loopback address. */
export interface Mosquitto {
  readonly url: string;
  readonly port: number;
  /** A plain MQTT listener of the same broker, whatever the scheme of `url`: for the test's own side. Needs a user when there are users. */
  readonly plainUrl: string;
  readonly directory: string;
  /** SIGTERM, and waits for its end. */
  stop(): Promise<void>;
  /** SIGKILL, and waits for its end. */
  kill(): Promise<void>;
  /** Starts it again on the same ports, stopping it first when it runs. */
  restart(): Promise<void>;
  /** Stops it and removes its directory. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts Mosquitto and resolves when it answers and is ours: its own log names the client we sent. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const directory = await mkdtemp(join(tmpdir(), 'willwatch-mosquitto-'));
  const [port, plainPort] = await freePorts(2);
  const scheme = options.scheme ?? 'mqtt';
  const lines = ['per_listener_settings false', `allow_anonymous ${options.users ? 'false' : 'true'}`];
  if (options.users) {
    const file = join(directory, 'passwords');
    await writeFile(file, '');
    for (const [user, password] of Object.entries(options.users)) await run('mosquitto_passwd', ['-b', file, user, password]);
    lines.push(`password_file ${file}`);
  }
  if (options.acl) {
    const file = join(directory, 'acl');
    await writeFile(file, `${options.acl.join('\n')}\n`);
    lines.push(`acl_file ${file}`);
  }
  if (options.persistence) lines.push('persistence true', `persistence_location ${directory}/`);
  lines.push(`listener ${plainPort} 127.0.0.1`, `listener ${port} 127.0.0.1`);
  if (scheme === 'ws' || scheme === 'wss') lines.push('protocol websockets');
  if (options.certificates) {
    lines.push(`cafile ${options.certificates.caFile}`, `certfile ${options.certificates.certFile}`);
    lines.push(`keyfile ${options.certificates.keyFile}`);
    if (options.requireCertificate) lines.push('require_certificate true');
  }
  lines.push(...(options.config ?? []));
  const file = join(directory, 'mosquitto.conf');
  // Running as root it would become `mosquitto`, which cannot read this directory.
  await writeFile(file, `user root\n${lines.join('\n')}\n`);

  let child: ChildProcess | null = null;
  const end = async (signal: NodeJS.Signals) => {
    const running = child;
    child = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await ended;
  };
  const begin = async () => {
    let log = '';
    const started = spawn('mosquitto', ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    child = started;
    started.stderr?.on('data', (chunk: Buffer) => {
      log = `${log}${chunk}`.slice(-4000);
    });
    const user = Object.entries(options.users ?? {})[0];
    await untilOurs(`mqtt://127.0.0.1:${plainPort}`, user, (clientId) => {
      if (started.exitCode !== null) throw new Error(`mosquitto ended with ${started.exitCode}: ${log}`);
      return log.includes(clientId);
    });
  };
  try {
    await begin();
  } catch (error) {
    await end('SIGKILL');
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  return {
    url: `${scheme}://${scheme === 'mqtts' || scheme === 'wss' ? 'localhost' : '127.0.0.1'}:${port}`,
    port: port!,
    plainUrl: `mqtt://127.0.0.1:${plainPort}`,
    directory,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGTERM');
      await begin();
    },
    [Symbol.asyncDispose]: async () => {
      await end('SIGKILL');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Ports on the loopback address that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Another program may have taken the port in the meantime: our child must be alive and have seen us. */
async function untilOurs(url: string, user: [string, string] | undefined, seen: (clientId: string) => boolean): Promise<void> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const clientId = `probe-${randomBytes(8).toString('hex')}`;
    const client = mqtt.connect(url, {
      reconnectPeriod: 0,
      connectTimeout: 1000,
      clientId,
      ...(user ? { username: user[0], password: user[1] } : {}),
    });
    await new Promise<void>((resolve) => {
      client.once('connect', () => resolve());
      client.once('error', () => resolve());
      client.once('close', () => resolve());
    });
    await client.endAsync(true);
    await sleep(20);
    if (seen(clientId)) return;
    if (Date.now() > deadline) throw new Error(`no broker of ours at ${url}`);
  }
}
