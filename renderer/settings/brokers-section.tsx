import { ActionIcon, Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { LikelyView } from '../../main/contract/model.ts';
import type { BrokerSettings } from '../../main/contract/settings.ts';
import { navigate, usePlace } from '../frame/router.ts';
import { ConnectionShape } from '../shared/connection-shape.tsx';
import { Given } from '../shared/device-name.tsx';
import { DownIcon, PlusIcon, UpIcon, WarningIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import { StateShape } from '../shared/state-shape.tsx';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { useConnections } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import { BrokerForm, type Save } from './broker-form.tsx';
import { BrokerLook } from './broker-look.tsx';
import { worstOf } from './certificate-state.ts';
import { freeId, newBroker } from './drafts.ts';
import { chosenWatches } from './found-families.tsx';
import type { Part } from './part.ts';
import classes from './settings.module.css';
import { useOpenedAt } from './use-opened-at.ts';
import type { NewSecrets } from './use-settings.ts';

const CERTIFICATE_TOPICS = ['settings'] as const;

interface BrokersSectionProps extends Part {
  /** Opens a watch for what looks like presence on a broker. */
  readonly watchLikely: (likely: LikelyView, brokerId: string) => void;
}

export function BrokersSection({ view, put, watchLikely }: BrokersSectionProps) {
  const { t } = useWords();
  const { brokers } = view.settings;
  const [editing, setEditing] = useEditing(brokers);

  const opened = useOpenedAt(view.revision, editing !== null);
  const [looking, setLooking] = useState<string | null>(null);
  const looked = brokers.find(({ id }) => id === looking);

  const save: Save = async (broker, password, passphrase, found) => {
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
    const taken = settings.watches.map((watch) => watch.id);
    const watches = isNew ? [...settings.watches, ...chosenWatches(found.survey, found.choice, id, taken)] : settings.watches;
    const reason = await put({ ...settings, brokers: next, watches }, t.settings.changed(broker.name), secrets, opened.revision);
    if (reason !== null) opened.seen();
    else if (isNew && broker.enabled) setLooking(id);
    return reason;
  };
  const duplicate = (broker: BrokerSettings): void =>
    setEditing({ ...broker, id: '', name: t.settings.brokers.copyOf(broker.name) });
  const move = (index: number, by: -1 | 1): void => {
    const next = brokers.toSpliced(index, 1);
    const [moved] = brokers.slice(index, index + 1);
    if (moved === undefined) return;
    next.splice(index + by, 0, moved);
    void put({ ...view.settings, brokers: next }, t.settings.brokers.moved(moved.name, index + by + 1));
  };
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
        {brokers.map((broker, index) => (
          <Row
            key={broker.id}
            broker={broker}
            edit={() => setEditing(broker)}
            look={() => setLooking(broker.id)}
            duplicate={() => duplicate(broker)}
            remove={() => remove(broker)}
            up={index === 0 ? null : () => move(index, -1)}
            down={index === brokers.length - 1 ? null : () => move(index, 1)}
          />
        ))}
      </ul>
      {looked && (
        <BrokerLook
          key={looked.id}
          broker={looked}
          watches={view.settings.watches}
          watch={(likely) => watchLikely(likely, looked.id)}
          close={() => setLooking(null)}
        />
      )}
      {editing && (
        <BrokerForm
          key={editing.id || 'new'}
          broker={editing}
          watches={view.settings.watches}
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
  readonly look: () => void;
  readonly duplicate: () => void;
  readonly remove: () => void;
  /** Moves it by one; null at the end. */
  readonly up: (() => void) | null;
  readonly down: (() => void) | null;
}

function Row({ broker, edit, look, duplicate, remove, up, down }: RowProps) {
  const { t } = useWords();
  const connection = useConnections()?.find(({ id }) => id === broker.id);
  const label = (word: string): string => `${word}: ${broker.name}`;
  return (
    <li className={classes.row}>
      {connection && broker.enabled ? (
        <ConnectionShape connection={connection} size={13} />
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
          <CertificateWarning broker={broker} />
        </span>
      </span>
      <span className={classes.rowButtons}>
        <MoveButton icon={<UpIcon size={14} />} label={label(t.settings.brokers.moveUp)} move={up} />
        <MoveButton icon={<DownIcon size={14} />} label={label(t.settings.brokers.moveDown)} move={down} />
        {broker.enabled && (
          <Button
            variant="subtle"
            size="compact-xs"
            aria-label={label(t.settings.survey.look)}
            title={t.settings.survey.lookHint}
            onClick={look}
          >
            {t.settings.survey.look}
          </Button>
        )}
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

function MoveButton({
  icon,
  label,
  move,
}: {
  readonly icon: ReactNode;
  readonly label: string;
  readonly move: (() => void) | null;
}) {
  return (
    <ActionIcon
      size={24}
      color="gray"
      className={classes.move ?? ''}
      aria-label={label}
      title={label}
      disabled={move === null}
      onClick={() => move?.()}
    >
      {icon}
    </ActionIcon>
  );
}

/** That a certificate is over, or soon will be: said before the broker says it. */
function CertificateWarning({ broker: { caFile, certFile, keyFile } }: { readonly broker: BrokerSettings }) {
  const { t, clock } = useWords();
  const now = useNow();
  const words = t.settings.certificates;
  const { data } = useQuery('certificates.read', { caFile, certFile, keyFile }, { topics: CERTIFICATE_TOPICS });
  const worst = data === undefined ? null : worstOf([data.ca, data.cert, data.key], now);
  if (worst === null) return null;
  const { state, certificate } = worst;
  const said =
    state === 'unreadable' || certificate === null
      ? words.warnUnreadable
      : state === 'not-yet'
        ? words.warnNotYet(clock.day(certificate.validFrom, now))
        : words[state === 'expired' ? 'warnExpired' : 'warnSoon'](clock.day(certificate.validTo, now));
  return (
    <span className={classes.warning}>
      <WarningIcon size={13} />
      {said}
    </span>
  );
}
