import { Button, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { useDebouncedValue, useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import type { EdgeView, TopologyTotals } from '../../main/contract/topology.ts';
import { navigate } from '../frame/router.ts';
import { deviceAddress } from '../frame/routes.ts';
import { ExportChoice } from '../history/export-menu.tsx';
import { dayName } from '../history/history-filter.ts';
import { cleanText } from '../shared/clean-text.ts';
import { Empty } from '../shared/empty.tsx';
import { Failed, useReason } from '../shared/failed.tsx';
import { ImportIcon, SearchIcon } from '../shared/icons.tsx';
import { isOneOf, useRemembered } from '../shared/remember.ts';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useConnections, useLive } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import type { Chosen } from './chosen.ts';
import { Drawing } from './drawing.tsx';
import { EditBar, type Refusal } from './edit-bar.tsx';
import { GatewayTree } from './gateway-tree.tsx';
import classes from './gateways.module.css';
import { ImportDrawer } from './import-drawer.tsx';
import { EdgeTable, NodeDetails } from './node-details.tsx';
import { Proposals } from './proposals.tsx';
import { useUnfolded } from './use-unfolded.ts';

type Doubted = 'breaks-cycle' | 'faded' | 'wrong' | 'given';

const SHORT = 40;
/** A large plant is counted anew for each answer. */
const PAUSE_MS = 1000;

/** What hangs on what: as a drawing, as a tree that says the same, and to be changed. */
export function GatewaysPage() {
  const { t } = useWords();
  const live = useLive();
  const reason = useReason();
  const connections = useConnections() ?? [];
  const { unfolded, fold } = useUnfolded();
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text, 200);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [doubts, setDoubts] = useState<Doubted | null>(null);
  const [editing, setEditing] = useState(false);
  const [importing, setImporting] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const narrow = useMediaQuery('(max-width: 980px)', false, { getInitialValueInEffect: false });
  const [view, setView] = useRemembered<'tree' | 'drawing'>('gateways.view', 'tree', isOneOf('tree', 'drawing'));
  const graph = useQuery('topology.graph', unfolded, {
    topics: ['topology', 'devices', 'connections'],
    keep: true,
    pauseMs: PAUSE_MS,
  });
  const totals = graph.data?.totals;

  const link = async (connectionId: string, upstream: string, downstream: string, evenSo = false): Promise<boolean> => {
    setRefusal(null);
    try {
      const outcome = await live.transport.request('topology.link', {
        connectionId,
        upstream,
        downstreams: [downstream],
        evenSo,
      });
      if (outcome.ok) {
        const said = t.gateways.edit.added(cleanText(upstream, SHORT), cleanText(downstream, SHORT));
        return live.acts.took(outcome, said, t.acts.nothing);
      }
      const again = 'contradicts' in outcome ? () => void link(connectionId, upstream, downstream, true) : null;
      setRefusal({ reason: outcome.reason, evenSo: again });
    } catch (error) {
      setRefusal({ reason: reason(error as Error), evenSo: null });
    }
    return false;
  };
  const linkKeys = (upstream: string, downstream: string): void => {
    const [connectionId, above] = splitKey(upstream);
    void link(connectionId, above, splitKey(downstream)[1]);
  };
  const remove = ({ connectionId, upstream, downstream }: EdgeView): void => {
    const said = t.gateways.edit.removed(cleanText(upstream.id, SHORT), cleanText(downstream.id, SHORT));
    const edge = { connectionId, upstream: upstream.id, downstream: downstream.id };
    void live.acts.act('topology.unlink', edge, said, t.acts.nothing);
  };
  const doubt = ({ connectionId, upstream, downstream }: EdgeView, isWrong: boolean): void => {
    const said = t.gateways.edit[isWrong ? 'dismissed' : 'believed'](
      cleanText(upstream.id, SHORT),
      cleanText(downstream.id, SHORT),
    );
    const edge = { connectionId, upstream: upstream.id, downstream: downstream.id, isWrong };
    void live.acts.act('topology.doubt', edge, said, t.acts.nothing);
  };
  const open = (node: Pick<Chosen, 'key' | 'state' | 'id' | 'kind'> & { readonly isOpen: boolean }): void => {
    if (node.key !== null && node.state !== null) navigate(deviceAddress(node.key));
    else if (node.kind !== 'more' && node.kind !== 'device') fold(node.id, !node.isOpen);
  };

  const isEmpty = totals !== undefined && totals.gateways === 0;
  const hasTree = !isEmpty && (!narrow || view === 'tree');
  const hasDrawing = !isEmpty && (!narrow || view === 'drawing');
  return (
    <div className={classes.page}>
      <div className={classes.titleRow}>
        <h1>{t.gateways.title}</h1>
        {totals && !isEmpty && <span className={shared.dim}>{t.gateways.totals(totals.gateways, totals.devices)}</span>}
        {totals && <Doubts totals={totals} shown={doubts} show={(what) => setDoubts(doubts === what ? null : what)} />}
        <span className={classes.tools}>
          {!isEmpty && (
            <TextInput
              type="search"
              className={classes.search ?? ''}
              aria-label={t.gateways.find}
              placeholder={t.gateways.find}
              leftSection={<SearchIcon size={15} />}
              value={text}
              onChange={(event) => {
                setText(event.currentTarget.value);
                if (narrow) setView('tree');
              }}
            />
          )}
          <Switch
            label={t.gateways.edit.mode}
            checked={editing}
            onChange={(event) => {
              setEditing(event.currentTarget.checked);
              setRefusal(null);
            }}
          />
          <Button variant="default" leftSection={<ImportIcon size={15} />} onClick={() => setImporting(true)}>
            {t.gateways.import.button}
          </Button>
          <ExportChoice
            disabled={isEmpty}
            begin={(format) =>
              live.transport.request('topology.export', { format, name: `willwatch-gateways-${dayName(Date.now())}.${format}` })
            }
          />
        </span>
      </div>
      {editing && <EditBar connections={connections} refusal={refusal} link={link} />}
      <Proposals />
      {narrow && !isEmpty && (
        <SegmentedControl
          aria-label={t.gateways.view}
          value={view}
          onChange={(value) => setView(value === 'drawing' ? 'drawing' : 'tree')}
          data={[
            { value: 'tree', label: t.gateways.asTree },
            { value: 'drawing', label: t.gateways.asDrawing },
          ]}
        />
      )}
      {graph.error && graph.data === undefined && <Failed error={graph.error} retry={graph.refetch} />}
      {isEmpty && (
        <Empty title={t.gateways.emptyTitle} body={t.gateways.emptyBody(totals.free)}>
          <Button onClick={() => setEditing(true)}>{t.gateways.emptyEdit}</Button>
          <Button variant="default" onClick={() => navigate('/settings')}>
            {t.gateways.emptyWatches}
          </Button>
        </Empty>
      )}
      {!isEmpty && (
        <div className={classes.both} data-single={hasTree !== hasDrawing || undefined}>
          {hasTree && (
            <div className={classes.treePane}>
              <GatewayTree
                unfolded={unfolded}
                text={wanted}
                chosen={chosen?.id ?? null}
                choose={setChosen}
                open={open}
                fold={fold}
                empty={<Empty title={t.gateways.noMatchTitle} body={t.gateways.noMatchBody} />}
              />
            </div>
          )}
          {hasDrawing && (
            <div className={classes.drawingPane}>
              <Drawing
                graph={graph.data}
                chosen={chosen?.id ?? null}
                editing={editing}
                choose={setChosen}
                open={open}
                fold={fold}
                link={linkKeys}
              />
            </div>
          )}
        </div>
      )}
      {doubts !== null && (
        <section
          className={classes.details}
          aria-label={t.gateways.doubts[doubts](totals === undefined ? 0 : countsOf(totals)[doubts])}
        >
          <p className={shared.sectionNote}>{t.gateways.doubtHint[doubts]}</p>
          <EdgeTable ofKey={null} only={doubts} editing={editing} remove={remove} doubt={doubt} />
        </section>
      )}
      {chosen !== null && !isEmpty && (
        <NodeDetails chosen={chosen} editing={editing} remove={remove} doubt={doubt} close={() => setChosen(null)} />
      )}
      {importing && (
        <ImportDrawer
          connections={connections}
          take={(input) => live.acts.act('topology.import', input, t.gateways.import.done, t.acts.nothing)}
          close={() => setImporting(false)}
        />
      )}
    </div>
  );
}

interface DoubtsProps {
  readonly totals: TopologyTotals;
  readonly shown: Doubted | null;
  readonly show: (what: Doubted) => void;
}

const countsOf = ({ broken, faded, wrong, given }: TopologyTotals): Readonly<Record<Doubted, number>> => ({
  'breaks-cycle': broken,
  faded,
  wrong,
  given,
});

/** What is not counted on, and what people set: each a button that lists it. */
function Doubts({ totals, shown, show }: DoubtsProps) {
  const { t } = useWords();
  const counts = countsOf(totals);
  return (['breaks-cycle', 'faded', 'wrong', 'given'] as const)
    .filter((what) => counts[what] > 0)
    .map((what) => (
      <Button
        key={what}
        variant={shown === what ? 'light' : 'subtle'}
        size="compact-sm"
        aria-expanded={shown === what}
        onClick={() => show(what)}
      >
        {t.gateways.doubts[what](counts[what])}
      </Button>
    ));
}

function splitKey(key: string): readonly [connectionId: string, id: string] {
  const at = key.indexOf('/');
  return [key.slice(0, at), key.slice(at + 1)];
}
