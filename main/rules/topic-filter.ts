import type { FilterFault } from './problem.ts';

/**
 * What is wrong with the filter of a FROM clause, or null.
 * @see MQTT 3.1.1, 1.5.3, 4.7.1, 4.7.3
 */
export function faultOfFilter(filter: string): FilterFault | null {
  if (filter === '') return 'empty';
  if (!filter.isWellFormed()) return 'half-character';
  if (filter.includes('\0')) return 'nul';
  if (filter.length > 65_535) return 'too-long';
  if (filter.startsWith('$share/')) return 'shared';
  const levels = filter.split('/');
  if (levels.some((level, i) => level.includes('#') && (level !== '#' || i < levels.length - 1))) return 'hash';
  return levels.some((level) => level.includes('+') && level !== '+') ? 'plus' : null;
}

/**
 * A test whether a topic is meant by a filter, as AWS IoT means it: `sensor/#` does not match `sensor`, and no wildcard matches a first
 * level that begins with `$`.
 */
export function compileFilter(filter: string): (topic: string) => boolean {
  if (!/[+#]/.test(filter)) return (topic) => topic === filter;
  const levels = filter.split('/');
  const open = levels.at(-1) === '#';
  const fixed = open ? levels.slice(0, -1) : levels;
  const dollar = filter.startsWith('$');
  // Without taking the topic apart: a thousand rules may look at one.
  return (topic) => {
    if (!dollar && topic.startsWith('$')) return false;
    let at = 0;
    for (const level of fixed) {
      const slash = topic.indexOf('/', at);
      const end = slash === -1 ? topic.length : slash;
      if (at > end || (level !== '+' && (level.length !== end - at || !topic.startsWith(level, at)))) return false;
      at = end + 1;
    }
    return open ? at <= topic.length : at > topic.length;
  };
}

/** A topic of Basic Ingest, `$aws/rules/<rule>/<rest>`, which triggers that rule directly; null for any other. */
export function basicIngest(topic: string): { readonly rule: string; readonly rest: string } | null {
  if (!topic.startsWith('$aws/rules/')) return null;
  const parts = /^\$aws\/rules\/([^/]+)(?:\/(.*))?$/s.exec(topic);
  return parts === null ? null : { rule: parts[1] ?? '', rest: parts[2] ?? '' };
}
