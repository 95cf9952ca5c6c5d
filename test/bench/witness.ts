/**
 * Another subscriber, of its own process, that only looks when the wills come: the beginning and the end of what the broker sends.
 * Arguments: port, topic filter, payload, count. QoS 0, which Mosquitto does not cut short.
 * Reads every two milliseconds: with each message by itself it would take a sixth of a core from the app.
 */
import { connectPacket, connectRaw, subscribePacket } from './packets.ts';

const [port = '', filter = '', payload = '', count = ''] = process.argv.slice(2);
const READ_MS = 2;
const needle = Buffer.from(payload);
const socket = await connectRaw(Number(port), connectPacket(`witness-${process.pid}`));
let seen = 0;
let rest: Buffer = Buffer.alloc(0);
let firstAt = 0;
socket.on('data', (chunk: Buffer) => {
  const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
  let at = bytes.indexOf(needle);
  let end = 0;
  for (; at >= 0; at = bytes.indexOf(needle, end)) {
    end = at + needle.length;
    if (seen++ === 0) firstAt = performance.timeOrigin + performance.now();
    if (seen === Number(count)) process.send?.({ firstAt, lastAt: performance.timeOrigin + performance.now() });
  }
  rest = bytes.subarray(Math.max(end, bytes.length - needle.length + 1));
  socket.pause();
  setTimeout(() => socket.resume(), READ_MS);
});
socket.write(subscribePacket(filter, 0));
process.send?.('ready');
