import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { TopologyPair } from '../../main/contract/settings.ts';
import { Given } from '../shared/device-name.tsx';
import { CrossIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import type { Part } from './part.ts';
import classes from './settings.module.css';

const FIRST = 30;
const STEP = 200;
/** With more pairs than this, finding one needs words. */
const FIND_FROM = 10;

export function TopologySection({ view, put }: Part) {
  const { t } = useWords();
  const words = t.settings.topology;
  const { settings } = view;
  const { topology, brokers } = settings;
  const [find, setFind] = useState('');
  const [shown, setShown] = useState(FIRST);
  const sought = find.trim().toLowerCase();
  const fitting = topology.filter(
    (pair) => sought === '' || pair.upstream.toLowerCase().includes(sought) || pair.downstream.toLowerCase().includes(sought),
  );
  const remove = (pair: TopologyPair): void => {
    void put({ ...settings, topology: topology.filter((other) => other !== pair) }, words.removedPair);
  };
  return (
    <Section
      title={t.settings.sections.topology}
      aside={topology.length > 0 && <span className={classes.quiet}>{topology.length}</span>}
      flush
    >
      <p className={classes.intro}>{words.intro}</p>
      <AddPair {...{ view, put }} />
      {topology.length > FIND_FROM && (
        <div className={classes.find}>
          <TextInput
            type="search"
            aria-label={words.find}
            placeholder={words.find}
            value={find}
            onChange={(event) => setFind(event.currentTarget.value)}
          />
        </div>
      )}
      {topology.length === 0 && <p className={classes.nothing}>{words.none}</p>}
      <ul className={classes.rows}>
        {fitting.slice(0, shown).map((pair) => (
          <li key={keyOf(pair)} className={classes.pairRow}>
            <Given text={pair.upstream} />
            <span className={classes.quiet}>→</span>
            <Given text={pair.downstream} />
            <span className={classes.pairBroker}>
              {pair.connectionId === null ? (
                ''
              ) : (
                <Given text={brokers.find(({ id }) => id === pair.connectionId)?.name ?? pair.connectionId} />
              )}
            </span>
            <ActionIcon
              color="gray"
              size={24}
              aria-label={words.removePair(pair.upstream, pair.downstream)}
              title={t.common.remove}
              onClick={() => remove(pair)}
            >
              <CrossIcon size={14} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {fitting.length > shown && (
        <p className={classes.foot}>
          <Button variant="subtle" size="compact-xs" onClick={() => setShown(shown + STEP)}>
            {t.common.showMore} ({t.common.nMore(fitting.length - shown)})
          </Button>
        </p>
      )}
    </Section>
  );
}

function AddPair({ view, put }: Part) {
  const { t } = useWords();
  const words = t.settings.topology;
  const { settings } = view;
  const [upstream, setUpstream] = useState('');
  const [downstream, setDownstream] = useState('');
  const [connectionId, setConnectionId] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const pair: TopologyPair = {
      upstream: upstream.trim(),
      downstream: downstream.trim(),
      connectionId: connectionId || null,
      source: 'hand',
      setAt: Date.now(),
    };
    if (pair.upstream === '' || pair.downstream === '') return;
    const known = settings.topology.some((other) => keyOf(other) === keyOf(pair));
    const found = pair.upstream === pair.downstream ? words.itself : known ? words.known : null;
    setFault(found);
    if (found !== null) return;
    void put({ ...settings, topology: [...settings.topology, pair] }, t.settings.saved).then((reason) => {
      if (reason === null) setDownstream('');
      else setFault(reason);
    });
  };
  return (
    <form className={classes.addPair} onSubmit={submit}>
      <TextInput
        aria-label={words.upstream}
        placeholder={words.upstream}
        value={upstream}
        onChange={(event) => setUpstream(event.currentTarget.value)}
      />
      <span className={classes.quiet} aria-hidden="true">
        →
      </span>
      <TextInput
        aria-label={words.downstream}
        placeholder={words.downstream}
        value={downstream}
        onChange={(event) => setDownstream(event.currentTarget.value)}
      />
      {settings.brokers.length > 1 && (
        <NativeSelect
          aria-label={words.connection}
          value={connectionId}
          onChange={(event) => setConnectionId(event.currentTarget.value)}
          data={[
            { value: '', label: t.settings.watches.everyConnection },
            ...settings.brokers.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
      <Button type="submit" variant="light" disabled={upstream.trim() === '' || downstream.trim() === ''}>
        {words.addPair}
      </Button>
      {fault !== null && (
        <span role="alert" className={shared.error}>
          {fault}
        </span>
      )}
    </form>
  );
}

function keyOf(pair: TopologyPair): string {
  return JSON.stringify([pair.upstream, pair.downstream, pair.connectionId]);
}
