import type { Saying, Verdict } from '../contract/model.ts';
import type { Payload } from './payload.ts';
import type { TreeWord } from './tree.ts';

/** How one family of devices spells presence. One file each; a table-driven test each. */
export interface Convention {
  readonly id: string;
  /** What to subscribe to. */
  readonly filters: readonly string[];
  /** False: the family says only when it goes. Then a live will of a device that we hold offline is a new outage. */
  readonly hasBirths: boolean;
  /** The topics for a person, for example on the device page. */
  readonly topic: string;
  /** The place a topic names, where the family has such a thing. `topic` may be empty: nothing was heard yet. */
  site?(topic: string): string | null;
  /** What a message says. Null: not a topic of this convention. Never throws, whatever the bytes. */
  read(topic: string, payload: Payload): Reading | null;
}

export type Reading =
  | {
      readonly kind: 'says';
      readonly deviceId: string;
      readonly saying: Saying;
      /** What an `offline` means in this family; ignored for the other sayings. */
      readonly verdict: Verdict;
      /** The will itself asks that nobody is told. */
      readonly quiet: boolean;
      /** What it tells of the tree beside; absent: nothing. */
      readonly tree?: readonly TreeWord[];
    }
  /** It tells of the tree, and of nobody's presence. */
  | { readonly kind: 'tree'; readonly tree: readonly TreeWord[] }
  /** Its topic, but nothing that can be read: counted, and shown as such. */
  | { readonly kind: 'unrecognised' }
  /** The device was renamed or removed: an empty retained payload clears its topic. */
  | { readonly kind: 'cleared'; readonly deviceId: string };
