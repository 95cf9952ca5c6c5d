import { useMemo, useState } from 'react';
import type { Rule } from '../../main/contract/rules.ts';
import type { Json } from '../device/payload.ts';
import { navigate, usePlace } from '../frame/router.ts';
import { askedIn, ruleAddress } from '../frame/routes.ts';
import { useOpenedAt } from '../settings/use-opened-at.ts';
import { cleanText } from '../shared/clean-text.ts';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import { ActionList } from './action-list.tsx';
import { type Checks, ChecksProvider } from './checks.ts';
import { forgetDraft } from './draft-store.ts';
import { completed, idFor, missingIn, placesOf, problemsByField, secretName, tidied, tooLongIn } from './drafts.ts';
import { ExportDialog } from './export-dialog.tsx';
import { Outcomes } from './outcomes.tsx';
import { RuleHead } from './rule-head.tsx';
import classes from './rules.module.css';
import type { RulesPart } from './rules-part.ts';
import { StatementSection } from './statement-section.tsx';
import { TestBench } from './test-bench.tsx';
import { useAsked } from './use-asked.ts';
import { useDraft } from './use-draft.ts';
import { useListActs } from './use-list-acts.ts';
import { type Secrets, useSecrets } from './use-secrets.ts';

const NEVER = [] as const;

interface RulePageProps extends RulesPart {
  readonly id: string;
  /** Null: it was never saved. */
  readonly saved: Rule | null;
}

/** One rule: what it looks for, what it does, a bench to try it on, and what it did. */
export function RulePage({ id, saved, view, put, statuses }: RulePageProps) {
  const { t } = useWords();
  const { settings } = view;
  const asked = askedIn(usePlace().search);
  const draft = useDraft(id, saved);
  const { rule } = draft;
  const acts = useListActs({ view, put });
  const secrets = useSecrets((header) => view.secretsKept.includes(secretName(id, header)));
  const isChanged = draft.isChanged || secrets.changes.size > 0;
  const opened = useOpenedAt(view.revision, isChanged);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [exporting, setExporting] = useState(false);
  const [discarded, setDiscarded] = useState<Rule | null>(null);
  const [payload, setPayload] = useState<Json | undefined>(undefined);

  const missing = useMemo(() => missingIn(rule), [rule]);
  const tooLong = useMemo(() => tooLongIn(rule), [rule]);
  const checked = useAsked('rules.check', tooLong.size > 0 ? null : { rule: completed(rule) });
  const found = useMemo(
    () =>
      tooLong.size > 0
        ? [...tooLong].map(([field, most]) => ({ field, reason: t.rules.tooLong(most), at: null }))
        : (checked.answer ?? NOTHING),
    [tooLong, checked.answer, t],
  );
  const problems = useMemo(() => problemsByField(found, missing), [found, missing]);
  const language = useQuery('rules.language', {}, { topics: NEVER });
  const checks: Checks = useMemo(
    () => ({
      problems,
      missing,
      tried,
      offered: language.data ? { vocabulary: language.data, payload, argumentsOf: t.rules.arguments } : null,
    }),
    [problems, missing, tried, language.data, payload, t],
  );

  const save = async (): Promise<void> => {
    if (busy || (!isChanged && saved !== null)) return;
    setTried(true);
    setRefusal(null);
    const faults = missing.size + (checked.waiting ? 0 : problems.size);
    if (faults > 0) {
      setRefusal(t.rules.notSaved(faults));
      return;
    }
    const { rules } = settings;
    const ids = rules.map((one) => one.id);
    const stored = { ...tidied(rule), id: saved === null ? idFor(rule.name, ids) : id };
    const next = saved === null ? [...rules, stored] : rules.map((one) => (one.id === id ? stored : one));
    setBusy(true);
    const said = t.rules.saves(cleanText(stored.name, 60));
    const reason = await put({ ...settings, rules: next }, said, { secrets: changesOf(stored, secrets) }, opened.revision);
    setBusy(false);
    if (reason !== null) {
      opened.seen();
      setRefusal(reason);
      return;
    }
    setTried(false);
    setDiscarded(null);
    secrets.clear();
    draft.forget();
    // What was once written on another rule of this id.
    if (saved !== null) return;
    forgetDraft(stored.id);
    navigate(ruleAddress(stored.id), { replace: true });
  };
  const discard = (): void => {
    setTried(false);
    setRefusal(null);
    secrets.clear();
    setDiscarded(draft.isChanged ? rule : null);
    draft.forget();
  };
  const takeBack = (): void => {
    if (discarded !== null) draft.change(discarded);
    setDiscarded(null);
  };
  const status = statuses.find(({ ruleId }) => ruleId === id) ?? null;
  return (
    <div className={shared.page}>
      <div className={classes.editor}>
        <RuleHead
          draft={draft}
          saved={saved}
          isChanged={isChanged}
          status={status}
          busy={busy}
          refusal={refusal}
          save={() => void save()}
          discard={discard}
          takeBack={isChanged || discarded === null ? null : takeBack}
          duplicate={saved && (() => acts.duplicate(saved))}
          exportIt={saved && (() => setExporting(true))}
          remove={
            saved &&
            (() => {
              // What is written on it stays with it, for when it is taken back.
              acts.remove(saved);
              navigate('/rules');
            })
          }
        />
        <ChecksProvider value={checks}>
          <div className={classes.columns}>
            <div className={classes.form}>
              <StatementSection
                rule={rule}
                brokers={settings.brokers}
                isWaiting={checked.waiting || checked.answer === null}
                failure={checked.failure}
                change={draft.change}
              />
              <ActionList rule={rule} settings={settings} secrets={secrets} change={draft.change} />
            </div>
            <div className={classes.benchPlace}>
              <TestBench
                rule={rule}
                brokers={settings.brokers}
                problems={found}
                missing={missing}
                asked={asked}
                setPayload={setPayload}
              />
            </div>
          </div>
        </ChecksProvider>
        {saved !== null && <Outcomes ruleId={id} enabled={saved.enabled} status={status} />}
      </div>
      {exporting && saved && <ExportDialog rule={saved} close={() => setExporting(false)} />}
    </div>
  );
}

const NOTHING = [] as const;

/** What was typed for headers that the rule still has. */
function changesOf(rule: Rule, { changes }: Secrets): Record<string, string | null> {
  const headers = placesOf(rule).flatMap(([, action]) => (action.kind === 'webhook' ? [action.secretHeader.toLowerCase()] : []));
  return Object.fromEntries(
    [...changes].filter(([header]) => headers.includes(header)).map(([header, change]) => [secretName(rule.id, header), change]),
  );
}
