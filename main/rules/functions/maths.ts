import { toNumber } from '../convert.ts';
import { compare, fromDouble, isZero, type Numeric, negate, remainder, round, toDouble, toIndex } from '../exact.ts';
import { isNumber, type Value } from '../values.ts';
import { define, type FunctionGroup, type SqlFunction } from './function.ts';

const PLACES = 34;

/** Of one number, exactly. */
const exact = (compute: (a: Numeric) => Numeric | undefined): SqlFunction =>
  define(1, 1, ([value]) => {
    const number = toNumber(value);
    return number === undefined ? undefined : compute(number);
  });

/** Of one number, "with double precision"; what is imaginary or infinite is Undefined. */
const double = (compute: (a: number) => number): SqlFunction => exact((a) => fromDouble(compute(toDouble(a))));

const two = (compute: (a: Numeric, b: Numeric) => Numeric | undefined): SqlFunction =>
  define(2, 2, ([first, second]) => {
    const a = toNumber(first);
    const b = toNumber(second);
    return a === undefined || b === undefined ? undefined : compute(a, b);
  });

/** On the bits of two's complement, of any length. Numbers are cut to Ints. */
const bits = (a: Numeric): bigint => BigInt(typeof a === 'number' ? Math.trunc(a) : a.trunc().toFixed());
const fromBits = (value: bigint): Value => toNumber(value.toString());

const bitwise = (compute: (a: bigint, b: bigint) => bigint): SqlFunction =>
  define(2, 2, ([first, second]) => {
    const a = toNumber(first);
    const b = toNumber(second);
    return a === undefined || b === undefined ? undefined : fromBits(compute(bits(a), bits(b)));
  });

const sign = (a: Numeric): number => Math.sign(compare(a, 0));

export const maths: FunctionGroup = {
  abs: exact((a) => (compare(a, 0) < 0 ? negate(a) : a)),
  acos: double(Math.acos),
  asin: double(Math.asin),
  atan: double(Math.atan),
  atan2: two((y, x) => fromDouble(Math.atan2(toDouble(y), toDouble(x)))),
  bitand: bitwise((a, b) => a & b),
  bitor: bitwise((a, b) => a | b),
  bitxor: bitwise((a, b) => a ^ b),
  bitnot: define(1, 1, ([value]) => {
    const a = toNumber(value);
    return a === undefined ? undefined : fromBits(~bits(a));
  }),
  ceil: exact((a) => round(a, 'ceil')),
  cos: double(Math.cos),
  cosh: double(Math.cosh),
  exp: double(Math.exp),
  floor: exact((a) => round(a, 'floor')),
  ln: double(Math.log),
  log: double(Math.log10),
  mod: two(remainder),
  nanvl: define(2, 2, ([first, second]) => (first === undefined || first === null ? second : first)),
  power: two((a, b) => fromDouble(toDouble(a) ** toDouble(b))),
  rand: define(0, 0, (_args, { context }) => context.random()),
  remainder: two(remainder),
  round: exact((a) => round(a, 'half-away')),
  sign: exact(sign),
  sin: double(Math.sin),
  sinh: double(Math.sinh),
  sqrt: double(Math.sqrt),
  tan: double(Math.tan),
  tanh: double(Math.tanh),
  /** The places are a number proper: for them AWS's table has no Strings. */
  trunc: define(2, 2, ([value, places]) => {
    const a = toNumber(value);
    if (a === undefined || !isNumber(places)) return undefined;
    return isZero(a) ? 0 : round(a, 'down', Math.min(PLACES, Math.max(0, toIndex(places))));
  }),
};
