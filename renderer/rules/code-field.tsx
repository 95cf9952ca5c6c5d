import { Input } from '@mantine/core';
import { type ReactNode, useId, useMemo, useRef } from 'react';
import { useWords } from '../shared/words-context.tsx';
import { useChecks } from './checks.ts';
import { type CodeHandle, CodeInput } from './code-input.tsx';
import classes from './rules.module.css';

interface CodeFieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What main calls it. */
  readonly field: string;
  readonly mode?: 'sql' | 'template';
  readonly oneLine?: boolean;
  readonly value: string;
  readonly change: (text: string) => void;
}

/** A field with a statement, or with expressions in a text; what is wrong stands under it with its place, which a click goes to. */
export function CodeField({ label, hint, field, mode = 'template', oneLine = false, value, change }: CodeFieldProps) {
  const { t, rules } = useWords();
  const { problems, missing, tried, offered } = useChecks();
  const id = useId();
  const editor = useRef<CodeHandle>(null);
  const problem = problems.get(field);
  const said = problem && (problem.at === null ? problem.reason : rules.at(problem.at.line, problem.at.column, problem.reason));
  const fault = useMemo(
    () => (problem?.at == null ? null : { offset: problem.at.offset, said: problem.reason }),
    [problem?.at, problem?.reason],
  );
  const needed = tried && missing.has(field);
  const error = said ? (
    <button type="button" className={classes.fault} onClick={() => editor.current?.goTo(problem?.at?.offset ?? 0)}>
      {capital(said)}
    </button>
  ) : needed ? (
    t.rules.needed
  ) : null;
  return (
    <Input.Wrapper id={id} label={label} labelElement="div" size="xs" description={hint} error={error}>
      <CodeInput
        ref={editor}
        mode={mode}
        oneLine={oneLine}
        value={value}
        change={change}
        labelledBy={`${id}-label`}
        describedBy={error ? `${id}-error` : hint ? `${id}-description` : undefined}
        invalid={error !== null}
        fault={fault}
        offered={offered}
      />
    </Input.Wrapper>
  );
}

/** What stands under a text with expressions. */
export function TemplateHint() {
  const { t } = useWords();
  return t.rules.templateHint('\u0024{topic()}', '\u0024{state.reported.client_id}');
}

/** A sentence of its own begins with a capital. */
export const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
