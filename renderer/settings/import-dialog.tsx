import { Button, PasswordInput, Radio } from '@mantine/core';
import { type FormEvent, useCallback, useEffect, useState } from 'react';
import type { ReadFileOutcome, RequestInput, SettingsChange } from '../../main/contract/requests.ts';
import { Given } from '../shared/device-name.tsx';
import { SidePanel } from '../shared/dialog.tsx';
import { useReason } from '../shared/failed.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import classes from './settings.module.css';

export type ImportInput = RequestInput<'settings.import'>;

interface ImportDialogProps {
  readonly file: { readonly name: string; readonly text: string };
  /** Does it. Resolves to `null`, or to why not. */
  readonly take: (input: ImportInput) => Promise<string | null>;
  readonly close: () => void;
}

/** Shows what a settings file would change before anything is done. */
export function ImportDialog({ file, take, close }: ImportDialogProps) {
  const { t } = useWords();
  const words = t.settings.transfer;
  const live = useLive();
  const reason = useReason();
  const [how, setHow] = useState<'add' | 'replace'>('add');
  const [typed, setTyped] = useState('');
  const [passphrase, setPassphrase] = useState<string | null>(null);
  const [read, setRead] = useState<ReadFileOutcome | null>(null);
  const [sealed, setSealed] = useState(false);
  const [sealFault, setSealFault] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const ask = useCallback(
    (opening: string | null): Promise<ReadFileOutcome> =>
      live.transport
        .request('settings.readFile', { text: file.text, passphrase: opening, how })
        .catch((error: Error) => ({ ok: false, reason: reason(error) })),
    [live, file, how, reason],
  );
  useEffect(() => {
    let current = true;
    void ask(passphrase).then((outcome) => {
      if (!current) return;
      setRead(outcome);
      setRefusal(outcome.ok ? null : outcome.reason);
      if (outcome.ok && outcome.secrets === 'sealed') setSealed(true);
    });
    return () => {
      current = false;
    };
  }, [ask, passphrase]);
  const unseal = (): void => {
    setSealFault(null);
    void ask(typed).then((outcome) => (outcome.ok ? setPassphrase(typed) : setSealFault(outcome.reason)));
  };

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    void take({ text: file.text, passphrase, how }).then((why) => {
      setBusy(false);
      setRefusal(why);
      if (why === null) close();
    });
  };

  return (
    <SidePanel title={words.importTitle(file.name)} size={540} close={close}>
      <form className={classes.form} onSubmit={submit}>
        <Radio.Group label={words.how} value={how} onChange={(value) => setHow(value === 'replace' ? 'replace' : 'add')}>
          <div className={classes.radios}>
            <Radio size="xs" value="add" label={words.add} description={words.addHint} />
            <Radio size="xs" value="replace" label={words.replace} description={words.replaceHint} />
          </div>
        </Radio.Group>
        {sealed && read?.ok && (
          <div className={classes.unseal}>
            <PasswordInput
              label={words.passphrase}
              description={words.sealedHint}
              value={typed}
              autoComplete="off"
              error={sealFault}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
            <Button variant="default" disabled={typed === ''} onClick={unseal}>
              {words.unseal}
            </Button>
            {read.secrets === 'open' && <p role="status">{words.unsealed}</p>}
          </div>
        )}
        {read?.ok && <Changes changes={read.changes} />}
        {read?.ok && read.missingFiles.length > 0 && (
          <div className={classes.missing}>
            <p>{words.missingFiles}</p>
            <ul>
              {read.missingFiles.map((path) => (
                <li key={path}>
                  <Given text={path} max={200} mono />
                </li>
              ))}
            </ul>
          </div>
        )}
        {refusal !== null && (
          <p role="alert" className={shared.error}>
            {refusal}
          </p>
        )}
        <div className={classes.formFoot}>
          <Button variant="default" onClick={close}>
            {t.common.cancel}
          </Button>
          <Button type="submit" loading={busy} disabled={!read?.ok || (read.changes.length === 0 && read.secrets !== 'open')}>
            {words.doImport}
          </Button>
        </div>
      </form>
    </SidePanel>
  );
}

const KINDS = ['added', 'changed', 'removed'] as const;

function Changes({ changes }: { readonly changes: readonly SettingsChange[] }) {
  const { t } = useWords();
  const words = t.settings.transfer;
  if (changes.length === 0) return <p>{words.nothingChanges}</p>;
  return (
    <section className={classes.changes} aria-label={words.changesTitle}>
      {KINDS.map((kind) => {
        const those = changes.filter((change) => change.kind === kind);
        return (
          those.length > 0 && (
            <div key={kind} data-kind={kind}>
              <h3>{words.kinds[kind]}</h3>
              <ul>
                {those.map((change) => (
                  <li key={`${change.part} ${change.name}`}>
                    <span className={shared.quiet}>{words.parts[change.part]}</span>{' '}
                    <Given text={change.part === 'section' ? sectionName(change.name, t.settings.sections) : change.name} />
                  </li>
                ))}
              </ul>
            </div>
          )
        );
      })}
    </section>
  );
}

/** A section as the page calls it; one that the page has no part for, as the file does. */
function sectionName(key: string, names: Readonly<Record<string, string>>): string {
  return names[key] ?? key;
}
