import { type ReactNode, useMemo } from 'react';
import type { DeviceRow, OutageView } from '../../main/contract/model.ts';
import type { RequestInput } from '../../main/contract/requests.ts';
import { PAGES, pageIcons } from '../frame/rail.tsx';
import { navigate } from '../frame/router.ts';
import { deviceAddress } from '../frame/routes.ts';
import { Given } from '../shared/device-name.tsx';
import { StateShape, stateOfVerdict } from '../shared/state-shape.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import { usePaletteActions } from './use-actions.tsx';
import { useRuleEntries } from './use-rule-entries.tsx';

/** Something that can be chosen: where it leads or what it does. */
export interface Entry {
  readonly id: string;
  readonly group: 'open' | 'gateways' | 'devices' | 'rules' | 'pages' | 'actions';
  readonly icon: ReactNode;
  readonly label: ReactNode;
  /** What letters are looked for in. */
  readonly text: string;
  readonly aside?: ReactNode;
  readonly run: () => void;
}

const DEVICES_SHOWN = 8;
const GATEWAYS_SHOWN = 5;
const TOPICS = ['devices'] as const;

const ask = (text: string, kind: 'gateway' | 'device', to: number): RequestInput<'devices.query'> => ({
  to: text === '' ? 0 : to,
  filter: { text, kind },
  sort: {},
});

/** All that fits, the most urgent first, and whether devices are still looked for: in main, as the list does. */
export function usePaletteEntries(text: string): { readonly entries: readonly Entry[]; readonly isLooking: boolean } {
  const { t, domain } = useWords();
  const incidents = useLiveState(({ overview }) => overview?.open);
  const actions = usePaletteActions();
  const wanted = text.trim();
  const fits = useMemo(() => wordsFit(wanted), [wanted]);
  const rules = useRuleEntries(fits, wanted !== '');
  const gateways = useQuery('devices.query', ask(wanted, 'gateway', GATEWAYS_SHOWN), { topics: TOPICS });
  const devices = useQuery('devices.query', ask(wanted, 'device', DEVICES_SHOWN), { topics: TOPICS });
  const entries = useMemo(() => {
    const pages = PAGES.map(
      (page, index): Entry => ({
        id: `page ${page}`,
        group: 'pages',
        icon: pageIcons[page]({ size: 17 }),
        label: t.pages[page],
        text: t.pages[page],
        aside: t.acts.palette.pageKey(index + 1),
        run: () => navigate(`/${page}`),
      }),
    );
    const fixed = [
      ...(incidents ?? []).map((outage) => ofOutage(outage, domain.verdictShort(outage.verdict))),
      ...pages,
      ...actions,
    ];
    const found = (rows: typeof gateways, group: 'gateways' | 'devices'): readonly Entry[] =>
      (rows.data?.rows ?? []).flatMap((row) => (row.kind === 'group' ? [] : [ofDevice(row, group, domain.state[row.state])]));
    const [open, rest] = [fixed.filter(({ group }) => group === 'open'), fixed.filter(({ group }) => group !== 'open')];
    return [
      ...open.filter(({ text: said }) => fits(said)),
      ...found(gateways, 'gateways'),
      ...found(devices, 'devices'),
      ...rules.filter(({ group }) => group === 'rules'),
      ...rest.filter(({ text: said }) => fits(said)),
      ...rules.filter(({ group }) => group === 'actions'),
    ];
  }, [t, domain, incidents, actions, fits, rules, gateways, devices]);
  return { entries, isLooking: [gateways, devices].some(({ data, error }) => data === undefined && error === null) };
}

/** Every word begins somewhere in the text. */
function wordsFit(wanted: string): (text: string) => boolean {
  const words = wanted.toLowerCase().split(/\s+/);
  return (text) => words.every((word) => text.toLowerCase().includes(word));
}

function ofOutage(outage: OutageView, verdict: string): Entry {
  const name = outage.device.name ?? outage.device.id;
  return {
    id: `outage ${outage.id}`,
    group: 'open',
    icon: <StateShape state={stateOfVerdict(outage.verdict)} size={15} />,
    label: <Given text={name} max={60} />,
    text: `${name} ${outage.device.id} ${verdict}`,
    aside: verdict,
    run: () => navigate(deviceAddress(outage.device.key)),
  };
}

function ofDevice(row: DeviceRow, group: 'gateways' | 'devices', state: string): Entry {
  return {
    id: `device ${row.key}`,
    group,
    icon: <StateShape state={row.state} size={15} />,
    label: <Given text={row.name ?? row.id} max={60} />,
    text: '',
    aside: state,
    run: () => navigate(deviceAddress(row.key)),
  };
}
