import { type Budget, Failure } from './budget.ts';
import { compare, type Numeric, numberText, readNumber } from './exact.ts';
import { MAX_DEPTH, writeJson } from './json.ts';
import { isArray, isNumber, isObject, type Value } from './values.ts';

const NUMERIC = /^-?\d+(?:\.\d+)?(?:[eE]-?\d+)?$/;

/** "To Decimal", without Null: a number, or a String that spells one; else Undefined. */
export function toNumber(value: Value): Numeric | undefined {
  if (isNumber(value)) return value;
  return typeof value === 'string' && NUMERIC.test(value) ? readNumber(value) : undefined;
}

/** "To Boolean": a Boolean, or a String that says true or false in any case; else Undefined. */
export function toBoolean(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' || value.length > 5) return undefined;
  const word = value.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

/** "To String": Arrays and Objects as JSON; Null and Undefined have none. */
export function toText(value: Value, budget: Budget): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'boolean') return String(value);
  return isNumber(value) ? numberText(value) : writeJson(value, budget);
}

/** Whether two values are the same, as `=` means it: no conversion, arrays in order, objects in any. Undefined is the same as Undefined here. */
export function same(a: Value, b: Value, budget: Budget, depth = 0): boolean {
  budget.step();
  if (isNumber(a)) return isNumber(b) && compare(a, b) === 0;
  if (a === b) return true;
  if (depth > 2 * MAX_DEPTH) throw new Failure('depth');
  if (isArray(a)) return isArray(b) && a.length === b.length && a.every((one, i) => same(one, b[i], budget, depth + 1));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key], budget, depth + 1))
  );
}
