import type { RulesWords } from '../words/rules.en.ts';
import type { Loss } from './aws-rule.ts';
import type { FailureReason } from './budget.ts';
import type { RuleProblem } from './check-rule.ts';
import type { Fault, Problem } from './problem.ts';
import type { WorkFault } from './render-action.ts';

/** "line 1, column 24: expected a topic filter in single quotes after FROM". */
export const explain = (problem: Problem, words: RulesWords): string =>
  words.at(problem.line, problem.column, explainFault(problem.fault, words));

/** The same without the position. */
export function explainFault(fault: Fault, words: RulesWords): string {
  switch (fault.code) {
    case 'expected':
      return fault.atEnd ? words.ended(words.expected[fault.expected]) : words.expected[fault.expected];
    case 'comment':
      return words.comment;
    case 'not-equal':
      return words.notEqual;
    case 'character':
      return words.character(visible(fault.character));
    case 'unterminated-string':
      return words.unterminated;
    case 'number':
      return words.number(fault.text);
    case 'filter':
      return words.filter[fault.fault];
    case 'variable-name':
      return words.variableName;
    case 'variable-twice':
      return words.variableTwice(fault.name);
    case 'variable-unset':
      return words.variableUnset(fault.name);
    case 'value-alone':
      return words.valueAlone;
    case 'function':
      return fault.like === null ? words.unknownFunction(fault.name) : words.unknownFunctionLike(fault.name, fault.like);
    case 'needs-aws':
      return words.needsAws(fault.name);
    case 'needs-version':
      return words.needsVersion(fault.what, fault.version);
    case 'version':
      return words.version(fault.version);
    case 'too-deep':
      return words.tooDeep(fault.most);
    case 'too-long':
      return words.tooLong(fault.most);
    case 'too-many':
      return words.tooManyExpressions(fault.most);
  }
}

/** Why an evaluation came to no end. */
export const explainFailure = (reason: FailureReason, words: RulesWords): string => words.failed[reason];

export const explainRuleProblem = ({ fault }: RuleProblem, words: RulesWords): string =>
  typeof fault === 'string' ? words.action[fault] : explain(fault, words);

/** "the rule "Wills", statement: line 1, column 24: …": why the settings are refused. */
export function explainInRule(name: string, problem: RuleProblem, words: RulesWords): string {
  const [, index, field = ''] = /^actions\.(\d+)\.(.*)$/.exec(problem.field) ?? [];
  const where =
    problem.field === 'sql'
      ? words.field.sql
      : index === undefined
        ? words.field.errorAction(problem.field.replace(/^errorAction\./, ''))
        : words.field.action(Number(index) + 1, field);
  return words.inRule(name, where, explainRuleProblem(problem, words));
}

/** Why an action cannot be done for a message; a sentence. */
export const explainWorkFault = (fault: WorkFault, words: RulesWords): string =>
  fault in words.failed
    ? words.failedSentence(words.failed[fault as FailureReason])
    : words.work[fault as keyof RulesWords['work']];

/** What could not be carried over between AWS and here. */
export const explainLoss = ({ code, what }: Loss, words: RulesWords): string => words.loss[code](what);

/** A character that a person can see: what is none by its number. */
const visible = (character: string): string =>
  /[\p{L}\p{N}\p{P}\p{S}]/u.test(character)
    ? character
    : `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
