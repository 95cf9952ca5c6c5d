import { Button, NativeSelect } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ConnectionView } from '../../main/contract/model.ts';
import { navigate, usePlace } from '../frame/router.ts';
import { Empty } from '../shared/empty.tsx';
import { useReason } from '../shared/failed.tsx';
import { useRemembered } from '../shared/remember.ts';
import shared from '../shared/shared.module.css';
import { StateShape, stateOfConnection } from '../shared/state-shape.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useConnections } from '../transport/live-context.tsx';
import classes from './live.module.css';
import { LiveSide } from './live-side.tsx';
import { Messages } from './messages.tsx';
import { emptyPublish, type PublishDraft } from './publish-form.tsx';
import { isWide } from './topics.ts';
import { type LiveControl, type LiveRange, useLiveSession } from './use-live-session.ts';
import { useSame } from './use-same.ts';

/** What is said on a broker now. */
export function LivePage() {
  const { t } = useWords();
  const connections = useConnections();
  const { search } = usePlace();
  const [remembered, remember] = useRemembered('live.broker', '', (value) => typeof value === 'string');
  if (!connections) return <div className={shared.page} aria-busy="true" />;
  const brokers = connections.filter(({ reason }) => reason?.code !== 'stopped');
  const wanted = new URLSearchParams(search).get('broker') ?? remembered;
  const broker = brokers.find(({ id }) => id === wanted) ?? brokers[0];
  if (!broker)
    return (
      <Empty whole title={t.live.noBroker} body={t.live.noBrokerBody}>
        <div className={classes.buttons}>
          <Button onClick={() => navigate('/settings')}>{t.live.toSettings}</Button>
          <Button variant="default" onClick={() => navigate('/rehearsal')}>
            {t.live.toRehearsal}
          </Button>
        </div>
      </Empty>
    );
  return (
    <Listening
      key={broker.id}
      broker={broker}
      brokers={brokers}
      choose={(id) => {
        remember(id);
        navigate('/live', { replace: true });
      }}
    />
  );
}

interface ListeningProps {
  readonly broker: ConnectionView;
  readonly brokers: readonly ConnectionView[];
  readonly choose: (id: string) => void;
}

function Listening({ broker, brokers, choose }: ListeningProps) {
  const { t } = useWords();
  const [range, setRange] = useState<LiveRange>({ from: 0, to: 50 });
  const [text, setText] = useState('');
  const control = useLiveSession(broker.id, range, text);
  const [filters, setFilters] = useState('');
  const [draft, setDraft] = useState<PublishDraft>(emptyPublish);
  useAskedFor(control, setFilters);
  return (
    <div className={classes.page}>
      <div className={classes.titleRow}>
        <h1>{t.live.title}</h1>
        <NativeSelect
          aria-label={t.live.broker}
          value={broker.id}
          onChange={(event) => choose(event.currentTarget.value)}
          data={brokers.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <State control={control} />
        <span className={classes.intro}>{t.live.intro}</span>
      </div>
      <Trouble control={control} />
      <div className={classes.columns}>
        <LiveSide
          broker={useSame({ id: broker.id, name: broker.name, url: broker.url })}
          ready={control.view !== null}
          subscriptions={control.subscriptions}
          subscribe={control.subscribe}
          unsubscribe={control.unsubscribe}
          filters={filters}
          setFilters={setFilters}
          draft={draft}
          setDraft={setDraft}
        />
        <Messages control={control} setRange={setRange} text={text} setText={setText} publishAgain={setDraft} />
      </div>
    </div>
  );
}

function State({ control: { view } }: { readonly control: LiveControl }) {
  const { t } = useWords();
  const state = view?.state ?? 'connecting';
  const shape = stateOfConnection(state === 'connected' || state === 'connecting' ? state : 'blind');
  return (
    <span className={classes.state} role="status">
      <StateShape state={shape} size={13} /> {t.live.state[state]}
    </span>
  );
}

/** Why nothing comes, and what can be done. */
function Trouble({ control }: { readonly control: LiveControl }) {
  const { t, domain, clock } = useWords();
  const reason = useReason();
  const { view, failure, lost } = control;
  if (failure !== null)
    return (
      <p role="alert" className={classes.trouble}>
        {failure === 'no-connection' ? t.live.notEnabled : failure === 'too-many-sessions' ? t.live.tooMany : reason(failure)}{' '}
        <Button variant="default" onClick={control.retry}>
          {t.common.tryAgain}
        </Button>
      </p>
    );
  if (view?.state === 'flooded')
    return (
      <p role="alert" className={classes.trouble}>
        {t.live.flooded(20_000)}
      </p>
    );
  if (view?.state === 'waiting' && view.reason !== null) {
    const said = domain.linkReason(view.reason);
    return (
      <p role="alert" className={classes.trouble}>
        <b>{said.what}</b> {said.tryThis} {view.retryAt !== null && t.live.retryAt(clock.time(view.retryAt))}
      </p>
    );
  }
  if (lost.length === 0) return null;
  return (
    <p role="status" className={classes.trouble}>
      {t.live.again(lost.length)}{' '}
      <Button
        onClick={() => {
          for (const qos of [0, 1] as const) {
            const some = lost.filter((one) => one.qos === qos).map(({ filter }) => filter);
            if (some.length > 0) void control.subscribe(some, qos).catch(() => undefined);
          }
        }}
      >
        {t.live.againButton}
      </Button>{' '}
      <Button variant="default" onClick={control.forgetLost}>
        {t.live.dropAgain}
      </Button>
    </p>
  );
}

/** Subscribes to what the address names, once. What brings everything a person must want: an address may come from anywhere. */
function useAskedFor({ view, subscribe, forgetLost }: LiveControl, fill: (text: string) => void): void {
  const { search } = usePlace();
  const done = useRef('');
  const begin = useCallback(
    (topics: readonly string[]): void => {
      forgetLost();
      const narrow = topics.filter((topic) => !isWide(topic));
      const wide = topics.filter(isWide);
      if (wide.length > 0) fill(wide.join('\n'));
      if (narrow.length > 0) void subscribe(narrow, 0).catch(() => undefined);
    },
    [subscribe, forgetLost, fill],
  );
  const id = view?.id;
  useEffect(() => {
    const topics = new URLSearchParams(search).getAll('topic').slice(0, 20);
    if (id === undefined || topics.length === 0 || done.current === search) return;
    done.current = search;
    begin(topics);
    const rest = new URLSearchParams(search);
    rest.delete('topic');
    navigate(`/live?${rest}`, { replace: true });
  }, [search, id, begin]);
}
