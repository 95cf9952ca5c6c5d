import { Decimal } from 'decimal.js';

/** AWS promises 34 digits between 1E-999 and 9.99…E999; so does this. Halves of the last digit go to the even neighbour (IEEE 754 decimal128). */
export const Exact = Decimal.clone({
  defaults: true,
  precision: 34,
  rounding: Decimal.ROUND_HALF_EVEN,
  modulo: Decimal.ROUND_DOWN,
  minE: -999,
  maxE: 999,
  toExpNeg: -7,
  toExpPos: 34,
});

/**
 * A number of AWS IoT SQL. A plain `number` means the decimal that its shortest text says: 0.1 is a tenth, exactly.
 * What no double says that way is a `Decimal`. Whole ones are Ints.
 */
export type Numeric = number | Decimal;

const DIGITS = 34;
/** More characters than any number in range needs. */
const MOST_CHARACTERS = 2_100;

/** A result in its one form; undefined beyond the range. */
export function settle(value: Decimal): Numeric | undefined {
  if (!value.isFinite()) return undefined;
  const plain = value.toNumber();
  if (plain === 0) return value.isZero() ? 0 : value;
  return Number.isFinite(plain) && new Exact(plain).eq(value) ? plain : value;
}

/** A number as JSON or SQL write it, to 34 digits; undefined beyond the range. */
export function readNumber(text: string): Numeric | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  if (text.length < 16 && !/e/i.test(text)) return Number(text);
  return settle(new Exact(text).toSignificantDigits(DIGITS));
}

/** What a double computed; undefined for NaN and infinities. */
export const fromDouble = (value: number): Numeric | undefined => (Number.isFinite(value) ? value : undefined);

export function add(a: Numeric, b: Numeric): Numeric | undefined {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return settle(new Exact(a).plus(b));
}

export const subtract = (a: Numeric, b: Numeric): Numeric | undefined => add(a, negate(b));

export function multiply(a: Numeric, b: Numeric): Numeric | undefined {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product;
  }
  return settle(new Exact(a).times(b));
}

/** To 34 digits, also of two Ints; by zero: undefined. */
export function divide(a: Numeric, b: Numeric): Numeric | undefined {
  return new Exact(b).isZero() ? undefined : settle(new Exact(a).div(b));
}

/** With the sign of the dividend, as Java has it; by zero: undefined. Refuses quotients of more than 34 digits, whose remainder would be noise. */
export function remainder(a: Numeric, b: Numeric): Numeric | undefined {
  const divisor = new Exact(b);
  if (divisor.isZero()) return undefined;
  const dividend = new Exact(a);
  if (dividend.e - divisor.e > DIGITS) return undefined;
  return settle(dividend.mod(divisor));
}

export const negate = (a: Numeric): Numeric => (typeof a === 'number' ? 0 - a : a.neg());

/** Negative, zero or positive, as `a` is to `b`. */
export const compare = (a: Numeric, b: Numeric): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b || 0 : new Exact(a).cmp(b);

export const isWhole = (a: Numeric): boolean => (typeof a === 'number' ? Number.isInteger(a) : a.isInteger());
export const isZero = (a: Numeric): boolean => (typeof a === 'number' ? a === 0 : a.isZero());

type Rounding = 'down' | 'floor' | 'ceil' | 'half-away';

const roundings = {
  down: Decimal.ROUND_DOWN,
  floor: Decimal.ROUND_FLOOR,
  ceil: Decimal.ROUND_CEIL,
  'half-away': Decimal.ROUND_HALF_UP,
} as const;

/** To so many places behind the point. */
export function round(a: Numeric, how: Rounding, places = 0): Numeric {
  if (isWhole(a)) return a;
  return settle(new Exact(a).toDecimalPlaces(places, roundings[how])) ?? 0;
}

/** The place or count that an argument asks for, cut towards zero. Beyond what a double counts exactly it is only large. */
export function toIndex(a: Numeric): number {
  return Math.trunc(typeof a === 'number' ? a : a.toNumber());
}

export const toDouble = (a: Numeric): number => (typeof a === 'number' ? a : a.toNumber());

/** An Int in standard notation; a Decimal as Java writes it, in scientific notation below 1E-6. */
export function numberText(a: Numeric): string {
  if (typeof a === 'number' && (a === 0 || (Math.abs(a) >= 1e-6 && Math.abs(a) < 1e21))) return String(a);
  const exact = new Exact(a);
  return exact.isInteger() || exact.e >= -6 ? exact.toFixed() : exact.toExponential().replace('e', 'E');
}

/** As JSON has it: any other reader of JSON gets the same digits. */
export const numberJson = (a: Numeric): string => (a === 0 ? '0' : a.toString());
