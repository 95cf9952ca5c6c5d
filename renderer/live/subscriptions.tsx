import { ActionIcon } from '@mantine/core';
import type { LiveView } from '../../main/contract/live.ts';
import { cleanText } from '../shared/clean-text.ts';
import { Given } from '../shared/device-name.tsx';
import { CrossIcon, RefreshIcon, StarIcon } from '../shared/icons.tsx';
import { StateShape } from '../shared/state-shape.tsx';
import { useWords } from '../shared/words-context.tsx';
import classes from './live.module.css';
import type { FavouritesControl } from './use-favourites.ts';
import type { LiveControl } from './use-live-session.ts';

interface SubscriptionsProps {
  readonly view: LiveView | null;
  readonly isAws: boolean;
  readonly control: LiveControl;
  readonly favourites: FavouritesControl;
}

/** What is listened to, and what the broker said to it. */
export function Subscriptions({ view, isAws, control, favourites }: SubscriptionsProps) {
  const { t, domain } = useWords();
  const subscriptions = view?.subscriptions ?? [];
  if (subscriptions.length === 0) return <p className={classes.nothing}>{t.live.noSubscriptions}</p>;
  return (
    <>
      <ul className={classes.rows}>
        {subscriptions.map(({ filter, qos, state, reason }) => {
          const called = cleanText(filter, 60);
          const said = reason === null ? null : domain.linkReason(reason);
          const canRetain = state === 'granted' && !(isAws && /[+#]/.test(filter));
          return (
            <li key={filter} className={classes.row}>
              <StateShape state={state === 'granted' ? 'online' : state === 'refused' ? 'abrupt' : 'checking'} size={12} />
              <span className={classes.rowText}>
                <Given text={filter} max={120} mono />
                <span className={classes.rowMore}>
                  {t.live.qos} {qos} · {t.live.subscription[state]}
                  {said && `. ${said.what} ${said.tryThis}`}
                </span>
              </span>
              <span className={classes.rowButtons}>
                {canRetain && (
                  <ActionIcon
                    size={24}
                    color="gray"
                    aria-label={t.live.retainedOf(called)}
                    title={t.live.retained}
                    onClick={() => void control.subscribe([filter], qos).catch(() => undefined)}
                  >
                    <RefreshIcon size={15} />
                  </ActionIcon>
                )}
                <ActionIcon
                  size={24}
                  color="gray"
                  aria-label={t.live.keep(called)}
                  title={t.live.keep(called)}
                  onClick={() => favourites.add({ kind: 'subscribe', name: '', topic: filter, qos })}
                >
                  <StarIcon size={15} />
                </ActionIcon>
                <ActionIcon
                  size={24}
                  color="gray"
                  aria-label={t.live.unsubscribe(called)}
                  title={t.live.unsubscribe(called)}
                  onClick={() => control.unsubscribe(filter)}
                >
                  <CrossIcon size={15} />
                </ActionIcon>
              </span>
            </li>
          );
        })}
      </ul>
      {isAws && subscriptions.some(({ filter }) => /[+#]/.test(filter)) && (
        <p className={classes.nothing}>{t.live.awsRetained}</p>
      )}
    </>
  );
}
