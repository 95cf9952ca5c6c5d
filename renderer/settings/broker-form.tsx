import { Button, NumberInput, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useId, useState } from 'react';
import type { SurveyView } from '../../main/contract/model.ts';
import type { BrokerSettings, WatchSettings } from '../../main/contract/settings.ts';
import { SidePanel } from '../shared/dialog.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import { AwsFields } from './aws-fields.tsx';
import { BrokerTest } from './broker-test.tsx';
import { CertificateFields } from './certificate-fields.tsx';
import { faultOf, newWatch, reconnects } from './drafts.ts';
import { type Choice, FoundFamilies, NOTHING_CHOSEN } from './found-families.tsx';
import { KeptSecret, SecretInput, useSecret } from './secret-input.tsx';
import classes from './settings.module.css';

/** What was found on a new broker, and what a person wants of it. */
export interface Found {
  readonly survey: SurveyView | null;
  readonly choice: Choice;
}

/** A secret that is undefined leaves the kept one alone, `null` forgets it. Resolves to `null`, or to why not. */
export type Save = (
  broker: BrokerSettings,
  password: string | null | undefined,
  passphrase: string | null | undefined,
  found: Found,
) => Promise<string | null>;

interface BrokerFormProps {
  readonly broker: BrokerSettings;
  readonly passwordKept: boolean;
  readonly passphraseKept: boolean;
  readonly save: Save;
  /** Of every broker: what is found on a new one is asked of them. */
  readonly watches: readonly WatchSettings[];
  readonly close: () => void;
}

export function BrokerForm({ broker, passwordKept, passphraseKept, watches, save, close }: BrokerFormProps) {
  const { t } = useWords();
  const words = t.settings.brokers;
  const versionLabel = useId();
  const listenerLabel = useId();
  const [draft, setDraft] = useState(broker);
  const password = useSecret();
  const passphrase = useSecret();
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [survey, setSurvey] = useState<SurveyView | null>(null);
  const [choice, setChoice] = useState(NOTHING_CHOSEN);
  const look = useLook(setSurvey);
  const isNew = broker.id === '';
  const change = (part: Partial<BrokerSettings>): void => setDraft((was) => ({ ...was, ...part }));
  const addressFault = faultOf(draft.url);
  const secure = /^(mqtts|wss):/i.test(draft.url);
  const addressError = addressFault === 'user' ? words.urlUser : words.urlBad;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (draft.name.trim() === '' || addressFault !== null) return;
    setBusy(true);
    void save({ ...draft, name: draft.name.trim(), url: draft.url.trim() }, password.change, passphrase.change, {
      survey,
      choice,
    }).then((reason) => {
      setBusy(false);
      setRefusal(reason);
      if (reason === null) close();
    });
  };

  return (
    <SidePanel title={isNew ? words.newTitle : words.editTitle(broker.name)} size={540} close={close}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <TextInput
          data-autofocus={isNew ? true : undefined}
          label={words.name}
          description={words.nameHint}
          value={draft.name}
          error={tried && draft.name.trim() === '' ? words.required : null}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TextInput
          label={words.url}
          description={words.urlHint}
          value={draft.url}
          error={(tried || addressFault === 'user') && addressFault !== null ? addressError : null}
          spellCheck={false}
          autoCapitalize="none"
          onChange={(event) => change({ url: event.currentTarget.value })}
        />
        <div className={classes.two}>
          <TextInput
            label={words.username}
            value={draft.username}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => change({ username: event.currentTarget.value })}
          />
          <SecretInput label={words.password} secret={password} isKept={passwordKept} />
        </div>
        {passwordKept && <KeptSecret secret={password} says={words.keptPassword} />}
        <CertificateFields files={draft} secure={secure} change={change}>
          {(draft.keyFile !== '' || passphraseKept) && (
            <SecretInput label={words.passphrase} hint={words.passphraseHint} secret={passphrase} isKept={passphraseKept} />
          )}
          {passphraseKept && <KeptSecret secret={passphrase} says={words.keptPassphrase} />}
        </CertificateFields>
        <AwsFields broker={draft} change={change} />
        <BrokerTest
          broker={draft}
          password={password.change ?? null}
          passphrase={passphrase.change ?? null}
          ready={addressFault === null}
          passed={() =>
            isNew && look(draft, { password: password.change ?? null, passphrase: passphrase.change ?? null }, watches)
          }
        />
        {isNew && survey && <FoundFamilies survey={survey} choice={choice} change={setChoice} />}
        <fieldset className={classes.group}>
          <legend>{words.advanced}</legend>
          <div className={classes.inline}>
            <span id={versionLabel}>{words.protocol}</span>
            <SegmentedControl
              aria-labelledby={versionLabel}
              value={draft.protocol}
              onChange={(value) => change({ protocol: value === '5' ? '5' : '3.1.1' })}
              data={[
                { value: '3.1.1', label: words.protocols.v3 },
                { value: '5', label: words.protocols.v5 },
              ]}
            />
          </div>
          <TextInput
            label={words.clientId}
            description={words.clientIdHint}
            value={draft.clientId}
            maxLength={128}
            spellCheck={false}
            onChange={(event) => change({ clientId: event.currentTarget.value })}
          />
          <div className={classes.two}>
            <NumberInput
              label={words.keepAlive}
              value={draft.keepAliveSeconds}
              min={5}
              max={1200}
              allowDecimal={false}
              clampBehavior="blur"
              onChange={(value) => typeof value === 'number' && change({ keepAliveSeconds: value })}
            />
            <NumberInput
              label={words.session}
              value={draft.sessionSeconds / 3600}
              min={0}
              max={8760}
              decimalScale={2}
              clampBehavior="blur"
              onChange={(value) => typeof value === 'number' && change({ sessionSeconds: Math.round(value * 3600) })}
            />
          </div>
          <p>{words.sessionHint}</p>
          <div className={classes.inline}>
            <span id={listenerLabel}>{words.liveListener}</span>
            <SegmentedControl
              aria-labelledby={listenerLabel}
              value={draft.liveListener === null ? 'fits' : draft.liveListener ? 'on' : 'off'}
              onChange={(value) => change({ liveListener: value === 'fits' ? null : value === 'on' })}
              data={[
                { value: 'fits', label: words.liveListeners.fits },
                { value: 'on', label: words.liveListeners.on },
                { value: 'off', label: words.liveListeners.off },
              ]}
            />
          </div>
          <p>{words.liveListenerHint}</p>
          <Switch
            label={words.enabled}
            checked={draft.enabled}
            onChange={(event) => change({ enabled: event.currentTarget.checked })}
          />
        </fieldset>
        {refusal !== null && (
          <p role="alert" className={shared.error}>
            {refusal}
          </p>
        )}
        <div className={classes.formFoot}>
          <span className={shared.quiet}>
            {!isNew && reconnects(broker, draft, password.change !== undefined || passphrase.change !== undefined)
              ? words.reconnects
              : ''}
          </span>
          <Button variant="default" onClick={close}>
            {t.common.cancel}
          </Button>
          <Button type="submit" loading={busy}>
            {t.common.save}
          </Button>
        </div>
      </form>
    </SidePanel>
  );
}

/** Looks what is on a new broker. Without watches yet, for every family there is. A look that fails shows nothing: the test said what there is to say. */
function useLook(found: (survey: SurveyView) => void) {
  const live = useLive();
  return (
    draft: BrokerSettings,
    secrets: { readonly password: string | null; readonly passphrase: string | null },
    watches: readonly WatchSettings[],
  ): void => {
    const everywhere = watches.filter(({ connectionId }) => connectionId === null);
    const broker = { ...draft, id: 'new', name: draft.name.trim() || 'new', url: draft.url.trim() };
    live.transport
      .request('broker.survey', { broker, ...secrets, watches: watches.length === 0 ? [newWatch('all')] : everywhere })
      .then((outcome) => outcome.ok && found(outcome.survey))
      .catch(() => undefined);
  };
}
