import { memo } from 'react';
import type { LiveSubscription } from '../../main/contract/live.ts';
import type { ConnectionView } from '../../main/contract/model.ts';
import { useSettings } from '../settings/use-settings.ts';
import { useReason } from '../shared/failed.tsx';
import { Section } from '../shared/section.tsx';
import { useWords } from '../shared/words-context.tsx';
import { isAwsAddress } from './aws-address.ts';
import { Favourites } from './favourites.tsx';
import classes from './live.module.css';
import { type PublishDraft, PublishForm } from './publish-form.tsx';
import { SubscribeForm } from './subscribe-form.tsx';
import { Subscriptions } from './subscriptions.tsx';
import { isWide } from './topics.ts';
import { useFavourites } from './use-favourites.ts';
import type { LiveControl } from './use-live-session.ts';

interface LiveSideProps {
  readonly broker: Pick<ConnectionView, 'id' | 'name' | 'url'>;
  /** Whether there is a session to subscribe in. */
  readonly ready: boolean;
  readonly subscriptions: readonly LiveSubscription[];
  readonly subscribe: LiveControl['subscribe'];
  readonly unsubscribe: LiveControl['unsubscribe'];
  readonly filters: string;
  readonly setFilters: (text: string) => void;
  readonly draft: PublishDraft;
  readonly setDraft: (draft: PublishDraft) => void;
}

/** What a person does on the page. Nothing in it is different because another message came, so it is not drawn again for one. */
export const LiveSide = memo(function LiveSide(props: LiveSideProps) {
  const { broker, ready, subscriptions, subscribe, unsubscribe, filters, setFilters, draft, setDraft } = props;
  const { t } = useWords();
  const reason = useReason();
  const settings = useSettings(reason, t.settings.transfer.imported);
  const favourites = useFavourites(settings);
  return (
    <div className={classes.side}>
      <Section title={t.live.subscribe}>
        <SubscribeForm text={filters} setText={setFilters} subscribe={subscribe} ready={ready} />
      </Section>
      <Section title={t.live.subscriptions} flush>
        <Subscriptions
          subscriptions={subscriptions}
          isAws={isAwsAddress(broker.url)}
          subscribe={subscribe}
          unsubscribe={unsubscribe}
          favourites={favourites}
        />
      </Section>
      <Section title={t.live.favourites} flush>
        <Favourites
          favourites={favourites}
          use={(one) => {
            if (one.kind === 'publish') setDraft({ topic: one.topic, payload: one.payload, qos: one.qos, retain: one.retain });
            // What brings everything is asked about where it is written.
            else if (isWide(one.topic)) setFilters(one.topic);
            else void subscribe([one.topic], one.qos).catch(() => undefined);
          }}
        />
      </Section>
      <Section title={t.live.publish}>
        <PublishForm broker={broker} draft={draft} change={setDraft} favourites={favourites} />
      </Section>
    </div>
  );
});
