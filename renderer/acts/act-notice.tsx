import { ActionIcon, Button } from '@mantine/core';
import { useEffect } from 'react';
import classes from '../frame/frame.module.css';
import { CrossIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import { useDoneActs } from './use-acts.ts';

/** Long enough to read and to reach; afterwards it waits under the bell. */
const SHOWN_MS = 12_000;

/** Says what became of what a person just did, with the way back; Ctrl or Cmd with Z takes it too. */
export function ActNotice() {
  const { t } = useWords();
  const { acts: log } = useLive();
  const act = useDoneActs().find(({ fresh }) => fresh);
  const id = act?.id;
  useEffect(() => {
    if (id === undefined) return;
    const timer = setTimeout(() => log.putAway(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [log, id]);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.defaultPrevented)
        return;
      if (event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable="true"]'))
        return;
      void log.undoLast(t.acts.undone);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [log, t]);
  return (
    <div role="status" className={classes.actPlace}>
      {act && (
        <div className={classes.act} data-failed={act.failed || undefined}>
          <span>{act.said}</span>
          {act.undo !== null && (
            <Button variant="subtle" size="compact-sm" onClick={() => void log.undo(act.id, t.acts.undone)}>
              {t.common.undo}
            </Button>
          )}
          <ActionIcon
            color="gray"
            size={24}
            aria-label={t.common.close}
            title={t.common.close}
            onClick={() => log.putAway(act.id)}
          >
            <CrossIcon size={14} />
          </ActionIcon>
        </div>
      )}
    </div>
  );
}

/** The same for later, in the list under the bell. */
export function DoneActs() {
  const { t, clock } = useWords();
  const { acts: log } = useLive();
  const acts = useDoneActs();
  if (acts.length === 0) return <p className={shared.quiet}>{t.acts.none}</p>;
  return (
    <ul className={classes.alertList}>
      {acts.map((act) => (
        <li key={act.id} className={classes.doneAct}>
          <span className={classes.alertBody}>{act.said}</span>
          <span className={shared.quiet}>{clock.short(act.at)}</span>
          {act.undo !== null && (
            <Button variant="subtle" size="compact-xs" onClick={() => void log.undo(act.id, t.acts.undone)}>
              {t.common.undo}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
