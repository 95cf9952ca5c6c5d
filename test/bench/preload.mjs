/**
 * Loaded into the built app with `node --import`, so that the product needs no hooks of its own: says how long its event loop stood still, what
 * memory it takes and when its acknowledgements went out. Answers what the benchmark asks over the channel that `spawn` makes.
 * JavaScript on purpose: reading TypeScript costs time and memory that the app would be charged with.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { Socket } from 'node:net';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

const RESOLUTION_MS = 1;
const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
let wanted = 0;
let acknowledged = 0;
let cpuBefore = process.cpuUsage();
let threadBefore = process.threadCpuUsage();
/** @type {Session | null} */
let profiler = null;

/** The histogram counts from one timer to the next: an idle loop shows the resolution itself. @param {number} nanoseconds */
const delay = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
/** @param {{ user: number, system: number }} microseconds */
const cpuOf = ({ user, system }) => (user + system) / 1000;
/** @param {import('./app-process.ts').Reply} reply */
const tell = (reply) => void process.send?.(reply);

const write = /** @type {(this: Socket, ...args: unknown[]) => boolean} */ (Socket.prototype.write);
/** @type {(this: Socket, ...args: unknown[]) => boolean} */
function counting(...args) {
  const [chunk] = args;
  // The app writes PUBACKs as bytes of their own, four each.
  if (wanted > 0 && chunk instanceof Uint8Array && chunk[0] === 0x40) {
    acknowledged += chunk.length / 4;
    if (acknowledged >= wanted) {
      wanted = 0;
      tell({ about: 'acknowledged', at: performance.timeOrigin + performance.now(), cpuMs: cpuOf(process.cpuUsage(cpuBefore)) });
    }
  }
  return write.apply(this, args);
}
Socket.prototype.write = /** @type {typeof Socket.prototype.write} */ (counting);

/** @param {import('./app-process.ts').Ask} ask */
async function answer(ask) {
  switch (ask.kind) {
    case 'acknowledge':
      acknowledged = 0;
      wanted = ask.count;
      cpuBefore = process.cpuUsage();
      return tell({ about: 'ready' });
    case 'loop-begin':
      loop.reset();
      loop.enable();
      threadBefore = process.threadCpuUsage();
      return tell({ about: 'ready' });
    case 'loop-end':
      loop.disable();
      return tell({
        about: 'loop',
        p50: delay(loop.percentile(50)),
        p99: delay(loop.percentile(99)),
        max: delay(loop.max),
        cpuMs: cpuOf(process.threadCpuUsage(threadBefore)),
      });
    case 'memory': {
      if (ask.collect) globalThis.gc?.();
      const { rss, heapUsed, external } = process.memoryUsage();
      return tell({ about: 'memory', rss, heapUsed, external });
    }
    case 'profile-begin':
      profiler = new Session();
      profiler.connect();
      await profiler.post('Profiler.enable');
      await profiler.post('Profiler.setSamplingInterval', { interval: 250 });
      await profiler.post('Profiler.start');
      return tell({ about: 'ready' });
    case 'profile-end': {
      const result = await profiler?.post('Profiler.stop');
      profiler?.disconnect();
      profiler = null;
      writeFileSync(ask.file, JSON.stringify(result?.profile));
      return tell({ about: 'ready' });
    }
  }
}

process.on('message', (ask) => void answer(/** @type {import('./app-process.ts').Ask} */ (ask)));
// The channel must not keep the app alive when it wants to end.
process.channel?.unref();
