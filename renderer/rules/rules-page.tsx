import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import type { Rule } from '../../main/contract/rules.ts';
import { navigate } from '../frame/router.ts';
import { ruleAddress } from '../frame/routes.ts';
import { Given } from '../shared/device-name.tsx';
import { Empty } from '../shared/empty.tsx';
import { ImportIcon, PlusIcon, RulesIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import { draftIds, forgetDraft, type KeptDraft, keepDraft, unsavedDrafts } from './draft-store.ts';
import { ExportDialog } from './export-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { RuleRow } from './rule-row.tsx';
import classes from './rules.module.css';
import type { RulesPart } from './rules-part.ts';
import { type ListActs, useListActs } from './use-list-acts.ts';

/** All rules: whether each is on, what it looks for and does, how often it matched, and whether it fails. */
export function RulesPage(part: RulesPart) {
  const { t } = useWords();
  const acts = useListActs(part);
  const { rules, brokers } = part.view.settings;
  const [importing, setImporting] = useState(false);
  const [exporting, setExporting] = useState<Rule | null>(null);
  const [unsaved, setUnsaved] = useState(unsavedDrafts);
  const [changed] = useState(draftIds);
  const [discarded, setDiscarded] = useState<readonly [id: string, draft: KeptDraft] | null>(null);
  const discard = (id: string, draft: KeptDraft): void => {
    forgetDraft(id);
    setUnsaved(unsavedDrafts());
    setDiscarded([id, draft]);
  };
  const takeBack = (): void => {
    if (discarded !== null) keepDraft(...discarded);
    setUnsaved(unsavedDrafts());
    setDiscarded(null);
  };
  const isEmpty = rules.length === 0 && unsaved.length === 0;
  return (
    <div className={shared.page}>
      <div className={classes.page}>
        <div className={classes.titleRow}>
          <h1>{t.rules.title}</h1>
          <span className={classes.quiet}>{rules.length > 0 && t.rules.count(rules.length)}</span>
          <span className={classes.titleButtons}>
            <Button variant="default" leftSection={<ImportIcon size={15} />} onClick={() => setImporting(true)}>
              {t.rules.import}
            </Button>
            <NewRule acts={acts} />
          </span>
        </div>
        <p className={classes.intro}>{t.rules.intro}</p>
        {isEmpty && (
          <section className={classes.emptyPlace}>
            <Empty title={t.rules.emptyTitle} body={t.rules.emptyBody}>
              <Recipe acts={acts} />
            </Empty>
          </section>
        )}
        {discarded !== null && (
          <p role="status" className={classes.bar}>
            {t.rules.discarded}{' '}
            <Button variant="subtle" size="compact-xs" onClick={takeBack}>
              {t.common.undo}
            </Button>
          </p>
        )}
        {unsaved.length > 0 && (
          <ul className={classes.unsavedList}>
            {unsaved.map(([id, draft]) => (
              <li key={id}>
                <span>
                  {t.rules.unsavedNew}
                  {draft.rule.name !== '' && (
                    <>
                      : <Given text={draft.rule.name} max={60} />
                    </>
                  )}
                </span>
                <Button variant="default" size="compact-xs" onClick={() => navigate(ruleAddress(id))}>
                  {t.rules.goOn}
                </Button>
                <Button variant="subtle" size="compact-xs" onClick={() => discard(id, draft)}>
                  {t.rules.discard}
                </Button>
              </li>
            ))}
          </ul>
        )}
        {rules.length > 0 && (
          <section className={classes.listPlace}>
            <table className={classes.list} aria-label={t.rules.list}>
              <thead>
                <tr>
                  <th>{t.rules.columns.on}</th>
                  <th>{t.rules.columns.rule}</th>
                  <th>{t.rules.columns.actions}</th>
                  <th>{t.rules.columns.matches}</th>
                  <th>{t.rules.columns.state}</th>
                  <th>
                    <span className={shared.visuallyHidden}>{t.rules.columns.more}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {rules.map((rule, index) => (
                  <RuleRow
                    key={rule.id}
                    rule={rule}
                    status={part.statuses.find(({ ruleId }) => ruleId === rule.id) ?? null}
                    broker={brokers.find(({ id }) => id === rule.connectionId)?.name ?? rule.connectionId}
                    isChanged={changed.has(rule.id)}
                    isFirst={index === 0}
                    isLast={index === rules.length - 1}
                    acts={acts}
                    exportIt={() => setExporting(rule)}
                  />
                ))}
              </tbody>
            </table>
          </section>
        )}
      </div>
      {importing && (
        <ImportDialog save={(rule) => acts.add(rule, t.rules.imported)} open={acts.write} close={() => setImporting(false)} />
      )}
      {exporting && <ExportDialog rule={exporting} close={() => setExporting(null)} />}
    </div>
  );
}

const NEVER = [] as const;

/** The rule of the recipe, ready to be used. */
function useRecipe(acts: ListActs): (() => void) | null {
  const { t } = useWords();
  const templates = useQuery('rules.templates', {}, { topics: NEVER });
  const recipe = templates.data?.find(({ id }) => id === 'recipe');
  return recipe === undefined ? null : () => void acts.add(recipe.rule, t.rules.recipeAdded);
}

function Recipe({ acts }: { readonly acts: ListActs }) {
  const { t } = useWords();
  const add = useRecipe(acts);
  return (
    <>
      <Button leftSection={<PlusIcon size={14} />} disabled={add === null} onClick={() => add?.()}>
        {t.rules.fromRecipe}
      </Button>
      <p>{t.rules.recipeHint}</p>
    </>
  );
}

function NewRule({ acts }: { readonly acts: ListActs }) {
  const { t } = useWords();
  const recipe = useRecipe(acts);
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false} width={340}>
      <Menu.Target>
        <Button leftSection={<PlusIcon size={14} />}>{t.rules.add}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<RulesIcon size={16} />} disabled={recipe === null} onClick={() => recipe?.()}>
          {t.rules.fromRecipe}
          <span className={classes.itemHint}>{t.rules.recipeHint}</span>
        </Menu.Item>
        <Menu.Item leftSection={<PlusIcon size={16} />} onClick={() => acts.write(null)}>
          {t.rules.empty}
          <span className={classes.itemHint}>{t.rules.emptyHint}</span>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
