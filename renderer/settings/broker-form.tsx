import { Button, Drawer, NumberInput, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type FormEvent, useId, useState } from 'react';
import type { BrokerSettings } from '../../main/contract/settings.ts';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { BrokerTest } from './broker-test.tsx';
import { faultOf } from './drafts.ts';
import { KeptSecret, SecretInput, useSecret } from './secret-input.tsx';
import classes from './settings.module.css';

/** A secret that is undefined leaves the kept one alone, `null` forgets it. Resolves to `null`, or to why not. */
export type Save = (
  broker: BrokerSettings,
  password: string | null | undefined,
  passphrase: string | null | undefined,
) => Promise<string | null>;

interface BrokerFormProps {
  readonly broker: BrokerSettings;
  readonly passwordKept: boolean;
  readonly passphraseKept: boolean;
  readonly save: Save;
  readonly close: () => void;
}

export function BrokerForm({ broker, passwordKept, passphraseKept, save, close }: BrokerFormProps) {
  const { t } = useWords();
  const words = t.settings.brokers;
  const phone = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  const versionLabel = useId();
  const [draft, setDraft] = useState(broker);
  const password = useSecret();
  const passphrase = useSecret();
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<BrokerSettings>): void => setDraft((was) => ({ ...was, ...part }));
  const addressFault = faultOf(draft.url);
  const secure = /^(mqtts|wss):/i.test(draft.url);
  const addressError = addressFault === 'user' ? words.urlUser : words.urlBad;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (draft.name.trim() === '' || addressFault !== null) return;
    setBusy(true);
    void save({ ...draft, name: draft.name.trim(), url: draft.url.trim() }, password.change, passphrase.change).then((reason) => {
      setBusy(false);
      setRefusal(reason);
      if (reason === null) close();
    });
  };

  return (
    <Drawer
      opened
      onClose={close}
      position="right"
      size={phone ? '100%' : 540}
      title={broker.id === '' ? words.newTitle : words.editTitle(broker.name)}
      closeButtonProps={{ 'aria-label': t.common.close }}
      classNames={{ title: classes.drawerTitle ?? '', content: classes.drawer ?? '', header: classes.drawerHeader ?? '' }}
    >
      <form className={classes.form} onSubmit={submit} noValidate>
        <TextInput
          data-autofocus={broker.id === '' ? true : undefined}
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
        <fieldset className={classes.group}>
          <legend>{words.certificates}</legend>
          <p>{words.certificatesHint}</p>
          <TextInput
            label={words.caFile}
            value={draft.caFile}
            spellCheck={false}
            onChange={(event) => change({ caFile: event.currentTarget.value })}
          />
          <div className={classes.two}>
            <TextInput
              label={words.certFile}
              value={draft.certFile}
              disabled={!secure && draft.certFile === ''}
              spellCheck={false}
              onChange={(event) => change({ certFile: event.currentTarget.value })}
            />
            <TextInput
              label={words.keyFile}
              value={draft.keyFile}
              disabled={!secure && draft.keyFile === ''}
              spellCheck={false}
              onChange={(event) => change({ keyFile: event.currentTarget.value })}
            />
          </div>
          {(draft.keyFile !== '' || passphraseKept) && (
            <SecretInput label={words.passphrase} hint={words.passphraseHint} secret={passphrase} isKept={passphraseKept} />
          )}
          {passphraseKept && <KeptSecret secret={passphrase} says={words.keptPassphrase} />}
        </fieldset>
        <BrokerTest
          broker={draft}
          password={password.change ?? null}
          passphrase={passphrase.change ?? null}
          ready={addressFault === null}
        />
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
          <Switch
            label={words.liveListener}
            description={words.liveListenerHint}
            checked={draft.liveListener}
            onChange={(event) => change({ liveListener: event.currentTarget.checked })}
          />
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
          <span className={classes.quiet}>{broker.id === '' ? '' : words.reconnects}</span>
          <Button variant="default" onClick={close}>
            {t.common.cancel}
          </Button>
          <Button type="submit" loading={busy}>
            {t.common.save}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}
