/**
 * The yardstick: MQTT.js as it comes, with a persistent session at QoS 1, which does nothing with what it receives. With `both` a clean one at
 * QoS 0 beside it, as Willwatch has.
 */
import mqtt from 'mqtt';
import type { Ask, Reply } from './app-process.ts';

const [url = '', filter = '', both = ''] = process.argv.slice(2);
const client = await mqtt.connectAsync(url, { clean: false, clientId: 'bare-consumer', reconnectPeriod: 0 });
let wanted = 0;
let acknowledged = 0;
let cpuBefore = process.cpuUsage();
const tell = (reply: Reply): void => void process.send?.(reply);

client.on('message', () => undefined);
client.on('packetsend', (packet) => {
  if (packet.cmd !== 'puback' || ++acknowledged !== wanted) return;
  const { user, system } = process.cpuUsage(cpuBefore);
  tell({ about: 'acknowledged', at: performance.timeOrigin + performance.now(), cpuMs: (user + system) / 1000 });
});
process.on('message', (ask: Ask) => {
  if (ask.kind !== 'acknowledge') return;
  acknowledged = 0;
  wanted = ask.count;
  cpuBefore = process.cpuUsage();
  tell({ about: 'ready' });
});
if (both === 'both') {
  const live = await mqtt.connectAsync(url, { clientId: 'bare-consumer-live', reconnectPeriod: 0 });
  live.on('message', () => undefined);
  await live.subscribeAsync(filter, { qos: 0 });
}
await client.subscribeAsync(filter, { qos: 1 });
tell({ about: 'ready' });
