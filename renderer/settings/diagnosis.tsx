import { Button } from '@mantine/core';
import { useState } from 'react';
import { useReason } from '../shared/failed.tsx';
import { CheckIcon, CopyIcon } from '../shared/icons.tsx';
import { useCopy } from '../shared/use-copy.ts';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import classes from './settings.module.css';

/** Asks main for the diagnosis, copies it and says so. Shown below as well: whoever sends it wants to know what is in it. */
export function Diagnosis() {
  const { t } = useWords();
  const words = t.settings.about;
  const live = useLive();
  const reason = useReason();
  const { copied, copy } = useCopy();
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<Error | null>(null);
  const run = (): void => {
    setFailure(null);
    live.transport
      .request('app.diagnosis', {})
      .then((answer) => {
        setText(answer.text);
        copy(answer.text);
      })
      .catch(setFailure);
  };
  return (
    <>
      <div className={classes.inline}>
        <span>{words.diagnosisHint}</span>
        <Button variant="default" leftSection={copied ? <CheckIcon size={14} /> : <CopyIcon size={14} />} onClick={run}>
          {copied ? t.common.copied : words.copyDiagnosis}
        </Button>
      </div>
      <span role="status">{failure && reason(failure)}</span>
      {text !== '' && (
        <textarea className={classes.diagnosis} aria-label={words.diagnosis} readOnly rows={12} value={text} spellCheck={false} />
      )}
    </>
  );
}
