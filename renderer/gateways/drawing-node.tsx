import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import type { TopologyNode } from '../../main/contract/topology.ts';
import { ConnectionShape } from '../shared/connection-shape.tsx';
import { Given } from '../shared/device-name.tsx';
import { ChevronIcon, GatewayIcon } from '../shared/icons.tsx';
import { StateShape } from '../shared/state-shape.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useConnections } from '../transport/live-context.tsx';
import classes from './gateways.module.css';
import { StateCounts } from './state-counts.tsx';

export interface DrawnNode extends Record<string, unknown> {
  readonly node: TopologyNode;
  readonly direction: 'down' | 'right';
  readonly chosen: boolean;
  readonly editing: boolean;
  readonly fold: (id: string, isOpen: boolean) => void;
}

const UNKNOWN = { state: 'connecting', reason: null } as const;

/** One node of the drawing. The tree beside it says the same for the keyboard and for screen readers. */
export const DrawingNode = memo(({ data }: NodeProps) => {
  const { node, direction, chosen, editing, fold } = data as DrawnNode;
  const { t } = useWords();
  const canConnect = editing && node.kind === 'gateway';
  return (
    <div className={classes.node} data-kind={node.kind} data-lost={node.isLost || undefined} data-chosen={chosen || undefined}>
      <Handle type="target" position={direction === 'down' ? Position.Top : Position.Left} isConnectable={canConnect} />
      <NodeShape node={node} />
      <span className={classes.nodeText}>
        <span className={classes.nodeHead}>
          <span className={classes.nodeName}>
            {node.kind === 'more' ? t.gateways.more(node.gateways) : <Given text={node.name} max={40} />}
          </span>
          <StateCounts states={node.states} />
        </span>
        <span className={classes.nodeBelow}>{t.gateways.below(node.kind === 'more' ? 0 : node.gateways, node.devices)}</span>
      </span>
      {node.canOpen && (
        <button
          type="button"
          tabIndex={-1}
          className={`nodrag ${classes.nodeFold}`}
          data-open={node.isOpen || undefined}
          title={node.isOpen ? t.gateways.fold : t.gateways.unfold}
          onClick={(event) => {
            event.stopPropagation();
            fold(node.id, !node.isOpen);
          }}
        >
          <ChevronIcon size={14} />
        </button>
      )}
      <Handle type="source" position={direction === 'down' ? Position.Bottom : Position.Right} isConnectable={canConnect} />
    </div>
  );
});

/** The state of a gateway or a connection as its shape; a place has none of its own. */
export function NodeShape({
  node,
}: {
  readonly node: Pick<TopologyNode, 'state' | 'connectionId'> & { readonly kind: TopologyNode['kind'] | 'device' };
}) {
  const { domain, t } = useWords();
  const connections = useConnections();
  if (node.kind === 'broker') {
    const connection = connections?.find(({ id }) => id === node.connectionId);
    return <ConnectionShape connection={connection ?? UNKNOWN} size={14} />;
  }
  if (node.kind === 'site' || node.kind === 'more')
    return (
      <span className={classes.siteIcon}>
        <GatewayIcon size={15} />
      </span>
    );
  return (
    <StateShape
      state={node.state ?? 'unknown'}
      size={14}
      label={node.state === null ? t.gateways.unheard : domain.state[node.state]}
    />
  );
}
