import { toNumber } from '../convert.ts';
import { toIndex } from '../exact.ts';
import { isArray, isObject, memberOf, objectOf, type Value } from '../values.ts';
import { define, define2016, type FunctionGroup } from './function.ts';

/** From an Array or a String the one at a 0-based index (AWS's example of a String counts from 1; its text and its table do not). */
function get(from: Value, key: Value): Value {
  if (isObject(from)) return typeof key === 'string' ? memberOf(from, key) : undefined;
  const number = toNumber(key);
  const index = number === undefined ? -1 : toIndex(number);
  if (index < 0) return undefined;
  if (isArray(from)) return from[index];
  return typeof from === 'string' ? Array.from(from)[index] : undefined;
}

export const json: FunctionGroup = {
  get: define(2, 2, ([from, key], { budget }) => {
    if (typeof from === 'string') budget.step(1 + from.length / 64);
    return get(from, key);
  }),
  get_or_default: define2016(1, 2, ([value, otherwise]) => value ?? otherwise),
  isnull: define(1, 1, ([value]) => value === null),
  isundefined: define2016(1, 1, ([value]) => value === undefined),
  /** Each object of the array with the attributes of the object, which win. */
  transform: define2016(3, 3, ([mode, attributes, array], { budget }) => {
    if (mode !== 'enrichArray' || !isObject(attributes) || !isArray(array) || !array.every(isObject)) return undefined;
    const added = Object.entries(attributes);
    return array.map((one) => {
      const entries = [...Object.entries(one), ...added];
      budget.step(entries.length);
      budget.make(entries.length);
      return objectOf(entries);
    });
  }),
};
