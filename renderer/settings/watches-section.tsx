import { Button } from '@mantine/core';
import { useState } from 'react';
import type { WatchSettings } from '../../main/contract/settings.ts';
import { Given } from '../shared/device-name.tsx';
import { PlusIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import { useWords } from '../shared/words-context.tsx';
import { freeId, newWatch } from './drafts.ts';
import type { Part } from './part.ts';
import classes from './settings.module.css';
import { useOpenedAt } from './use-opened-at.ts';
import { WatchForm } from './watch-form.tsx';

interface Editing {
  readonly watch: WatchSettings;
  /** The id it has in the settings; `null` for a new one. */
  readonly id: string | null;
}

interface WatchesSectionProps extends Part {
  /** A watch to begin with, made of what was found on a broker. */
  readonly suggested: WatchSettings | null;
  readonly suggestionTaken: () => void;
}

export function WatchesSection({ view, put, suggested, suggestionTaken }: WatchesSectionProps) {
  const { t } = useWords();
  const { settings } = view;
  const { watches, brokers } = settings;
  const [chosen, setChosen] = useState<Editing | null>(null);
  const editing = chosen ?? (suggested === null ? null : { watch: suggested, id: null });
  const setEditing = (next: Editing | null): void => {
    setChosen(next);
    if (next === null) suggestionTaken();
  };
  const ids = watches.map(({ id }) => id);

  const opened = useOpenedAt(view.revision, editing !== null);

  const save = async (watch: WatchSettings): Promise<string | null> => {
    const next = editing?.id == null ? [...watches, watch] : watches.map((other) => (other.id === editing.id ? watch : other));
    const reason = await put({ ...settings, watches: next }, t.settings.changed(watch.id), {}, opened.revision);
    if (reason !== null) opened.seen();
    return reason;
  };
  const remove = (watch: WatchSettings): void => {
    void put({ ...settings, watches: watches.filter(({ id }) => id !== watch.id) }, t.settings.removed(watch.id));
  };

  return (
    <Section
      title={t.settings.sections.watches}
      aside={
        <Button
          variant="light"
          leftSection={<PlusIcon size={14} />}
          onClick={() => setEditing({ watch: newWatch(freeId('watch', ids)), id: null })}
        >
          {t.settings.watches.add}
        </Button>
      }
      flush
    >
      <p className={classes.intro}>{t.settings.watches.intro}</p>
      {watches.length === 0 && <p className={classes.nothing}>{t.settings.watches.none}</p>}
      <ul className={classes.rows}>
        {watches.map((watch) => (
          <Row
            key={watch.id}
            watch={watch}
            broker={brokers.find(({ id }) => id === watch.connectionId)?.name ?? null}
            edit={() => setEditing({ watch, id: watch.id })}
            duplicate={() => setEditing({ watch: { ...watch, id: freeId(watch.id, ids) }, id: null })}
            remove={() => remove(watch)}
          />
        ))}
      </ul>
      {editing && (
        <WatchForm
          watch={editing.watch}
          isNew={editing.id === null}
          others={ids.filter((id) => id !== editing.id)}
          brokers={brokers}
          generalHold={settings.notifications.holdSeconds}
          save={save}
          close={() => setEditing(null)}
        />
      )}
    </Section>
  );
}

interface RowProps {
  readonly watch: WatchSettings;
  readonly broker: string | null;
  readonly edit: () => void;
  readonly duplicate: () => void;
  readonly remove: () => void;
}

function Row({ watch, broker, edit, duplicate, remove }: RowProps) {
  const { t } = useWords();
  const words = t.settings.watches;
  const label = (word: string): string => `${word}: ${watch.id}`;
  return (
    <li className={classes.row}>
      <span className={classes.rowText}>
        <b>
          <Given text={watch.id} />
        </b>
        <span className={classes.rowMore}>
          <span>{words.conventions[watch.convention]}</span>
          <span>{watch.connectionId === null ? words.everyConnection : <Given text={broker ?? watch.connectionId} />}</span>
          {watch.convention === 'custom' && <Given text={watch.topic} max={120} mono />}
          {watch.silentAfterSeconds > 0 && <span>{words.summary.silent(watch.silentAfterSeconds)}</span>}
          {watch.holdSeconds !== null && <span>{words.summary.hold(watch.holdSeconds)}</span>}
        </span>
      </span>
      <span className={classes.rowButtons}>
        <Button variant="default" size="compact-xs" aria-label={label(t.common.edit)} onClick={edit}>
          {t.common.edit}
        </Button>
        <Button variant="subtle" size="compact-xs" aria-label={label(t.common.duplicate)} onClick={duplicate}>
          {t.common.duplicate}
        </Button>
        <Button variant="subtle" size="compact-xs" aria-label={label(t.common.remove)} onClick={remove}>
          {t.common.remove}
        </Button>
      </span>
    </li>
  );
}
