import { useMemo } from 'react';
import { navigate } from '../frame/router.ts';
import { ruleAddress } from '../frame/routes.ts';
import { freePlace } from '../rules/draft-store.ts';
import { Given } from '../shared/device-name.tsx';
import { PlusIcon, RulesIcon } from '../shared/icons.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import type { Entry } from './use-entries.tsx';

const TOPICS = ['settings'] as const;
const RULES_SHOWN = 5;

/** Rules by their name, and a new one. Without anything typed only the latter. */
export function useRuleEntries(fits: (text: string) => boolean, isTyped: boolean): readonly Entry[] {
  const { t } = useWords();
  const settings = useQuery('settings.get', {}, { topics: TOPICS });
  const rules = settings.data?.settings.rules;
  return useMemo(() => {
    const found = isTyped ? (rules ?? []).filter(({ name }) => fits(name)).slice(0, RULES_SHOWN) : [];
    return [
      ...found.map(
        ({ id, name, enabled }): Entry => ({
          id: `rule ${id}`,
          group: 'rules',
          icon: <RulesIcon size={17} />,
          label: <Given text={name} max={60} />,
          text: name,
          aside: enabled ? t.rules.states.on : t.rules.states.off,
          run: () => navigate(ruleAddress(id)),
        }),
      ),
      ...[
        {
          id: 'new rule',
          group: 'actions' as const,
          icon: <PlusIcon size={17} />,
          label: t.rules.add,
          text: t.rules.add,
          run: () => navigate(ruleAddress(freePlace())),
        },
      ].filter(({ text }) => fits(text)),
    ];
  }, [t, rules, fits, isTyped]);
}
