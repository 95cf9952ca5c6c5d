import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { headlessEntry, startApp } from '../helpers/app.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { openSpeaker } from '../helpers/speaker.ts';

const run = promisify(execFile);
const WILLS = 2000;
/** Of each broker and history: what the broker retains is read anew at every start. */
const KILLS = 5;
const ROUNDS = 5;
const WATCH = ['--watch', 'site/{device}/status', '--hold', '600', '--no-notify'];

/** Ids in history, with how often each stands there. */
async function recorded(dataDir: string): Promise<Map<string, number>> {
  const { stdout } = await run(process.execPath, [headlessEntry, 'history', '--data-dir', dataDir, '--format', 'json'], {
    maxBuffer: 1 << 28,
  });
  const counts = new Map<string, number>();
  for (const { device } of JSON.parse(stdout) as { device: string }[]) counts.set(device, (counts.get(device) ?? 0) + 1);
  return counts;
}

describe.each([
  ['without a queue limit', ['max_queued_messages 0'], false],
  ['with its default limits, the wills retained', [], true],
] as const)('the app killed at random moments of bursts of 2,000 wills, Mosquitto %s', (_, config, retain) => {
  it.each(Array.from({ length: ROUNDS }, (_, round) => round * KILLS))(
    'has every will in history exactly once (after %i kills)',
    async () => {
      await using broker = await startMosquitto({ config });
      await using speaker = await openSpeaker(broker.plainUrl);
      const args = ['--broker', broker.url, ...WATCH];
      const dataDir = await mkdtemp(join(tmpdir(), 'willwatch-crash-'));
      const told = new Set<string>();
      for (let kill = 0; kill < KILLS; kill++) {
        await using app = await startApp({ args, dataDir });
        await app.line('ready', 180_000);
        const burst = Promise.all(
          Array.from({ length: WILLS }, (_, n) =>
            speaker.publishAsync(`site/k${kill}-${n}/status`, 'offline', { qos: 1, retain }),
          ),
        );
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 250));
        await app.kill();
        for (const line of app.lines) if (line.type === 'outage') told.add(String(line.device));
        await burst;
      }
      await using last = await startApp({ args, dataDir });
      await last.line('ready', 180_000);
      const end = `site/end/status`;
      await speaker.publishAsync(end, 'offline', { qos: 1 });
      await last.line((line) => line.type === 'outage' && line.device === 'end', 120_000);
      await last.stop();
      const counts = await recorded(dataDir);
      const twice = [...counts].filter(([, n]) => n > 1).map(([id]) => id);
      expect(twice).toEqual([]);
      const missing = Array.from({ length: KILLS * WILLS }, (_, i) => `k${Math.floor(i / WILLS)}-${i % WILLS}`).filter(
        (id) => !counts.has(id),
      );
      expect(missing).toEqual([]);
      expect([...told].filter((id) => !counts.has(id))).toEqual([]);
      await rm(dataDir, { recursive: true });
    },
    240_000,
  );
});
