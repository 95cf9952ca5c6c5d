import { ActionIcon, Button, NumberInput, Switch } from '@mantine/core';
import { KeptSecret, SecretInput } from '../settings/secret-input.tsx';
import { cleanText } from '../shared/clean-text.ts';
import { CrossIcon, PlusIcon } from '../shared/icons.tsx';
import { useWords } from '../shared/words-context.tsx';
import type { FieldsProps } from './action-fields.tsx';
import { CodeField } from './code-field.tsx';
import { PlainField } from './plain-field.tsx';
import classes from './rules.module.css';
import type { Secrets } from './use-secrets.ts';

const MOST_HEADERS = 50;

export function WebhookFields({ action, field, secrets, change }: FieldsProps<'webhook'> & { readonly secrets: Secrets }) {
  const { t } = useWords();
  const words = t.rules.webhook;
  const { headers, secretHeader } = action;
  const put = (index: number, part: Partial<(typeof headers)[number]>): void =>
    change({ ...action, headers: headers.map((header, i) => (i === index ? { ...header, ...part } : header)) });
  const isKept = secrets.isKept(secretHeader);
  const secret = {
    typed: secrets.typed(secretHeader),
    forget: secrets.isForgotten(secretHeader),
    change: undefined,
    type: (text: string) => secrets.type(secretHeader, text),
    setForget: (forget: boolean) => secrets.setForgotten(secretHeader, forget),
  };
  const rename = (name: string): void => {
    // What was typed for it goes along.
    if (secret.typed !== '') {
      secrets.type(secretHeader, '');
      secrets.type(name, secret.typed);
    }
    change({ ...action, secretHeader: name });
  };
  return (
    <>
      <CodeField
        label={words.url}
        hint={words.urlHint}
        field={`${field}.url`}
        oneLine
        value={action.url}
        change={(url) => change({ ...action, url })}
      />
      <fieldset className={classes.headers}>
        <legend>{words.headers}</legend>
        {headers.map((header, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: headers have no other name of their own
          <div key={i} className={classes.header}>
            <PlainField
              label={words.headerName}
              field={`${field}.headers.${i}.name`}
              max={200}
              value={header.name}
              change={(name) => put(i, { name })}
            />
            <CodeField
              label={words.headerValue}
              field={`${field}.headers.${i}.value`}
              oneLine
              value={header.value}
              change={(value) => put(i, { value })}
            />
            <ActionIcon
              color="gray"
              aria-label={words.removeHeader(cleanText(header.name, 60))}
              title={words.removeHeader(cleanText(header.name, 60))}
              onClick={() => change({ ...action, headers: headers.toSpliced(i, 1) })}
            >
              <CrossIcon size={15} />
            </ActionIcon>
          </div>
        ))}
        <Button
          className={classes.start ?? ''}
          variant="subtle"
          size="compact-xs"
          leftSection={<PlusIcon size={13} />}
          disabled={headers.length >= MOST_HEADERS}
          onClick={() => change({ ...action, headers: [...headers, { name: '', value: '' }] })}
        >
          {words.addHeader}
        </Button>
      </fieldset>
      <div className={classes.two}>
        <PlainField
          label={words.secretHeader}
          hint={words.secretHeaderHint}
          field={`${field}.secretHeader`}
          example="Authorization"
          max={200}
          value={secretHeader}
          change={rename}
        />
        {secretHeader.trim() !== '' && <SecretInput label={words.secretValue} secret={secret} isKept={isKept} />}
      </div>
      {isKept && <KeptSecret secret={secret} says={words.keptSecret} />}
      <NumberInput
        className={classes.short ?? ''}
        label={words.timeout}
        value={action.timeoutSeconds}
        min={1}
        max={60}
        clampBehavior="blur"
        onChange={(value) => typeof value === 'number' && change({ ...action, timeoutSeconds: value })}
      />
      <Switch
        label={words.privateAddresses}
        description={words.privateAddressesHint}
        checked={action.privateAddresses}
        onChange={(event) => change({ ...action, privateAddresses: event.currentTarget.checked })}
      />
    </>
  );
}
