import { useSettings } from '../settings/use-settings.ts';
import { Failed, useReason } from '../shared/failed.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import { isUnsavedId } from './drafts.ts';
import { RuleNotFound } from './rule-not-found.tsx';
import { RulePage } from './rule-page.tsx';
import { RulesPage } from './rules-page.tsx';

const TOPICS = ['rules', 'settings'] as const;

/** The list of rules, or the one that is written. `id` null: the list. What was done on one page is undone on the other. */
export function RulesPages({ id }: { readonly id: string | null }) {
  const { t } = useWords();
  const reason = useReason();
  const control = useSettings(reason, t.settings.transfer.imported);
  const status = useQuery('rules.status', {}, { topics: TOPICS });
  const { view, error } = control;
  if (!view) return error ? <Failed error={error} /> : <div className={shared.page} aria-busy="true" />;
  const part = { view, put: control.put, statuses: status.data ?? [] };
  const rule = id === null ? null : (view.settings.rules.find((one) => one.id === id) ?? null);
  if (id === null) return <RulesPage {...part} />;
  return rule !== null || isUnsavedId(id) ? <RulePage key={id} {...part} id={id} saved={rule} /> : <RuleNotFound />;
}
