import { setTimeout as sleep } from 'node:timers/promises';
import type { LinkReason } from '../contract/model.ts';
import type { BrokerSettings } from '../contract/settings.ts';
import { isReason, parseAddress } from './address.ts';
import { connectGuest } from './guest.ts';
import { readSecureFiles } from './secure-files.ts';
import { waitForRetained } from './snapshot.ts';

const CONNECT_MS = 10_000;
/** After the retained messages: what is said all the time is said within this. */
const LIVE_MS = 2_500;
const MAX_MESSAGES = 50_000;
const MAX_BYTES = 32 * 1_048_576;
/** What presence is spelt with is short; of the rest the beginning is enough to tell. */
const MAX_PAYLOAD_BYTES = 16_384;

export interface HeardMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retain: boolean;
}

export type Listened =
  | {
      readonly ok: true;
      readonly messages: readonly HeardMessage[];
      /** There was more than is looked at. */
      readonly full: boolean;
      readonly refused: readonly string[];
    }
  | { readonly ok: false; readonly reason: LinkReason };

/** What a broker retains under these filters, and what it says there within 2.5 s. Asks as a guest, at QoS 0. Never rejects. */
export async function listen(
  settings: BrokerSettings,
  { password, passphrase }: { readonly password: string | null; readonly passphrase: string | null },
  filters: readonly string[],
): Promise<Listened> {
  const address = parseAddress(settings.url, settings.aws);
  if (isReason(address)) return { ok: false, reason: address };
  const files = address.secure ? await readSecureFiles(settings, passphrase) : {};
  if (isReason(files)) return { ok: false, reason: files };
  const messages: HeardMessage[] = [];
  let bytes = 0;
  const full = (): boolean => messages.length >= MAX_MESSAGES || bytes >= MAX_BYTES;
  const wire = await connectGuest(address, files, settings, password, CONNECT_MS, {
    message: ({ topic, payload, retain }) => {
      if (full()) return;
      const kept = Buffer.from(typeof payload === 'string' ? payload : payload.subarray(0, MAX_PAYLOAD_BYTES));
      bytes += kept.length + topic.length;
      messages.push({ topic, payload: kept, retain });
    },
  });
  if (isReason(wire)) return { ok: false, reason: wire };
  const granted = await wire.subscribe(filters, 0, 0);
  if (granted === null) return { ok: false, reason: { code: 'closed-by-broker', detail: 'after SUBSCRIBE' } };
  await waitForRetained(wire);
  if (!full() && !wire.ended) await sleep(LIVE_MS);
  await wire.close();
  return { ok: true, messages, full: full(), refused: granted.filter(({ code }) => code >= 0x80).map(({ filter }) => filter) };
}
