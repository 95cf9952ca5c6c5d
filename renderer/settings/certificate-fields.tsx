import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { ReactNode } from 'react';
import type { SecureFileView } from '../../main/contract/model.ts';
import type { BrokerSettings } from '../../main/contract/settings.ts';
import { useWords } from '../shared/words-context.tsx';
import { useLive, useLiveState } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import { CertificateFacts } from './certificate-facts.tsx';
import classes from './settings.module.css';

type Files = Pick<BrokerSettings, 'caFile' | 'certFile' | 'keyFile'>;
const TYPING_MS = 400;
const NEVER = [] as const;

/** The files of a secure connection, by dialog where there is one and by path, and what is in them. */
export function CertificateFields({
  files,
  secure,
  change,
  children,
}: {
  readonly files: Files;
  readonly secure: boolean;
  readonly change: (part: Partial<Files>) => void;
  /** What belongs to the key. */
  readonly children: ReactNode;
}) {
  const { t } = useWords();
  const words = t.settings.brokers;
  const [asked] = useDebouncedValue(
    { caFile: files.caFile.trim(), certFile: files.certFile.trim(), keyFile: files.keyFile.trim() },
    TYPING_MS,
  );
  const seen = useQuery('certificates.read', asked, { topics: NEVER, keep: true });
  return (
    <fieldset className={classes.group}>
      <legend>{words.certificates}</legend>
      <p>{secure ? words.certificatesHint : words.certificatesNotUsed}</p>
      <Field
        label={words.caFile}
        path={files.caFile}
        view={seen.data?.ca ?? null}
        change={(caFile) => change({ caFile })}
        off={!secure}
      />
      <Field
        label={words.certFile}
        path={files.certFile}
        view={seen.data?.cert ?? null}
        change={(certFile) => change({ certFile })}
        off={!secure}
      />
      <Field
        label={words.keyFile}
        path={files.keyFile}
        view={seen.data?.key ?? null}
        change={(keyFile) => change({ keyFile })}
        off={!secure}
      />
      {children}
    </fieldset>
  );
}

interface FieldProps {
  readonly label: string;
  readonly path: string;
  readonly view: SecureFileView | null;
  readonly change: (path: string) => void;
  /** Nothing to do with the address; what was named stays readable. */
  readonly off: boolean;
}

function Field({ label, path, view, change, off }: FieldProps) {
  const { t } = useWords();
  const live = useLive();
  const capabilities = useLiveState((state) => state.capabilities);
  const choose = (): void => {
    live.transport
      .request('file.choose', { title: label })
      .then(({ path: chosen }) => chosen !== null && change(chosen))
      .catch(() => undefined);
  };
  return (
    <div className={classes.file}>
      <TextInput
        label={label}
        value={path}
        disabled={off && path === ''}
        spellCheck={false}
        autoCapitalize="none"
        onChange={(event) => change(event.currentTarget.value)}
      />
      {capabilities?.chooseFiles && (
        <Button variant="default" disabled={off} aria-label={`${t.settings.brokers.chooseFile}: ${label}`} onClick={choose}>
          {t.settings.brokers.chooseFile}
        </Button>
      )}
      {path !== '' && view !== null && <CertificateFacts view={view} />}
    </div>
  );
}
