import { z } from 'zod';
import { dismissedGroup } from './learning.ts';
import { MAX_ROWS } from './limits.ts';
import type { DeviceRef, DeviceState, EdgeSource } from './model.ts';
import type { ActOutcome, ExportStart, Rows } from './requests.ts';

/** Nodes that a drawing of the gateways holds at most; the rest is counted in those it hangs on. */
export const MAX_NODES = 300;
/** Of one node: more are one node that counts them. */
export const MAX_BELOW = 40;
/** Edges and faults that a preview of an import names. */
export const MAX_NAMED = 200;

const key = z.string().min(1).max(200_000);
const deviceId = z.string().trim().min(1).max(65_535);
const range = { from: z.number().int().min(0).default(0), to: z.number().int().min(0) };
const within = (q: { from: number; to: number }) => q.to - q.from <= MAX_ROWS;
const tooMany = `at most ${MAX_ROWS} rows`;

/** Which nodes show what is below them: those a person opened or closed, by id; the others as there is room, and where something is lost. */
const unfolded = {
  open: z.array(key).max(1000).default([]),
  closed: z.array(key).max(1000).default([]),
};
const fileInput = z.object({
  text: z.string().max(3_000_000),
  /** Where a file does not say on which connection: this one; null: on every one. */
  connectionId: z.string().nullable().default(null),
  /** `replace`: what people and files said before is over, as far as the file does not say it too. */
  how: z.enum(['add', 'replace']).default('add'),
});
const edge = z.object({ connectionId: z.string().min(1), upstream: deviceId, downstream: deviceId });

/** What the window asks about what hangs on what. Nothing here answers more than it was asked for: a plant may have 100,000 devices. */
export const topologyRequests = {
  'topology.graph': z.object(unfolded),
  /** The same as lines of a tree, with the devices. `text` looks for gateways and devices, and shows only those with what they hang on. */
  'topology.tree': z.object({ ...range, ...unfolded, text: z.string().max(1000).default('') }).refine(within, tooMany),
  'topology.edges': z
    .object({
      ...range,
      /** Only those of one device, above and below. */
      key: key.nullable().default(null),
      text: z.string().max(1000).default(''),
      /** `given`: said by a person or a file. */
      only: z.enum(['all', 'given', 'learned', 'faded', 'breaks-cycle', 'wrong']).default('all'),
    })
    .refine(within, tooMany),
  /** Ids of devices, gateways first, in which the text is: for who types one. */
  'topology.suggest': z.object({ connectionId: z.string(), text: z.string().max(1000) }),
  /** A person says that devices hang on another. `evenSo`: also where that contradicts what was learned. */
  'topology.link': z.object({
    connectionId: z.string().min(1),
    upstream: deviceId,
    downstreams: z.array(deviceId).min(1).max(1000),
    evenSo: z.boolean().default(false),
  }),
  /** What a person or a file said of an edge is over; what was learned of it stays. */
  'topology.unlink': edge,
  /** What was learned of an edge is wrong, and not counted on; or it is right after all. */
  'topology.doubt': edge.extend({ isWrong: z.boolean() }),
  /** These are not to be proposed again, unless they went together twice as often. */
  'topology.dismiss': dismissedGroup,
  /** What an import would do. Nothing is done. */
  'topology.read': fileInput,
  'topology.import': fileInput,
  'topology.export': z.object({
    format: z.enum(['csv', 'json']),
    connectionId: z.string().nullable().default(null),
    name: z.string().regex(/^[\w][\w.-]{0,120}$/, 'letters, figures, dots and dashes'),
  }),
};

interface Counted {
  /** Below it, itself not counted. */
  readonly gateways: number;
  readonly devices: number;
  /** Of all below and of itself, worst first, only states that occur. Who was never heard is not among them. */
  readonly states: readonly { readonly state: DeviceState; readonly count: number }[];
}

export interface TopologyNode extends Counted {
  /** What `open` and `closed` name. */
  readonly id: string;
  /** `more`: what did not fit of its upstream's. */
  readonly kind: 'broker' | 'site' | 'gateway' | 'more';
  readonly name: string;
  readonly connectionId: string;
  /** The device; null of what is none. */
  readonly key: string | null;
  /** Null of what is no device, and of a gateway that was only named so far. */
  readonly state: DeviceState | null;
  readonly isOpen: boolean;
  readonly canOpen: boolean;
  /** Gone, or cut off by what it hangs on. */
  readonly isLost: boolean;
}

/** A line between two nodes of the drawing. */
export interface TopologyLink {
  readonly from: string;
  readonly to: string;
  /** `place`: no edge, but where it belongs: a broker, a site. */
  readonly kind: 'edge' | 'place';
  /** Edges it stands for, where one of the nodes is folded. */
  readonly count: number;
  readonly state: EdgeView['state'];
  /** Both ends are lost: the way an incident takes. */
  readonly isLost: boolean;
}

export interface TopologyTotals {
  readonly gateways: number;
  /** That hang on a gateway. */
  readonly devices: number;
  /** Devices that hang on nothing we know. */
  readonly free: number;
  readonly faded: number;
  readonly broken: number;
  /** Learned, and dismissed by a person. */
  readonly wrong: number;
  /** Edges that a person or a file said. */
  readonly given: number;
}

export interface TopologyGraph {
  readonly revision: number;
  readonly nodes: readonly TopologyNode[];
  readonly links: readonly TopologyLink[];
  readonly totals: TopologyTotals;
}

export interface TopologyLine extends Counted {
  readonly id: string;
  readonly kind: 'broker' | 'site' | 'gateway' | 'device';
  readonly name: string;
  readonly connectionId: string;
  readonly key: string | null;
  readonly state: DeviceState | null;
  /** From 1. */
  readonly level: number;
  /** Its place among those on the same upstream, from 1, and how many they are. */
  readonly place: number;
  readonly siblings: number;
  readonly isOpen: boolean;
  readonly canOpen: boolean;
  /** Its other upstreams, as people call them: it stands under one of them. */
  readonly also: readonly string[];
}

/** An edge with everything that is said of it. */
export interface EdgeView {
  readonly connectionId: string;
  readonly upstream: DeviceRef;
  readonly downstream: DeviceRef;
  /** The most trusted first. `seenAt`: set, or seen last; null: not known. */
  readonly sources: readonly { readonly source: EdgeSource; readonly seenAt: number | null }[];
  /** `faded`: learned, and not seen for 30 days. `breaks-cycle`: it would close `cycle`. `wrong`: a person dismissed it. None of them is counted on. */
  readonly state: 'in-force' | 'faded' | 'breaks-cycle' | 'wrong';
  /** As people call them, from the upstream down to itself again. */
  readonly cycle: readonly string[];
}

/** `contradicts`: with `evenSo` it would be done, for it is only what was learned that stands against it. */
export type LinkOutcome = ActOutcome | { readonly ok: false; readonly reason: string; readonly contradicts: true };

/** What of a file could not be used. `line` counts from 1: of a JSON file the place in its list. */
export interface FileFault {
  readonly line: number;
  readonly fault: 'no-upstream' | 'no-downstream' | 'not-an-edge' | 'quote' | 'time';
}

/** Why a line of a file is not taken over. */
export type ImportFault =
  | FileFault
  /** `connection`: no connection has this id or name. `itself`: a device that hangs on itself. `too-long`: no id is as long. */
  | { readonly line: number; readonly fault: 'connection' | 'itself' | 'too-long'; readonly text: string }
  /** From the upstream down to itself again, as ids. */
  | { readonly line: number; readonly fault: 'cycle'; readonly cycle: readonly string[] };

export interface ImportedEdge {
  readonly upstream: string;
  readonly downstream: string;
  readonly connectionId: string | null;
}

export type TopologyReadOutcome =
  | {
      readonly ok: true;
      readonly added: number;
      readonly removed: number;
      /** There already, by a person or a file. */
      readonly known: number;
      /** At most 200 of each. */
      readonly addedEdges: readonly ImportedEdge[];
      readonly removedEdges: readonly ImportedEdge[];
      /** Sentences with the line; at most 200 of `faultTotal`. */
      readonly faults: readonly string[];
      readonly faultTotal: number;
    }
  | { readonly ok: false; readonly reason: string };

export interface TopologyAnswers {
  'topology.graph': TopologyGraph;
  'topology.tree': Rows<TopologyLine>;
  'topology.edges': Rows<EdgeView>;
  'topology.suggest': readonly string[];
  'topology.link': LinkOutcome;
  'topology.unlink': ActOutcome;
  'topology.doubt': ActOutcome;
  'topology.dismiss': ActOutcome;
  'topology.read': TopologyReadOutcome;
  'topology.import': ActOutcome;
  'topology.export': ExportStart;
}
