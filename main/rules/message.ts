import { Failure } from './budget.ts';
import { MAX_JSON_BYTES, readJson } from './json.ts';
import { basicIngest } from './topic-filter.ts';
import type { Value } from './values.ts';

/** One PUBLISH for as many rules as it triggers: its payload is decoded and parsed once, and only when a rule asks. */
export interface Message {
  /** As published. */
  readonly topic: string;
  /** What `topic()` says: without the prefix of Basic Ingest. */
  readonly shownTopic: string;
  /** The rule that Basic Ingest names, or null. */
  readonly forRule: string | null;
  readonly payload: Uint8Array;
  /** The payload as JSON; Undefined when it is none. @throws Failure when it is too large or too deep */
  json(): Value;
}

const strict = new TextDecoder('utf-8', { fatal: true });

export function openMessage(topic: string, payload: Uint8Array): Message {
  const ingest = basicIngest(topic);
  let json: Value | Failure;
  let read = false;
  return {
    topic,
    shownTopic: ingest?.rest ?? topic,
    forRule: ingest?.rule ?? null,
    payload,
    json() {
      if (!read) {
        read = true;
        json = readPayload(payload);
      }
      if (json instanceof Failure) throw json;
      return json;
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
