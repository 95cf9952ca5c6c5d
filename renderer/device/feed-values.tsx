import { Button } from '@mantine/core';
import { useState } from 'react';
import type { FeedAnswers, FeedValue } from '../../main/contract/feed.ts';
import type { DeviceDetail } from '../../main/contract/model.ts';
import { cleanText } from '../shared/clean-text.ts';
import { CopyIconButton } from '../shared/copy-button.tsx';
import { Given } from '../shared/device-name.tsx';
import { useReason } from '../shared/failed.tsx';
import { isExact } from '../shared/format-time.ts';
import { RefreshIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { Time } from '../shared/time.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import classes from './device.module.css';

const TOPICS = ['outages'] as const;

/** What the device measures: as it is, or as it was before the loss. Nothing where its watch names nothing. */
export function FeedValues({ detail }: { readonly detail: DeviceDetail }) {
  const { t } = useWords();
  const { feed, outage, row } = detail;
  if (feed === null) return null;
  const words = t.feed;
  return (
    <Section title={feed.kept ? words.before : words.now} flush>
      {feed.kept && outage !== null && <Before values={feed.values} outage={outage} />}
      {feed.values.length === 0 ? (
        <p className={shared.sectionNote}>{feed.kept ? words.noneBefore : words.none}</p>
      ) : (
        <FeedTable values={feed.values} />
      )}
      <Retained deviceKey={row.key} />
    </Section>
  );
}

/** What the device of an outage measured last before it; nothing where it measured nothing. */
export function FeedOfOutage({ outageId }: { readonly outageId: number }) {
  const { t } = useWords();
  const { data } = useQuery('outage.get', { id: outageId }, { topics: TOPICS });
  if (!data || data.feed.length === 0) return null;
  return (
    <Section title={t.feed.before} flush>
      <Before values={data.feed} outage={data.outage} />
      <FeedTable values={data.feed} />
    </Section>
  );
}

/** How long before the loss the newest of them came, where both times are known. */
function Before({
  values,
  outage,
}: {
  readonly values: readonly FeedValue[];
  readonly outage: NonNullable<DeviceDetail['outage']>;
}) {
  const { t, clock } = useWords();
  const lengthMs = beforeLossMs(values, outage);
  if (lengthMs === null) return null;
  const { beforeWill, beforeGoodbye, beforeEnd } = t.feed;
  const before = outage.verdict === 'abrupt' ? beforeWill : outage.verdict === 'clean' ? beforeGoodbye : beforeEnd;
  return <p className={classes.feedBefore}>{before(clock.length(lengthMs))}</p>;
}

/** Null where a time is not known well enough. */
export function beforeLossMs(
  values: readonly FeedValue[],
  { began }: Pick<NonNullable<DeviceDetail['outage']>, 'began'>,
): number | null {
  const times = values.filter(({ freshness }) => freshness === 'live').map(({ at }) => at);
  if (times.length === 0 || began.notAfter === null || !isExact(began)) return null;
  return Math.max(0, began.notAfter - Math.max(...times));
}

/** What a person calls a value, or where it stands. */
export const calledOf = ({ label, path }: Pick<FeedValue, 'label' | 'path'>, whole: string): string => label || path || whole;

export function FeedTable({ values }: { readonly values: readonly FeedValue[] }) {
  const { t, clock } = useWords();
  const { columns } = t.feed;
  return (
    <div className={`${shared.tableScroll} ${classes.feedTable}`}>
      <table className={shared.table}>
        <thead>
          <tr>
            <th>{columns.name}</th>
            <th>{columns.value}</th>
            <th>{columns.at}</th>
            <th>{columns.topic}</th>
          </tr>
        </thead>
        <tbody>
          {values.map((one) => {
            const called = calledOf(one, t.feed.whole);
            const value = `${one.value}${one.unit === '' ? '' : ` ${one.unit}`}`;
            return (
              <tr key={`${one.topic}\n${one.path}`}>
                <td>
                  <Given text={called} max={60} />
                </td>
                <td>
                  <span className={classes.feedValue}>
                    <Given text={value} max={140} />
                    <CopyIconButton text={value} label={t.feed.copyValue(cleanText(called, 40))} />
                  </span>
                </td>
                <td>
                  <Time at={one.at} />
                  {one.freshness === 'retained' && (
                    <span className={shared.dim} title={clock.exact(one.at)}>
                      {' '}
                      · {t.feed.age}
                    </span>
                  )}
                </td>
                <td>
                  <Given text={one.topic} max={60} mono />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Asks the broker itself, now. */
function Retained({ deviceKey }: { readonly deviceKey: string }) {
  const { t } = useWords();
  const live = useLive();
  const reason = useReason();
  const [answer, setAnswer] = useState<FeedAnswers['feed.retained'] | 'asking' | null>(null);
  const ask = (): void => {
    setAnswer('asking');
    live.transport
      .request('feed.retained', { key: deviceKey })
      .then(setAnswer, (error: Error) => setAnswer({ ok: false, reason: reason(error) }));
  };
  return (
    <div className={classes.feedRetained}>
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<RefreshIcon size={13} />}
        loading={answer === 'asking'}
        onClick={ask}
      >
        {t.feed.fetch}
      </Button>
      <div role="status">
        {answer === 'asking' && <p className={shared.sectionNote}>{t.feed.fetching}</p>}
        {answer !== null && answer !== 'asking' && !answer.ok && <p className={shared.sectionNote}>{answer.reason}</p>}
        {answer !== null && answer !== 'asking' && answer.ok && (
          <>
            <h3 className={classes.feedTitle}>{answer.values.length === 0 ? t.feed.fetchedNone : t.feed.fetched}</h3>
            {answer.values.length > 0 && <FeedTable values={answer.values} />}
          </>
        )}
      </div>
    </div>
  );
}
