import { startMosquitto } from '../helpers/mosquitto.ts';
import { bareConsumer, drain, type Measured, middle, say } from './burst.ts';

/**
 * Processor time of bare MQTT.js for a message on one connection, on the machine of the numbers to hold (two cores of an Intel Xeon, 2026-11-23):
 * the row `bare MQTT.js, one connection` of `throughput` there, measured in the same way.
 */
const REFERENCE_MICROSECONDS = 7;
const BURSTS = 3;

/** How many times slower this machine is now than that one; never less than 1. */
export async function measurePace(): Promise<number> {
  await using broker = await startMosquitto({ config: ['max_queued_messages 0', 'max_inflight_messages 0'] });
  await using consumer = await bareConsumer(broker, 'site/+/status', false);
  const [births, wills] = [say('online'), say('offline')];
  await drain(broker, consumer, births);
  await drain(broker, consumer, wills);
  const measured: Measured[] = [];
  for (let burst = 0; burst < BURSTS; burst++) {
    await drain(broker, consumer, births);
    measured.push(await drain(broker, consumer, wills));
  }
  return Math.max(1, middle(measured).cpuMicroseconds / REFERENCE_MICROSECONDS);
}
