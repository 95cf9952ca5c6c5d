import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openHistory } from '../../main/history/open.ts';
import { device, outage } from '../history/records.ts';

const DAY_MS = 86_400_000;
export const PUMPS = ['pump-1', 'pump-2', 'pump-3'];
const LAMPS = Array.from({ length: 9 }, (_, i) => `lamp-${i}`);

/** A person's data: three pumps that went and came back together on four days, among lamps that did not. */
export async function writeLearnedPlant(dataDir: string): Promise<void> {
  const opened = await openHistory({ path: join(dataDir, 'history.db') });
  if (!opened.ok) throw new Error(opened.reason);
  const start = Date.now() - 10 * DAY_MS;
  const online = {
    presence: 'online',
    verdict: null,
    outageId: null,
    willMessageId: null,
    birthMessageId: null,
    will: null,
  } as const;
  await opened.history.commit({
    devices: [...PUMPS, ...LAMPS].map((id) => device(id, online)),
    outages: [0, 1, 2, 3].flatMap((day) =>
      PUMPS.map((id, i) => {
        const at = start + day * DAY_MS + i * 600;
        const back = at + 60_000 + i * 2000;
        return outage(100 + day * 10 + i, at, {
          deviceKey: `plant/${id}`,
          deviceId: id,
          ended: { notBefore: back, notAfter: back },
          durationMs: back - at,
        });
      }),
    ),
  });
  await opened.history.close();
  const brokers = [{ id: 'plant', name: 'Plant North', url: 'mqtt://127.0.0.1:1' }];
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ version: 1, brokers }));
}
