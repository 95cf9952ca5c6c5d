import { useMemo } from 'react';
import type { Rule } from '../../main/contract/rules.ts';
import { navigate } from '../frame/router.ts';
import { ruleAddress } from '../frame/routes.ts';
import { cleanText } from '../shared/clean-text.ts';
import { useWords } from '../shared/words-context.tsx';
import { forgetDraft, freePlace, keepDraft } from './draft-store.ts';
import { idFor, newRule } from './drafts.ts';
import type { RulesPart } from './rules-part.ts';

/** What a person does with rules besides writing them. Each says what became of it, with a way back. */
export interface ListActs {
  readonly turn: (rule: Rule, enabled: boolean) => void;
  readonly move: (rule: Rule, by: -1 | 1) => void;
  readonly duplicate: (rule: Rule) => void;
  readonly remove: (rule: Rule) => void;
  /** Adds a rule and opens it. Resolves to `null`, or to why not. */
  readonly add: (rule: Omit<Rule, 'id'>, said: (name: string) => string) => Promise<string | null>;
  /** Opens the editor with a rule that is not saved. */
  readonly write: (rule: Omit<Rule, 'id'> | null) => void;
}

export function useListActs({ view, put }: Pick<RulesPart, 'view' | 'put'>): ListActs {
  const { t } = useWords();
  return useMemo(() => {
    const { settings } = view;
    const { rules } = settings;
    const set = (next: readonly Rule[], said: string): Promise<string | null> => put({ ...settings, rules: [...next] }, said);
    const shown = (name: string): string => cleanText(name, 60);
    const freeIdFor = (name: string): string =>
      idFor(
        name,
        rules.map(({ id }) => id),
      );
    return {
      turn: (rule, enabled) =>
        void set(
          rules.map((one) => (one.id === rule.id ? { ...one, enabled } : one)),
          enabled ? t.rules.switchedOn(shown(rule.name)) : t.rules.switchedOff(shown(rule.name)),
        ),
      move: (rule, by) => {
        const from = rules.findIndex(({ id }) => id === rule.id);
        const to = from + by;
        if (from === -1 || to < 0 || to >= rules.length) return;
        void set(rules.toSpliced(from, 1).toSpliced(to, 0, rule), t.rules.moved(shown(rule.name), to + 1));
      },
      duplicate: (rule) => {
        const at = rules.findIndex(({ id }) => id === rule.id);
        const name = t.rules.copyOf(rule.name).slice(0, 128);
        // Two that do the same to the same messages are hardly meant.
        const copy = { ...rule, id: freeIdFor(name), name, enabled: false };
        void set(rules.toSpliced(at + 1, 0, copy), t.rules.duplicated(shown(name)));
      },
      remove: (rule) =>
        void set(
          rules.filter(({ id }) => id !== rule.id),
          t.settings.removed(shown(rule.name)),
        ),
      add: async (rule, said) => {
        const id = freeIdFor(rule.name);
        const reason = await set([...rules, { ...rule, id }], said(shown(rule.name)));
        if (reason !== null) return reason;
        forgetDraft(id);
        navigate(ruleAddress(id));
        return reason;
      },
      write: (rule) => {
        const id = freePlace();
        if (rule !== null) keepDraft(id, { at: Date.now(), base: null, rule: { ...newRule(id), ...rule, id } });
        navigate(ruleAddress(id));
      },
    };
  }, [t, view, put]);
}
