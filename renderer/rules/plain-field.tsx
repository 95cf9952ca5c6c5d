import { TextInput } from '@mantine/core';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useChecks } from './checks.ts';
import { capital } from './code-field.tsx';

interface PlainFieldProps {
  readonly label: string;
  readonly hint?: string;
  /** What main calls it. */
  readonly field: string;
  readonly value: string;
  readonly change: (text: string) => void;
  readonly example?: string;
  readonly mono?: boolean;
  readonly max?: number;
}

/** A field without expressions, with what is wrong about it. */
export function PlainField({ label, hint, field, value, change, example, mono = true, max = 2048 }: PlainFieldProps) {
  const { t } = useWords();
  const { problems, missing, tried } = useChecks();
  const problem = problems.get(field);
  return (
    <TextInput
      label={label}
      description={hint}
      placeholder={example}
      value={value}
      maxLength={max}
      error={problem ? capital(problem.reason) : tried && missing.has(field) ? t.rules.needed : null}
      spellCheck={!mono}
      autoCapitalize="none"
      autoComplete="off"
      classNames={mono ? { input: shared.mono ?? '' } : {}}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
