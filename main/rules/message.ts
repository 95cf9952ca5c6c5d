import { Budget, Failure } from './budget.ts';
import { toBase64 } from './functions/base64.ts';
import { MAX_JSON_BYTES, NOTHING_WRITTEN, readJson, type WrittenJson, writeJson } from './json.ts';
import { basicIngest } from './topic-filter.ts';
import { isArray, isObject, type Value } from './values.ts';

const strict = new TextDecoder('utf-8', { fatal: true });

/** One PUBLISH for as many rules as it triggers: its payload is decoded and parsed once, and only when a rule asks. */
export class Message {
  /** As published. */
  readonly topic: string;
  /** What `topic()` says: without the prefix of Basic Ingest. */
  readonly shownTopic: string;
  /** The rule that Basic Ingest names, or null. */
  readonly forRule: string | null;
  readonly payload: Uint8Array;
  #json: Value | Failure = undefined;
  #isRead = false;
  #written: WrittenJson | null = null;
  #base64: string | null = null;

  constructor(topic: string, payload: Uint8Array) {
    const ingest = basicIngest(topic);
    this.topic = topic;
    this.shownTopic = ingest === null ? topic : ingest.rest;
    this.forRule = ingest === null ? null : ingest.rule;
    this.payload = payload;
  }

  /** The payload as JSON; Undefined when it is none. @throws Failure when it is too large or too deep */
  json(): Value {
    if (!this.#isRead) {
      this.#isRead = true;
      this.#json = readPayload(this.payload);
    }
    if (this.#json instanceof Failure) throw this.#json;
    return this.#json;
  }

  /** The payload's bytes, for `encode(*, 'base64')`. */
  base64(): string {
    this.#base64 ??= toBase64(this.payload);
    return this.#base64;
  }

  /** The objects and arrays at the top of the payload as JSON: many rules send them on, beside what they add. */
  written(): WrittenJson {
    // What nobody has read is in nobody's output.
    if (!this.#isRead || this.#json instanceof Failure) return NOTHING_WRITTEN;
    this.#written ??= writeMembers(this.#json);
    return this.#written;
  }
}

/** Each when it is first asked for. */
function writeMembers(root: Value): WrittenJson {
  const texts = new Map<Value, string | null>();
  if (isObject(root)) for (const value of Object.values(root)) if (isObject(value) || isArray(value)) texts.set(value, null);
  return {
    get(value) {
      const known = texts.get(value);
      if (known !== null) return known;
      // No larger than a payload may be, some escapes aside.
      const text = writeJson(value, Budget.unlimited());
      texts.set(value, text);
      return text;
    },
  };
}

function readPayload(payload: Uint8Array): Value | Failure {
  if (payload.length > MAX_JSON_BYTES) return new Failure('payload');
  try {
    return readJson(strict.decode(payload));
  } catch (error) {
    if (error instanceof Failure) return error;
    // Not UTF-8.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
