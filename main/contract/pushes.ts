import type { AlertView, DeviceCounts, ExportView } from './model.ts';

/** What may have changed: the window asks again for what it shows of it. */
export type Topic =
  | 'devices'
  | 'outages'
  | 'connections'
  | 'topology'
  | 'settings'
  | 'rehearsal'
  | 'alerts'
  | 'notices'
  | 'mutes'
  | 'notes'
  | 'rules'
  | 'updates';

/** What main tells the window unasked. */
export type Push =
  | {
      readonly type: 'changed';
      readonly revision: number;
      readonly counts: DeviceCounts;
      readonly flapping: number;
      readonly topics: readonly Topic[];
      /** Keys of the devices that changed, at most 200; `null` when more did. */
      readonly deviceKeys: readonly string[] | null;
    }
  | { readonly type: 'alert'; readonly alert: AlertView }
  /** How far an export has come, at most four times a second, and how it ended. */
  | { readonly type: 'export'; readonly export: ExportView }
  /** What a live page of this session shows has changed. */
  | { readonly type: 'live'; readonly id: string }
  /** Go to a place: a click on a notification, a deep link. `path` is the window's own address, for example `/devices/<encoded key>`. */
  | { readonly type: 'open'; readonly path: string };
