import type { BinaryOperator } from './ast.ts';
import type { Budget } from './budget.ts';
import { same, toBoolean, toNumber, toText } from './convert.ts';
import { add, compare, divide, multiply, type Numeric, negate, remainder, subtract } from './exact.ts';
import { isArray, isNumber, type Value } from './values.ts';

/** What an operator makes of its operands; Undefined for operands that are none of its. */
export type Operator = (left: Value, right: Value, budget: Budget) => Value;

export function not(value: Value): Value {
  const known = toBoolean(value);
  return known === undefined ? undefined : !known;
}

export function minus(value: Value): Value {
  const number = toNumber(value);
  return number === undefined ? undefined : negate(number);
}

/** Converts numeric Strings. */
const arithmetic =
  (compute: (a: Numeric, b: Numeric) => Value): Operator =>
  (left, right) => {
    const a = toNumber(left);
    const b = toNumber(right);
    return a === undefined || b === undefined ? undefined : compute(a, b);
  };

/** Converts nothing: different types are different. */
const equality =
  (wanted: boolean): Operator =>
  (left, right, budget) =>
    left === undefined || right === undefined ? undefined : same(left, right, budget) === wanted;

/** AND wants two Booleans, whatever they are; OR is content with one that is true. */
const and: Operator = (left, right) => {
  const a = toBoolean(left);
  const b = toBoolean(right);
  return a === undefined || b === undefined ? undefined : a && b;
};

const or: Operator = (left, right) => {
  const a = toBoolean(left);
  const b = toBoolean(right);
  if (a === true || b === true) return true;
  return a === undefined || b === undefined ? undefined : false;
};

/** Adds numbers, and joins when a side is a String: a numeric String is no number here. */
const plus: Operator = (left, right, budget) => {
  if (isNumber(left) && isNumber(right)) return add(left, right);
  if (typeof left !== 'string' && typeof right !== 'string') return undefined;
  const a = toText(left, budget);
  const b = toText(right, budget);
  if (a === undefined || b === undefined) return undefined;
  budget.make(a.length + b.length);
  return a + b;
};

const within: Operator = (left, right, budget) =>
  left === undefined || !isArray(right) ? undefined : right.some((one) => same(left, one, budget));

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-operators.html */
export const operators: Readonly<Record<BinaryOperator, Operator>> = {
  or,
  and,
  '=': equality(true),
  '<>': equality(false),
  '<': arithmetic((a, b) => compare(a, b) < 0),
  '<=': arithmetic((a, b) => compare(a, b) <= 0),
  '>': arithmetic((a, b) => compare(a, b) > 0),
  '>=': arithmetic((a, b) => compare(a, b) >= 0),
  in: within,
  '+': plus,
  '-': arithmetic(subtract),
  '*': arithmetic(multiply),
  '/': arithmetic(divide),
  '%': arithmetic(remainder),
};
