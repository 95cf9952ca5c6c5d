import type { RehearsalNode } from '../../main/contract/model.ts';

/** A node with what hangs on it. */
export interface SiteNode {
  readonly node: RehearsalNode;
  readonly children: readonly SiteNode[];
  /** All below, not only the next level. */
  readonly gateways: number;
  readonly devices: number;
  /** How many of those below do not run. */
  readonly down: number;
}

/** Builds the site's trees. A node whose parent is missing stands at the top, one that is its own ancestor is left out. */
export function siteTreeOf(nodes: readonly RehearsalNode[]): readonly SiteNode[] {
  const ids = new Set(nodes.map(({ id }) => id));
  const below = new Map<string | null, RehearsalNode[]>();
  for (const node of nodes) {
    const parent = node.parent !== null && ids.has(node.parent) ? node.parent : null;
    const siblings = below.get(parent);
    if (siblings) siblings.push(node);
    else below.set(parent, [node]);
  }
  return (below.get(null) ?? []).map((node) => grow(node, below));
}

function grow(node: RehearsalNode, below: ReadonlyMap<string | null, readonly RehearsalNode[]>): SiteNode {
  const children = (below.get(node.id) ?? []).map((child) => grow(child, below));
  let gateways = 0;
  let devices = 0;
  let down = 0;
  for (const child of children) {
    gateways += child.gateways + (child.node.kind === 'device' ? 0 : 1);
    devices += child.devices + (child.node.kind === 'device' ? 1 : 0);
    down += child.down + (isUp(child.node) ? 0 : 1);
  }
  return { node, children, gateways, devices, down };
}

export function isUp(node: RehearsalNode): boolean {
  return node.state === 'running' || node.state === 'starting';
}
