import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check } from '../../main/rules/check.ts';
import type { Context } from '../../main/rules/context.ts';
import { compileRule } from '../../main/rules/evaluate.ts';
import { Message } from '../../main/rules/message.ts';
import { DEFAULT_SQL_VERSION, type SqlVersion } from '../../main/rules/version.ts';

/** Cases of AWS's documentation, or derived from a rule of it. `payloadRaw` wins over `payload`. */
interface Case {
  readonly id: string;
  readonly sql: string;
  readonly sqlVersion?: SqlVersion;
  readonly topic?: string;
  readonly payload?: unknown;
  readonly payloadRaw?: string;
  readonly ctx?: Partial<Context>;
  readonly matches?: boolean;
  readonly output?: unknown;
  readonly tolerance?: number;
  readonly error?: true;
  /** 0-based. */
  readonly errorAt?: number;
  readonly source: string;
  readonly note?: string;
}

const cases = JSON.parse(readFileSync(join(import.meta.dirname, 'aws-iot-sql-cases.json'), 'utf8')) as readonly Case[];

function evaluate(one: Case) {
  const checked = check(one.sql, one.sqlVersion);
  if (!checked.ok) return checked.problem;
  const payload = new TextEncoder().encode(one.payloadRaw ?? JSON.stringify(one.payload));
  const context: Context = { now: 0, random: Math.random, ...one.ctx };
  const outcome = compileRule(checked.statement, one.sqlVersion ?? DEFAULT_SQL_VERSION).evaluate(
    new Message(one.topic ?? '', payload),
    context,
  );
  if (outcome.kind !== 'match') return outcome;
  const { output } = outcome;
  const text = output.kind === 'made' ? output.text : new TextDecoder().decode(output.payload);
  return { kind: 'match', output: JSON.parse(text) as unknown };
}

/** Both with their numbers cut to as many places as the tolerance has. */
function near(value: unknown, tolerance: number | undefined): unknown {
  const round = (_key: string, one: unknown): unknown =>
    typeof one === 'number' && tolerance !== undefined ? Math.round(one / tolerance) * tolerance : one;
  return JSON.parse(JSON.stringify(value), round) as unknown;
}

describe('AWS IoT SQL', () => {
  test.each(cases.map((one) => [one.id, one] as const))('%s', (_id, one) => {
    const found = evaluate(one);
    if (one.error) expect(found).toMatchObject({ fault: {}, offset: one.errorAt });
    else if (!one.matches) expect(found).toEqual({ kind: 'no-match' });
    else expect(near(found, one.tolerance)).toEqual(near({ kind: 'match', output: one.output }, one.tolerance));
  });

  test('has cases', () => expect(cases.length).toBeGreaterThan(200));
});
