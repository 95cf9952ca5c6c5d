import type { CheckedInput } from '../contract/requests.ts';
import type { RuleAnswers } from '../contract/rule-requests.ts';
import type { Settings } from '../contract/settings.ts';
import type { History } from '../history/port.ts';
import { recipeRule } from '../rules/recipe-rule.ts';
import { checkMail } from '../settings/check-mail.ts';
import type { RulesWords } from '../words/rules.en.ts';
import type { Exports } from './exports.ts';
import type { Clock } from './ports.ts';
import type { RuleBench } from './rule-bench.ts';
import type { Rules } from './rules.ts';

export interface RuleDeskParts {
  readonly history: History;
  readonly clock: Clock;
  readonly settings: () => Settings;
  readonly words: () => RulesWords;
  readonly rules: Rules;
  readonly exports: Pick<Exports, 'ofText'>;
}

type RuleHandlers = { readonly [N in keyof RuleAnswers]: (input: CheckedInput<N>) => RuleAnswers[N] | Promise<RuleAnswers[N]> };

/** Answers what the window asks about rules: how they do, and through `RuleBench` what they would do. */
export class RuleDesk {
  readonly #parts: RuleDeskParts;
  readonly handlers: RuleHandlers;
  #bench: Promise<RuleBench> | null = null;

  constructor(parts: RuleDeskParts) {
    this.#parts = parts;
    const { words, rules } = parts;
    this.handlers = {
      'rules.status': () => rules.status(),
      'rules.runs': async ({ ruleId, beforeId, limit }) => {
        const rows = await rules.runs(ruleId, beforeId, limit + 1);
        return { rows: rows.slice(0, limit), more: rows.length > limit };
      },
      'rules.check': async ({ rule }) => (await this.#openBench()).check(rule),
      'rules.recorded': async (query) => (await this.#openBench()).recorded(query),
      'rules.try': async (input) => (await this.#openBench()).try(input),
      'rules.send': async (input) => (await this.#openBench()).send(input),
      'rules.language': async () => (await this.#openBench()).language(),
      'rules.templates': () => [{ id: 'recipe', rule: recipeRule(words()) }],
      'rules.importAws': async ({ text }) => (await this.#openBench()).importAws(text),
      'rules.exportAws': async ({ rule }) => (await this.#openBench()).exportAws(rule),
      'rules.saveAws': async ({ rule }) => (await this.#openBench()).saveAws(rule),
      'rules.retry': ({ ruleId, runId }) => ({ changed: rules.retry(ruleId, runId) }),
      'rules.dropWaiting': ({ ruleId, runId }) => ({ changed: rules.dropWaiting(ruleId, runId) }),
      'mail.test': async ({ mail, to, password }) => {
        const wrong = checkMail(mail, words()) ?? (await rules.testMail(mail, to, password));
        return wrong === null ? { ok: true } : { ok: false, reason: wrong };
      },
    };
  }

  #openBench(): Promise<RuleBench> {
    this.#bench ??= import('./rule-bench.ts').then(({ RuleBench }) => new RuleBench(this.#parts));
    return this.#bench;
  }
}
