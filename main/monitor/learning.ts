import type { CompanionsView } from '../contract/learning.ts';
import type { Settings } from '../contract/settings.ts';
import type { BlindSpotRecord, History, OutageRecord } from '../history/port.ts';
import { CompanionMiner, isDismissed } from '../incidents/companions.ts';
import type { DeviceTable } from './device-table.ts';
import type { Clock, Logger } from './ports.ts';

const DAY_MS = 86_400_000;
/** How far back the history is read at a start, and how many rows at most. */
const DAYS = 90;
const MOST_ROWS = 10_000;
const ROWS_A_STEP = 500;
/** Around the end and the beginning of a connection its broker may be what went. */
const NEAR_BLIND_MS = 5000;
const MOST_SPOTS = 2000;
const JOINT_SHOWN = 20;
const GROUPS_SHOWN = 20;

export interface LearningParts {
  readonly history: Pick<History, 'timelineFrom' | 'blindSpots'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly table: DeviceTable;
  readonly settings: () => Settings;
}

/** Learns from outages which devices are probably behind the same thing: proposed to a person, never taken for true. */
export class Learning {
  readonly #parts: LearningParts;
  readonly #miner = new CompanionMiner();
  /** What the history knows of the last months; read when it is first asked for, so that it is not in the way of the start. */
  #recalled: Promise<void> | null = null;

  constructor(parts: LearningParts) {
    this.#parts = parts;
  }

  /** An outage is over. Only those that were seen as they happened, and that nothing known explains, tell anything. */
  ended({ deviceKey, freshness, verdict, began, ended, causeOutageId }: OutageRecord): void {
    if (freshness !== 'live' || verdict === 'clean' || causeOutageId !== null) return;
    const [fellAt, roseAt] = [began.notAfter, ended?.notAfter ?? null];
    if (fellAt === null || roseAt === null || began.notBefore !== fellAt || ended?.notBefore !== roseAt) return;
    this.#miner.add({ deviceKey, fellAt, roseAt });
  }

  /** What a person may be asked now, the most evidence first. */
  async proposals(): Promise<readonly CompanionsView[]> {
    const { history, clock, log, table, settings } = this.#parts;
    this.#recalled ??= this.#read().catch((error: unknown) => {
      log.warn({ reason: String(error) }, 'the outages of the last months could not be read');
      this.#recalled = null;
    });
    await this.#recalled;
    const since = clock.now() - DAYS * DAY_MS;
    const spots = await history.blindSpots({ connectionId: null, since, limit: MOST_SPOTS });
    const { dismissed } = settings().learning;
    const found = this.#miner.propose({
      isFree: (key) => table.watched(key) !== undefined && table.topology.upstreams(key).length === 0,
      devicesOn: (id) => table.count(id),
      isBlind: (id, at) => spots.some((spot) => covers(spot, id, at)),
    });
    return found
      .filter((one) => !isDismissed(one, dismissed))
      .slice(0, GROUPS_SHOWN)
      .map(({ deviceKeys, joint }) => ({
        connectionId: deviceKeys[0]?.split('/', 1)[0] ?? '',
        devices: deviceKeys.map((key) => table.ref(key)),
        times: joint.length,
        joint: joint.slice(0, JOINT_SHOWN),
      }));
  }

  async #read(): Promise<void> {
    const { history, clock } = this.#parts;
    const filter = {
      deviceKey: null,
      text: '',
      verdicts: ['abrupt', 'silent', 'unspecified'] as const,
      since: clock.now() - DAYS * DAY_MS,
      until: null,
      blindSpots: false,
      onlyOpen: false,
      rootsOnly: true,
    };
    let behind: Parameters<History['timelineFrom']>[1] = null;
    for (let read = 0; read < MOST_ROWS; read += ROWS_A_STEP) {
      const rows = await history.timelineFrom(filter, behind, ROWS_A_STEP);
      for (const row of rows) if (row.kind === 'outage') this.ended(row.outage);
      const last = rows.at(-1);
      if (rows.length < ROWS_A_STEP || last === undefined) return;
      behind = { at: last.at, id: last.kind === 'outage' ? last.outage.id : last.blindSpot.id };
    }
  }
}

const covers = ({ connectionId, began, ended }: BlindSpotRecord, id: string, at: number): boolean =>
  (connectionId === null || connectionId === id) &&
  at >= began - NEAR_BLIND_MS &&
  at <= (ended ?? Number.POSITIVE_INFINITY) + NEAR_BLIND_MS;
