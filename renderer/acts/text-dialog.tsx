import { Button, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Dialog } from '../shared/dialog.tsx';
import { useWords } from '../shared/words-context.tsx';
import classes from './acts.module.css';

interface TextDialogProps {
  readonly title: string;
  readonly label: string;
  readonly hint?: string;
  readonly initial?: string;
  /** One line, which Enter sends off. */
  readonly oneLine?: boolean;
  /** May be sent off empty. */
  readonly optional?: boolean;
  readonly max: number;
  readonly confirm: string;
  readonly close: () => void;
  readonly done: (text: string) => void;
}

/** Asks for a few words: a note, a name. Enter sends off one line, Ctrl or Cmd with Enter several. */
export function TextDialog({ title, label, hint, initial = '', oneLine, optional, max, confirm, close, done }: TextDialogProps) {
  const { t } = useWords();
  const [text, setText] = useState(initial);
  const fits = optional || text.trim() !== '';
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (!fits) return;
    close();
    done(text);
  };
  const field = {
    label,
    description: hint,
    value: text,
    maxLength: max,
    'data-autofocus': true,
    onChange: (event: { currentTarget: { value: string } }) => setText(event.currentTarget.value),
  };
  return (
    <Dialog title={title} size="md" close={close}>
      <form className={classes.form} onSubmit={submit}>
        {oneLine ? (
          <TextInput {...field} />
        ) : (
          <Textarea
            {...field}
            autosize
            minRows={3}
            maxRows={10}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
            }}
          />
        )}
        <div className={classes.buttons}>
          {!oneLine && <span className={classes.hint}>{t.acts.submitHint}</span>}
          <Button variant="default" onClick={close}>
            {t.common.cancel}
          </Button>
          <Button type="submit" disabled={!fits}>
            {confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
