import { ActionIcon, Indicator, Popover, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { AlertView } from '../../main/contract/model.ts';
import { DoneActs } from '../acts/act-notice.tsx';
import { BellIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { useLive, useLiveState } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import { useSilence } from './alert-words.ts';
import classes from './frame.module.css';
import { useCloseOnLeave } from './modal.ts';
import { MaintenanceLink, MuteAll } from './mutes.tsx';
import { navigate } from './router.ts';

/** What a person was told, or why not: the newest alerts. */
export function Bell() {
  const { t } = useWords();
  const live = useLive();
  const unread = useLiveState((state) => state.unread);
  const [opened, setOpened] = useState(false);
  const toggle = (next: boolean): void => {
    setOpened(next);
    if (next) live.markRead();
  };
  return (
    <Popover opened={opened} onChange={toggle} position="bottom-end" trapFocus withinPortal>
      <Indicator disabled={unread === 0} label={unread > 99 ? '99+' : unread} size={16} offset={5}>
        <Popover.Target>
          <ActionIcon
            size={32}
            color="gray"
            className={classes.bell ?? ''}
            aria-label={unread > 0 ? t.frame.bellUnread(unread) : t.frame.bell}
            title={t.frame.bell}
            onClick={() => toggle(!opened)}
          >
            <BellIcon size={20} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown className={classes.bellDropdown} aria-label={t.frame.bell}>
        {opened && <Told close={() => setOpened(false)} />}
      </Popover.Dropdown>
    </Popover>
  );
}

/** What a person was told, and beside it what they did. */
function Told({ close }: { readonly close: () => void }) {
  const { t } = useWords();
  const [shown, setShown] = useState<'alerts' | 'acts'>('alerts');
  useCloseOnLeave(close);
  return (
    <>
      <div className={classes.bellHead}>
        <SegmentedControl
          aria-label={t.frame.bell}
          value={shown}
          onChange={(value) => setShown(value as 'alerts' | 'acts')}
          data={[
            { value: 'alerts', label: t.frame.bell },
            { value: 'acts', label: t.acts.title },
          ]}
        />
        <MuteAll />
        <MaintenanceLink close={close} />
      </div>
      {shown === 'alerts' ? <Alerts close={close} /> : <DoneActs />}
    </>
  );
}

function Alerts({ close }: { readonly close: () => void }) {
  const { t } = useWords();
  const alerts = useQuery('alerts.query', { limit: 50 }, { topics: ['alerts'] });
  if (!alerts.data) return null;
  if (alerts.data.length === 0) return <p className={shared.quiet}>{t.frame.noAlerts}</p>;
  return (
    <ul className={classes.alertList}>
      {alerts.data.map((alert) => (
        <li key={alert.id}>
          <AlertRow alert={alert} close={close} />
        </li>
      ))}
    </ul>
  );
}

function AlertRow({ alert, close }: { readonly alert: AlertView; readonly close: () => void }) {
  const { t, clock } = useWords();
  const silence = useSilence();
  const now = useNow();
  const open = (): void => {
    close();
    navigate(alert.path);
  };
  return (
    <button type="button" className={classes.alertRow} onClick={open}>
      <span className={classes.alertTop}>
        <b>{alert.title}</b>
        <span className={shared.quiet} title={clock.exact(alert.at)}>
          {clock.stamp(alert.at, now)}
        </span>
      </span>
      <span className={classes.alertBody}>{alert.body}</span>
      {alert.outcome !== 'shown' && (
        <span className={shared.quiet}>
          {t.frame.alertOutcome[alert.outcome]}
          {alert.reason !== null && `: ${silence(alert.reason)}`}
        </span>
      )}
    </button>
  );
}
