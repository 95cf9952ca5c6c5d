import type { LiveSubscription } from '../../main/contract/live.ts';
import { cleanText } from '../shared/clean-text.ts';
import { Given } from '../shared/device-name.tsx';
import { CrossIcon, RefreshIcon, StarIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { StateShape } from '../shared/state-shape.tsx';
import { useWords } from '../shared/words-context.tsx';
import { ItemButton, ListItem } from './list-item.tsx';
import classes from './live.module.css';
import type { FavouritesControl } from './use-favourites.ts';
import type { LiveControl } from './use-live-session.ts';

interface SubscriptionsProps {
  readonly subscriptions: readonly LiveSubscription[];
  readonly isAws: boolean;
  readonly subscribe: LiveControl['subscribe'];
  readonly unsubscribe: LiveControl['unsubscribe'];
  readonly favourites: FavouritesControl;
}

/** What is listened to, and what the broker said to it. */
export function Subscriptions({ subscriptions, isAws, subscribe, unsubscribe, favourites }: SubscriptionsProps) {
  const { t, domain } = useWords();
  if (subscriptions.length === 0) return <p className={shared.sectionNote}>{t.live.noSubscriptions}</p>;
  return (
    <>
      <ul className={classes.rows}>
        {subscriptions.map(({ filter, qos, state, reason }) => {
          const called = cleanText(filter, 60);
          const said = reason === null ? null : domain.linkReason(reason);
          const canRetain = state === 'granted' && !(isAws && /[+#]/.test(filter));
          return (
            <ListItem
              key={filter}
              mark={<StateShape state={state === 'granted' ? 'online' : state === 'refused' ? 'abrupt' : 'checking'} size={12} />}
              buttons={
                <>
                  {canRetain && (
                    <ItemButton
                      label={t.live.retainedOf(called)}
                      title={t.live.retained}
                      act={() => void subscribe([filter], qos).catch(() => undefined)}
                    >
                      <RefreshIcon size={15} />
                    </ItemButton>
                  )}
                  <ItemButton
                    label={t.live.keep(called)}
                    act={() => favourites.add({ kind: 'subscribe', name: '', topic: filter, qos })}
                  >
                    <StarIcon size={15} />
                  </ItemButton>
                  <ItemButton label={t.live.unsubscribe(called)} act={() => unsubscribe(filter)}>
                    <CrossIcon size={15} />
                  </ItemButton>
                </>
              }
            >
              <Given text={filter} max={120} mono />
              <span className={classes.rowMore}>
                {t.live.qos} {qos} · {t.live.subscription[state]}
                {said && `. ${said.what} ${said.tryThis}`}
              </span>
            </ListItem>
          );
        })}
      </ul>
      {isAws && subscriptions.some(({ filter }) => /[+#]/.test(filter)) && (
        <p className={shared.sectionNote}>{t.live.awsRetained}</p>
      )}
    </>
  );
}
