import type { PayloadTest } from '../contract/settings.ts';

/** Larger payloads are not parsed as JSON: presence messages are small, and a watcher must not be slowed down by others. */
const JSON_LIMIT_BYTES = 262_144;

/** As long as a topic may be. Longer ids are no names, and would be kept once per device. */
const ID_LIMIT = 65_535;

const strict = new TextDecoder('utf-8', { fatal: true });
const lenient = new TextDecoder('utf-8');

/** A payload read once, by as many tests as ask. */
export interface Payload {
  readonly bytes: Uint8Array;
  /** Trimmed text, or null when the bytes are not UTF-8. */
  text(): string | null;
  /** The parsed JSON, or undefined when it is none or larger than 256 KB. */
  json(): unknown;
}

export function openPayload(bytes: Uint8Array): Payload {
  let text: string | null | undefined;
  let json: unknown;
  let parsed = false;
  const readText = (): string | null => {
    if (text === undefined) {
      try {
        text = strict.decode(bytes).trim();
      } catch {
        text = null;
      }
    }
    return text;
  };
  return {
    bytes,
    text: readText,
    json: () => {
      if (!parsed) {
        parsed = true;
        const source = bytes.length <= JSON_LIMIT_BYTES ? readText() : null;
        try {
          json = source === null || source === '' ? undefined : parseJson(source);
        } catch {
          json = undefined;
        }
      }
      return json;
    },
  };
}

/** JSON, with whole numbers that a double cannot hold as text: two serial numbers of 20 digits must stay two. */
function parseJson(source: string): unknown {
  if (!/\d{16}/.test(source)) return JSON.parse(source);
  const keepDigits = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '') ? context?.source : value;
  return JSON.parse(source, keepDigits);
}

/**
 * The value at a dotted path (`state.reported.client_id`, `list.0`; a leading `$.` is accepted). Own properties only.
 * @returns undefined where there is none
 */
export function at(value: unknown, path: string): unknown {
  let here = value;
  for (const step of path.replace(/^\$(\.|$)/, '').split('.')) {
    if (step === '') continue;
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string, unknown>)[step];
  }
  return here;
}

/** A value as trimmed text: strings, numbers, Booleans and null; null for anything else. */
function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? String(value) : null;
}

/** The value at a path as text: strings, numbers and Booleans; null for anything else, and for an empty string. */
export function textAt(value: unknown, path: string): string | null {
  const found = at(value, path);
  return found === null ? null : scalarText(found) || null;
}

/** The id of a device at a path; null when there is none, or when it is longer than a topic may be. Half a character becomes U+FFFD: ids go into addresses. */
export function idAt(value: unknown, path: string): string | null {
  const id = textAt(value, path);
  return id !== null && id.length <= ID_LIMIT ? id.toWellFormed() : null;
}

/** Whether a payload passes a test: equal as trimmed text in any case. In JSON, an empty text and null can be tested for too. */
export function passes(test: PayloadTest, payload: Payload): boolean {
  const found = test.kind === 'text' ? payload.text() : scalarText(at(payload.json(), test.path));
  const wanted = test.kind === 'text' ? test.text : test.equals;
  return found !== null && found.toLowerCase() === wanted.trim().toLowerCase();
}

/** The first line of a payload for a list: at most `limit` characters, control characters as spaces, invalid bytes as U+FFFD. */
export function firstLine(bytes: Uint8Array, limit = 120): string {
  const text = lenient.decode(bytes.subarray(0, limit * 8)).trim();
  const line = (text.split(/[\r\n]/, 1)[0] ?? '').replace(/\p{Cc}/gu, ' ').trim();
  const chars = [...line];
  return chars.length > limit ? `${chars.slice(0, limit - 1).join('')}…` : line;
}
