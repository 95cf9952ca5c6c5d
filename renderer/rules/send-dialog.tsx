import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { ActionPlace, SendOutcome, TriedAction } from '../../main/contract/rule-requests.ts';
import type { Rule } from '../../main/contract/rules.ts';
import { cleanText } from '../shared/clean-text.ts';
import { Dialog } from '../shared/dialog.tsx';
import { useReason } from '../shared/failed.tsx';
import { CheckIcon, CrossIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import type { Tryable } from './bench-subject.ts';
import { KindIcon } from './kind-icon.tsx';
import classes from './rules.module.css';

interface SendDialogProps {
  /** The rule as it is tried; places are its. */
  readonly rule: Rule;
  readonly message: Tryable;
  readonly actions: readonly TriedAction[];
  readonly close: () => void;
}

/** Asks before anything leaves this computer: what, and where to. Then tells what became of it. */
export function SendDialog({ rule, message, actions, close }: SendDialogProps) {
  const { t } = useWords();
  const words = t.rules.bench;
  const live = useLive();
  const reason = useReason();
  const [chosen, setChosen] = useState<readonly ActionPlace[]>(
    actions.filter(({ action, fault }) => action !== 'error' && fault === null).map(({ action }) => action),
  );
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [sent, setSent] = useState<(SendOutcome & { ok: true })['sent'] | null>(null);
  const send = (): void => {
    setBusy(true);
    setRefusal(null);
    live.transport
      .request('rules.send', { rule, message, actions: [...chosen] })
      .then((outcome) => (outcome.ok ? setSent(outcome.sent) : setRefusal(outcome.reason)))
      .catch((error: Error) => setRefusal(reason(error)))
      .finally(() => setBusy(false));
  };
  return (
    <Dialog title={sent === null ? words.sendTitle : words.sentTitle} size="md" close={close}>
      {sent === null ? (
        <div className={classes.dialog}>
          <p>{words.sendHint}</p>
          <div className={classes.sendList}>
            {actions.map((action) => (
              <Checkbox
                key={action.action}
                size="xs"
                checked={chosen.includes(action.action)}
                disabled={action.fault !== null}
                label={<Named action={action} />}
                onChange={(event) =>
                  setChosen(
                    event.currentTarget.checked ? [...chosen, action.action] : chosen.filter((place) => place !== action.action),
                  )
                }
              />
            ))}
          </div>
        </div>
      ) : (
        <ul className={classes.sent} aria-label={words.sentTitle}>
          {sent.map(({ action, state, reason: why }) => {
            const of = actions.find((one) => one.action === action);
            return (
              <li key={action} data-state={state}>
                {state === 'done' ? <CheckIcon size={15} /> : <CrossIcon size={15} />}
                <span>
                  <b>{words.sent[state]}</b> {of && <Named action={of} />}
                  {why !== null && <span className={classes.sentWhy}>{why}</span>}
                </span>
              </li>
            );
          })}
        </ul>
      )}
      {refusal !== null && (
        <p role="alert" className={shared.error}>
          {refusal}
        </p>
      )}
      <div className={classes.dialogFoot}>
        <Button variant="default" onClick={close}>
          {sent === null ? t.common.cancel : t.common.close}
        </Button>
        {sent === null && (
          <Button loading={busy} disabled={chosen.length === 0} onClick={send}>
            {words.sendNow}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

function Named({ action }: { readonly action: TriedAction }) {
  const { t } = useWords();
  const words = t.rules.bench.sendWhat;
  const value = (name: string): string => cleanText(action.fields.find((field) => field.name === name)?.value ?? '', 100);
  const said = {
    notification: () => words.notification(value('title')),
    republish: () => words.republish(value('topic')),
    sns: () => words.sns(value('topicArn')),
    email: () => words.email(value('to')),
    webhook: () => words.webhook(value('url')),
  }[action.kind]();
  return (
    <span className={classes.named}>
      <KindIcon kind={action.kind} size={14} /> {said}
    </span>
  );
}
