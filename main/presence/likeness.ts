import type { PayloadTest } from '../contract/settings.ts';
import { at, openPayload } from './payload.ts';

/** Topics that look like presence and that nothing reads, with the watch that would. */
export interface Likeness {
  /** `plant/{device}/status` */
  readonly topic: string;
  readonly devices: readonly string[];
  readonly online: PayloadTest;
  readonly offline: PayloadTest;
}

/** How presence is spelt in pairs, in the order in which people do. */
const PAIRS: readonly (readonly [online: string, offline: string])[] = [
  ['online', 'offline'],
  ['connected', 'disconnected'],
  ['available', 'unavailable'],
  ['alive', 'dead'],
  ['up', 'down'],
  ['ready', 'lost'],
  ['true', 'false'],
  ['1', '0'],
  ['yes', 'no'],
];
/** These say presence wherever they stand; the others only where the topic or the key speaks of it. */
const CLEAR_PAIRS = 3;
/** https://homieiot.github.io/specification/ ($state), https://tasmota.github.io/docs/MQTT/ (LWT), and what people call it by themselves. */
const SPEAKS =
  /^(\$?state|status|lwt|will|last-?will|online|connected|connection|availability|available|presence|alive|health|link)$/i;
/** A key that can mean nothing else. */
const CLEAR_KEY = /^(online|connected|available|alive)$/i;
const MAX_SAMPLE_BYTES = 4096;

interface Spelling {
  /** Dotted path into a JSON payload; null: the payload is the word. */
  readonly path: string | null;
  readonly pair: number;
}

/**
 * Finds presence by its looks among messages that no watch reads: the last level of the topic, or a key, speaks of it, or the value is a word for it.
 * Topics that differ in one level are one likeness; that level is the device.
 * @returns those with the most devices first
 */
export function findLikenesses(
  messages: Iterable<{ readonly topic: string; readonly payload: Uint8Array }>,
): readonly Likeness[] {
  const groups = new Map<string, { readonly topics: Set<string>; readonly spelling: Spelling }>();
  for (const { topic, payload } of messages) {
    if (topic.startsWith('$')) continue;
    const spelling = spellingOf(topic, payload);
    if (spelling === null) continue;
    const levels = topic.split('/');
    const last = levels.at(-1) ?? '';
    const shape = SPEAKS.test(last) ? [levels[0], last] : [levels[0], ''];
    const key = JSON.stringify([levels.length, ...shape, spelling]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { topics: new Set([topic]), spelling });
    else group.topics.add(topic);
  }
  return [...groups.values()]
    .map(({ topics, spelling }) => likenessOf([...topics], spelling))
    .filter((found) => found !== null)
    .sort((a, b) => b.devices.length - a.devices.length);
}

function spellingOf(topic: string, bytes: Uint8Array): Spelling | null {
  if (bytes.length === 0 || bytes.length > MAX_SAMPLE_BYTES) return null;
  const payload = openPayload(bytes);
  const speaks = SPEAKS.test(topic.split('/').at(-1) ?? '');
  const word = pairOf(payload.text() ?? '', speaks);
  if (word !== null) return { path: null, pair: word };
  const json = payload.json();
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
  for (const key of Object.keys(json)) {
    // A dot would be read as a step.
    if (!SPEAKS.test(key) || key.includes('.')) continue;
    const value = at(json, key);
    const pair = pairOf(typeof value === 'object' ? '' : String(value), speaks || CLEAR_KEY.test(key));
    if (pair !== null) return { path: key, pair };
  }
  return null;
}

function pairOf(text: string, speaks: boolean): number | null {
  const word = text.trim().toLowerCase();
  const found = PAIRS.findIndex((pair) => pair.includes(word));
  return found < 0 || (found >= CLEAR_PAIRS && !speaks) ? null : found;
}

function likenessOf(topics: readonly string[], { path, pair }: Spelling): Likeness | null {
  const split = topics.map((topic) => topic.split('/'));
  const [first = []] = split;
  // A level that a person would have to spell by hand is no place for a placeholder.
  if (topics.some((topic) => /[{}+#]/.test(topic))) return null;
  const speaks = SPEAKS.test(first.at(-1) ?? '');
  const names = first.map((_, level) => new Set(split.map((levels) => levels[level] ?? '')));
  // The level with the most names is the device's; with one topic, the one that the presence is of.
  let device = Math.max(0, first.length - (speaks ? 2 : 1));
  for (const [level, values] of names.entries()) if (values.size > (names[device]?.size ?? 0)) device = level;
  const [online = '', offline = ''] = PAIRS[pair] ?? [];
  const test = (word: string): PayloadTest =>
    path === null ? { kind: 'text', text: word } : { kind: 'json', path, equals: word };
  return {
    topic: first.map((level, i) => (i === device ? '{device}' : (names[i]?.size ?? 1) > 1 ? '+' : level)).join('/'),
    devices: [...(names[device] ?? [])].filter((name) => name !== ''),
    online: test(online),
    offline: test(offline),
  };
}
