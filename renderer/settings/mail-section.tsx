import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { MailSettings } from '../../main/contract/rules.ts';
import { usePlace } from '../frame/router.ts';
import { cleanText } from '../shared/clean-text.ts';
import { useReason } from '../shared/failed.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import type { Part } from './part.ts';
import { KeptSecret, SecretInput, useSecret } from './secret-input.tsx';
import classes from './settings.module.css';

const PASSWORD = 'mail:password';
const SECURITIES = ['starttls', 'tls', 'none'] as const satisfies readonly MailSettings['security'][];
const USUAL_PORT = { starttls: 587, tls: 465, none: 25 } as const;

/** The server that takes the e-mail of rules. `?part=mail` leads here. */
export function MailSection({ view, put }: Part) {
  const { t } = useWords();
  const words = t.rules.mail;
  const { settings } = view;
  const [draft, setDraft] = useState<MailSettings | null>(null);
  const mail = draft ?? settings.mail;
  const password = useSecret();
  const isKept = view.secretsKept.includes(PASSWORD);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const change = (part: Partial<MailSettings>): void => setDraft({ ...mail, ...part });
  const place = useAskedFor();
  const isChanged = (draft !== null && JSON.stringify(draft) !== JSON.stringify(settings.mail)) || password.change !== undefined;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    const secrets = password.change === undefined ? {} : { [PASSWORD]: password.change };
    void put({ ...settings, mail: tidied(mail) }, t.settings.changed(words.title), { secrets }).then((reason) => {
      setBusy(false);
      setRefusal(reason);
      if (reason !== null) return;
      setDraft(null);
      password.type('');
      password.setForget(false);
    });
  };
  return (
    <div ref={place}>
      <Section title={words.title}>
        <form className={classes.fields} onSubmit={submit} noValidate>
          <p className={shared.quiet}>{words.intro}</p>
          <div className={classes.two}>
            <TextInput
              label={words.host}
              description={words.hostHint}
              value={mail.host}
              maxLength={253}
              spellCheck={false}
              autoCapitalize="none"
              onChange={(event) => change({ host: event.currentTarget.value })}
            />
            <TextInput
              label={words.from}
              description={words.fromHint}
              value={mail.from}
              maxLength={320}
              spellCheck={false}
              autoCapitalize="none"
              onChange={(event) => change({ from: event.currentTarget.value })}
            />
            <NativeSelect
              label={words.security}
              value={mail.security}
              onChange={(event) => {
                const security = SECURITIES.find((one) => one === event.currentTarget.value) ?? 'starttls';
                // A port of one's own stays.
                change({ security, ...(mail.port === USUAL_PORT[mail.security] && { port: USUAL_PORT[security] }) });
              }}
              data={SECURITIES.map((value) => ({ value, label: words.securities[value] }))}
            />
            <NumberInput
              label={words.port}
              value={mail.port}
              min={1}
              max={65_535}
              allowDecimal={false}
              clampBehavior="blur"
              onChange={(value) => typeof value === 'number' && value >= 1 && change({ port: value })}
            />
            <TextInput
              label={words.user}
              description={words.userHint}
              value={mail.user}
              maxLength={1000}
              autoComplete="off"
              spellCheck={false}
              autoCapitalize="none"
              onChange={(event) => change({ user: event.currentTarget.value })}
            />
            <SecretInput label={words.password} secret={password} isKept={isKept} />
          </div>
          {isKept && <KeptSecret secret={password} says={words.keptPassword} />}
          {refusal !== null && (
            <p role="alert" className={shared.error}>
              {refusal}
            </p>
          )}
          <Button type="submit" className={classes.addTest ?? ''} loading={busy} disabled={!isChanged}>
            {words.save}
          </Button>
        </form>
        {mail.host.trim() !== '' && <MailTest mail={tidied(mail)} password={password.change ?? null} />}
      </Section>
    </div>
  );
}

/** Tries what is typed, also before it is saved. */
function MailTest({ mail, password }: { readonly mail: MailSettings; readonly password: string | null }) {
  const { t } = useWords();
  const words = t.rules.mail;
  const live = useLive();
  const reason = useReason();
  const [to, setTo] = useState(mail.from);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ readonly text: string; readonly failed: boolean } | null>(null);
  const run = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    setSaid(null);
    live.transport
      .request('mail.test', { mail, to: to.trim(), password })
      .then((outcome) =>
        setSaid(
          outcome.ok ? { text: words.tested(cleanText(to.trim(), 100)), failed: false } : { text: outcome.reason, failed: true },
        ),
      )
      .catch((error: Error) => setSaid({ text: reason(error), failed: true }))
      .finally(() => setBusy(false));
  };
  return (
    <form className={classes.mailTest} onSubmit={run} noValidate>
      <TextInput
        label={words.testTo}
        value={to}
        maxLength={320}
        spellCheck={false}
        autoCapitalize="none"
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Button type="submit" variant="light" loading={busy} disabled={to.trim().length < 3}>
        {words.test}
      </Button>
      <p role="status" className={said?.failed ? shared.error : undefined}>
        {busy ? words.testing : said?.text}
      </p>
    </form>
  );
}

const tidied = (mail: MailSettings): MailSettings => ({
  ...mail,
  host: mail.host.trim(),
  user: mail.user.trim(),
  from: mail.from.trim(),
});

/** Scrolls there when the address asks for it. */
function useAskedFor() {
  const { search } = usePlace();
  const place = useRef<HTMLDivElement>(null);
  const asked = new URLSearchParams(search).get('part') === 'mail';
  useEffect(() => {
    if (!asked) return;
    place.current?.scrollIntoView({ block: 'center' });
    place.current?.querySelector('input')?.focus({ preventScroll: true });
  }, [asked]);
  return place;
}
