import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Rule } from '../../main/contract/rules.ts';
import { cleanText } from '../shared/clean-text.ts';
import { CopyTextButton } from '../shared/copy-button.tsx';
import { Dialog } from '../shared/dialog.tsx';
import { Failed } from '../shared/failed.tsx';
import { ExportIcon, WarningIcon } from '../shared/icons.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import { followExport } from '../transport/save-file.ts';
import { useQuery } from '../transport/use-query.ts';
import classes from './rules.module.css';

const NEVER = [] as const;

/** A rule as AWS takes it, with what cannot be carried over. */
export function ExportDialog({ rule, close }: { readonly rule: Rule; readonly close: () => void }) {
  const { t } = useWords();
  const live = useLive();
  const [failure, setFailure] = useState<Error | null>(null);
  const { data, error } = useQuery('rules.exportAws', { rule }, { topics: NEVER });
  const save = (): void => {
    setFailure(null);
    live.transport
      .request('rules.saveAws', { rule })
      .then((started) => followExport(live, started))
      .catch((failed: Error) => setFailure(failed));
  };
  const command =
    data && `aws iot create-topic-rule --rule-name ${data.ruleName} --topic-rule-payload file://${data.ruleName}.json`;
  return (
    <Dialog title={t.rules.exportTitle(cleanText(rule.name, 60))} size="lg" close={close}>
      {(error ?? failure) && <Failed error={(error ?? failure) as Error} />}
      {data && command && (
        <div className={classes.dialog}>
          <Losses losses={data.losses} />
          <textarea
            className={classes.payload}
            aria-label={t.rules.exportPayload}
            readOnly
            rows={10}
            value={indented(data.payload)}
          />
          <p>{t.rules.exportHint}</p>
          <code className={classes.command}>{command}</code>
          <div className={classes.dialogFoot}>
            <CopyTextButton text={command} label={t.rules.copyCommand} />
            <CopyTextButton text={data.payload} label={t.rules.copyJson} />
            <Button leftSection={<ExportIcon size={14} />} onClick={save}>
              {t.rules.saveJson}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

/** What a rule loses on its way between AWS and here. */
export function Losses({ losses }: { readonly losses: readonly string[] }) {
  const { t } = useWords();
  if (losses.length === 0) return <p className={classes.quiet}>{t.rules.noLosses}</p>;
  return (
    <section className={classes.losses} aria-label={t.rules.losses}>
      <h3>
        <WarningIcon size={15} />
        {t.rules.losses}
      </h3>
      <ul>
        {losses.map((loss, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same may be lost twice
          <li key={i}>{cleanText(loss, 400)}</li>
        ))}
      </ul>
    </section>
  );
}

/** For reading; what is copied is as AWS gets it. */
function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
