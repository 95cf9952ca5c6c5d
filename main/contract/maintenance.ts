import { z } from 'zod';
import type { MuteView } from './model.ts';

/** Epoch milliseconds, up to what a Date holds. */
const time = z.number().int().min(0).max(8_640_000_000_000_000);

/** When a maintenance window is in force. */
export const maintenanceTimes = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('once'), from: time, to: time }),
  z.object({
    kind: z.literal('weekly'),
    /** 1: Monday to 7: Sunday; the days on which it begins. */
    days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
    /** When it begins, in minutes after midnight by the clocks of the zone. */
    startMinute: z.number().int().min(0).max(1439),
    /** From its beginning to its end as the clocks show them; at most a day. */
    minutes: z.number().int().min(1).max(1440),
    /** The time zone by its name: `Europe/Berlin`. */
    zone: z.string().min(1).max(64),
  }),
]);
export type MaintenanceTimes = z.output<typeof maintenanceTimes>;

/** A time at which a window is in force; epoch milliseconds. */
export interface Occurrence {
  readonly from: number;
  readonly to: number;
}

/** Alerts that are kept silent while somebody works: once, or every week. What it is of is said as a mute says it. */
export interface MaintenanceView extends Pick<MuteView, 'scope' | 'devices' | 'deviceTotal' | 'connectionId' | 'site'> {
  readonly id: number;
  readonly name: string;
  readonly note: string;
  readonly times: MaintenanceTimes;
  /** In force now; null: it is not, or a person ended it before its time. */
  readonly now: Occurrence | null;
  /** Null: never again. */
  readonly next: Occurrence | null;
}

/** When a maintenance window kept a device's alerts silent. */
export interface MaintenanceSpan extends Occurrence {
  readonly id: number;
  readonly name: string;
}
