import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * Just enough of MQTT 3.1.1 to be thousands of devices in one process: a client library costs more than the program that is measured.
 * @see https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html
 */

export interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly retain?: boolean;
}

const WRITE_BYTES = 65_536;

const word = (value: number): Buffer => Buffer.of(value >> 8, value & 255);

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([word(bytes.length), bytes]);
}

function packet(first: number, body: Buffer): Buffer {
  const length: number[] = [];
  let rest = body.length;
  do {
    length.push((rest % 128) | (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.of(first, ...length), body]);
}

/** CONNECT with a clean session; the will at QoS 1. */
export function connectPacket(clientId: string, will?: Message): Buffer {
  const flags = 2 | (will ? 4 | 8 | (will.retain ? 32 : 0) : 0);
  const keepAliveSeconds = 600;
  return packet(
    0x10,
    Buffer.concat([
      text('MQTT'),
      Buffer.of(4, flags),
      word(keepAliveSeconds),
      text(clientId),
      ...(will ? [text(will.topic), text(will.payload)] : []),
    ]),
  );
}

/** PUBLISH; `id` 0: QoS 0, else QoS 1. */
export function publishPacket({ topic, payload, retain = false }: Message, id = 0): Buffer {
  return packet(
    0x30 | (id > 0 ? 2 : 0) | (retain ? 1 : 0),
    Buffer.concat([text(topic), ...(id > 0 ? [word(id)] : []), Buffer.from(payload)]),
  );
}

export const subscribePacket = (filter: string, qos: 0 | 1): Buffer =>
  packet(0x82, Buffer.concat([word(1), text(filter), Buffer.of(qos)]));

/** Connects and resolves when CONNACK came. */
export async function connectRaw(port: number, hello: Buffer): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.write(hello);
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  if (chunk[0] !== 0x20 || chunk[3] !== 0) throw new Error(`no CONNACK: ${chunk.toString('hex')}`);
  return socket;
}

/** Publishes at QoS 1 as fast as the broker takes it, and resolves when it has acknowledged everything. */
export async function publishAll(port: number, messages: readonly Message[]): Promise<void> {
  const socket = await connectRaw(port, connectPacket(`publisher-${process.pid}-${Math.random().toString(36).slice(2)}`));
  // After CONNACK nothing comes but PUBACKs, of four bytes each.
  let waiting = messages.length * 4;
  const acknowledged = new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => {
      waiting -= chunk.length;
      if (waiting <= 0) resolve();
    });
    socket.once('close', () => reject(new Error('the broker dropped the publisher')));
  });
  let chunk: Buffer[] = [];
  let bytes = 0;
  for (const [index, message] of messages.entries()) {
    const next = publishPacket(message, (index % 65_535) + 1);
    chunk.push(next);
    bytes += next.length;
    if (bytes < WRITE_BYTES && index < messages.length - 1) continue;
    if (!socket.write(Buffer.concat(chunk))) await once(socket, 'drain');
    chunk = [];
    bytes = 0;
  }
  if (messages.length > 0) await acknowledged;
  socket.removeAllListeners('close');
  socket.destroy();
}
