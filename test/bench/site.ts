/**
 * Devices with a will, each a real connection, in a process of its own: killing it is the power cut.
 * Arguments: port, `retain` or `plain`. Then their topics, in a message, in the order in which they connect.
 * Says `up` when all are connected and have said `online`.
 */
import { connectPacket, connectRaw, publishPacket } from './packets.ts';

const [port = '', retained = ''] = process.argv.slice(2);
const retain = retained === 'retain';
const AT_ONCE = 200;

async function connectDevice(topic: string): Promise<void> {
  const socket = await connectRaw(Number(port), connectPacket(topic.replaceAll('/', '-'), { topic, payload: 'offline', retain }));
  socket.resume();
  socket.write(publishPacket({ topic, payload: 'online', retain }));
}

process.once('message', async (topics: readonly string[]) => {
  for (let from = 0; from < topics.length; from += AT_ONCE)
    await Promise.all(topics.slice(from, from + AT_ONCE).map(connectDevice));
  process.send?.('up');
});
