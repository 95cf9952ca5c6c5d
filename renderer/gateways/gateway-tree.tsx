import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Topic } from '../../main/contract/pushes.ts';
import type { Rows } from '../../main/contract/requests.ts';
import type { TopologyLine } from '../../main/contract/topology.ts';
import { Given } from '../shared/device-name.tsx';
import { Failed } from '../shared/failed.tsx';
import { ChevronIcon } from '../shared/icons.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import { useRows } from '../transport/use-rows.ts';
import { NodeShape } from './drawing-node.tsx';
import classes from './gateways.module.css';
import { StateCounts } from './state-counts.tsx';
import type { Unfolded } from './use-unfolded.ts';

const ROW = 32;
const TOPICS: readonly Topic[] = ['topology', 'devices', 'connections'];

interface GatewayTreeProps {
  readonly unfolded: Unfolded;
  readonly text: string;
  readonly chosen: string | null;
  readonly choose: (line: TopologyLine) => void;
  readonly open: (line: TopologyLine) => void;
  readonly fold: (id: string, isOpen: boolean) => void;
  readonly empty: ReactNode;
}

/** The same as the drawing, as lines, and with the devices: for the keyboard, for screen readers, and for plants too large to draw. */
export function GatewayTree({ unfolded, text, chosen, choose, open, fold, empty }: GatewayTreeProps) {
  const { t, domain } = useWords();
  const live = useLive();
  const scroller = useRef<HTMLDivElement>(null);
  const [total, setTotal] = useState(0);
  const [at, setAt] = useState(0);
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const rows = useRows<TopologyLine, Rows<TopologyLine> & { readonly order: number }>(
    JSON.stringify([unfolded, text]),
    TOPICS,
    { from: first, to: items.at(-1)?.index ?? first + 60 },
    async (from, to) => {
      const answer = await live.transport.request('topology.tree', { from, to, text, ...unfolded });
      return { ...answer, order: answer.revision };
    },
  );
  useEffect(() => {
    if (rows.total !== null) setTotal(rows.total);
  }, [rows.total]);
  // What is chosen in the drawing is where the keyboard goes on.
  const place = items.find(({ index }) => rows.at(index)?.id === chosen)?.index;
  useEffect(() => {
    if (place !== undefined) setAt(place);
  }, [place]);

  const move = (index: number): void => {
    const to = Math.max(0, Math.min(total - 1, index));
    setAt(to);
    virtualizer.scrollToIndex(to, { align: 'auto' });
    const line = rows.at(to);
    if (line) choose(line);
  };
  const press = (event: KeyboardEvent): void => {
    const line = rows.at(at);
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW) - 1);
    const act: Readonly<Record<string, () => void>> = {
      ArrowDown: () => move(at + 1),
      ArrowUp: () => move(at - 1),
      j: () => move(at + 1),
      k: () => move(at - 1),
      PageDown: () => move(at + page),
      PageUp: () => move(at - page),
      Home: () => move(0),
      End: () => move(total - 1),
      Enter: () => line && open(line),
      ' ': () => line && choose(line),
      ArrowRight: () => {
        if (line?.canOpen && !line.isOpen) fold(line.id, true);
        else if (line?.isOpen) move(at + 1);
      },
      ArrowLeft: () => {
        if (line?.isOpen) fold(line.id, false);
        else if (line) for (let up = at - 1; up >= 0; up--) if ((rows.at(up)?.level ?? 0) < line.level) return move(up);
      },
    };
    const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : act[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };

  if (rows.error && rows.total === null) return <Failed error={rows.error} retry={rows.refetch} />;
  if (rows.total === 0) return empty;
  return (
    <div
      ref={scroller}
      className={classes.tree}
      role="treegrid"
      aria-label={t.gateways.tree}
      aria-rowcount={rows.total ?? -1}
      aria-busy={rows.total === null}
      aria-activedescendant={items.some(({ index }) => index === at) ? `gateway-line-${at}` : undefined}
      tabIndex={0}
      onKeyDown={press}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div className={classes.lines} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const line = rows.at(item.index);
          const state = line?.state ?? null;
          const isDevice = line?.kind === 'device' || line?.kind === 'gateway';
          return (
            // biome-ignore lint/a11y/useSemanticElements: as above
            // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus, and names its active row
            <div
              key={item.key}
              id={`gateway-line-${item.index}`}
              role="row"
              className={classes.line}
              style={{ top: item.start, height: ROW }}
              aria-rowindex={item.index + 1}
              aria-level={line?.level ?? 1}
              aria-posinset={line?.place}
              aria-setsize={line?.siblings}
              aria-expanded={line?.canOpen ? line.isOpen : undefined}
              aria-selected={line !== undefined && line.id === chosen}
              data-active={item.index === at || undefined}
              onClick={() => {
                setAt(item.index);
                if (line) choose(line);
              }}
              onDoubleClick={() => line && open(line)}
            >
              {line && (
                <>
                  {/* biome-ignore lint/a11y/useSemanticElements: as above */}
                  {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
                  <span
                    role="gridcell"
                    className={classes.lineName}
                    style={{ paddingLeft: 8 + Math.min(line.level - 1, 12) * 18 }}
                  >
                    {line.canOpen ? (
                      <button
                        type="button"
                        tabIndex={-1}
                        className={classes.lineFold}
                        data-open={line.isOpen || undefined}
                        aria-label={line.isOpen ? t.gateways.fold : t.gateways.unfold}
                        onClick={(event) => {
                          event.stopPropagation();
                          fold(line.id, !line.isOpen);
                        }}
                      >
                        <ChevronIcon size={14} />
                      </button>
                    ) : (
                      <span className={classes.lineFold} />
                    )}
                    <NodeShape node={line} />
                    <span className={classes.lineText} data-kind={line.kind}>
                      <Given text={line.name} max={60} />
                    </span>
                    {line.also.length > 0 && <span className={classes.also}>{t.gateways.also(line.also.join(', '))}</span>}
                  </span>
                  {/* biome-ignore lint/a11y/useSemanticElements: as above */}
                  {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
                  <span role="gridcell" className={classes.lineState}>
                    {isDevice && (state === null ? t.gateways.unheard : domain.state[state])}
                  </span>
                  {/* biome-ignore lint/a11y/useSemanticElements: as above */}
                  {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
                  <span role="gridcell" className={classes.lineBelow}>
                    {line.kind !== 'device' && (
                      <>
                        <StateCounts states={line.states} />
                        <span>{t.gateways.below(line.gateways, line.devices)}</span>
                      </>
                    )}
                  </span>
                </>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
