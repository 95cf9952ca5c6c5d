import { ActionIcon } from '@mantine/core';
import { useEffect } from 'react';
import type { AlertView } from '../../main/contract/model.ts';
import { CrossIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLive, useLiveState } from '../transport/live-context.tsx';
import classes from './frame.module.css';
import { navigate } from './router.ts';

const SHOWN_MAX = 3;
/** Long enough to read and to reach; afterwards it waits under the bell. */
const SHOWN_MS = 20_000;

/** Alerts as they come, in a corner of the window. */
export function AlertNotices() {
  const { t } = useWords();
  const fresh = useLiveState((live) => live.fresh);
  return (
    <section className={classes.toasts} aria-label={t.frame.bell} aria-live="polite">
      {fresh.slice(0, SHOWN_MAX).map((alert) => (
        <Notice key={alert.id} alert={alert} />
      ))}
    </section>
  );
}

function Notice({ alert }: { readonly alert: AlertView }) {
  const { t, clock } = useWords();
  const live = useLive();
  useEffect(() => {
    const timer = setTimeout(() => live.putAway(alert.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [live, alert.id]);
  const open = (): void => {
    live.putAway(alert.id);
    navigate(alert.path);
  };
  return (
    <div className={classes.toast}>
      <button type="button" className={classes.toastBody} onClick={open}>
        <span className={classes.alertTop}>
          <b>{alert.title}</b>
          <span className={shared.quiet}>{clock.time(alert.at)}</span>
        </span>
        <span className={classes.alertBody}>{alert.body}</span>
      </button>
      <ActionIcon color="gray" aria-label={t.frame.putAway} title={t.frame.putAway} onClick={() => live.putAway(alert.id)}>
        <CrossIcon size={16} />
      </ActionIcon>
    </div>
  );
}
