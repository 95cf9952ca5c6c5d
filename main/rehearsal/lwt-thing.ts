import { setTimeout as sleep } from 'node:timers/promises';
import type { LinkReason } from '../contract/model.ts';
import { isReason } from '../mqtt/address.ts';
import { backoffMs } from '../mqtt/backoff.ts';
import { type Device, openDevice } from '../mqtt/device.ts';
import { spoken, type ThingOptions, willOf } from './thing-options.ts';

export type ThingEvent =
  | { readonly type: 'connected' | 'silent' | 'cut' | 'left' | 'buried' | 'unburied' }
  | { readonly type: 'published' | 'received'; readonly topic: string; readonly payload: string }
  | { readonly type: 'unpublished' | 'subscribed'; readonly topic: string }
  | { readonly type: 'unsubscribed'; readonly topic: string; readonly reason: LinkReason }
  | { readonly type: 'lost'; readonly reason: LinkReason; readonly retryMs: number };

/**
 * The thing of the recipe: connects with its will, publishes once and listens as its mode asks, comes back when it is cut off before its time,
 * and dies as it was told.
 * @returns why it could not live, or was away when its time had come; `null` when it died as it was told. Never rejects.
 */
export async function runThing(options: ThingOptions, tell: (event: ThingEvent) => void): Promise<LinkReason | null> {
  let endsAt: number | null = null;
  for (let failures = 1; ; failures++) {
    const closed = Promise.withResolvers<LinkReason>();
    const device = await openThing(options, closed.resolve, tell);
    if (isReason(device) && endsAt === null) return device;
    endsAt ??= performance.now() + options.afterSeconds * 1000;
    let reason: LinkReason;
    if (isReason(device)) reason = device;
    else {
      failures = 0;
      tell({ type: 'connected' });
      await greet(device, options, tell);
      const ended = await before(endsAt, closed.promise);
      if (ended === 'time') {
        await die(device, options, closed.promise, tell);
        return null;
      }
      reason = ended;
    }
    const retryMs = backoffMs(failures + 1, Math.random());
    tell({ type: 'lost', reason, retryMs });
    if (performance.now() + retryMs >= endsAt) return reason;
    await sleep(retryMs);
  }
}

function openThing(
  options: ThingOptions,
  onClosed: (reason: LinkReason) => void,
  tell: (event: ThingEvent) => void,
): Promise<Device | LinkReason> {
  const { url, clientId, caFile, certFile, keyFile, aws, keepAliveSeconds, willTopic, willQos } = options;
  return openDevice({
    ...{ url, clientId, caFile, certFile, keyFile, aws, keepAliveSeconds, onClosed },
    will: { topic: willTopic, payload: willOf(clientId), qos: willQos, retain: false },
    onMessage: (topic, payload) => tell({ type: 'received', topic, payload: new TextDecoder().decode(payload) }),
  });
}

async function greet(device: Device, options: ThingOptions, tell: (event: ThingEvent) => void): Promise<void> {
  const { topic, mode } = options;
  if (mode !== 'publish') {
    const reason = await device.subscribe(topic);
    tell(reason === null ? { type: 'subscribed', topic } : { type: 'unsubscribed', topic, reason });
  }
  if (mode === 'subscribe') return;
  const payload = spoken(options);
  const isSent = await device.publish(topic, payload, { qos: 1 });
  tell(isSent ? { type: 'published', topic, payload } : { type: 'unpublished', topic });
}

async function before<T>(endsAt: number, other: Promise<T>): Promise<T | 'time'> {
  const stop = new AbortController();
  const time = sleep(Math.max(0, endsAt - performance.now()), 'time' as const, { signal: stop.signal });
  try {
    return await Promise.race([time, other]);
  } finally {
    stop.abort();
    time.catch(() => undefined);
  }
}

async function die(
  device: Device,
  { die, keepAliveSeconds }: ThingOptions,
  closed: Promise<LinkReason>,
  tell: (event: ThingEvent) => void,
): Promise<void> {
  if (die === 'clean') {
    await device.leave();
    tell({ type: 'left' });
    return;
  }
  if (die === 'abrupt') {
    device.pull();
    tell({ type: 'cut' });
    return;
  }
  device.freeze();
  tell({ type: 'silent' });
  // The broker gives up after 1.5 keep-alives [MQTT-3.1.2-24]; one that has not after three does not look.
  const ended = await before(performance.now() + keepAliveSeconds * 3000 + 5000, closed);
  tell({ type: ended === 'time' ? 'unburied' : 'buried' });
  device.pull();
}
