/** A burst of messages that waits in Mosquitto, and how fast a consumer in a process of its own works it off. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { endChild, spawnChild } from '../helpers/child.ts';
import type { Mosquitto } from '../helpers/mosquitto.ts';
import { epoch, type Reply } from './app-process.ts';
import { type Message, publishAll } from './packets.ts';
import { median } from './rows.ts';

const DEVICES = 20_000;

/** Every device says the same, each on its own topic. */
export const say = (payload: string): readonly Message[] =>
  Array.from({ length: DEVICES }, (_, n) => ({ topic: `site/device-${n}/status`, payload }));

export interface Consumer {
  readonly child: ChildProcess;
  /** Resolves when it counts; the promise inside with its reply. */
  expect(count: number): Promise<{ readonly done: Promise<Extract<Reply, { about: 'acknowledged' }>> }>;
}

export interface Measured {
  /** A second. */
  readonly rate: number;
  readonly cpuMicroseconds: number;
}

/** The consumer is stopped while the burst is published: the clock runs until its last PUBACK. */
export async function drain(broker: Mosquitto, consumer: Consumer, messages: readonly Message[]): Promise<Measured> {
  const { done } = await consumer.expect(messages.length);
  consumer.child.kill('SIGSTOP');
  await publishAll(broker.port, messages);
  const begun = epoch();
  consumer.child.kill('SIGCONT');
  const { at, cpuMs } = await done;
  return { rate: (messages.length / (at - begun)) * 1000, cpuMicroseconds: (cpuMs * 1000) / messages.length };
}

export function middle(measured: readonly Measured[]): Measured {
  return {
    rate: median(measured.map(({ rate }) => rate)),
    cpuMicroseconds: median(measured.map(({ cpuMicroseconds }) => cpuMicroseconds)),
  };
}

/** MQTT.js that does nothing with what it receives (`bare-consumer.ts`). */
export async function bareConsumer(broker: Mosquitto, filter: string, both: boolean): Promise<Consumer & AsyncDisposable> {
  const args = [join(import.meta.dirname, 'bare-consumer.ts'), broker.url, filter, ...(both ? ['both'] : [])];
  const child = spawnChild(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const next = async (about: Reply['about']): Promise<Reply> => {
    for (;;) {
      const [reply] = (await once(child, 'message')) as [Reply];
      if (reply.about === about) return reply;
    }
  };
  await next('ready');
  return {
    child,
    expect: async (count) => {
      const ready = next('ready');
      child.send({ kind: 'acknowledge', count });
      await ready;
      return { done: next('acknowledged') as Promise<Extract<Reply, { about: 'acknowledged' }>> };
    },
    [Symbol.asyncDispose]: async () => void (await endChild(child, 'SIGKILL')),
  };
}
