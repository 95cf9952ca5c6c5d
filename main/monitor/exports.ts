import type { DeviceRow, ExportView } from '../contract/model.ts';
import type { Push } from '../contract/pushes.ts';
import type { ExportStart } from '../contract/requests.ts';
import { type AffectionRow, affectionParts, affectionsText } from '../history/affections-export.ts';
import { type ExportFormat, type ExportRow, type ExportSource, exportText, readParts } from '../history/export.ts';
import type { History, TimelineFilter } from '../history/port.ts';
import { deviceCsv } from './device-export.ts';
import type { Clock, Destination, Logger, PersonFiles } from './ports.ts';

/** Told at most this often how far an export has come. */
const TELL_MS = 250;

export interface ExportsParts {
  readonly history: ExportSource & Pick<History, 'timeline' | 'affections'>;
  readonly files: PersonFiles;
  readonly clock: Pick<Clock, 'mono'>;
  readonly log: Logger;
  readonly tell: (push: Push) => void;
}

/** The files that are being written for a person: each can be watched and stopped. */
export class Exports {
  readonly #parts: ExportsParts;
  readonly #running = new Map<number, AbortController>();
  #nextId = 1;

  constructor(parts: ExportsParts) {
    this.#parts = parts;
  }

  /** Asks where the history that fits is to go, and begins to write it there. */
  async ofHistory(filter: TimelineFilter, format: ExportFormat, name: string): Promise<ExportStart> {
    const { history, files } = this.#parts;
    const destination = await files.save(name);
    if (destination === null) return 'dismissed';
    const { total } = await history.timeline({ ...filter, from: 0, to: 0 });
    return this.#begin(name, total, destination, (signal, count) =>
      // Spreadsheets need the mark to read UTF-8.
      exportText(counted(readParts(history, filter, signal), count), format, { bom: format === 'csv' }),
    );
  }

  /** When a device was affected by what it hangs on: all there is of it. */
  async ofAffections(deviceKey: string, format: ExportFormat, name: string): Promise<ExportStart> {
    const { history, files } = this.#parts;
    const destination = await files.save(name);
    if (destination === null) return 'dismissed';
    const { total } = await history.affections({ deviceKey, since: null, behind: null, limit: 0 });
    return this.#begin(name, total, destination, (signal, count) =>
      affectionsText(counted<AffectionRow>(affectionParts(history, deviceKey, signal), count), format, { bom: format === 'csv' }),
    );
  }

  /** Devices as they are now, in the order in which they are given. */
  async ofDevices(keys: readonly string[], row: (key: string) => DeviceRow | null, name: string): Promise<ExportStart> {
    const destination = await this.#parts.files.save(name);
    if (destination === null) return 'dismissed';
    return this.#begin(name, keys.length, destination, (_signal, count) => deviceCsv(keys, row, count));
  }

  /** A file whose text is known. */
  async ofText(text: string, name: string): Promise<ExportStart> {
    const destination = await this.#parts.files.save(name);
    if (destination === null) return 'dismissed';
    return this.#begin(name, 0, destination, async function* () {
      yield text;
    });
  }

  /** @returns false when there is no such export any more */
  stop(id: number): boolean {
    const running = this.#running.get(id);
    running?.abort(new Error('stopped'));
    return running !== undefined;
  }

  /** Nothing half written stays behind. */
  stopAll(): void {
    for (const id of this.#running.keys()) this.stop(id);
  }

  #begin(
    name: string,
    total: number,
    destination: Destination,
    make: (signal: AbortSignal, count: (rows: number) => void) => AsyncIterable<string>,
  ): ExportStart {
    const id = this.#nextId++;
    const view: ExportView = { id, name, state: 'running', rows: 0, total, path: null, reason: null };
    const stop = new AbortController();
    this.#running.set(id, stop);
    void this.#write(view, stop, destination, make);
    return { export: view, download: destination.download };
  }

  async #write(
    begun: ExportView,
    { signal }: AbortController,
    destination: Destination,
    make: (signal: AbortSignal, count: (rows: number) => void) => AsyncIterable<string>,
  ): Promise<void> {
    const { clock, log, tell } = this.#parts;
    let view = begun;
    let toldAt = clock.mono();
    const count = (rows: number): void => {
      view = { ...view, rows: view.rows + rows };
      if (clock.mono() - toldAt < TELL_MS) return;
      toldAt = clock.mono();
      tell({ type: 'export', export: view });
    };
    try {
      const path = await destination.write(make(signal, count), signal);
      view = { ...view, state: 'done', path };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      view = signal.aborted || isGone(error) ? { ...view, state: 'stopped' } : { ...view, state: 'failed', reason };
      if (view.state === 'failed') log.error({ file: begun.name, error: reason }, 'an export failed');
    }
    this.#running.delete(begun.id);
    tell({ type: 'export', export: view });
  }
}

async function* counted<R = ExportRow>(
  parts: AsyncIterable<readonly R[]>,
  count: (rows: number) => void,
): AsyncGenerator<readonly R[]> {
  for await (const rows of parts) {
    yield rows;
    count(rows.length);
  }
}

/** The browser's end closed: the person stopped the download there. */
function isGone(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}
