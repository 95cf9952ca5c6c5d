import { writeSync } from 'node:fs';
import { openHistory } from '../../main/history/open.ts';

/** Commits batches for ever and says the last id of each once it is on disk. Run by itself, to be killed. */
const opened = await openHistory({ path: process.argv[2] ?? '' });
if (!opened.ok) throw new Error(opened.reason);
const { history } = opened;
let { nextId } = await history.load();
for (;;) {
  const messages = Array.from({ length: 64 }, (_, n) => ({
    id: nextId + n,
    connectionId: 'plant',
    deviceKey: `plant/device-${n}`,
    topic: `site/device-${n}/status`,
    payload: Buffer.from(`offline ${nextId + n}`),
    qos: 1 as const,
    retain: false,
    dup: false,
    packetId: null,
    awaits: null,
    redeliveryOf: null,
    properties: null,
    receivedAt: Date.now(),
    freshness: 'live' as const,
    says: 'offline' as const,
  }));
  const last = nextId + messages.length - 1;
  await history.commit({ messages, outboxAdd: [{ id: last + 1, kind: 'alert', outageId: last, dueAt: 1 }], heartbeatAt: last });
  nextId = last + 2;
  writeSync(1, `${last}\n`);
}
