import { jsonFaultAt } from './json-fault.ts';

/** What a person wrote into the field for filters: one a line, without the spaces around it, each once. */
export function linesOf(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return [...new Set(lines)].filter((line) => line !== '');
}

/** Whether a filter leaves nothing out: `#`, `+/#`, `/#` and the like. */
export function isWide(filter: string): boolean {
  const levels = filter.split('/');
  return levels.at(-1) === '#' && levels.every((level) => level === '+' || level === '#' || level === '');
}

export type JsonState =
  | { readonly kind: 'none' }
  | { readonly kind: 'good' }
  /** Counted from 1. */
  | { readonly kind: 'bad'; readonly line: number; readonly column: number };

/** Whether a text that looks like JSON is some. */
export function jsonState(text: string): JsonState {
  if (!/^\s*[[{]/.test(text)) return { kind: 'none' };
  const fault = jsonFaultAt(text);
  if (fault === null) return { kind: 'good' };
  const before = text.slice(0, fault).split('\n');
  return { kind: 'bad', line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** The same JSON on lines of its own; the text itself where that would change more than spaces. */
export function formatJson(text: string): string {
  try {
    // What a double cannot hold would come out as another number.
    if (/\d{16}/.test(text)) return text;
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The address of the live page that listens to these topics of a broker. */
export function liveAddress(connectionId: string, topics: readonly string[]): string {
  const query = new URLSearchParams({ broker: connectionId.toWellFormed() });
  for (const topic of topics) query.append('topic', topic.toWellFormed());
  return `/live?${query}`;
}
