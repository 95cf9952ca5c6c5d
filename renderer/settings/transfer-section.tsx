import { Button, Checkbox, FileButton, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useReason } from '../shared/failed.tsx';
import { ExportIcon, ImportIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import { followExport } from '../transport/save-file.ts';
import { ImportDialog } from './import-dialog.tsx';
import classes from './settings.module.css';
import type { SettingsControl } from './use-settings.ts';

/** Long enough that guessing it costs years. */
const PASSPHRASE_MIN = 8;
/** As much as main takes. */
const FILE_MAX_BYTES = 3_000_000;

/** Settings into a file for another computer, and out of one. */
export function TransferSection({ control }: { readonly control: SettingsControl }) {
  const { t } = useWords();
  const words = t.settings.transfer;
  const [file, setFile] = useState<{ readonly name: string; readonly text: string } | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const open = (chosen: File | null): void => {
    setFault(null);
    if (chosen === null) return;
    if (chosen.size > FILE_MAX_BYTES) {
      setFault(words.tooLarge(chosen.name));
      return;
    }
    chosen.text().then(
      (text) => setFile({ name: chosen.name, text }),
      () => setFault(words.unreadable(chosen.name)),
    );
  };
  return (
    <Section title={t.settings.sections.transfer}>
      <div className={classes.fields}>
        <p className={shared.quiet}>{words.intro}</p>
        <ExportForm />
        <div className={classes.transferImport}>
          <FileButton accept="application/json,.json" onChange={open}>
            {(props) => (
              <Button {...props} variant="default" leftSection={<ImportIcon size={15} />}>
                {words.import}
              </Button>
            )}
          </FileButton>
          <span className={shared.quiet}>{words.importHint}</span>
        </div>
        {fault !== null && (
          <p role="alert" className={shared.error}>
            {fault}
          </p>
        )}
      </div>
      {file && <ImportDialog file={file} take={control.importFile} close={() => setFile(null)} />}
    </Section>
  );
}

function ExportForm() {
  const { t } = useWords();
  const words = t.settings.transfer;
  const live = useLive();
  const reason = useReason();
  const [withSecrets, setWithSecrets] = useState(false);
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<Error | null>(null);
  const tooShort = withSecrets && passphrase.length < PASSPHRASE_MIN;
  const differs = withSecrets && passphrase !== again;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    setFailure(null);
    if (tooShort || differs) return;
    live.transport
      .request('settings.export', { name: 'willwatch-settings.json', passphrase: withSecrets ? passphrase : null })
      .then((started) => {
        followExport(live, started);
        setPassphrase('');
        setAgain('');
        setTried(false);
      })
      .catch((error: Error) => setFailure(error));
  };
  return (
    <form className={classes.transferExport} onSubmit={submit} noValidate>
      <Button type="submit" variant="default" leftSection={<ExportIcon size={15} />}>
        {words.export}
      </Button>
      <Checkbox
        size="xs"
        label={words.withSecrets}
        checked={withSecrets}
        onChange={(event) => setWithSecrets(event.currentTarget.checked)}
      />
      {withSecrets && (
        <div className={classes.two}>
          <PasswordInput
            label={words.passphrase}
            description={words.passphraseHint(PASSPHRASE_MIN)}
            value={passphrase}
            autoComplete="new-password"
            error={tried && tooShort ? words.tooShort(PASSPHRASE_MIN) : null}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
          />
          <PasswordInput
            label={words.passphraseAgain}
            description={words.passphraseAgainHint}
            value={again}
            autoComplete="new-password"
            error={tried && differs ? words.differs : null}
            onChange={(event) => setAgain(event.currentTarget.value)}
          />
        </div>
      )}
      {failure && (
        <p role="alert" className={shared.error}>
          {reason(failure)}
        </p>
      )}
    </form>
  );
}
