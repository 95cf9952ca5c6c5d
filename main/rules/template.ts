import type { Expression } from './ast.ts';
import { Budget, Failure, type FailureReason } from './budget.ts';
import { checkExpression } from './check.ts';
import { compileExpression, type Run, type Scope } from './compile-expression.ts';
import type { Context } from './context.ts';
import { toText } from './convert.ts';
import type { Message } from './message.ts';
import { ExpressionParser } from './parse-expression.ts';
import { printExpression } from './print.ts';
import { type Problem, Refusal, refusable } from './problem.ts';
import type { Value } from './values.ts';
import { DEFAULT_SQL_VERSION, type SqlVersion } from './version.ts';

/** In one template. Each is read and filled by itself, and nothing else is done meanwhile. */
const MOST_EXPRESSIONS = 500;

/** `text` is what is sent; `missing` the expressions that were Undefined or Null, for which it has nothing. */
export type Filled =
  | { readonly ok: true; readonly text: string; readonly missing: readonly string[] }
  | { readonly ok: false; readonly reason: FailureReason };

/** A field of an action with `${expression}` in it. */
export interface Template {
  /** Whether it has an expression at all. */
  readonly isFixed: boolean;
  /**
   * @param message the original one: a template sees no alias
   * @param variables what SET made, of the outcome
   */
  fill(message: Message, context: Context, variables: readonly Value[]): Filled;
}

export type TemplateOutcome =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Reads a substitution template. A `$` without a brace stands for itself.
 * @param variables names that the rule's SET makes
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-substitution-templates.html
 */
export function compileTemplate(
  text: string,
  variables: readonly string[],
  version: SqlVersion = DEFAULT_SQL_VERSION,
): TemplateOutcome {
  const outcome = refusable(text, () => readParts(text, variables, version));
  return outcome.ok ? { ok: true, template: ofParts(outcome.value, version) } : outcome;
}

type Part = string | { readonly run: Run; readonly printed: string };

function readParts(text: string, variables: readonly string[], version: SqlVersion): readonly Part[] {
  const parts: Part[] = [];
  let expressions = 0;
  for (let at = 0; at < text.length; ) {
    const open = text.indexOf('${', at);
    if (open === -1) {
      parts.push(text.slice(at));
      break;
    }
    if (open > at) parts.push(text.slice(at, open));
    if (++expressions > MOST_EXPRESSIONS) throw new Refusal({ code: 'too-many', most: MOST_EXPRESSIONS }, open);
    const { expression, end } = new TemplateParser(text, open + 2).whole();
    checkExpression(expression, variables, version);
    parts.push({ run: compileExpression(expression, { variables, aliases: [null] }), printed: printExpression(expression) });
    at = end;
  }
  return parts;
}

class TemplateParser extends ExpressionParser {
  /** The expression up to the brace that closes it, and where that ends. */
  whole(): { readonly expression: Expression; readonly end: number } {
    const expression = this.expression();
    if (!this.isSymbol('}')) this.expected('template-end');
    return { expression, end: this.token.end };
  }
}

function ofParts(parts: readonly Part[], version: SqlVersion): Template {
  return {
    isFixed: parts.every((part) => typeof part === 'string'),
    fill(message, context, variables) {
      const scope: Scope = { message, context, version, budget: new Budget(), rows: [], variables: [...variables] };
      const missing: string[] = [];
      try {
        const texts = parts.map((part) => {
          if (typeof part === 'string') return part;
          const text = toText(part.run(scope), scope.budget);
          if (text === undefined) missing.push(part.printed);
          scope.budget.make(text?.length ?? 0);
          return text ?? '';
        });
        return { ok: true, text: texts.join(''), missing };
      } catch (error) {
        if (error instanceof Failure) return { ok: false, reason: error.reason };
        throw error;
      }
    },
  };
}
