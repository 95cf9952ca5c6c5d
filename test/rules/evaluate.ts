import { check } from '../../main/rules/check.ts';
import type { Context } from '../../main/rules/context.ts';
import { compileRule } from '../../main/rules/evaluate.ts';
import { Message } from '../../main/rules/message.ts';
import { DEFAULT_SQL_VERSION, type SqlVersion } from '../../main/rules/version.ts';

export interface Given {
  readonly topic?: string;
  /** As it comes over the wire. */
  readonly payload?: string | Uint8Array;
  readonly context?: Partial<Context>;
  readonly version?: SqlVersion;
}

/** What an expression is, as JSON text; the empty text is Undefined. */
export function jsonOf(expression: string, given: Given = {}): string {
  const { topic = 'a/b', payload = '{}', context, version = DEFAULT_SQL_VERSION } = given;
  const checked = check(`SELECT VALUE (${expression}) FROM '#'`, version);
  if (!checked.ok) throw new Error(`${expression} is refused: ${JSON.stringify(checked.problem)}`);
  const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
  const outcome = compileRule(checked.statement, version).evaluate(new Message(topic, bytes), {
    now: 1_481_825_251_155,
    random: () => 0.5,
    ...context,
  });
  if (outcome.kind !== 'match' || outcome.output.kind !== 'made') throw new Error(`${expression}: ${outcome.kind}`);
  return outcome.output.text;
}
