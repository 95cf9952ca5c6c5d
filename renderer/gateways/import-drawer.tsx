import { Button, FileButton, NativeSelect, Radio, Textarea } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import type { ConnectionView } from '../../main/contract/model.ts';
import type { RequestInput } from '../../main/contract/requests.ts';
import type { ImportedEdge, TopologyReadOutcome } from '../../main/contract/topology.ts';
import { textOfFile } from '../../main/words/text-of-file.ts';
import { Given } from '../shared/device-name.tsx';
import { SidePanel } from '../shared/dialog.tsx';
import { useReason } from '../shared/failed.tsx';
import { ImportIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import classes from './gateways.module.css';

const TYPING_MS = 300;
const NAMED = 12;

interface ImportDrawerProps {
  readonly connections: readonly ConnectionView[];
  /** Does it; resolves to whether it was done. */
  readonly take: (input: RequestInput<'topology.import'>) => Promise<boolean>;
  readonly close: () => void;
}

/** A file of pairs, chosen or pasted: what it would change is shown before anything is done. */
export function ImportDrawer({ connections, take, close }: ImportDrawerProps) {
  const { t, clock } = useWords();
  const words = t.gateways.import;
  const live = useLive();
  const reason = useReason();
  const [text, setText] = useState('');
  const [how, setHow] = useState<'add' | 'replace'>('add');
  const [connectionId, setConnectionId] = useState('');
  const [read, setRead] = useState<TopologyReadOutcome | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    setRead(null);
    setFault(null);
    if (text.trim() === '') return;
    let current = true;
    const timer = setTimeout(() => {
      live.transport.request('topology.read', { text, how, connectionId: connectionId || null }).then(
        (outcome) => {
          if (current) setRead(outcome);
        },
        (error: Error) => {
          if (current) setFault(reason(error));
        },
      );
    }, TYPING_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [live, reason, text, how, connectionId]);
  const canTake = read?.ok === true && read.added + read.removed > 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!canTake) return;
    void take({ text, how, connectionId: connectionId || null }).then((done) => {
      if (done) close();
    });
  };
  return (
    <SidePanel title={words.title} size={560} close={close}>
      <form className={classes.import} onSubmit={submit}>
        <p className={shared.dim}>{words.intro}</p>
        <FileButton
          accept=".csv,.json,.tsv,.txt,text/csv,application/json"
          onChange={(file) => {
            if (file !== null)
              void file.arrayBuffer().then(
                (bytes) => setText(textOfFile(new Uint8Array(bytes))),
                (error: Error) => setFault(error.message),
              );
          }}
        >
          {(props) => (
            <Button {...props} variant="default" leftSection={<ImportIcon size={15} />}>
              {words.choose}
            </Button>
          )}
        </FileButton>
        <Textarea
          label={words.paste}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autosize
          minRows={5}
          maxRows={12}
          spellCheck={false}
          placeholder={'upstream,downstream\nrouter-1,gw-north'}
          classNames={{ input: shared.mono ?? '' }}
        />
        {connections.length > 1 && (
          <NativeSelect
            label={words.connection}
            description={words.connectionHint}
            value={connectionId}
            onChange={(event) => setConnectionId(event.currentTarget.value)}
            data={[
              { value: '', label: words.everyConnection },
              ...connections.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
        <Radio.Group label={words.how} value={how} onChange={(value) => setHow(value === 'replace' ? 'replace' : 'add')}>
          <div className={classes.radios}>
            <Radio size="xs" value="add" label={words.add} />
            <Radio size="xs" value="replace" label={words.replace} description={words.replaceHint} />
          </div>
        </Radio.Group>
        <div role="status" className={classes.preview}>
          {read?.ok && (
            <>
              <p>
                <b>{words.would(read.added, read.removed)}</b> {words.known(read.known)}
              </p>
              <Named title={words.added} edges={read.addedEdges} total={read.added} sign="+" />
              <Named title={words.removed} edges={read.removedEdges} total={read.removed} sign="−" />
              {read.faultTotal > 0 && (
                <>
                  <p>{words.leftOut(read.faultTotal)}</p>
                  <ul className={classes.faults}>
                    {read.faults.slice(0, NAMED * 2).map((one) => (
                      <li key={one}>{one}</li>
                    ))}
                  </ul>
                  {read.faultTotal > NAMED * 2 && <p className={shared.dim}>{t.common.nMore(read.faultTotal - NAMED * 2)}</p>}
                </>
              )}
            </>
          )}
          {((read !== null && !read.ok) || fault !== null) && (
            <p className={shared.error}>{fault ?? (read !== null && !read.ok ? read.reason : '')}</p>
          )}
        </div>
        <div className={classes.importButtons}>
          <Button variant="default" onClick={close}>
            {t.common.cancel}
          </Button>
          <Button type="submit" disabled={!canTake}>
            {read?.ok ? words.take(clock.count(read.added + read.removed)) : words.title}
          </Button>
        </div>
      </form>
    </SidePanel>
  );
}

interface NamedProps {
  readonly title: string;
  readonly edges: readonly ImportedEdge[];
  readonly total: number;
  readonly sign: string;
}

function Named({ title, edges, total, sign }: NamedProps) {
  const { t } = useWords();
  if (total === 0) return null;
  return (
    <ul className={classes.named} aria-label={title}>
      {edges.slice(0, NAMED).map(({ upstream, downstream, connectionId }) => (
        <li key={`${upstream}\n${downstream}\n${connectionId}`}>
          {sign} <Given text={upstream} max={40} mono /> → <Given text={downstream} max={40} mono />
        </li>
      ))}
      {total > NAMED && <li className={shared.dim}>{t.common.nMore(total - NAMED)}</li>}
    </ul>
  );
}
