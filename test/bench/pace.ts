import { startMosquitto } from '../helpers/mosquitto.ts';
import { bareConsumer, drain, middle, say } from './burst.ts';

/**
 * Processor time of bare MQTT.js for a message on one connection, on the machine of the numbers to hold (two cores of an Intel Xeon, 2026-11-23):
 * what every number in docs/numbers.md was first held with.
 */
const REFERENCE_MICROSECONDS = 7;
const BURSTS = 3;

/** How many times slower this machine is now than that one; never less than 1. */
export async function measurePace(): Promise<number> {
  await using broker = await startMosquitto({ config: ['max_queued_messages 0', 'max_inflight_messages 0'] });
  await using consumer = await bareConsumer(broker, 'site/+/status', false);
  const messages = say('21.5');
  await drain(broker, consumer, messages);
  const measured = [];
  for (let burst = 0; burst < BURSTS; burst++) measured.push(await drain(broker, consumer, messages));
  return Math.max(1, middle(measured).cpuMicroseconds / REFERENCE_MICROSECONDS);
}
