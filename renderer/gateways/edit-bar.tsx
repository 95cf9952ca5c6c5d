import { Autocomplete, Button, NativeSelect } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ConnectionView } from '../../main/contract/model.ts';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import classes from './gateways.module.css';

/** One that was refused, and may be set all the same. */
export interface Refusal {
  readonly reason: string;
  readonly evenSo: (() => void) | null;
}

interface EditBarProps {
  readonly connections: readonly ConnectionView[];
  readonly refusal: Refusal | null;
  /** Resolves to whether it was set. */
  readonly link: (connectionId: string, upstream: string, downstream: string) => Promise<boolean>;
}

/** Says by typing what hangs on what; between gateways it goes by drawing, too. */
export function EditBar({ connections, refusal, link }: EditBarProps) {
  const { t } = useWords();
  const words = t.gateways.edit;
  const [connectionId, setConnectionId] = useState(connections[0]?.id ?? '');
  const [upstream, setUpstream] = useState('');
  const [downstream, setDownstream] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void link(connectionId, upstream.trim(), downstream.trim()).then((done) => {
      if (done) setDownstream('');
    });
  };
  return (
    <form className={classes.editBar} onSubmit={submit} aria-label={words.title}>
      {connections.length > 1 && (
        <NativeSelect
          aria-label={words.connection}
          value={connectionId}
          onChange={(event) => setConnectionId(event.currentTarget.value)}
          data={connections.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <DeviceField label={words.upstream} connectionId={connectionId} value={upstream} change={setUpstream} />
      <span aria-hidden="true">→</span>
      <DeviceField label={words.downstream} connectionId={connectionId} value={downstream} change={setDownstream} />
      <Button type="submit" variant="light" disabled={upstream.trim() === '' || downstream.trim() === ''}>
        {words.add}
      </Button>
      <span className={classes.editHint}>{words.hint}</span>
      {refusal !== null && (
        <span role="alert" className={shared.error}>
          {refusal.reason}{' '}
          {refusal.evenSo !== null && (
            <Button size="compact-xs" variant="default" onClick={refusal.evenSo}>
              {words.evenSo}
            </Button>
          )}
        </span>
      )}
    </form>
  );
}

interface DeviceFieldProps {
  readonly label: string;
  readonly connectionId: string;
  readonly value: string;
  readonly change: (value: string) => void;
}

function DeviceField({ label, connectionId, value, change }: DeviceFieldProps) {
  const { data } = useQuery('topology.suggest', { connectionId, text: value }, { topics: [], keep: true });
  return (
    <Autocomplete
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={change}
      data={[...(data ?? [])]}
      filter={({ options }) => options}
      maxDropdownHeight={260}
      spellCheck={false}
    />
  );
}
