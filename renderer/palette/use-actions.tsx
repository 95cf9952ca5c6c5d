import { useMemo } from 'react';
import { muteChoices } from '../../main/words/quick-times.ts';
import { useActs } from '../acts/use-acts.ts';
import { navigate } from '../frame/router.ts';
import { MAINTENANCE_ADDRESS } from '../frame/routes.ts';
import { cleanText } from '../shared/clean-text.ts';
import {
  BellOffIcon,
  CopyIcon,
  PlugOffIcon,
  PowerIcon,
  PrintIcon,
  RehearsalIcon,
  SettingsIcon,
  SnoozeIcon,
} from '../shared/icons.tsx';
import { writeText } from '../shared/use-copy.ts';
import { useWords } from '../shared/words-context.tsx';
import { useConnections, useLive, useLiveState } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import type { Entry } from './use-entries.tsx';

const THEMES = ['auto', 'light', 'dark'] as const;

/** What can be done from anywhere. */
export function usePaletteActions(): readonly Entry[] {
  const { t, domain, report, language } = useWords();
  const live = useLive();
  const acts = useActs();
  const connections = useConnections();
  const mutes = useLiveState(({ overview }) => overview?.mutes);
  const settings = useQuery('settings.get', {}, { topics: ['settings'] });
  const rehearsal = useQuery('rehearsal.get', {}, { topics: ['rehearsal'] });
  return useMemo(() => {
    const words = t.acts.palette;
    const entry = (id: string, icon: Entry['icon'], label: string, run: () => void): Entry => ({
      id,
      group: 'actions',
      icon,
      label,
      text: label,
      run,
    });
    const muteOfAll = mutes?.find(({ scope }) => scope === 'all');
    const running = rehearsal.data?.running ?? false;
    const view = settings.data;
    return [
      ...(muteOfAll
        ? [entry('unmute', <BellOffIcon size={17} />, words.unmute, () => void acts.endMute(muteOfAll.id))]
        : muteChoices(Date.now()).map(({ choice, until: atFirst }) =>
            entry(`mute ${choice}`, <BellOffIcon size={17} />, words.muteFor(domain.quickTime[choice]), () => {
              // The time counts from the choice, not from when the list was made.
              const until = muteChoices(Date.now()).find((one) => one.choice === choice)?.until ?? atFirst;
              void acts.mute({ kind: 'all' }, t.acts.everything, until);
            }),
          )),
      entry('maintenance', <SnoozeIcon size={17} />, t.maintenance.title, () => navigate(MAINTENANCE_ADDRESS)),
      ...(connections ?? []).map(({ id, name }) =>
        entry(`reconnect ${id}`, <PlugOffIcon size={17} />, words.reconnect(cleanText(name, 40)), () => {
          void live.transport.request('connection.reconnect', { id }).catch(() => undefined);
        }),
      ),
      entry(
        'rehearsal',
        running ? <PowerIcon size={17} /> : <RehearsalIcon size={17} />,
        running ? words.stopRehearsal : words.startRehearsal,
        () => {
          navigate('/rehearsal');
          const asked = running
            ? live.transport.request('rehearsal.stop', {})
            : live.transport.request('rehearsal.start', { language });
          void asked.catch(() => undefined);
        },
      ),
      ...(view
        ? THEMES.filter((theme) => theme !== view.settings.appearance.theme).map((theme) =>
            entry(`theme ${theme}`, <SettingsIcon size={17} />, words.theme[theme], () => {
              const appearance = { ...view.settings.appearance, theme };
              void live.transport.request('settings.put', { settings: { ...view.settings, appearance } }).catch(() => undefined);
            }),
          )
        : []),
      entry('report', <PrintIcon size={17} />, report.open, () => navigate('/report')),
      entry('address', <CopyIcon size={17} />, words.copyAddress, () => void writeText(window.location.href)),
    ];
  }, [t, domain, report, language, live, acts, connections, mutes, settings.data, rehearsal.data]);
}
