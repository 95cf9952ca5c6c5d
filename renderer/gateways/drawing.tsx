import '@xyflow/react/dist/base.css';
import { ActionIcon } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type Connection, type Edge, type Node, ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import type { TopologyGraph, TopologyNode } from '../../main/contract/topology.ts';
import { FitIcon, MinusIcon, PlusIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { Skeleton } from '../shared/skeleton.tsx';
import { useWords } from '../shared/words-context.tsx';
import { DrawingNode, type DrawnNode } from './drawing-node.tsx';
import classes from './gateways.module.css';
import { NODE } from './layout.ts';
import { useLayout } from './use-layout.ts';

const NODE_TYPES = { gateway: DrawingNode };
/** At its right lie the buttons for its size. */
const FIT = { padding: { top: '20px', right: '64px', bottom: '20px', left: '20px' }, minZoom: 0.3, maxZoom: 1.05 } as const;

interface DrawingProps {
  readonly graph: TopologyGraph | undefined;
  readonly chosen: string | null;
  readonly editing: boolean;
  readonly choose: (node: TopologyNode) => void;
  readonly open: (node: TopologyNode) => void;
  readonly fold: (id: string, isOpen: boolean) => void;
  /** By their keys. */
  readonly link: (upstream: string, downstream: string) => void;
}

/** The gateways in layers from the broker on. What is lost is drawn thick. */
export function Drawing(props: DrawingProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
}

function Flow({ graph, chosen, editing, choose, open, fold, link }: DrawingProps) {
  const { t } = useWords();
  const flow = useReactFlow();
  const { layout, failed } = useLayout(graph);
  const known = useMemo(() => new Map(graph?.nodes.map((node) => [node.id, node]) ?? []), [graph]);
  const nodes = useMemo((): Node[] => {
    if (layout === null || graph === undefined) return [];
    return graph.nodes.flatMap((node) => {
      const position = layout.places.get(node.id);
      if (position === undefined) return [];
      const data: DrawnNode = { node, direction: layout.direction, chosen: node.id === chosen, editing, fold };
      return [{ id: node.id, type: 'gateway', position, data, ...NODE }];
    });
  }, [graph, layout, chosen, editing, fold]);
  const edges = useMemo((): Edge[] => {
    if (graph === undefined) return [];
    return graph.links.map(({ from, to, kind, state, isLost }) => ({
      id: `${from}\n${to}\n${state}`,
      source: from,
      target: to,
      className: [classes.link, kind === 'place' ? classes.place : '', isLost ? classes.lost : '', linkClass(state)]
        .filter(Boolean)
        .join(' '),
      ...(isLost && { zIndex: 1 }),
    }));
  }, [graph]);
  const size = useElementSize<HTMLDivElement>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for every layout, and when there is more or less room
  useEffect(() => {
    if (layout === null) return;
    const frame = requestAnimationFrame(() => void flow.fitView(FIT));
    return () => cancelAnimationFrame(frame);
  }, [layout, size.width, size.height]);

  const ends = ({ source, target }: Connection | Edge): readonly [TopologyNode, TopologyNode] | null => {
    const [above, below] = [known.get(source), known.get(target)];
    if (!above?.key || !below?.key || above.connectionId !== below.connectionId || above.key === below.key) return null;
    return [above, below];
  };
  if (failed) return <p className={shared.sectionNote}>{t.gateways.noDrawing}</p>;
  if (layout === null)
    return (
      <div className={shared.sectionNote} aria-busy="true">
        <Skeleton width="60%" />
      </div>
    );
  return (
    <>
      {/* The tree says the same, and is reached by keyboard. */}
      <div ref={size.ref} className={classes.flow} aria-hidden="true" data-editing={editing || undefined}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          nodesDraggable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          nodesConnectable={editing}
          elementsSelectable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          panActivationKeyCode={null}
          zoomActivationKeyCode={null}
          onlyRenderVisibleElements={nodes.length > 100}
          minZoom={0.1}
          maxZoom={1.6}
          proOptions={{ hideAttribution: true }}
          onNodeClick={(_event, { id }) => {
            const node = known.get(id);
            if (node) choose(node);
          }}
          onNodeDoubleClick={(_event, { id }) => {
            const node = known.get(id);
            if (node) open(node);
          }}
          onEdgeClick={(_event, { target }) => {
            const node = known.get(target);
            if (node) choose(node);
          }}
          isValidConnection={(connection) => ends(connection) !== null}
          onConnect={(connection) => {
            const both = ends(connection);
            if (both) link(both[0].key ?? '', both[1].key ?? '');
          }}
          onConnectEnd={(event, { isValid, fromNode, fromHandle }) => {
            // Let go on a node anywhere, not on the point of it where lines end.
            const other = isValid ? null : nodeAt(event);
            if (other === null || fromNode === null || fromHandle === null) return;
            const [source, target] = fromHandle.type === 'source' ? [fromNode.id, other] : [other, fromNode.id];
            const both = ends({ source, target, sourceHandle: null, targetHandle: null });
            if (both) link(both[0].key ?? '', both[1].key ?? '');
          }}
        />
      </div>
      <div className={classes.zoom}>
        <ActionIcon color="gray" aria-label={t.gateways.zoomIn} title={t.gateways.zoomIn} onClick={() => void flow.zoomIn()}>
          <PlusIcon size={16} />
        </ActionIcon>
        <ActionIcon color="gray" aria-label={t.gateways.zoomOut} title={t.gateways.zoomOut} onClick={() => void flow.zoomOut()}>
          <MinusIcon size={16} />
        </ActionIcon>
        <ActionIcon color="gray" aria-label={t.gateways.fit} title={t.gateways.fit} onClick={() => void flow.fitView(FIT)}>
          <FitIcon size={16} />
        </ActionIcon>
      </div>
    </>
  );
}

/** The node under the pointer. */
function nodeAt(event: MouseEvent | TouchEvent): string | null {
  const point = 'changedTouches' in event ? event.changedTouches[0] : event;
  if (point === undefined) return null;
  const element = document.elementFromPoint(point.clientX, point.clientY);
  return element?.closest('.react-flow__node')?.getAttribute('data-id') ?? null;
}

function linkClass(state: TopologyGraph['links'][number]['state']): string | undefined {
  switch (state) {
    case 'in-force':
      return '';
    case 'faded':
      return classes.faded;
    case 'breaks-cycle':
      return classes.breaksCycle;
    // A dismissed one is not drawn.
    case 'wrong':
      return undefined;
  }
}
