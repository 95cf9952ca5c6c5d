import { Button, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { BrokerSettings, WatchSettings } from '../../main/contract/settings.ts';
import { SidePanel } from '../shared/dialog.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { faultsOf, tidied } from './drafts.ts';
import { FeedTopics } from './feed-topics.tsx';
import { PayloadTests } from './payload-tests.tsx';
import classes from './settings.module.css';
import { WatchPreview } from './watch-preview.tsx';

interface WatchFormProps {
  readonly watch: WatchSettings;
  readonly isNew: boolean;
  /** Ids of the other watches. */
  readonly others: readonly string[];
  readonly brokers: readonly BrokerSettings[];
  readonly generalHold: number;
  readonly save: (watch: WatchSettings) => Promise<string | null>;
  readonly close: () => void;
}

export function WatchForm({ watch, isNew, others, brokers, generalHold, save, close }: WatchFormProps) {
  const { t } = useWords();
  const words = t.settings.watches;
  const [draft, setDraft] = useState(watch);
  const [life, setLife] = useState(watch.lifeTopics.join('\n'));
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<WatchSettings>): void => setDraft((was) => ({ ...was, ...part }));
  const faults = tried ? faultsOf(draft, others) : [];
  const idError = faults.includes('id') ? words.idBad : faults.includes('id-taken') ? words.idTaken : null;
  const topicError = faults.includes('topic') ? words.topicNeeded : faults.includes('device') ? words.deviceInTopic : null;

  const tidy = tidied({ ...draft, lifeTopics: life.split('\n') });
  const complete = faultsOf(draft, others).length === 0;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!complete) return;
    setBusy(true);
    void save(tidy).then((reason) => {
      setBusy(false);
      setRefusal(reason);
      if (reason === null) close();
    });
  };

  return (
    <SidePanel title={isNew ? words.newTitle : words.editTitle(watch.id)} size={580} close={close}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <div className={classes.two}>
          <TextInput
            label={words.id}
            description={words.idHint}
            value={draft.id}
            error={idError}
            onChange={(event) => change({ id: event.currentTarget.value })}
          />
          <NativeSelect
            label={words.connection}
            value={draft.connectionId ?? ''}
            onChange={(event) => change({ connectionId: event.currentTarget.value || null })}
            data={[{ value: '', label: words.everyConnection }, ...brokers.map(({ id, name }) => ({ value: id, label: name }))]}
          />
        </div>
        <NativeSelect
          label={words.convention}
          description={words.conventionHint[draft.convention]}
          value={draft.convention}
          onChange={(event) => change({ convention: event.currentTarget.value as WatchSettings['convention'] })}
          data={(['auto', 'lwtThing', 'custom'] as const).map((value) => ({ value, label: words.conventions[value] }))}
        />
        {draft.convention === 'custom' && (
          <>
            <TextInput
              label={words.topic}
              description={words.topicHint}
              value={draft.topic}
              error={topicError}
              spellCheck={false}
              classNames={{ input: classes.monoInput ?? '' }}
              onChange={(event) => change({ topic: event.currentTarget.value })}
            />
            <TextInput
              label={words.deviceIdPath}
              description={words.deviceIdPathHint}
              value={draft.deviceIdPath}
              spellCheck={false}
              classNames={{ input: classes.monoInput ?? '' }}
              onChange={(event) => change({ deviceIdPath: event.currentTarget.value })}
            />
            <PayloadTests legend={words.offline} tests={draft.offline} change={(offline) => change({ offline: [...offline] })} />
            {faults.includes('offline') && <p className={shared.error}>{words.testNeeded}</p>}
            <PayloadTests legend={words.online} tests={draft.online} change={(online) => change({ online: [...online] })} />
            <PayloadTests
              legend={words.goodbye}
              hint={words.goodbyeHint}
              tests={draft.goodbye}
              change={(goodbye) => change({ goodbye: [...goodbye] })}
            />
            <Textarea
              label={words.life}
              description={words.lifeHint}
              value={life}
              autosize
              minRows={2}
              maxRows={6}
              spellCheck={false}
              classNames={{ input: classes.monoInput ?? '' }}
              onChange={(event) => setLife(event.currentTarget.value)}
            />
            {(['downstreamPath', 'upstreamPath'] as const).map((path) => (
              <TextInput
                key={path}
                label={words[path]}
                description={words[`${path}Hint`]}
                value={draft[path]}
                spellCheck={false}
                classNames={{ input: classes.monoInput ?? '' }}
                onChange={(event) => change({ [path]: event.currentTarget.value })}
              />
            ))}
            <NumberInput
              label={words.silentAfter}
              description={words.silentAfterHint}
              value={draft.silentAfterSeconds}
              min={0}
              max={604_800}
              clampBehavior="blur"
              onChange={(value) => change({ silentAfterSeconds: typeof value === 'number' ? value : 0 })}
            />
          </>
        )}
        <FeedTopics topics={draft.feedTopics} wrong={faults.includes('feed')} change={(feedTopics) => change({ feedTopics })} />
        <NumberInput
          label={words.hold}
          description={words.holdHint(generalHold)}
          value={draft.holdSeconds ?? ''}
          min={0}
          max={604_800}
          clampBehavior="blur"
          onChange={(value) => change({ holdSeconds: typeof value === 'number' ? value : null })}
        />
        {complete && <WatchPreview watch={tidy} />}
        {refusal !== null && (
          <p role="alert" className={shared.error}>
            {refusal}
          </p>
        )}
        <div className={classes.formFoot}>
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
