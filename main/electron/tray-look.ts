import type { ConnectionView, OutageView, Overview } from '../contract/model.ts';
import { devicePath } from '../monitor/window-paths.ts';
import type { Words } from '../words/index.ts';

/** The tray's shapes, one for each word. Told apart without colour. */
export type TrayShape = 'well' | 'lost' | 'checking' | 'blind';

export type TrayItem =
  | { readonly kind: 'place'; readonly label: string; readonly path: string | null }
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'line' }
  | { readonly kind: 'quit'; readonly label: string };

/** What the tray shows. */
export interface TrayLook {
  readonly shape: TrayShape;
  /** Devices lost, for the badge. */
  readonly count: number;
  readonly tooltip: string;
  readonly menu: readonly TrayItem[];
}

const LABEL_CHARACTERS = 80;
/** Windows cuts a tooltip there. */
const TOOLTIP_CHARACTERS = 127;

/** The tray for what the window's overview says: the worst word decides the shape, the tooltip has them all. */
export function lookOf(overview: Overview, words: Pick<Words, 'desktop' | 'domain'>): TrayLook {
  const { tray } = words.desktop;
  const blind = overview.connections.filter(({ state }) => state === 'blind');
  const isConnecting = overview.connections.some(({ state }) => state === 'connecting');
  const { checking } = overview.counts;
  const said = [
    overview.openTotal > 0 ? tray.lost(overview.openTotal) : null,
    blind.length > 0 ? tray.blind(blind.map(({ name }) => name).join(', ')) : null,
    checking > 0 ? tray.checking(checking) : null,
    isConnecting ? tray.connecting : null,
    overview.connections.length === 0 ? tray.nothingWatched : null,
  ].filter((part) => part !== null);
  return {
    shape: shapeOf(overview, blind.length > 0, isConnecting),
    count: overview.openTotal,
    tooltip: tidy(`Willwatch: ${said.length === 0 ? tray.allWell : said.join(', ')}`, TOOLTIP_CHARACTERS),
    menu: menuOf(overview, words),
  };
}

function shapeOf(overview: Overview, isBlind: boolean, isConnecting: boolean): TrayShape {
  if (overview.openTotal > 0) return 'lost';
  // Nothing watched is nothing seen: never "all well".
  if (isBlind || overview.connections.length === 0) return 'blind';
  return isConnecting || overview.counts.checking > 0 ? 'checking' : 'well';
}

function menuOf({ open, openTotal, connections }: Overview, { desktop, domain }: Pick<Words, 'desktop' | 'domain'>): TrayItem[] {
  const { tray } = desktop;
  const incident = (outage: OutageView): TrayItem => ({
    kind: 'place',
    label: tidy(
      tray.incident(
        outage.device.id,
        domain.verdictShort(outage.verdict).toLowerCase(),
        outage.affectedGateways + outage.affectedDevices,
      ),
      LABEL_CHARACTERS,
    ),
    path: devicePath(outage.device.key),
  });
  const connection = ({ name, state }: ConnectionView): TrayItem => ({
    kind: 'text',
    label: tidy(tray.connection[state](name), LABEL_CHARACTERS),
  });
  const more = openTotal - open.length;
  const groups: TrayItem[][] = [
    [...open.map(incident), ...(more > 0 ? [{ kind: 'place', label: tray.more(more), path: '/devices' } as const] : [])],
    connections.map(connection),
    [
      { kind: 'place', label: tray.open, path: null },
      { kind: 'place', label: tray.rehearsal, path: '/rehearsal' },
    ],
    [{ kind: 'quit', label: tray.quit }],
  ];
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, i) => (i === 0 ? group : [{ kind: 'line' } as const, ...group]));
}

/** One line of text, cut, without what would turn or break it. */
function tidy(text: string, limit: number): string {
  const line = [...text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').toWellFormed()];
  return line.length > limit ? `${line.slice(0, limit - 1).join('')}…` : line.join('');
}
