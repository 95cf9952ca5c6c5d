/** Statements, payloads and bytes for properties. */
import fc from 'fast-check';
import type { BinaryOperator, CastType, Expression, Query, Select, SelectItem, Statement } from '../../main/rules/ast.ts';
import { Exact, negate, readNumber, settle } from '../../main/rules/exact.ts';
import { awsFunctions, functionNames } from '../../main/rules/functions/index.ts';

const at = 0;
/** Keys that payloads have too, that JavaScript has itself, that look like keywords or like digits. */
const KEYS = [
  'a',
  'b',
  'e',
  'value',
  'VALUE',
  'state',
  'reported',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'set',
  'exists',
  'Über',
  '$x',
];
const name = fc.constantFrom(...KEYS);
const property = fc.constantFrom(...KEYS, '0', '1e5', '5min', 'from', 'end', 'select');
const variable = fc.constantFrom('v', 'w', '1', '_');

/** Any text: lone surrogates, control characters, quotes; and texts that mean something to a function. */
export const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.array(fc.integer({ min: 0xd800, max: 0xdfff }), { maxLength: 3 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '',
    "it's",
    '"',
    '\u0024{a}',
    '-- x',
    '5E-12',
    '1E999',
    '-0.0',
    'true',
    'FALSE',
    'base64',
    'enrichArray',
    '/w==',
    'a',
    'b',
  ),
  fc.constantFrom('(a+)+$', '(?i)x', '(', '[', 'a{1000}', '(a|b)*c', '\\', '$1', '$9', '\u0024{x}', '\\d+'),
  fc.constantFrom(
    'yyyy-MM-dd HH:mm:ss VV',
    "dd 'of' MMMM",
    'yyyy.MM.dd G z',
    '[HH][mm]',
    'QQ',
    'Europe/Berlin',
    'Mars/Olympus',
    "'",
  ),
  fc.constantFrom('2020-04-03 09:45:18 UTC+01:00', '18 December 2015', '99999999999999999999'),
);

const literalNumber = fc
  .oneof(
    fc.nat().map(String),
    fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 34n }), fc.integer({ min: -999, max: 900 })).map(([digits, e]) => `${digits}e${e}`),
    fc.constantFrom('0', '0.1', '1e21', '9007199254740993', '1E-999', '123456789.987654321987654321'),
  )
  .map((digits) => readNumber(digits) ?? 0);

const number = fc.tuple(literalNumber, fc.boolean()).map(([value, minus]) => (minus ? negate(value) : value));

const BINARY: readonly BinaryOperator[] = ['or', 'and', '=', '<>', '<', '<=', '>', '>=', 'in', '+', '-', '*', '/', '%'];
const CASTS: readonly CastType[] = ['string', 'int', 'decimal', 'double', 'boolean'];
const called = fc.constantFrom(...functionNames.filter((one) => !awsFunctions.has(one)), 'nothing');

export const { expression, query } = fc.letrec<{
  expression: Expression;
  select: Select;
  query: Query;
  where: Expression | null;
}>((tie) => {
  const some = tie('expression') as fc.Arbitrary<Expression>;
  const select = tie('select') as fc.Arbitrary<Select>;
  const leaf = fc.oneof(
    fc.record({
      kind: fc.constant('literal' as const),
      value: fc.oneof(fc.constant(null), fc.boolean(), text, number),
      at: fc.constant(at),
    }),
    fc.record({ kind: fc.constant('name' as const), name, at: fc.constant(at) }),
    fc.record({ kind: fc.constant('variable' as const), name: variable, at: fc.constant(at) }),
    fc.constant<Expression>({ kind: 'star', at }),
  );
  const items = (most: number) => fc.array(some, { maxLength: most });
  const branch = fc.record({ when: some, result: some });
  const tree = fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({ kind: fc.constant('member' as const), of: some, name: property, at: fc.constant(at) }),
    fc.record({ kind: fc.constant('call' as const), name: called, args: items(3), at: fc.constant(at) }),
    fc.record({ kind: fc.constant('cast' as const), value: some, type: fc.constantFrom(...CASTS), at: fc.constant(at) }),
    fc.record({
      kind: fc.constant('unary' as const),
      operator: fc.constantFrom('not' as const, '-' as const),
      operand: some,
      at: fc.constant(at),
    }),
    fc.record({
      kind: fc.constant('binary' as const),
      operator: fc.constantFrom(...BINARY),
      left: some,
      right: some,
      at: fc.constant(at),
    }),
    fc.record({
      kind: fc.constant('case' as const),
      subject: some,
      branches: fc.array(branch, { minLength: 1, maxLength: 2 }),
      otherwise: fc.option(some),
      at: fc.constant(at),
    }),
    fc.record({ kind: fc.constant('array' as const), items: items(4), at: fc.constant(at) }),
    fc.record({
      kind: fc.constant('object' as const),
      entries: fc.array(fc.record({ key: fc.oneof(text, name), value: some }), { maxLength: 3 }),
      at: fc.constant(at),
    }),
    tie('query') as fc.Arbitrary<Expression>,
  ) as fc.Arbitrary<Expression>;
  const item: fc.Arbitrary<SelectItem> = fc.record({
    value: some,
    alias: fc.option(fc.tuple(name, fc.array(property, { maxLength: 2 })).map(([first, rest]) => [first, ...rest])),
  });
  return {
    expression: tree,
    where: fc.option(some),
    select: fc.oneof(
      fc.record({ asValue: fc.constant(false), items: fc.array(item, { minLength: 1, maxLength: 3 }) }),
      some.map((value) => ({ asValue: true, items: [{ value, alias: null }] })),
    ),
    query: fc.record({
      kind: fc.constantFrom('query' as const, 'exists' as const),
      select,
      // A topic in quotes is refused there.
      source: some.filter((from) => !(from.kind === 'literal' && typeof from.value === 'string')),
      alias: fc.option(name),
      where: fc.option(some),
      at: fc.constant(at),
    }),
  };
});

const { select, where } = (() => {
  const items = fc.array(fc.record({ value: expression, alias: fc.option(name.map((one) => [one])) }), {
    minLength: 1,
    maxLength: 4,
  });
  return {
    select: fc.oneof(
      items.map((all): Select => ({ asValue: false, items: all })),
      expression.map((value): Select => ({ asValue: true, items: [{ value, alias: null }] })),
    ),
    where: fc.option(expression),
  };
})();

export const statement: fc.Arbitrary<Statement> = fc
  .record({
    names: fc.uniqueArray(variable, { maxLength: 4 }),
    values: fc.array(expression, { minLength: 4, maxLength: 4 }),
    select,
    filter: fc.constantFrom('a', '#', '+/b', "it's/+", '$aws/#'),
    where,
  })
  .map(({ names, values, select: chosen, filter, where: condition }) => ({
    variables: names.map((one, i) => ({ name: one, value: values[i] ?? { kind: 'star', at }, at })),
    select: chosen,
    filter,
    where: condition,
  }));

/** The tree without positions, numbers as they would be settled. */
export function bare(node: unknown): unknown {
  return JSON.parse(
    JSON.stringify(node, (key, value: unknown) => {
      if (key === 'at') return undefined;
      return typeof value === 'number' ? `number ${value}` : value;
    }),
  );
}

const jsonText = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc
    .record({ a: number.map((n) => n.toString()), b: fc.array(fc.nat(), { maxLength: 5 }) })
    .map(({ a, b }) => `{"a":${a},"b":[${b}],"e":[{"a":1},{"a":2}]}`),
  fc.constantFrom(
    '{"a":1e5000}',
    `${'['.repeat(150)}${']'.repeat(150)}`,
    '{"__proto__":{"a":1},"a":"\\ud800"}',
    `{"a":${'9'.repeat(5000)}}`,
  ),
  fc
    .integer({ min: 1, max: 3000 })
    .map((n) => `{"a":[${Array.from({ length: n }, (_, i) => `{"a":${i}}`)}],"b":"${'ab'.repeat(n)}"}`),
);

/** Payloads: JSON, text, any bytes. */
export const payload: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: jsonText.map((json) => new TextEncoder().encode(json)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }).map((one) => new TextEncoder().encode(one)) },
);

export const exactNumber = fc
  .tuple(fc.bigInt({ min: -(10n ** 34n), max: 10n ** 34n }), fc.integer({ min: -60, max: 20 }))
  .map(([digits, e]) => settle(new Exact(`${digits}e${e}`)) ?? 0);
