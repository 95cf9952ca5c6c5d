import { Button, FileButton, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Rule } from '../../main/contract/rules.ts';
import settingsClasses from '../settings/settings.module.css';
import { Given } from '../shared/device-name.tsx';
import { SidePanel } from '../shared/dialog.tsx';
import { useReason } from '../shared/failed.tsx';
import { ImportIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { capital } from './code-field.tsx';
import { targetOf } from './drafts.ts';
import { Losses } from './export-dialog.tsx';
import { KindIcon } from './kind-icon.tsx';
import classes from './rules.module.css';
import { useAsked } from './use-asked.ts';

const FILE_MAX_BYTES = 1_000_000;

interface ImportDialogProps {
  /** Saves it. Resolves to `null`, or to why not. */
  readonly save: (rule: Omit<Rule, 'id'>) => Promise<string | null>;
  /** Goes on with it in the editor, where it is not saved. */
  readonly open: (rule: Omit<Rule, 'id'>) => void;
  readonly close: () => void;
}

/** Reads a topic rule of AWS, and says what it loses before anything is saved. */
export function ImportDialog({ save, open, close }: ImportDialogProps) {
  const { t, rules } = useWords();
  const reason = useReason();
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const isEmpty = text.trim() === '';
  const read = useAsked('rules.importAws', isEmpty ? null : { text });
  const imported = !isEmpty && !read.waiting && read.answer?.ok ? read.answer : null;
  const checked = useAsked('rules.check', imported === null ? null : { rule: { ...imported.rule, id: 'imported' } });
  const problems = imported === null || checked.waiting ? null : checked.answer;
  const why =
    isEmpty || read.waiting
      ? null
      : read.failure !== null
        ? reason(read.failure)
        : read.answer?.ok === false
          ? read.answer.reason
          : checked.failure && reason(checked.failure);

  const choose = (file: File | null): void => {
    setFault(null);
    if (file === null) return;
    if (file.size > FILE_MAX_BYTES) setFault(t.rules.fileTooLarge);
    else file.text().then(setText, (error: Error) => setFault(error.message));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (imported === null || problems === null) return;
    if (problems.length > 0) {
      open(imported.rule);
      return;
    }
    setBusy(true);
    void save(imported.rule).then((refusal) => {
      setBusy(false);
      setFault(refusal);
      if (refusal === null) close();
    });
  };
  return (
    <SidePanel title={t.rules.importTitle} size={580} close={close}>
      <form className={settingsClasses.form} onSubmit={submit}>
        <p className={classes.quiet}>{t.rules.importHint}</p>
        <Textarea
          data-autofocus
          label={t.rules.importText}
          value={text}
          maxLength={FILE_MAX_BYTES}
          autosize
          minRows={6}
          maxRows={12}
          spellCheck={false}
          classNames={{ input: shared.mono ?? '' }}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <FileButton accept="application/json,.json" onChange={choose}>
          {(props) => (
            <Button {...props} className={classes.start ?? ''} variant="default" leftSection={<ImportIcon size={15} />}>
              {t.rules.chooseFile}
            </Button>
          )}
        </FileButton>
        {imported !== null && <Imported rule={imported.rule} losses={imported.losses} />}
        {problems !== null && problems.length > 0 && (
          <section className={classes.losses} aria-label={t.rules.importRefused}>
            <h3>{t.rules.importRefused}</h3>
            <ul>
              {problems.map(({ field, reason: said, at }) => (
                <li key={field}>{capital(at === null ? said : rules.at(at.line, at.column, said))}</li>
              ))}
            </ul>
          </section>
        )}
        {(fault ?? why) && (
          <p role="alert" className={shared.error}>
            {fault ?? why}
          </p>
        )}
        <div className={settingsClasses.formFoot}>
          <Button variant="default" onClick={close}>
            {t.common.cancel}
          </Button>
          <Button type="submit" loading={busy} disabled={problems === null}>
            {problems !== null && problems.length > 0 ? t.rules.importOpen : t.rules.importSave}
          </Button>
        </div>
      </form>
    </SidePanel>
  );
}

function Imported({ rule, losses }: { readonly rule: Omit<Rule, 'id'>; readonly losses: readonly string[] }) {
  const { t } = useWords();
  return (
    <>
      <dl className={classes.imported}>
        <div>
          <dt>{t.rules.importName}</dt>
          <dd>
            <Given text={rule.name} />
          </dd>
        </div>
        <div>
          <dt>{t.rules.importStatement}</dt>
          <dd>
            <Given text={rule.sql} max={600} mono />
          </dd>
        </div>
        <div>
          <dt>{t.rules.importActions}</dt>
          <dd>
            {rule.actions.length === 0
              ? t.rules.noActions
              : rule.actions.map((action, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: actions are known by their place
                  <span key={i} className={classes.kind}>
                    <KindIcon kind={action.kind} size={14} />
                    {t.rules.kinds[action.kind]} <Given text={targetOf(action)} max={60} mono />
                  </span>
                ))}
          </dd>
        </div>
      </dl>
      <Losses losses={losses} />
    </>
  );
}
