import { setTimeout as sleep } from 'node:timers/promises';
import type { Wire } from './wire.ts';

const QUIET_MS = 150;
const LONGEST_MS = 10_000;

/**
 * Resolves when the retained messages of a subscription are in: after PINGRESP to a PINGREQ sent after the last SUBACK (brokers answer in
 * order, and most send the retained messages before anything later), and 150 ms without another one; after 10 s at the latest, or when
 * the connection ends. MQTT has no end mark for them.
 */
export async function waitForRetained(wire: Wire): Promise<void> {
  const deadline = performance.now() + LONGEST_MS;
  if (!(await Promise.race([wire.ping(), sleep(LONGEST_MS, false, { ref: false })]))) return;
  let quietSince = performance.now();
  while (!wire.ended) {
    quietSince = Math.max(quietSince, wire.lastRetainedAt);
    const wait = Math.min(quietSince + QUIET_MS, deadline) - performance.now();
    if (wait <= 0) return;
    await sleep(wait);
  }
}
