import { Button } from '@mantine/core';
import { useState } from 'react';
import type { IncidentMember, IncidentView } from '../../main/contract/look-back.ts';
import { FeedOfOutage } from '../device/feed-values.tsx';
import { Link } from '../frame/link.tsx';
import { navigate } from '../frame/router.ts';
import { deviceAddress } from '../frame/routes.ts';
import { OutageActs } from '../history/outage-acts.tsx';
import { DeviceLink, Given } from '../shared/device-name.tsx';
import { Empty } from '../shared/empty.tsx';
import { Failed } from '../shared/failed.tsx';
import { pointOf } from '../shared/format-time.ts';
import { BackIcon, CheckIcon, GatewayIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { Skeleton } from '../shared/skeleton.tsx';
import { StateShape, stateOfVerdict } from '../shared/state-shape.tsx';
import { IntervalTime, Length, Time } from '../shared/time.tsx';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import classes from './incident.module.css';
import { NotesOf, ToldOf } from './told-and-noted.tsx';

const TOPICS = ['outages', 'notes', 'alerts'] as const;
const FIRST = 60;
const STEP = 200;

/** One cause with all it took down: each one's loss and return, what was told, noted and acknowledged. */
export function IncidentPage({ outageId }: { readonly outageId: number }) {
  const { t } = useWords();
  const { data, error, refetch } = useQuery('incident.get', { id: outageId }, { topics: TOPICS });
  if (data === undefined) {
    if (error) return <Failed error={error} retry={refetch} />;
    return (
      <div className={shared.page} aria-busy="true">
        <Skeleton width={260} />
      </div>
    );
  }
  if (data === null)
    return (
      <Empty whole title={t.past.incident.notFoundTitle} body={t.past.incident.notFoundBody}>
        <Button onClick={() => navigate('/history')}>{t.pages.history}</Button>
      </Empty>
    );
  return (
    <div className={shared.page}>
      <div className={classes.page}>
        <Head incident={data} />
        <Members incident={data} />
        <FeedOfOutage outageId={data.root.id} />
        <div className={classes.columns}>
          <ToldOf incident={data} />
          <NotesOf incident={data} />
        </div>
      </div>
    </div>
  );
}

function Head({ incident }: { readonly incident: IncidentView }) {
  const { t, domain, clock } = useWords();
  const now = useNow();
  const { root, counts } = incident;
  const from = pointOf(root.began);
  const words = t.past.incident;
  const { gateways, devices } = counts;
  const took = [gateways > 0 && t.plural.downstreamGateways(gateways), devices > 0 && t.plural.devices(devices)].filter(Boolean);
  return (
    <header className={classes.head}>
      <p className={classes.crumb}>
        <Link to="/history" className={shared.link}>
          <BackIcon size={13} />
          {t.pages.history}
        </Link>
      </p>
      <div className={classes.title}>
        <StateShape state={stateOfVerdict(root.verdict)} size={26} />
        <h1>
          <Given text={words.title(root.device.name ?? root.device.id)} max={200} />
        </h1>
        <OutageActs outage={root} />
      </div>
      <p className={classes.facts}>
        <b>{domain.verdictShort(root.verdict)}</b>
        <IntervalTime interval={root.began} />
        {root.ended === null ? (
          <span className={shared.lasts}>
            {t.device.ongoing}
            {from !== null && ` · ${words.lasts(clock.minutes(Math.max(0, now - from)))}`}
          </span>
        ) : (
          <>
            <span>
              {words.columns.back}: <IntervalTime interval={root.ended} />
            </span>
            {root.durationMs !== null && <span>{words.lasted(clock.length(root.durationMs))}</span>}
            {counts.missing === 0 && incident.closedAt !== null && incident.outages > 1 && (
              <span>
                {words.closed}: <Time at={incident.closedAt} />
              </span>
            )}
          </>
        )}
      </p>
      {took.length > 0 && (
        <p className={classes.facts}>
          <b>{took.join(', ')}</b>
          <span>{words.confirmed(clock.count(counts.confirmed), clock.count(counts.confirmed + counts.inferred))}</span>
          {counts.missing > 0 && <span className={shared.lasts}>{words.missing(counts.missing)}</span>}
          {counts.stragglers > 0 && <span>{words.stragglers(counts.stragglers)}</span>}
          {counts.degraded > 0 && <span>{words.degraded(counts.degraded)}</span>}
        </p>
      )}
      {root.acknowledged !== null && (
        <p className={classes.acknowledged}>
          <CheckIcon size={14} />
          {t.history.acknowledged} <Time at={root.acknowledged.at} />
          {root.acknowledged.note !== null && <Given text={root.acknowledged.note} max={400} />}
        </p>
      )}
      <p className={classes.actions}>
        <Button variant="default" onClick={() => navigate(deviceAddress(root.device.key))}>
          {words.openDevice}
        </Button>
      </p>
    </header>
  );
}

function Members({ incident }: { readonly incident: IncidentView }) {
  const { t } = useWords();
  const [shown, setShown] = useState(FIRST);
  const { members, counts } = incident;
  const words = t.past.incident;
  const total = counts.gateways + counts.devices + counts.degraded;
  const rows = members.slice(0, shown);
  return (
    <Section title={words.affected} aside={total > 0 && <b>{total}</b>} flush>
      {members.length === 0 ? (
        <p className={shared.sectionNote}>{words.affectedNone}</p>
      ) : (
        <div className={shared.tableScroll}>
          <table className={shared.table}>
            <thead>
              <tr>
                <th>{words.columns.device}</th>
                <th>{words.columns.status}</th>
                <th>{words.columns.lost}</th>
                <th>{words.columns.back}</th>
                <th>{words.columns.length}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((member) => (
                <Member key={member.key} member={member} root={incident.root} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {members.length > shown && (
        <p className={shared.tableFoot}>
          <Button variant="subtle" size="compact-xs" onClick={() => setShown(shown + STEP)}>
            {t.common.showMore} ({t.common.nMore(members.length - shown)})
          </Button>
        </p>
      )}
      {members.length <= shown && total > members.length && (
        <p className={shared.sectionNote}>{t.device.onlyFirst(members.length, total)}</p>
      )}
    </Section>
  );
}

function Member({ member, root }: { readonly member: IncidentMember; readonly root: IncidentView['root'] }) {
  const { t } = useWords();
  const { status, began, ended, straggler, depth } = member;
  const words = t.past.incident;
  return (
    <tr>
      <td>
        <span className={classes.device}>
          {member.kind === 'gateway' && <GatewayIcon size={15} />}
          <DeviceLink device={member} max={50} />
          {depth !== null && depth > 1 && (
            <span className={classes.quiet} title={t.device.depthWhy(depth)}>
              {t.device.depth(depth)}
            </span>
          )}
        </span>
      </td>
      <td>
        <span className={classes.status} data-status={status} title={t.device[`${status}Why`]}>
          {t.device[status]}
        </span>
      </td>
      <td>
        {began === null ? (
          <span className={classes.quiet}>{status === 'confirmed' ? words.already : words.withRoot}</span>
        ) : (
          <IntervalTime interval={began} />
        )}
      </td>
      <td>
        {ended === null ? (
          <b className={shared.lasts}>{words.notBack}</b>
        ) : began === null ? (
          <span className={classes.quiet}>{status === 'confirmed' ? '–' : words.withRoot}</span>
        ) : (
          <IntervalTime interval={ended} />
        )}
        {straggler && ended !== null && (
          <span className={classes.late} title={words.lateWhy}>
            {words.late}
          </span>
        )}
      </td>
      <td>
        <Length began={began ?? root.began} ended={ended} durationMs={began === null ? root.durationMs : null} />
      </td>
    </tr>
  );
}
