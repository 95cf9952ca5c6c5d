import type { Incident } from '../incidents/incidents.ts';
import type { DomainWords } from '../words/domain.en.ts';
import type { Announcer } from './announcer.ts';
import type { DeviceTable } from './device-table.ts';
import type { IncidentBook } from './incident-book.ts';
import type { OutageBook } from './outage-book.ts';
import type { Clock } from './ports.ts';
import type { Called } from './teller.ts';
import { devicePath, LOST_PATH } from './window-paths.ts';

/** What is still missing this long after its gateway came back is told. */
export const STRAGGLERS_MS = 240_000;
/** Names that an alert has. */
const NAMED = 5;

export interface StragglersParts {
  readonly clock: Clock;
  readonly table: DeviceTable;
  readonly book: OutageBook;
  readonly incidents: IncidentBook;
  readonly announcer: Announcer;
  /** Why a mute keeps a device silent now; null: none does. */
  readonly muted: (deviceKey: string, connectionId: string) => string | null;
  readonly called: (deviceKey: string) => Called;
  readonly words: () => DomainWords;
}

/** Names what did not come back with its gateway. */
export class Stragglers {
  readonly #parts: StragglersParts;

  constructor(parts: StragglersParts) {
    this.#parts = parts;
  }

  /** @param sees whether what a connection says of its devices holds now */
  sweep(sees: (connectionId: string) => boolean): void {
    const connectionOf = ({ root }: Incident): string => root.deviceKey.slice(0, root.deviceKey.indexOf('/'));
    for (const incident of this.#parts.incidents.stragglers(STRAGGLERS_MS, (one) => sees(connectionOf(one))))
      this.#tell(incident);
  }

  #tell({ root, open, rootBackAt }: Incident): void {
    const { table, book, announcer, muted, called, words, clock } = this.#parts;
    const missing = [...open.keys()].flatMap((id) => {
      const marks = book.marks(id);
      const record = book.get(id)?.record;
      if (record === undefined || record.verdict === 'clean' || marks?.acknowledged != null || marks?.snoozedUntil != null)
        return [];
      return muted(record.deviceKey, record.connectionId) === null ? [record] : [];
    });
    if (missing.length === 0) return;
    // A gateway that is missing stands for what hangs on it.
    const tops = missing.filter(({ deviceKey }) => table.cutOffBy(deviceKey) === null);
    const named = (tops.length > 0 ? tops : missing).slice(0, NAMED).map(({ deviceKey }) => called(deviceKey).short);
    const [only, ...others] = missing;
    void announcer
      .announce(
        {
          title: words().stragglersTitle(called(root.deviceKey).full, missing.length),
          body: words().stragglersBody(clock.now() - (rootBackAt ?? clock.now()), named, missing.length),
          urgency: 'critical',
          path: only !== undefined && others.length === 0 ? devicePath(only.deviceKey) : LOST_PATH,
        },
        { device: null, outageIds: missing.map(({ id }) => id), back: '' },
      )
      .then(({ outcome, reason }) => book.toldLater(missing, outcome, reason));
  }
}
