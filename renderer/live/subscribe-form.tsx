import { Button, NativeSelect, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { cleanText } from '../shared/clean-text.ts';
import { useReason } from '../shared/failed.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import classes from './live.module.css';
import { isWide, linesOf } from './topics.ts';
import type { LiveControl } from './use-live-session.ts';

interface SubscribeFormProps {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly subscribe: LiveControl['subscribe'];
  readonly ready: boolean;
}

/** Asks for one or several filters. One that brings everything is asked about first. */
export function SubscribeForm({ text, setText, subscribe, ready }: SubscribeFormProps) {
  const { t } = useWords();
  const reason = useReason();
  const [qos, setQos] = useState<0 | 1>(0);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const filters = linesOf(text);
  const wide = filters.find(isWide);

  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    setRefusal(null);
    if (filters.length === 0) {
      setRefusal(t.live.fault.empty);
      return;
    }
    setBusy(true);
    subscribe(filters, qos)
      .then(
        (outcome) => {
          if (outcome === null) return;
          if (outcome.ok) setText('');
          else if (outcome.reason === 'faulty')
            setRefusal(
              outcome.faults.map(({ filter, fault }) => t.live.faulty(cleanText(filter, 60), t.live.fault[fault])).join(' '),
            );
          else if (outcome.reason === 'too-many-filters') setRefusal(t.live.tooManyFilters);
        },
        (error: Error) => setRefusal(reason(error)),
      )
      .finally(() => setBusy(false));
  };

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <Textarea
        label={t.live.filters}
        description={t.live.filtersHint}
        value={text}
        error={refusal}
        errorProps={{ role: 'alert' }}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={65_535}
        spellCheck={false}
        classNames={{ input: shared.mono ?? '' }}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          // One filter is sent off by Enter; Shift begins another line.
          if (event.key === 'Enter' && !event.shiftKey && wide === undefined) submit(event);
        }}
      />
      {wide !== undefined && (
        <p role="alert" className={classes.warning}>
          {t.live.wide(wide)}
        </p>
      )}
      <div className={classes.formFoot}>
        <Qos value={qos} change={setQos} />
        <Button type="submit" loading={busy} disabled={!ready}>
          {wide === undefined ? t.live.subscribe : t.live.wideAnyway}
        </Button>
      </div>
    </form>
  );
}

export function Qos({ value, change }: { readonly value: 0 | 1; readonly change: (qos: 0 | 1) => void }) {
  const { t } = useWords();
  return (
    <NativeSelect
      className={classes.qos ?? ''}
      aria-label={t.live.qos}
      value={String(value)}
      onChange={(event) => change(event.currentTarget.value === '1' ? 1 : 0)}
      data={['0', '1'].map((one) => ({ value: one, label: `${t.live.qos} ${one}` }))}
    />
  );
}
