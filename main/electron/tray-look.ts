import type { ConnectionView, MuteView, OutageView, Overview } from '../contract/model.ts';
import { plainLine } from '../monitor/plain-line.ts';
import { devicePath, rulePath } from '../monitor/window-paths.ts';
import type { FormatTime } from '../words/domain.en.ts';
import type { Words } from '../words/index.ts';
import { muteChoices } from '../words/quick-times.ts';

/** The tray's shapes, one for each word. Told apart without colour. */
export type TrayShape = 'well' | 'lost' | 'checking' | 'blind' | 'muted';

export type TrayItem =
  | { readonly kind: 'place'; readonly label: string; readonly path: string | null }
  | { readonly kind: 'text'; readonly label: string }
  /** Keeps everything silent, for the choice at `index` of `muteChoices` when it is clicked. */
  | { readonly kind: 'mute'; readonly label: string; readonly index: number }
  | { readonly kind: 'end-mute'; readonly label: string; readonly id: number }
  | { readonly kind: 'more'; readonly label: string; readonly items: readonly TrayItem[] }
  | { readonly kind: 'line' }
  | { readonly kind: 'quit'; readonly label: string };

/** What the tray shows. */
export interface TrayLook {
  readonly shape: TrayShape;
  /** Devices lost: in the icon up to nine, in the badge, in words. */
  readonly count: number;
  readonly tooltip: string;
  readonly menu: readonly TrayItem[];
}

const LABEL_CHARACTERS = 80;
/** Of them at the end, where a label says how it is. */
const LABEL_TAIL = 40;
/** Rules that the menu names. */
const RULES_SHOWN = 5;
/** Windows cuts a tooltip there. */
const TOOLTIP_CHARACTERS = 127;

/** The name of an icon in assets/tray: a shape, and for what is lost how many. */
export function iconName({ shape, count }: Pick<TrayLook, 'shape' | 'count'>): string {
  if (shape !== 'lost') return shape;
  return count > 9 ? 'lost-many' : `lost-${count}`;
}

/**
 * The tray for what the window's overview says: the worst word decides the shape, the tooltip has them all.
 * @param now epoch milliseconds, for what may be chosen in the menu
 */
export function lookOf(
  overview: Overview,
  words: Pick<Words, 'desktop' | 'domain'>,
  formatTime: FormatTime,
  now: number,
): TrayLook {
  const { tray } = words.desktop;
  const blind = overview.connections.filter(({ state }) => state === 'blind');
  const isConnecting = overview.connections.some(({ state }) => state === 'connecting');
  const { checking } = overview.counts;
  const muted = muteOfAll(overview);
  const said = [
    overview.openTotal > 0 ? tray.lost(overview.openTotal) : null,
    blind.length > 0 ? tray.blind(blind.map(({ name }) => name).join(', ')) : null,
    checking > 0 ? tray.checking(checking) : null,
    isConnecting ? tray.connecting : null,
    overview.connections.length === 0 ? tray.nothingWatched : null,
  ].filter((part) => part !== null);
  const state = said.length === 0 ? tray.allWell : said.join(', ');
  const mute = muted === null ? null : tray.muted(muted.until === null ? null : formatTime(muted.until));
  return {
    shape: shapeOf(overview, blind.length > 0, isConnecting),
    count: overview.openTotal,
    // The mute first: it must not be what is cut.
    tooltip: plainLine(['Willwatch', mute, state].filter((part) => part !== null).join(': '), TOOLTIP_CHARACTERS),
    menu: menuOf(overview, words, mute, now),
  };
}

/** The mute that keeps everything silent. */
const muteOfAll = ({ mutes }: Overview): MuteView | null => mutes.find(({ scope }) => scope === 'all') ?? null;

function shapeOf(overview: Overview, isBlind: boolean, isConnecting: boolean): TrayShape {
  if (overview.openTotal > 0) return 'lost';
  // Nothing watched is nothing seen: never "all well".
  if (isBlind || overview.connections.length === 0) return 'blind';
  if (isConnecting || overview.counts.checking > 0) return 'checking';
  return muteOfAll(overview) === null ? 'well' : 'muted';
}

function menuOf(
  overview: Overview,
  { desktop, domain }: Pick<Words, 'desktop' | 'domain'>,
  mute: string | null,
  now: number,
): TrayItem[] {
  const { open, openTotal, connections } = overview;
  const { tray } = desktop;
  const muted = muteOfAll(overview);
  const incident = (outage: OutageView): TrayItem => ({
    kind: 'place',
    label: plainLine(
      tray.incident(
        outage.device.name ?? outage.device.id,
        domain.verdictShort(outage.verdict).toLowerCase(),
        outage.affectedGateways + outage.affectedDevices,
      ),
      LABEL_CHARACTERS,
      LABEL_TAIL,
    ),
    path: devicePath(outage.device.key),
  });
  const connection = ({ name, state }: ConnectionView): TrayItem => ({
    kind: 'text',
    label: plainLine(tray.connection[state](name), LABEL_CHARACTERS, LABEL_TAIL),
  });
  const rule = ({ id, name }: Overview['failingRules'][number]): TrayItem => ({
    kind: 'place',
    label: plainLine(tray.rule(name), LABEL_CHARACTERS, LABEL_TAIL),
    path: rulePath(id, null),
  });
  const more = openTotal - open.length;
  const groups: TrayItem[][] = [
    [...open.map(incident), ...(more > 0 ? [{ kind: 'place', label: tray.more(more), path: '/devices' } as const] : [])],
    overview.failingRules.slice(0, RULES_SHOWN).map(rule),
    connections.map(connection),
    muted === null
      ? [
          {
            kind: 'more',
            label: tray.mute,
            items: muteChoices(now).map(({ choice }, index) => ({ kind: 'mute', label: domain.quickTime[choice], index })),
          },
        ]
      : [
          { kind: 'text', label: plainLine(mute ?? '', LABEL_CHARACTERS) },
          { kind: 'end-mute', label: tray.endMute, id: muted.id },
        ],
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
