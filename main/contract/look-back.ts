import { z } from 'zod';
import type { AlertView, BlindSpotView, DeviceRef, FigureRange, Interval, MuteView, NoteView, OutageView } from './model.ts';

/** What the window asks about the past of one device, one incident, one shift. */

/** A device was affected by an outage of something that it hangs on. */
export interface AffectionView {
  /** Place in the list: behind it goes the next part. */
  readonly at: number;
  /** Of what affected it; of an incident the topmost. */
  readonly outage: OutageView;
  /** How many edges below that. */
  readonly depth: number;
  /** `confirmed`: its own offline came too. `inferred`: it hangs on what was lost. `degraded`: another way still carried it. */
  readonly status: 'confirmed' | 'inferred' | 'degraded';
  /** From when to when: its own times where it said so itself, else those of what affected it. */
  readonly began: Interval;
  /** `null` while it lasts. */
  readonly ended: Interval | null;
  /** As `OutageView.durationMs`. */
  readonly durationMs: number | null;
}

/** Figures over a number of days up to now, or over a span. See `main/incidents/figures.ts` for what each is. Lengths in milliseconds. */
export interface FiguresView {
  /** The time that is judged; begins later than asked for where the device is not known for so long. */
  readonly from: number;
  readonly to: number;
  readonly wholeMs: number;
  readonly blindMs: number;
  readonly signedOffMs: number;
  readonly seenMs: number;
  readonly availability: FigureRange | null;
  readonly outages: number;
  readonly withUpstream: number;
  readonly betweenMs: FigureRange | null;
  readonly repairMs: FigureRange | null;
  readonly degraded: number;
  readonly degradedMs: number;
  /** What took it down most often first; at most three. */
  readonly upstreams: readonly { readonly device: DeviceRef; readonly times: number; readonly ms: number }[];
}

/** The spans of which the window shows figures, in days. */
export const FIGURE_DAYS = [1, 7, 30, 90] as const;

export interface DeviceFigures {
  /** The earliest that is known of the device; null: nothing. */
  readonly knownSince: number | null;
  /** One for each of `FIGURE_DAYS`. */
  readonly spans: readonly FiguresView[];
}

/** One device of an incident: what happened to it, and whether it is back. */
export interface IncidentMember extends DeviceRef {
  /** How many edges below the root; null: it joined without hanging on it then. */
  readonly depth: number | null;
  readonly status: 'confirmed' | 'inferred' | 'degraded';
  /** Its own outage of this incident; null: none came. */
  readonly outageId: number | null;
  readonly began: Interval | null;
  /** When it was back: by its own word, else with the root. Null: it is not. */
  readonly ended: Interval | null;
  /** It was or is still away when its root was back. */
  readonly straggler: boolean;
}

/** One cause with everything it took down. */
export interface IncidentView {
  readonly id: number;
  readonly root: OutageView;
  /** When all of it was over. Null: it lasts. */
  readonly closedAt: number | null;
  /** Outages that belong to it, the root's too. */
  readonly outages: number;
  /** Gateways first, then by depth and name; at most 500. */
  readonly members: readonly IncidentMember[];
  readonly counts: {
    readonly gateways: number;
    readonly devices: number;
    readonly confirmed: number;
    readonly inferred: number;
    readonly degraded: number;
    /** Of those lost: not back. */
    readonly missing: number;
    readonly stragglers: number;
  };
  /** What people were told of it, oldest first; at most 100. */
  readonly alerts: readonly AlertView[];
  /** On any outage of it, oldest first; at most 100. */
  readonly notes: readonly NoteView[];
}

/** An incident in a report. */
export interface ReportIncident {
  readonly outage: OutageView;
  /** Of what it took down: said so itself. */
  readonly confirmed: number;
  readonly notes: readonly NoteView[];
}

/** What one shift tells the next. */
export interface ReportView {
  readonly since: number;
  readonly until: number;
  /** Reaches up to now: what is in force now is in it. */
  readonly isNow: boolean;
  /** Lasting at its end, newest first; at most 200 of `openTotal`. */
  readonly open: readonly ReportIncident[];
  readonly openTotal: number;
  /** Over by then, newest first; at most 200 of `overTotal`. */
  readonly over: readonly ReportIncident[];
  readonly overTotal: number;
  /** Devices that signed off on purpose, times. */
  readonly goodbyes: number;
  /** Where the history begins, when that is within this time: nothing is known of what was before. `null`: earlier. */
  readonly historyBeganAt: number | null;
  readonly blindSpots: readonly BlindSpotView[];
  /** How many of them there are in all. */
  readonly blindTotal: number;
  /** The gateways that were away longest, worst first; at most five. */
  readonly worst: readonly { readonly device: DeviceRef; readonly figures: FiguresView }[];
  /** On devices, not on an outage: oldest first, at most 200. */
  readonly notes: readonly (NoteView & { readonly device: DeviceRef })[];
  readonly mutes: readonly MuteView[];
}

/** A report as it was handed over: its time, and what the person wrote for the next shift. All else is read from the history again. */
export interface HandoverView {
  readonly id: number;
  readonly at: number;
  readonly since: number;
  readonly until: number;
  readonly text: string;
}

/** Characters of what is written for the next shift. */
export const MAX_HANDOVER = 20_000;

const key = z.string().min(1).max(200_000);
const time = z.number().int().min(0).max(8_640_000_000_000_000);

export const lookBackRequests = {
  /** When a device was affected by what it hangs on, newest first. */
  'device.affections': z.object({
    key,
    since: time.nullable().default(null),
    behind: z.object({ at: z.number(), id: z.number().int() }).nullable().default(null),
    limit: z.number().int().min(1).max(500).default(50),
  }),
  /** Begins to write all of them into a file. */
  'device.exportAffections': z.object({
    key,
    format: z.enum(['csv', 'json']),
    name: z.string().regex(/^[\w][\w.-]{0,120}$/, 'letters, figures, dots and dashes'),
  }),
  'device.figures': z.object({ key }),
  /** The incident that an outage belongs to. */
  'incident.get': z.object({ id: z.number().int() }),
  /** What one shift tells the next. `until` null: up to now. */
  'report.get': z.object({ since: time, until: time.nullable().default(null) }),
  /** Reports that were handed over, newest first. */
  'handovers.query': z.object({ limit: z.number().int().min(1).max(200).default(30) }),
  /** Keeps a report with what is written for the next shift; of one that is kept already, another text. */
  'handover.save': z
    .object({ id: z.number().int().nullable().default(null), since: time, until: time, text: z.string().max(MAX_HANDOVER) })
    .refine(({ since, until }) => since <= until, 'it ends before it begins'),
  'handover.remove': z.object({ id: z.number().int() }),
} as const;

export interface LookBackAnswers {
  'device.affections': { readonly total: number; readonly rows: readonly AffectionView[] };
  'device.figures': DeviceFigures;
  'incident.get': IncidentView | null;
  'report.get': ReportView;
  'handovers.query': readonly HandoverView[];
}
