import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { EdgeView } from '../../main/contract/topology.ts';
import { Link } from '../frame/link.tsx';
import { deviceAddress } from '../frame/routes.ts';
import { DeviceLink, Given } from '../shared/device-name.tsx';
import { CrossIcon, SearchIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { Time } from '../shared/time.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import type { Chosen } from './chosen.ts';
import { NodeShape } from './drawing-node.tsx';
import classes from './gateways.module.css';
import { StateCounts } from './state-counts.tsx';

/** As many pairs of one device as are listed. */
const SHOWN = 200;
/** With more pairs than this, finding one needs words: of all, and of one node. */
const FIND_FROM = { all: 10, one: 50 } as const;

interface NodeDetailsProps {
  readonly chosen: Chosen;
  readonly editing: boolean;
  readonly remove: (edge: EdgeView) => void;
  /** Whether what was learned of it is wrong. */
  readonly doubt: (edge: EdgeView, isWrong: boolean) => void;
  readonly close: () => void;
}

/** What is known of one node: its state, and of every pair that it is part of who says so and when that was seen last. */
export function NodeDetails({ chosen, editing, remove, doubt, close }: NodeDetailsProps) {
  const { t, domain } = useWords();
  return (
    <section className={classes.details} aria-label={t.gateways.detailsOf(chosen.name)}>
      <div className={classes.detailsHead}>
        <NodeShape node={chosen} />
        <h2>
          <Given text={chosen.name} max={60} />
        </h2>
        {chosen.key !== null && (
          <span className={shared.dim}>{chosen.state === null ? t.gateways.unheardLong : domain.state[chosen.state]}</span>
        )}
        <StateCounts states={chosen.kind === 'device' ? [] : chosen.states} />
        {chosen.key !== null && chosen.state !== null && (
          <Link className={shared.link} to={deviceAddress(chosen.key)}>
            {t.gateways.openDevice}
          </Link>
        )}
        <ActionIcon color="gray" aria-label={t.common.close} title={t.common.close} onClick={close}>
          <CrossIcon size={15} />
        </ActionIcon>
      </div>
      {chosen.key === null ? (
        <p className={shared.sectionNote}>{t.gateways.contains(chosen.gateways, chosen.devices)}</p>
      ) : (
        <EdgeTable ofKey={chosen.key} editing={editing} remove={remove} doubt={doubt} />
      )}
    </section>
  );
}

interface EdgeTableProps {
  /** Null: of all. */
  readonly ofKey: string | null;
  readonly only?: 'all' | 'given' | 'faded' | 'breaks-cycle' | 'wrong';
  readonly editing: boolean;
  readonly remove: (edge: EdgeView) => void;
  /** Whether what was learned of it is wrong. */
  readonly doubt: (edge: EdgeView, isWrong: boolean) => void;
}

export function EdgeTable({ ofKey, only = 'all', editing, remove, doubt }: EdgeTableProps) {
  const { t } = useWords();
  const words = t.gateways.edges;
  const [find, setFind] = useState('');
  const [text] = useDebouncedValue(find, 200);
  const { data } = useQuery('topology.edges', { to: SHOWN, key: ofKey, only, text }, { topics: ['topology'], keep: true });
  if (data === undefined) return null;
  if (data.total === 0 && text === '') return <p className={shared.sectionNote}>{words.none}</p>;
  return (
    <div className={classes.edgeTable}>
      {(data.total > FIND_FROM[ofKey === null ? 'all' : 'one'] || find !== '') && (
        <TextInput
          type="search"
          className={classes.findPair ?? ''}
          aria-label={words.find}
          placeholder={words.find}
          leftSection={<SearchIcon size={15} />}
          value={find}
          onChange={(event) => setFind(event.currentTarget.value)}
        />
      )}
      <table className={shared.table}>
        <caption className={shared.visuallyHidden}>{words.title}</caption>
        <thead>
          <tr>
            <th scope="col">{words.upstream}</th>
            <th scope="col">{words.downstream}</th>
            <th scope="col">{words.sources}</th>
            <th scope="col">{words.counts}</th>
            {editing && <th scope="col">{words.edit}</th>}
          </tr>
        </thead>
        <tbody>
          {data.rows.map((edge) => (
            <tr key={`${edge.upstream.key}\n${edge.downstream.key}`}>
              <td>
                <DeviceLink device={edge.upstream} max={40} />
              </td>
              <td>
                <DeviceLink device={edge.downstream} max={40} />
              </td>
              <td>
                <Sources edge={edge} />
              </td>
              <td>
                <span className={edge.state === 'in-force' ? undefined : classes.doubt}>{words.state[edge.state]}</span>
                {edge.cycle.length > 0 && <span className={classes.cycle}>{edge.cycle.join(' → ')}</span>}
              </td>
              {editing && (
                <td>
                  {edge.sources.some(({ source }) => source === 'hand' || source === 'import') ? (
                    <Button
                      variant="default"
                      size="compact-xs"
                      aria-label={words.removeOne(nameOf(edge.upstream), nameOf(edge.downstream))}
                      onClick={() => remove(edge)}
                    >
                      {words.remove}
                    </Button>
                  ) : (
                    <Button
                      variant="default"
                      size="compact-xs"
                      aria-label={words[edge.state === 'wrong' ? 'believeOne' : 'dismissOne'](
                        nameOf(edge.upstream),
                        nameOf(edge.downstream),
                      )}
                      onClick={() => doubt(edge, edge.state !== 'wrong')}
                    >
                      {edge.state === 'wrong' ? words.believe : words.dismiss}
                    </Button>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {data.total === 0 && <p className={shared.sectionNote}>{words.none}</p>}
      {data.total > data.rows.length && <p className={shared.sectionNote}>{t.common.nMore(data.total - data.rows.length)}</p>}
    </div>
  );
}

function Sources({ edge }: { readonly edge: EdgeView }) {
  const { t } = useWords();
  return edge.sources.map(({ source, seenAt }) => (
    <span key={source} className={classes.source}>
      {t.gateways.edges.source[source]}
      {seenAt !== null && (
        <span className={shared.dim}>
          {' '}
          <Time at={seenAt} />
        </span>
      )}
    </span>
  ));
}

const nameOf = ({ name, id }: EdgeView['upstream']): string => name ?? id;
