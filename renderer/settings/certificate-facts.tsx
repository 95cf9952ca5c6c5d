import type { CertificateView, SecureFileView } from '../../main/contract/model.ts';
import { Given } from '../shared/device-name.tsx';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { type CertificateState, stateOfCertificate } from './certificate-state.ts';
import classes from './settings.module.css';

const SHOWN = 3;

/** What is in a file: whose certificate, by whom, and until when. */
export function CertificateFacts({ view }: { readonly view: SecureFileView }) {
  const { t, domain } = useWords();
  if (!view.ok) {
    const { what, tryThis } = domain.linkReason(view.reason);
    return (
      <p className={classes.fileFacts} data-state="bad" role="alert">
        <b>{what}</b> {tryThis}
      </p>
    );
  }
  const { certificates } = view;
  if (certificates.length === 0) return <p className={classes.fileFacts}>{t.settings.certificates.keyFits}</p>;
  return (
    <>
      {certificates.slice(0, SHOWN).map((one) => (
        <Facts key={`${one.subject} ${one.validTo}`} certificate={one} />
      ))}
      {certificates.length > SHOWN && (
        <p className={classes.fileFacts}>{t.settings.certificates.more(certificates.length - SHOWN)}</p>
      )}
    </>
  );
}

function Facts({ certificate }: { readonly certificate: CertificateView }) {
  const { t, clock } = useWords();
  const now = useNow();
  const words = t.settings.certificates;
  const state = stateOfCertificate(certificate, now);
  const at = clock.day(state === 'not-yet' ? certificate.validFrom : certificate.validTo, now);
  return (
    <p className={classes.fileFacts} data-state={state}>
      <b>
        <Given text={certificate.subject} />
      </b>{' '}
      {words.by} <Given text={certificate.issuer} />
      <br />
      <CertificateWord state={state} at={at} days={Math.ceil((certificate.validTo - now) / 86_400_000)} />
    </p>
  );
}

function CertificateWord({ state, at, days }: { readonly state: CertificateState; readonly at: string; readonly days: number }) {
  const { t } = useWords();
  const words = t.settings.certificates;
  switch (state) {
    case 'valid':
      return words.validTo(at);
    case 'soon':
      return words.soon(at, days);
    case 'expired':
      return words.expired(at);
    case 'not-yet':
      return words.notYet(at);
  }
}
