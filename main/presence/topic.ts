import type { TopicFilterFault, WatchFault } from '../contract/watch-fault.ts';

/**
 * Whether a topic filter matches a topic name.
 * `#` and `+` never match a first level that begins with `$`.
 * @see MQTT 3.1.1, 4.7 [MQTT-4.7.1-2] [MQTT-4.7.2-1]
 */
export function matchTopic(filter: string, topic: string): boolean {
  if (topic.startsWith('$') && !filter.startsWith('$')) return false;
  const f = filter.split('/');
  const t = topic.split('/');
  for (const [i, level] of f.entries()) {
    if (level === '#') return i === f.length - 1;
    if (i >= t.length || (level !== '+' && level !== t[i])) return false;
  }
  return f.length === t.length;
}

/** Whether one filter means every topic that the other does. `a/#` is not taken to cover `a`: AWS IoT does not see it so. */
export function covers(wider: string, filter: string): boolean {
  if (filter.startsWith('$') && !wider.startsWith('$')) return false;
  const levels = filter.split('/');
  const wide = wider.split('/');
  for (const [i, level] of wide.entries()) {
    const other = levels[i];
    if (other === undefined) return false;
    if (level === '#') return true;
    if (other === '#' || (level !== '+' && level !== other)) return false;
  }
  return wide.length === levels.length;
}

/**
 * What is wrong with a topic filter, or null.
 * @see MQTT 3.1.1, 1.5.3, 4.7.1, 4.7.3: well-formed, at least one character, no U+0000, 65,535 bytes at most, wildcards alone in their level, `#` last
 */
export function checkFilter(filter: string): TopicFilterFault | null {
  if (filter === '') return 'empty';
  if (!filter.isWellFormed()) return 'half-character';
  if (filter.includes('\0')) return 'nul';
  if (utf8Length(filter) > 65_535) return 'too-long';
  const levels = filter.split('/');
  for (const [i, level] of levels.entries()) {
    if (level.includes('#') && (level !== '#' || i !== levels.length - 1)) return 'hash';
    if (level.includes('+') && level !== '+') return 'plus';
  }
  return null;
}

export type Placeholder = 'device' | 'gateway' | 'site';

/** A topic with `{device}`, `{gateway}`, `{site}` in it. */
export interface TopicTemplate {
  /** What to subscribe to: every level with a placeholder becomes `+`. */
  readonly filter: string;
  /** The placeholders' values in a topic, or null when the topic is not of this shape. Values are never empty. */
  read(topic: string): ReadonlyMap<Placeholder, string> | null;
}

export type TemplateOutcome =
  | { readonly ok: true; readonly template: TopicTemplate }
  | { readonly ok: false; readonly reason: WatchFault };

const placeholder = /\{(device|gateway|site)\}/;

/**
 * Reads a topic template. A level may have text around one placeholder (`sensor-{device}`).
 * Refuses unknown placeholders, two in one level, one used twice, a shared subscription, and what is no topic filter, with the reason.
 */
export function compileTemplate(text: string): TemplateOutcome {
  // Its messages come under their own topic, and only a share of them: never what a watcher wants.
  if (text.startsWith('$share/')) return { ok: false, reason: { code: 'shared', topic: text } };
  const seen = new Set<string>();
  const levels: LevelTest[] = [];
  for (const level of text.split('/')) {
    const parts = level.split(placeholder);
    const name = parts[1] as Placeholder | undefined;
    const unknown = /\{[^}]*\}/.exec(parts.filter((_, i) => i !== 1).join(''));
    if (parts.length > 3) return { ok: false, reason: { code: 'two-placeholders', level } };
    if (unknown) return { ok: false, reason: { code: 'unknown-placeholder', placeholder: unknown[0] } };
    if (name === undefined) {
      levels.push({ filter: level, name: null, before: '', after: '' });
      continue;
    }
    if (seen.has(name)) return { ok: false, reason: { code: 'placeholder-twice', placeholder: name, topic: text } };
    seen.add(name);
    levels.push({ filter: '+', name, before: parts[0] ?? '', after: parts[2] ?? '' });
  }
  const filter = levels.map((l) => l.filter).join('/');
  // Checked as written and not only as subscribed: `{device}+` would become `+`, and no topic could ever be of that shape.
  const wrong = checkFilter(levels.map((l) => (l.name === null ? l.filter : `${l.before}x${l.after}`)).join('/'));
  if (wrong !== null) return { ok: false, reason: { code: 'filter', topic: text, fault: wrong } };
  return { ok: true, template: { filter, read: (topic) => readLevels(levels, filter, topic) } };
}

interface LevelTest {
  readonly filter: string;
  readonly name: Placeholder | null;
  readonly before: string;
  readonly after: string;
}

function readLevels(levels: readonly LevelTest[], filter: string, topic: string): ReadonlyMap<Placeholder, string> | null {
  if (!matchTopic(filter, topic)) return null;
  const parts = topic.split('/');
  const values = new Map<Placeholder, string>();
  for (const [i, level] of levels.entries()) {
    if (level.name === null) continue;
    const part = parts[i] ?? '';
    const { before, after } = level;
    if (part.length <= before.length + after.length || !part.startsWith(before) || !part.endsWith(after)) return null;
    values.set(level.name, part.slice(before.length, part.length - after.length));
  }
  return values;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
