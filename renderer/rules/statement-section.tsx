import { NativeSelect, NumberInput, Textarea } from '@mantine/core';
import type { Rule, SqlVersion } from '../../main/contract/rules.ts';
import type { BrokerSettings } from '../../main/contract/settings.ts';
import { useReason } from '../shared/failed.tsx';
import { CheckIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useChecks } from './checks.ts';
import { CodeField } from './code-field.tsx';
import { PlainField } from './plain-field.tsx';
import classes from './rules.module.css';

const VERSIONS = ['2016-03-23', '2015-10-08', 'beta'] as const satisfies readonly SqlVersion[];

interface StatementSectionProps {
  readonly rule: Rule;
  readonly brokers: readonly BrokerSettings[];
  /** Whether the newest text is still being looked at. */
  readonly isWaiting: boolean;
  /** Why it could not be looked at. */
  readonly failure: Error | null;
  readonly change: (part: Partial<Rule>) => void;
}

/** What a rule is called, where it listens, and its statement. */
export function StatementSection({ rule, brokers, isWaiting, failure, change }: StatementSectionProps) {
  const { t } = useWords();
  const reason = useReason();
  const { problems, missing } = useChecks();
  const fits = !problems.has('sql') && !missing.has('sql');
  return (
    <Section title={t.rules.about}>
      <div className={classes.fields}>
        <div className={classes.two}>
          <PlainField
            label={t.rules.name}
            field="name"
            mono={false}
            max={128}
            value={rule.name}
            change={(name) => change({ name })}
          />
          <NativeSelect
            label={t.rules.connection}
            value={rule.connectionId ?? ''}
            onChange={(event) => change({ connectionId: event.currentTarget.value || null })}
            data={[{ value: '', label: t.rules.everyConnection }, ...brokers.map(({ id, name }) => ({ value: id, label: name }))]}
          />
        </div>
        <Textarea
          label={t.rules.description}
          value={rule.description}
          maxLength={2000}
          autosize
          minRows={1}
          maxRows={5}
          onChange={(event) => change({ description: event.currentTarget.value })}
        />
        <div>
          <CodeField
            mode="sql"
            label={t.rules.sql}
            hint={t.rules.sqlHint}
            field="sql"
            value={rule.sql}
            change={(sql) => change({ sql })}
          />
          <p role="status" className={classes.verdict}>
            {fits && (isWaiting ? t.rules.checking : failure === null ? <Fits /> : reason(failure))}
          </p>
        </div>
        <div className={classes.two}>
          <NativeSelect
            label={t.rules.version}
            value={rule.sqlVersion}
            onChange={(event) => change({ sqlVersion: event.currentTarget.value as SqlVersion })}
            data={VERSIONS.map((value) => ({ value, label: t.rules.versions[value] }))}
          />
          <NumberInput
            label={t.rules.perMinute}
            description={t.rules.perMinuteHint}
            inputWrapperOrder={['label', 'input', 'description']}
            value={rule.perMinute}
            min={1}
            max={60_000}
            allowDecimal={false}
            clampBehavior="blur"
            onChange={(value) =>
              typeof value === 'number' && value >= 1 && change({ perMinute: Math.min(60_000, Math.round(value)) })
            }
          />
        </div>
      </div>
    </Section>
  );
}

function Fits() {
  const { t } = useWords();
  return (
    <span className={classes.fits}>
      <CheckIcon size={13} />
      {t.rules.fits}
    </span>
  );
}
