import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { DeviceDetail } from '../../main/contract/model.ts';
import { navigate } from '../frame/router.ts';
import { cleanText } from '../shared/clean-text.ts';
import { Given } from '../shared/device-name.tsx';
import { Empty } from '../shared/empty.tsx';
import { Failed } from '../shared/failed.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { Skeleton } from '../shared/skeleton.tsx';
import { IntervalTime } from '../shared/time.tsx';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { useConnections } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import { AffectedList, DependsOn } from './affected-list.tsx';
import { AffectionsTable } from './affections-table.tsx';
import classes from './device.module.css';
import { DeviceHead } from './device-head.tsx';
import { FeedValues } from './feed-values.tsx';
import { Figures } from './figures.tsx';
import { MessagesTable } from './messages-table.tsx';
import { Notes } from './notes.tsx';
import { OutagesTable } from './outages-table.tsx';
import { PayloadView } from './payload-view.tsx';
import { Timeline } from './timeline.tsx';

const TOPICS = ['devices', 'outages', 'connections', 'settings', 'mutes', 'notes'] as const;
const FIGURES_TOPICS = ['outages', 'connections'] as const;
const FACTS_LEFT_FROM = 8;

export function DevicePage({ deviceKey }: { readonly deviceKey: string }) {
  const { t } = useWords();
  const query = useQuery('device.get', { key: deviceKey }, { topics: TOPICS, deviceKey });
  useEscape();
  if (query.data === undefined) {
    if (query.error) return <Failed error={query.error} retry={query.refetch} />;
    return (
      <div className={shared.page} aria-busy="true">
        <div className={classes.page}>
          <div className={classes.head}>
            <Skeleton width={90} />
            <Skeleton width={260} />
            <Skeleton width="60%" />
          </div>
          <div className={classes.columns}>
            <div className={classes.waiting} />
            <div className={classes.waiting} />
          </div>
        </div>
      </div>
    );
  }
  if (query.data === null) {
    return (
      <Empty whole title={t.device.notFoundTitle} body={t.device.notFoundBody}>
        <Button onClick={() => navigate('/devices')}>{t.frame.toDevices}</Button>
      </Empty>
    );
  }
  return <Detail detail={query.data} />;
}

/** Esc goes back to the list, unless something opened over the page wants it. */
function useEscape(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [role="dialog"]')) return;
      navigate('/devices');
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

function Detail({ detail }: { readonly detail: DeviceDetail }) {
  const { t } = useWords();
  const deviceKey = detail.row.key;
  const { data: figures } = useQuery('device.figures', { key: deviceKey }, { topics: FIGURES_TOPICS, deviceKey, keep: true });
  const message = detail.will ?? detail.birth;
  const { gateways, devices } = detail.affectedTotal;
  // Beside a long list of what is affected there is room on the left.
  const factsLeft = gateways + devices > FACTS_LEFT_FROM;
  return (
    <div className={shared.page}>
      <div className={classes.page}>
        <DeviceHead detail={detail} />
        <div className={classes.columns}>
          <div className={classes.column}>
            <Evidence detail={detail} />
            <FeedValues detail={detail} />
            <Section title={detail.will || !detail.birth ? t.device.will : t.device.birth}>
              {message ? <PayloadView key={message.id} message={message} /> : <p className={shared.quiet}>{t.device.noWill}</p>}
            </Section>
            {factsLeft && <Facts detail={detail} />}
          </div>
          <div className={classes.column}>
            <AffectedList detail={detail} />
            <DependsOn detail={detail} />
            <Notes detail={detail} />
            {!factsLeft && <Facts detail={detail} />}
          </div>
        </div>
        <Timeline detail={detail} knownSince={figures?.knownSince} />
        {figures && <Figures figures={figures} />}
        <AffectionsTable device={detail.row} />
        <OutagesTable deviceKey={detail.row.key} />
        <MessagesTable deviceKey={detail.row.key} />
      </div>
    </div>
  );
}

function Evidence({ detail }: { readonly detail: DeviceDetail }) {
  const { t, domain, clock } = useWords();
  const now = useNow();
  const time = (at: number): string => clock.stamp(at, now);
  return (
    <Section title={t.device.evidence}>
      {detail.evidence.length === 0 ? (
        <p className={shared.quiet}>{t.device.noEvidence}</p>
      ) : (
        <ol className={classes.evidence}>
          {detail.evidence.map((evidence, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the number is what names a line of evidence
            <li key={index} title={clock.exact(evidence.kind === 'blind' ? evidence.began : evidence.at)}>
              {cleanText(domain.evidence(evidence, time), 600)}
            </li>
          ))}
        </ol>
      )}
      {detail.doubts.length > 0 && (
        <>
          <h3 className={classes.doubtsTitle}>{t.device.doubts}</h3>
          <ul className={classes.doubts}>
            {detail.doubts.map((doubt) => (
              <li key={doubt}>{domain.doubt(doubt)}</li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function Facts({ detail }: { readonly detail: DeviceDetail }) {
  const { t, domain, clock } = useWords();
  const connections = useConnections();
  const { row, watch } = detail;
  const broker = connections?.find(({ id }) => id === row.connectionId);
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [t.device.facts.broker, <Given key="b" text={broker?.name ?? row.connectionId} />],
    ...(row.name === null ? [] : [[t.device.facts.id, <Given key="i" text={row.id} max={300} />] as const]),
    [t.device.facts.kind, domain.kind[row.kind]],
    ...(row.site === '' ? [] : [[t.devices.columns.site, <Given key="p" text={row.site} />] as const]),
    [t.device.facts.family, <Given key="f" text={row.convention} />],
    [t.device.facts.watch, <Given key="w" text={watch.id} />],
    [t.device.facts.topic, <Given key="t" text={watch.topic} max={300} mono />],
    [t.device.since, <IntervalTime key="s" interval={row.since} />],
    [t.device.facts.outages, clock.count(detail.outageCount)],
  ];
  return (
    <Section title={t.device.details}>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
