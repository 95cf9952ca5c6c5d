import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { DeviceDetail } from '../../main/contract/model.ts';
import { wordsFor } from '../../main/words/index.ts';
import { useSilence } from '../frame/alert-words.ts';
import { Link } from '../frame/link.tsx';
import { navigate } from '../frame/router.ts';
import { cleanText } from '../shared/clean-text.ts';
import { CopyTextButton } from '../shared/copy-button.tsx';
import { Given } from '../shared/device-name.tsx';
import { Empty } from '../shared/empty.tsx';
import { Failed } from '../shared/failed.tsx';
import { pointOf } from '../shared/format-time.ts';
import { BackIcon, GatewayIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { Skeleton } from '../shared/skeleton.tsx';
import { StateShape } from '../shared/state-shape.tsx';
import { IntervalTime, Time } from '../shared/time.tsx';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import { AffectedList, DependsOn } from './affected-list.tsx';
import classes from './device.module.css';
import { MessagesTable } from './messages-table.tsx';
import { OutagesTable } from './outages-table.tsx';
import { PayloadView } from './payload-view.tsx';
import { reportOf } from './report.ts';
import { Timeline } from './timeline.tsx';

const TOPICS = ['devices', 'outages', 'connections', 'settings'] as const;
const FACTS_LEFT_FROM = 8;

export function DevicePage({ deviceKey }: { readonly deviceKey: string }) {
  const { t } = useWords();
  const query = useQuery('device.get', { key: deviceKey }, { topics: TOPICS, deviceKey });
  useEscape();
  if (query.data === undefined) {
    if (query.error) return <Failed error={query.error} retry={query.refetch} />;
    return (
      <div className={shared.page} aria-busy="true">
        <div className={classes.head}>
          <Skeleton width={260} />
          <Skeleton width="60%" />
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
  const message = detail.will ?? detail.birth;
  const { gateways, devices } = detail.affectedTotal;
  // Beside a long list of what is affected there is room on the left.
  const factsLeft = gateways + devices > FACTS_LEFT_FROM;
  return (
    <div className={shared.page}>
      <div className={classes.page}>
        <Head detail={detail} />
        <div className={classes.columns}>
          <div className={classes.column}>
            <Evidence detail={detail} />
            <Section title={detail.will || !detail.birth ? t.device.will : t.device.birth}>
              {message ? <PayloadView key={message.id} message={message} /> : <p className={classes.quiet}>{t.device.noWill}</p>}
            </Section>
            {factsLeft && <Facts detail={detail} />}
          </div>
          <div className={classes.column}>
            <AffectedList detail={detail} />
            <DependsOn detail={detail} />
            {!factsLeft && <Facts detail={detail} />}
          </div>
        </div>
        <Timeline deviceKey={detail.row.key} blindSpots={detail.blindSpots} />
        <OutagesTable deviceKey={detail.row.key} />
        <MessagesTable deviceKey={detail.row.key} />
      </div>
    </div>
  );
}

function Head({ detail }: { readonly detail: DeviceDetail }) {
  const { t, domain, clock, language } = useWords();
  const now = useNow();
  const { row } = detail;
  const time = (at: number): string => clock.stamp(at, now);
  const from = pointOf(row.since);
  return (
    <header className={classes.head} data-state={row.state}>
      <p className={classes.crumb}>
        <Link to="/devices" className={shared.link}>
          <BackIcon size={13} />
          {t.device.back}
        </Link>
        {row.path.map((step) => (
          <span key={step}>
            <span aria-hidden="true">› </span>
            <Given text={step} max={40} />
          </span>
        ))}
      </p>
      <div className={classes.title}>
        <StateShape state={row.state} size={26} />
        <h1>
          <Given text={row.id} max={200} />
        </h1>
        {row.kind === 'gateway' && (
          <span className={classes.kind}>
            <GatewayIcon size={15} /> {domain.kind.gateway}
          </span>
        )}
        <span className={classes.headActions}>
          <CopyTextButton label={t.device.copyReport} text={() => reportOf(detail, wordsFor(language), clock.exact)} />
        </span>
      </div>
      <p className={classes.verdict}>{domain.headline(row, time)}</p>
      <p className={classes.sub}>
        <b className={classes.stateWord} data-state={row.state}>
          {domain.state[row.state]}
        </b>
        {from !== null && row.state !== 'unknown' && <span>{t.device.lasted(clock.minutes(Math.max(0, now - from)))}</span>}
        <span>
          {t.device.asOf} <Time at={row.lastHeardAt} />
        </span>
        <Told detail={detail} />
      </p>
      {detail.holdUntil !== null && <p className={classes.hold}>{t.device.hold(clock.time(detail.holdUntil))}</p>}
    </header>
  );
}

function Told({ detail }: { readonly detail: DeviceDetail }) {
  const { t, clock } = useWords();
  const silence = useSilence();
  const now = useNow();
  const alert = detail.outage?.alert;
  if (!alert) return null;
  if (alert.outcome === 'shown') return <span>{t.device.told.shown(clock.stamp(alert.at, now))}</span>;
  return <span>{t.device.told[alert.outcome](alert.reason === null ? t.device.noReason : silence(alert.reason))}</span>;
}

function Evidence({ detail }: { readonly detail: DeviceDetail }) {
  const { t, domain, clock } = useWords();
  const now = useNow();
  const time = (at: number): string => clock.stamp(at, now);
  return (
    <Section title={t.device.evidence}>
      {detail.evidence.length === 0 ? (
        <p className={classes.quiet}>{t.device.noEvidence}</p>
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
  const { overview } = useLiveState();
  const { row, watch } = detail;
  const broker = overview?.connections.find(({ id }) => id === row.connectionId);
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [t.device.facts.broker, <Given key="b" text={broker?.name ?? row.connectionId} />],
    [t.device.facts.kind, domain.kind[row.kind]],
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
