import { Button } from '@mantine/core';
import { useState } from 'react';
import type { RehearsalView } from '../../main/contract/model.ts';
import { Empty } from '../shared/empty.tsx';
import { Failed, useReason } from '../shared/failed.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import { type Query, useQuery } from '../transport/use-query.ts';
import classes from './rehearsal.module.css';
import { SiteTree } from './site-tree-view.tsx';
import { Stories, type StoryAct } from './stories.tsx';

const TOPICS = ['rehearsal'] as const;

export type Act = 'unplug' | 'shut-down' | 'restore';

/** A simulated site on which everything can be tried before it happens at a customer's. */
export function RehearsalPage() {
  const { t } = useWords();
  const query = useQuery('rehearsal.get', {}, { topics: TOPICS });
  const { busy, failure, start, stop, act, play } = useRehearsal(query);
  const reason = useReason();
  if (!query.data) return query.error ? <Failed error={query.error} retry={query.refetch} /> : null;
  const { running, brokerUrl, nodes, story } = query.data;
  return (
    <div className={shared.page}>
      <div className={classes.page}>
        <div className={classes.titleRow}>
          <h1>{t.rehearsal.title}</h1>
          <span className={shared.dim}>
            {running && brokerUrl !== null ? t.rehearsal.runningOn(brokerUrl) : t.rehearsal.stopped}
          </span>
          {running && (
            <Button className={classes.stop ?? ''} variant="default" loading={busy} onClick={stop}>
              {t.rehearsal.stop}
            </Button>
          )}
        </div>
        {failure && (
          <p role="alert" className={shared.error}>
            {reason(failure)}
          </p>
        )}
        {running ? (
          <>
            <p className={classes.intro}>{t.rehearsal.intro}</p>
            <div className={classes.columns}>
              <Section title={t.rehearsal.tree} flush>
                <SiteTree nodes={nodes} act={act} />
              </Section>
              <div className={classes.side}>
                <Stories story={story} busy={busy} act={play} />
                <Section title={t.rehearsal.hintTitle}>
                  <ol className={classes.hints}>
                    {t.rehearsal.hints.map((hint) => (
                      <li key={hint}>{hint}</li>
                    ))}
                  </ol>
                </Section>
              </div>
            </div>
          </>
        ) : (
          <Empty title={t.rehearsal.emptyTitle} body={t.rehearsal.emptyBody}>
            <Button size="sm" loading={busy} onClick={start}>
              {t.rehearsal.start}
            </Button>
          </Empty>
        )}
      </div>
    </div>
  );
}

function useRehearsal(query: Query<RehearsalView>) {
  const live = useLive();
  const { language } = useWords();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Error | null>(null);
  const run = (request: () => Promise<RehearsalView>): void => {
    setBusy(true);
    setFailure(null);
    request()
      .then(query.set)
      .catch((error: Error) => setFailure(error))
      .finally(() => setBusy(false));
  };
  return {
    busy,
    failure,
    start: () => run(() => live.transport.request('rehearsal.start', { language })),
    stop: () => run(() => live.transport.request('rehearsal.stop', {})),
    play: (what: StoryAct) => run(() => live.transport.request('rehearsal.story', what)),
    act: (id: string, act: Act) => run(() => live.transport.request('rehearsal.act', { id, act })),
  };
}
