import type { Saying } from '../contract/model.ts';
import type { PayloadTest, WatchSettings } from '../contract/settings.ts';
import type { WatchFault } from '../contract/watch-fault.ts';
import type { Convention, Reading } from './convention.ts';
import { idAt, type Payload, passes } from './payload.ts';
import { compileTemplate, type Placeholder, type TopicTemplate } from './topic.ts';
import { idsAt, type TreeWord } from './tree.ts';

export type ConventionOutcome =
  | { readonly ok: true; readonly convention: Convention }
  | { readonly ok: false; readonly reason: WatchFault };

/**
 * A convention spelled by a person: a topic template and payload tests.
 * The device is named by `{device}` in the topic, or by a JSON path in the payload.
 * `offline` is what the will says (verdict abrupt), `goodbye` what the device says before it leaves on purpose.
 * `{gateway}` in a topic is what the device hangs on; payloads may list what hangs on it, or name what it hangs on.
 */
export function openCustom(watch: WatchSettings): ConventionOutcome {
  const main = compileTemplate(watch.topic);
  if (!main.ok) return main;
  if (watch.deviceIdPath === '' && !watch.topic.includes('{device}'))
    return { ok: false, reason: { code: 'no-device-anywhere', topic: watch.topic } };
  const life: TopicTemplate[] = [];
  for (const topic of [...watch.lifeTopics, ...watch.feedTopics.map((one) => one.topic)]) {
    const outcome = compileTemplate(topic);
    if (!outcome.ok) return outcome;
    if (!topic.includes('{device}')) return { ok: false, reason: { code: 'no-device', topic } };
    life.push(outcome.template);
  }
  if (watch.offline.length + watch.goodbye.length === 0 && watch.silentAfterSeconds === 0)
    return { ok: false, reason: { code: 'never-offline', topic: watch.topic } };

  const tests: readonly (readonly [Saying, readonly PayloadTest[]])[] = [
    ['goodbye', watch.goodbye],
    ['offline', watch.offline],
    ['online', watch.online],
  ];
  // Then an empty message is a heartbeat, and clears nothing.
  const silenceAlone = tests.every(([, list]) => list.length === 0);
  return {
    ok: true,
    convention: {
      id: 'custom',
      filters: [main.template.filter, ...life.map((t) => t.filter)],
      hasBirths: watch.online.length > 0,
      topic: watch.topic,
      site,
      read: (topic, payload) => readMain(topic, payload) ?? readLife(topic, payload),
    },
  };

  function readMain(topic: string, payload: Payload): Reading | null {
    const places = main.ok ? main.template.read(topic) : null;
    if (places === null) return null;
    const deviceId = places.get('device') ?? (watch.deviceIdPath === '' ? null : idAt(payload.json(), watch.deviceIdPath));
    if (deviceId === null || deviceId === undefined) return { kind: 'unrecognised' };
    for (const [saying, list] of tests)
      if (list.some((test) => passes(test, payload))) return says(deviceId, saying, treeOf(deviceId, places, payload));
    if (payload.bytes.length === 0 && !silenceAlone) return { kind: 'cleared', deviceId };
    // Without a text for online, a watch for silence takes any message as a sign of life.
    if (watch.silentAfterSeconds > 0 && watch.online.length === 0)
      return says(deviceId, 'heard', treeOf(deviceId, places, payload));
    return { kind: 'unrecognised' };
  }

  function treeOf(of: string, places: ReadonlyMap<Placeholder, string>, payload: Payload): readonly TreeWord[] {
    const words: TreeWord[] = [];
    const gateway = places.get('gateway');
    if (gateway !== undefined && gateway !== of) words.push({ source: 'topic', of, upstreams: [gateway], isWhole: false });
    const upstreams = watch.upstreamPath === '' ? null : idsAt(payload, watch.upstreamPath);
    const downstreams = watch.downstreamPath === '' ? null : idsAt(payload, watch.downstreamPath);
    if (upstreams !== null) words.push({ source: 'payload', of, upstreams, isWhole: true });
    if (downstreams !== null) words.push({ source: 'payload', of, downstreams, isWhole: true });
    return words;
  }

  /** What `{site}` stands for, or the first level where it is the same for all, and neither the device itself nor its gateway. */
  function site(topic: string): string | null {
    for (const template of main.ok ? [main.template, ...life] : life) {
      const places = template.read(topic);
      if (places === null) continue;
      const [first = ''] = topic.split('/');
      const isOther = first !== '' && first !== places.get('device') && first !== places.get('gateway');
      return places.get('site') ?? (isOther ? first : null);
    }
    const [first = ''] = watch.topic.split('/');
    return first === '' || /[{+#]/.test(first) ? null : first;
  }

  function readLife(topic: string, payload: Payload): Reading | null {
    for (const template of life) {
      const places = template.read(topic);
      const deviceId = places?.get('device');
      if (places && deviceId !== undefined) return says(deviceId, 'heard', treeOf(deviceId, places, payload));
    }
    return null;
  }
}

const says = (deviceId: string, saying: Saying, tree: readonly TreeWord[]): Reading => ({
  kind: 'says',
  deviceId,
  saying,
  verdict: 'abrupt',
  quiet: false,
  ...(tree.length > 0 && { tree }),
});
