import type { LearnedSource } from '../contract/model.ts';
import { at, type Payload, textAt } from './payload.ts';

/**
 * What a message tells of the tree that its device is part of. Ids are of devices on the same connection.
 *
 * A convention that knows its own tree hands it over with what it reads (`Reading.tree`), as `convention`: a node that lists what is behind it
 * names them as `downstreams`, a device whose birth or topic names its node as `upstreams`. A message that only tells of the tree, as a list of
 * all devices of a bridge, is a `Reading` of the kind `tree`. What is done with it is the same for every source.
 */
export interface TreeWord {
  readonly source: LearnedSource;
  /** Whose word it is. */
  readonly of: string;
  /** What it hangs on; absent: it says nothing of that. */
  readonly upstreams?: readonly string[];
  /** What hangs on it; absent: it says nothing of that. */
  readonly downstreams?: readonly string[];
  /** These are all there are: what the same device said so before of the same source, and not any more, is over. */
  readonly isWhole: boolean;
}

/** More than a gateway carries; a payload of 256 KB could name some more. */
const MOST_IDS = 10_000;
/** As long as a topic may be. */
const ID_LIMIT = 65_535;

/**
 * The ids at a path in a JSON value: `children`, `devices[*].id`, `via`, `nodes.*.id`. `*` is every entry of a list or an object; a list at the
 * end of a path stands for what is in it. A leading `$.` is accepted.
 * @returns null where nothing is said of it: no such path, or something there that can be no id
 */
export function idsAt(payload: Payload, path: string): readonly string[] | null {
  const steps = path
    .replace(/^\$(\.|$)/, '')
    .replaceAll(/\[([^[\]]*)\]/g, '.$1')
    .split('.')
    .filter((step) => step !== '');
  let here: readonly unknown[] = [payload.json()];
  let isList = false;
  for (const step of steps) {
    if (step === '*') {
      isList ||= here.some((one) => typeof one === 'object' && one !== null);
      here = here.flatMap(entriesOf).slice(0, MOST_IDS);
    } else here = here.map((one) => at(one, step)).filter((one) => one !== undefined);
  }
  isList ||= here.some(Array.isArray);
  const ids = here.flatMap((one) => (Array.isArray(one) ? one.slice(0, MOST_IDS) : [one])).flatMap((one) => idOf(one) ?? []);
  return ids.length > 0 || isList ? [...new Set(ids)].slice(0, MOST_IDS) : null;
}

function entriesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.slice(0, MOST_IDS);
  return typeof value === 'object' && value !== null ? Object.values(value).slice(0, MOST_IDS) : [];
}

function idOf(value: unknown): string | null {
  const id = textAt(value, '');
  return id !== null && id.length <= ID_LIMIT ? id.toWellFormed() : null;
}
