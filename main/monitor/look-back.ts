import { type AffectionView, type DeviceFigures, FIGURE_DAYS, type FiguresView } from '../contract/look-back.ts';
import type { CheckedInput } from '../contract/requests.ts';
import { statusOf, timesOf } from '../history/affections-export.ts';
import type { DeviceTimes, History } from '../history/port.ts';
import { figuresOf } from '../incidents/figures.ts';
import type { DeviceTable } from './device-table.ts';
import type { Clock } from './ports.ts';
import { storedOutageViews } from './views.ts';

const DAY_MS = 86_400_000;

export interface LookBackParts {
  readonly history: History;
  readonly table: DeviceTable;
  readonly clock: Clock;
}

/** Answers what the window asks about the past: what affected a device and when, and its figures. */
export class LookBack {
  readonly #parts: LookBackParts;

  constructor(parts: LookBackParts) {
    this.#parts = parts;
  }

  async affections({
    key,
    since,
    behind,
    limit,
  }: CheckedInput<'device.affections'>): Promise<{ readonly total: number; readonly rows: readonly AffectionView[] }> {
    const { history } = this.#parts;
    const { total, rows } = await history.affections({ deviceKey: key, since, behind, limit });
    const views = await storedOutageViews(
      rows.map(({ outage }) => outage),
      this.#parts,
    );
    return {
      total,
      rows: rows.flatMap((row, index): AffectionView[] => {
        const outage = views[index];
        if (outage === undefined) return [];
        const { began, ended, durationMs } = timesOf(row);
        return [{ at: row.at, outage, depth: row.depth, status: statusOf(row), began, ended, durationMs }];
      }),
    };
  }

  /** One span for each of `FIGURE_DAYS`, up to now. */
  async figures(key: string): Promise<DeviceFigures> {
    const { history, clock } = this.#parts;
    const now = clock.now();
    const longest = Math.max(...FIGURE_DAYS) * DAY_MS;
    const times = await history.deviceTimes({ deviceKey: key, since: now - longest });
    return {
      knownSince: times.knownSince,
      spans: FIGURE_DAYS.map((days) => figuresView(times, now - days * DAY_MS, now, (one) => this.#parts.table.ref(one))),
    };
  }
}

/** The figures of a span, from when the device is known on. */
export function figuresView(
  times: DeviceTimes,
  since: number,
  to: number,
  refOf: (key: string) => FiguresView['upstreams'][number]['device'],
): FiguresView {
  const from = Math.min(to, Math.max(since, times.knownSince ?? to));
  const { upstreams, ...figures } = figuresOf(times, from, to);
  return { from, to, ...figures, upstreams: upstreams.map(({ key, times: n, ms }) => ({ device: refOf(key), times: n, ms })) };
}
