/** Deeper JSON is shown as text: no person reads it as a tree, and it is made to hurt. */
const DEPTH_MAX = 500;

export function bytesOf(base64: string): Uint8Array {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

export interface DecodedText {
  readonly text: string;
  /** Whether every byte belongs to valid UTF-8. */
  readonly valid: boolean;
}

/** @param cut the payload goes on beyond these bytes: a character may be torn at the end, which is no fault of the device */
export function textOf(bytes: Uint8Array, cut: boolean): DecodedText {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut }), valid: true };
  } catch {
    return { text: new TextDecoder('utf-8').decode(bytes), valid: false };
  }
}

/** A number as it was written: `JSON.parse` would round 12345678901234567890 without a word. */
export class WrittenNumber {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

export type Json = null | boolean | string | WrittenNumber | readonly Json[] | JsonObject;
/** An object as its entries: a key such as `__proto__` is then only a word. */
export class JsonObject {
  readonly entries: readonly (readonly [key: string, value: Json])[];
  constructor(entries: readonly (readonly [string, Json])[]) {
    this.entries = entries;
  }
}

/** Parses JSON, or says that it is none. A bare word or number is text for a person, not a tree. */
export function jsonOf(text: string): Json | undefined {
  const start = text.trimStart()[0];
  if (start !== '{' && start !== '[') return undefined;
  if (nesting(text) > DEPTH_MAX) return undefined;
  try {
    const parsed: unknown = JSON.parse(text, function revive(
      this: unknown,
      _key: string,
      value: unknown,
      context?: { readonly source?: string },
    ) {
      return typeof value === 'number' ? new WrittenNumber(context?.source ?? String(value)) : value;
    } as (this: unknown, key: string, value: unknown) => unknown);
    return wrap(parsed);
  } catch {
    return undefined;
  }
}

/** How deep the brackets go, at most; brackets in strings count too, which only makes the answer too careful. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}

function wrap(value: unknown): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || value instanceof WrittenNumber) return value;
  if (Array.isArray(value)) return value.map(wrap);
  if (typeof value === 'object') return new JsonObject(Object.entries(value).map(([key, inner]) => [key, wrap(inner)]));
  return String(value);
}

/** The dotted path of a value, as watches and rules write it. */
export function pathOf(parts: readonly string[]): string {
  return parts.join('.');
}

export interface HexLine {
  readonly offset: string;
  readonly hex: string;
  readonly text: string;
}

export function hexLines(bytes: Uint8Array, from: number, count: number): readonly HexLine[] {
  const lines: HexLine[] = [];
  for (let at = from * 16; at < bytes.length && lines.length < count; at += 16) {
    const part = bytes.subarray(at, at + 16);
    const pairs = Array.from(part, (byte) => byte.toString(16).padStart(2, '0'));
    lines.push({
      offset: at.toString(16).padStart(6, '0'),
      hex: `${pairs.slice(0, 8).join(' ')}  ${pairs.slice(8).join(' ')}`.trimEnd(),
      text: Array.from(part, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join(''),
    });
  }
  return lines;
}
