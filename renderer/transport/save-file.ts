import type { ExportStart } from '../../main/contract/requests.ts';
import type { Live } from './live.ts';

/** Takes up a file that main has begun to write: where that is for the browser to do, it is fetched from here. */
export function followExport(live: Live, start: ExportStart): void {
  if (start === 'dismissed') return;
  live.follow(start.export);
  if (start.download === null) return;
  const link = document.createElement('a');
  link.href = start.download;
  link.download = start.export.name;
  document.body.append(link);
  link.click();
  link.remove();
}
