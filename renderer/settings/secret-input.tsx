import { Checkbox, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import classes from './settings.module.css';

/** What is typed into the field of a secret, of which the window never learns what is kept. */
export interface SecretDraft {
  readonly typed: string;
  readonly forget: boolean;
  /** What is to be done with the kept one: undefined leaves it alone, `null` forgets it. */
  readonly change: string | null | undefined;
  readonly type: (text: string) => void;
  readonly setForget: (forget: boolean) => void;
}

export function useSecret(): SecretDraft {
  const [typed, type] = useState('');
  const [forget, setForget] = useState(false);
  return { typed, forget, change: forget ? null : typed === '' ? undefined : typed, type, setForget };
}

interface SecretInputProps {
  readonly label: string;
  readonly hint?: string;
  readonly secret: SecretDraft;
  readonly isKept: boolean;
}

export function SecretInput({ label, hint, secret, isKept }: SecretInputProps) {
  return (
    <PasswordInput
      label={label}
      description={hint}
      value={secret.typed}
      autoComplete="new-password"
      disabled={secret.forget}
      placeholder={isKept && !secret.forget ? '••••••••' : ''}
      onChange={(event) => secret.type(event.currentTarget.value)}
    />
  );
}

interface KeptSecretProps {
  readonly secret: SecretDraft;
  readonly says: { readonly kept: string; readonly forget: string; readonly willForget: string };
}

export function KeptSecret({ secret, says }: KeptSecretProps) {
  return (
    <div className={classes.kept}>
      <span>{secret.forget ? says.willForget : says.kept}</span>
      <Checkbox
        size="xs"
        label={says.forget}
        checked={secret.forget}
        onChange={(event) => secret.setForget(event.currentTarget.checked)}
      />
    </div>
  );
}
