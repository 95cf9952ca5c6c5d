import type { Decimal } from 'decimal.js';
import { Exact, isWhole, type Numeric } from './exact.ts';

/** A value of AWS IoT SQL; `undefined` is Undefined. Objects have only their own keys, whatever JavaScript's would inherit. */
export type Value = undefined | null | boolean | string | Numeric | readonly Value[] | ValueObject;
export interface ValueObject {
  readonly [key: string]: Value;
}

export type TypeName = 'Undefined' | 'Null' | 'Boolean' | 'String' | 'Int' | 'Decimal' | 'Array' | 'Object';

/** By its constructor, which no JSON can name: half the time of `instanceof`, and this is asked at every key. */
export const isDecimal = (value: Value): value is Decimal =>
  typeof value === 'object' && value !== null && (value as { readonly constructor: unknown }).constructor === Exact;
export const isArray = (value: Value): value is readonly Value[] => Array.isArray(value);
export const isNumber = (value: Value): value is Numeric => typeof value === 'number' || isDecimal(value);
export const isObject = (value: Value): value is ValueObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isDecimal(value);

export function typeOf(value: Value): TypeName {
  if (value === undefined) return 'Undefined';
  if (value === null) return 'Null';
  if (typeof value === 'boolean') return 'Boolean';
  if (typeof value === 'string') return 'String';
  if (isNumber(value)) return isWhole(value) ? 'Int' : 'Decimal';
  return isArray(value) ? 'Array' : 'Object';
}

/** The value of a key of an object; Undefined for anything else. */
export function memberOf(value: Value, key: string): Value {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** What has nothing inherited. As fast as a literal, which `Object.create(null)` is not: V8 keeps that as a hash table. */
class Bare {
  [key: string]: Value;
}
Object.setPrototypeOf(Bare.prototype, null);
Reflect.deleteProperty(Bare.prototype, 'constructor');

export const emptyObject = (): Record<string, Value> => new Bare();

/** An object that has exactly the given keys, `__proto__` among them when it is given. Undefined values are left out; a later key wins. */
export function objectOf(entries: Iterable<readonly [string, Value]>): ValueObject {
  const object = emptyObject();
  for (const [key, value] of entries) if (value !== undefined) object[key] = value;
  return object;
}
