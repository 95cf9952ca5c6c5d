import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { VocabularyView } from '../../main/contract/rule-requests.ts';
import { type Json, JsonObject } from '../device/payload.ts';

/** What can be offered while a statement is written. */
export interface Offered {
  readonly vocabulary: VocabularyView;
  /** A payload of which keys are offered: that of the test bench. */
  readonly payload: Json | undefined;
  /** How many arguments a function takes, in words. */
  readonly argumentsOf: (least: number, most: number | null) => string;
}

const PATH = /(?:[\p{L}_$][\p{L}\p{N}_$]*\.)*[\p{L}\p{N}_$]*$/u;
const MOST_KEYS = 200;
const NAME = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

/**
 * What may stand at a place.
 * @param before the text up to there
 * @returns the offset in it where what is replaced begins, and what is offered; null where nothing is
 */
export function offersAt(
  before: string,
  offered: Offered,
): { readonly from: number; readonly options: readonly Completion[] } | null {
  const path = PATH.exec(before)?.[0] ?? '';
  const steps = path.split('.');
  const typed = steps.pop() ?? '';
  const from = before.length - typed.length;
  // Behind a number's point, or a name that begins with a digit.
  if (/[\p{N}@.]$/u.test(before.slice(0, before.length - path.length))) return null;
  const keys = keysOf(steps, offered.payload);
  if (steps.length > 0) return keys.length === 0 ? null : { from, options: keys };
  return { from, options: [...keys, ...wordsOf(offered)] };
}

function wordsOf({ vocabulary, argumentsOf }: Offered): readonly Completion[] {
  return [
    ...vocabulary.keywords.map((label) => ({ label, type: 'keyword' })),
    ...vocabulary.functions.map(
      ({ name, least, most }): Completion => ({
        label: `${name}()`,
        type: 'function',
        detail: argumentsOf(least, most),
        apply: (view, _completion, start, end) => {
          const caret = start + name.length + (most === 0 ? 2 : 1);
          view.dispatch({ changes: { from: start, to: end, insert: `${name}()` }, selection: { anchor: caret } });
        },
      }),
    ),
  ];
}

function keysOf(steps: readonly string[], payload: Json | undefined): readonly Completion[] {
  let at = payload;
  for (const step of steps) at = at instanceof JsonObject ? at.entries.find(([key]) => key === step)?.[1] : undefined;
  if (!(at instanceof JsonObject)) return [];
  return at.entries
    .filter(([key]) => NAME.test(key) && key.length <= 100)
    .slice(0, MOST_KEYS)
    .map(([label]) => ({ label, type: 'property', boost: 50 }));
}

/** Whether an expression is being written there: in a template only behind `${`. */
export function isInExpression(before: string): boolean {
  return before.lastIndexOf('${') > before.lastIndexOf('}');
}

/** Offers where the person asked, or where a word or a dot was typed; never within a text in quotes. */
export function completeSql(context: CompletionContext, offered: Offered, template: boolean): CompletionResult | null {
  const before = context.state.sliceDoc(0, context.pos);
  if (template && !isInExpression(before)) return null;
  if (context.tokenBefore(['string']) !== null) return null;
  if (!context.explicit && !/[\p{L}_$.]$/u.test(before)) return null;
  const found = offersAt(before, offered);
  if (found === null || found.options.length === 0) return null;
  return { from: found.from, options: found.options, validFor: /^[\p{L}\p{N}_$]*$/u };
}
