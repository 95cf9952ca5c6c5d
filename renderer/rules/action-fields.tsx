import { NativeSelect, SegmentedControl, Switch } from '@mantine/core';
import { useId } from 'react';
import type { RuleAction } from '../../main/contract/rules.ts';
import type { BrokerSettings, WindowSettings } from '../../main/contract/settings.ts';
import { useWords } from '../shared/words-context.tsx';
import { CodeField, TemplateHint } from './code-field.tsx';
import { EmailFields } from './email-fields.tsx';
import classes from './rules.module.css';
import { SnsFields } from './sns-fields.tsx';
import type { Secrets } from './use-secrets.ts';
import { WebhookFields } from './webhook-fields.tsx';

export type Of<K extends RuleAction['kind']> = Extract<RuleAction, { kind: K }>;

interface ActionFieldsProps {
  readonly action: RuleAction;
  /** What main calls it: `actions.0`. */
  readonly field: string;
  readonly settings: WindowSettings;
  readonly secrets: Secrets;
  readonly change: (action: RuleAction) => void;
}

/** What an action is made of. */
export function ActionFields({ action, field, settings, secrets, change }: ActionFieldsProps) {
  switch (action.kind) {
    case 'notification':
      return <NotificationFields action={action} field={field} change={change} />;
    case 'republish':
      return <RepublishFields action={action} field={field} brokers={settings.brokers} change={change} />;
    case 'sns':
      return <SnsFields action={action} field={field} change={change} />;
    case 'email':
      return <EmailFields action={action} field={field} mail={settings.mail} change={change} />;
    case 'webhook':
      return <WebhookFields action={action} field={field} secrets={secrets} change={change} />;
  }
}

export interface FieldsProps<K extends RuleAction['kind']> {
  readonly action: Of<K>;
  readonly field: string;
  readonly change: (action: Of<K>) => void;
}

function NotificationFields({ action, field, change }: FieldsProps<'notification'>) {
  const { t } = useWords();
  const words = t.rules.notification;
  const urgencyLabel = useId();
  return (
    <>
      <CodeField
        label={words.title}
        hint={<TemplateHint />}
        field={`${field}.title`}
        oneLine
        value={action.title}
        change={(title) => change({ ...action, title })}
      />
      <CodeField label={words.body} field={`${field}.body`} value={action.body} change={(body) => change({ ...action, body })} />
      <div className={classes.inline}>
        <span id={urgencyLabel}>{words.urgency}</span>
        <SegmentedControl
          aria-labelledby={urgencyLabel}
          value={action.urgency}
          onChange={(urgency) => change({ ...action, urgency: urgency as Of<'notification'>['urgency'] })}
          data={(['low', 'normal', 'critical'] as const).map((value) => ({ value, label: words.urgencies[value] }))}
        />
      </div>
    </>
  );
}

function RepublishFields({
  action,
  field,
  brokers,
  change,
}: FieldsProps<'republish'> & { readonly brokers: readonly BrokerSettings[] }) {
  const { t } = useWords();
  const words = t.rules.republish;
  return (
    <>
      <CodeField
        label={words.topic}
        hint={<TemplateHint />}
        field={`${field}.topic`}
        oneLine
        value={action.topic}
        change={(topic) => change({ ...action, topic })}
      />
      <div className={classes.two}>
        <NativeSelect
          label={words.to}
          value={action.connectionId ?? ''}
          onChange={(event) => change({ ...action, connectionId: event.currentTarget.value || null })}
          data={[{ value: '', label: words.same }, ...brokers.map(({ id, name }) => ({ value: id, label: name }))]}
        />
        <NativeSelect
          label={words.qos}
          value={String(action.qos)}
          onChange={(event) => change({ ...action, qos: event.currentTarget.value === '1' ? 1 : 0 })}
          data={(['0', '1'] as const).map((value) => ({ value, label: words.qosOf[value] }))}
        />
      </div>
      <Switch
        label={words.retain}
        description={words.retainHint}
        checked={action.retain}
        onChange={(event) => change({ ...action, retain: event.currentTarget.checked })}
      />
    </>
  );
}
