import { Button, Popover } from '@mantine/core';
import { useState } from 'react';
import type { MuteView } from '../../main/contract/model.ts';
import classes from '../acts/acts.module.css';
import { TimesMenu } from '../acts/times-menu.tsx';
import { useActs } from '../acts/use-acts.ts';
import { cleanText } from '../shared/clean-text.ts';
import { BellOffIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { useConnections, useLiveState } from '../transport/live-context.tsx';
import frame from './frame.module.css';
import { navigate } from './router.ts';
import { MAINTENANCE_ADDRESS } from './routes.ts';

const SHORT = 60;

/** Says in the frame that alerts are kept silent and for how long; opened, which, and how to end it. Nothing where nothing is muted. */
export function MuteIndicator() {
  const { t, clock } = useWords();
  const mutes = useLiveState(({ overview }) => overview?.mutes);
  const total = useLiveState(({ overview }) => overview?.mutesTotal ?? 0);
  const [opened, setOpened] = useState(false);
  const now = useNow();
  const first = mutes?.[0];
  if (mutes === undefined || first === undefined) return null;
  const isAll = first.scope === 'all';
  const left = first.until === null ? null : clock.minutes(Math.max(0, first.until - now));
  const said = isAll && left !== null ? left : !isAll ? t.acts.mutes.some(total) : '';
  const label = isAll ? (left === null ? t.acts.mutes.indicatorForever : t.acts.mutes.indicator(left)) : t.acts.mutes.some(total);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus withinPortal>
      <Popover.Target>
        <button
          type="button"
          className={frame.muteChip}
          data-all={isAll || undefined}
          aria-label={label}
          title={label}
          onClick={() => setOpened(!opened)}
        >
          <BellOffIcon size={16} />
          {said}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={frame.dropdown} aria-label={t.acts.mutes.title}>
        {opened && <Mutes mutes={mutes} total={total} close={() => setOpened(false)} />}
      </Popover.Dropdown>
    </Popover>
  );
}

interface MutesProps {
  readonly mutes: readonly MuteView[];
  readonly total: number;
  readonly close: () => void;
}

function Mutes({ mutes, total, close }: MutesProps) {
  const { t, clock } = useWords();
  const acts = useActs();
  const now = useNow();
  const nameOf = useMuteName();
  return (
    <div className={frame.details}>
      <ul className={classes.muteList}>
        {mutes.map((mute) => (
          <li key={mute.id}>
            <span className={classes.muteWhat}>
              <b>{nameOf(mute)}</b>
              <span className={shared.dim}>
                {mute.until === null ? t.acts.mutes.forever : t.acts.mutes.until(clock.shortStamp(mute.until, now))}
                {mute.silenced > 0 && ` · ${t.acts.mutes.silenced(mute.silenced)}`}
              </span>
            </span>
            <Button variant="default" size="compact-xs" onClick={() => void acts.endMute(mute.id)}>
              {t.acts.endMute}
            </Button>
          </li>
        ))}
      </ul>
      {total > mutes.length && <p className={shared.dim}>{t.acts.mutes.more(total - mutes.length)}</p>}
      <p className={shared.dim}>{t.acts.mutes.stillRecorded}</p>
      {mutes[0]?.scope !== 'all' && <MuteAll />}
      <MaintenanceLink close={close} />
    </div>
  );
}

/** Where silence is planned. */
export function MaintenanceLink({ close }: { readonly close: () => void }) {
  const { t } = useWords();
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      className={classes.plan ?? ''}
      onClick={() => {
        close();
        navigate(MAINTENANCE_ADDRESS);
      }}
    >
      {t.maintenance.title}
    </Button>
  );
}

/** Keeps every alert silent for a time. */
export function MuteAll() {
  const { t } = useWords();
  const acts = useActs();
  return (
    <span>
      <TimesMenu
        kind="mute"
        label={t.acts.mutes.muteAll}
        icon={<BellOffIcon size={15} />}
        choose={(until) => void acts.mute({ kind: 'all' }, t.acts.everything, until)}
      />
    </span>
  );
}

type Covered = Pick<MuteView, 'scope' | 'devices' | 'deviceTotal' | 'connectionId' | 'site' | 'maintenance'>;

/** What a mute keeps silent; by maintenance, which one. */
export function useMuteName(): (mute: Covered) => string {
  const { t } = useWords();
  const connections = useConnections();
  return ({ scope, devices, deviceTotal, connectionId, site, maintenance }) => {
    if (maintenance !== null) return t.maintenance.mute(cleanText(maintenance.name, SHORT));
    const [first] = devices;
    const one = first === undefined ? '' : cleanText(first.name ?? first.id, SHORT);
    const brokerName = connections?.find(({ id }) => id === connectionId)?.name ?? connectionId ?? '';
    switch (scope) {
      case 'all':
        return t.acts.mutes.all;
      case 'gateway':
        return t.acts.mutes.gateway(one);
      case 'connection':
        return brokerName;
      case 'site':
        return t.acts.mutes.site(cleanText(site ?? '', SHORT), brokerName);
      case 'devices':
        return deviceTotal === 1 ? one : t.acts.devices(deviceTotal);
    }
  };
}
