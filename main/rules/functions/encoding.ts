import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { toText } from '../convert.ts';
import { readJson } from '../json.ts';
import type { Value } from '../values.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { type Call, define, define2016, type FunctionGroup, type SqlFunction } from './function.ts';
import { md2 } from './md2.ts';

const utf8 = new TextEncoder();
const text = new TextDecoder('utf-8');

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Of the UTF-8 of its argument as a String, in lower-case hexadecimal digits. */
const hash = (compute: (bytes: Uint8Array) => Uint8Array): SqlFunction =>
  define(1, 1, ([value], { budget }) => {
    const given = toText(value, budget);
    if (given === undefined) return undefined;
    budget.step(10 + given.length / 8);
    return hex(compute(utf8.encode(given)));
  });

const isBase64 = (scheme: Value): boolean => typeof scheme === 'string' && scheme.toLowerCase() === 'base64';

function spend({ length }: Uint8Array, { budget }: Call): void {
  budget.make((4 / 3) * length);
  budget.step(1 + length / 64);
}

/** `encode(*, 'base64')`: the payload's bytes as they came, be they JSON or not. */
export function encodePayload(scheme: Value, call: Call): Value {
  if (!isBase64(scheme)) return undefined;
  spend(call.message.payload, call);
  return call.message.base64();
}

function decode([value, scheme]: readonly Value[], { budget }: Call): Value {
  const given = toText(value, budget);
  if (given === undefined || !isBase64(scheme)) return undefined;
  budget.make(2 * given.length);
  budget.step(1 + given.length / 64);
  const bytes = fromBase64(given);
  if (bytes === null) return null;
  const decoded = text.decode(bytes);
  return readJson(decoded) ?? decoded;
}

export const encoding: FunctionGroup = {
  decode: define2016(2, 2, decode),
  encode: define2016(2, 2, ([value, scheme], call) => {
    const given = isBase64(scheme) ? toText(value, call.budget) : undefined;
    if (given === undefined) return undefined;
    const bytes = utf8.encode(given);
    spend(bytes, call);
    return toBase64(bytes);
  }),
  md2: hash(md2),
  md5: hash(md5),
  sha1: hash(sha1),
  sha224: hash(sha224),
  sha256: hash(sha256),
  sha384: hash(sha384),
  sha512: hash(sha512),
};
