import { Button } from '@mantine/core';
import { useState } from 'react';
import type { BrokerSettings } from '../../main/contract/settings.ts';
import { navigate, usePlace } from '../frame/router.ts';
import { Given } from '../shared/device-name.tsx';
import { PlusIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import { StateShape, stateOfConnection } from '../shared/state-shape.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import { BrokerForm, type Save } from './broker-form.tsx';
import { freeId, newBroker, newWatch } from './drafts.ts';
import type { Part } from './part.ts';
import classes from './settings.module.css';
import { useOpenedAt } from './use-opened-at.ts';
import type { NewSecrets } from './use-settings.ts';

export function BrokersSection({ view, put }: Part) {
  const { t } = useWords();
  const { brokers } = view.settings;
  const [editing, setEditing] = useEditing(brokers);

  const opened = useOpenedAt(view.revision, editing !== null);

  const save: Save = async (broker, password, passphrase) => {
    const { settings } = view;
    const isNew = broker.id === '';
    const id = isNew
      ? freeId(
          broker.name,
          brokers.map((other) => other.id),
        )
      : broker.id;
    const stored = { ...broker, id };
    const next = isNew ? [...brokers, stored] : brokers.map((other) => (other.id === id ? stored : other));
    const secrets: NewSecrets = {
      ...(password !== undefined && { passwords: { [id]: password } }),
      ...(passphrase !== undefined && { passphrases: { [id]: passphrase } }),
    };
    // Without a watch no message is read: the first broker brings the one that knows every family.
    const watches = isNew && settings.watches.length === 0 ? [newWatch('all')] : settings.watches;
    const reason = await put({ ...settings, brokers: next, watches }, t.settings.changed(broker.name), secrets, opened.revision);
    if (reason !== null) opened.seen();
    return reason;
  };
  const duplicate = (broker: BrokerSettings): void =>
    setEditing({ ...broker, id: '', name: t.settings.brokers.copyOf(broker.name) });
  const remove = (broker: BrokerSettings): void => {
    const { settings } = view;
    void put({ ...settings, brokers: brokers.filter((other) => other.id !== broker.id) }, t.settings.removed(broker.name));
  };

  return (
    <Section
      title={t.settings.sections.brokers}
      aside={
        <Button variant="light" leftSection={<PlusIcon size={14} />} onClick={() => setEditing(newBroker())}>
          {t.settings.brokers.add}
        </Button>
      }
      flush
    >
      {brokers.length === 0 && <p className={classes.nothing}>{t.settings.brokers.none}</p>}
      <ul className={classes.rows}>
        {brokers.map((broker) => (
          <Row
            key={broker.id}
            broker={broker}
            edit={() => setEditing(broker)}
            duplicate={() => duplicate(broker)}
            remove={() => remove(broker)}
          />
        ))}
      </ul>
      {editing && (
        <BrokerForm
          key={editing.id || 'new'}
          broker={editing}
          passwordKept={view.passwordsKept.includes(editing.id)}
          passphraseKept={view.passphrasesKept.includes(editing.id)}
          save={save}
          close={() => setEditing(null)}
        />
      )}
    </Section>
  );
}

/** Which broker the form shows. An address may ask for it: `?new=broker` and `?broker=<id>`. */
function useEditing(brokers: readonly BrokerSettings[]): [BrokerSettings | null, (broker: BrokerSettings | null) => void] {
  const { search } = usePlace();
  const asked = new URLSearchParams(search);
  const askedId = asked.get('broker');
  const [editing, setEditing] = useState<BrokerSettings | null>(null);
  const fromAddress = asked.get('new') === 'broker' ? newBroker() : (brokers.find(({ id }) => id === askedId) ?? null);
  const set = (broker: BrokerSettings | null): void => {
    if (search !== '') navigate('/settings', { replace: true });
    setEditing(broker);
  };
  return [editing ?? fromAddress, set];
}

interface RowProps {
  readonly broker: BrokerSettings;
  readonly edit: () => void;
  readonly duplicate: () => void;
  readonly remove: () => void;
}

function Row({ broker, edit, duplicate, remove }: RowProps) {
  const { t } = useWords();
  const { overview } = useLiveState();
  const connection = overview?.connections.find(({ id }) => id === broker.id);
  const label = (word: string): string => `${word}: ${broker.name}`;
  return (
    <li className={classes.row}>
      {connection && broker.enabled ? (
        <StateShape state={stateOfConnection(connection.state)} size={13} label={t.frame.connectionState[connection.state]} />
      ) : (
        <StateShape state="clean" size={13} label={t.settings.brokers.disabled} />
      )}
      <span className={classes.rowText}>
        <b>
          <Given text={broker.name} />
        </b>
        <span className={classes.rowMore}>
          <Given text={broker.url} mono />
          <span>MQTT {broker.protocol}</span>
          {!broker.enabled && <span>{t.settings.brokers.disabled}</span>}
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
