/**
 * Devices with a will, each a real connection, in a process of its own: killing it is the power cut.
 * Arguments: port, count, `retain` or `plain`. Says `up` when all are connected and have said `online`.
 */
import { connectPacket, connectRaw, publishPacket } from './packets.ts';

const [port = '', count = '', retained = ''] = process.argv.slice(2);
const retain = retained === 'retain';
const AT_ONCE = 200;

async function connectDevice(n: number): Promise<void> {
  const topic = `site/device-${n}/status`;
  const socket = await connectRaw(Number(port), connectPacket(`device-${n}`, { topic, payload: 'offline', retain }));
  socket.resume();
  socket.write(publishPacket({ topic, payload: 'online', retain }));
}

for (let from = 0; from < Number(count); from += AT_ONCE) {
  const upTo = Math.min(from + AT_ONCE, Number(count));
  await Promise.all(Array.from({ length: upTo - from }, (_, i) => connectDevice(from + i)));
}
process.send?.('up');
