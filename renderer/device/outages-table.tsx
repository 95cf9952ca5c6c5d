import { Button } from '@mantine/core';
import { useState } from 'react';
import type { OutageView } from '../../main/contract/model.ts';
import { useSilence } from '../frame/alert-words.ts';
import { Link } from '../frame/link.tsx';
import { incidentAddress } from '../frame/routes.ts';
import { EVERYTHING, writeFilter } from '../history/history-filter.ts';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { StateWord, stateOfVerdict } from '../shared/state-shape.tsx';
import { IntervalTime, Length } from '../shared/time.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import classes from './device.module.css';

const STEP = 20;
const MAX = 500;
const TOPICS = ['outages'] as const;

export function OutagesTable({ deviceKey }: { readonly deviceKey: string }) {
  const { t } = useWords();
  const [shown, setShown] = useState(STEP);
  const query = useQuery(
    'history.query',
    { from: 0, to: Math.min(MAX, shown), filter: { deviceKey, blindSpots: false } },
    { topics: TOPICS, deviceKey, keep: true },
  );
  if (!query.data) return null;
  const outages = query.data.rows.flatMap((row) => (row.kind === 'outage' ? [row.outage] : []));
  const columns = t.device.outageColumns;
  return (
    <Section
      title={t.device.outages}
      aside={
        query.data.total > 0 && (
          <Link className={shared.link} to={`/history${writeFilter({ ...EVERYTHING, deviceKey })}`}>
            {t.history.inHistory}
          </Link>
        )
      }
      flush
    >
      {outages.length === 0 ? (
        <p className={shared.sectionNote}>{t.device.noOutages}</p>
      ) : (
        <div className={shared.tableScroll}>
          <table className={shared.table}>
            <thead>
              <tr>
                <th>{columns.verdict}</th>
                <th>{columns.began}</th>
                <th>{columns.ended}</th>
                <th>{columns.length}</th>
                <th>{t.past.tookDown}</th>
                <th>{columns.told}</th>
              </tr>
            </thead>
            <tbody>
              {outages.map((outage) => (
                <OutageRow key={outage.id} outage={outage} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {query.data.total > outages.length && shown < MAX && (
        <p className={classes.tableFoot}>
          <Button variant="subtle" size="compact-xs" onClick={() => setShown(shown + STEP * 2)}>
            {t.common.showMore} ({t.common.nMore(query.data.total - outages.length)})
          </Button>
        </p>
      )}
    </Section>
  );
}

function OutageRow({ outage }: { readonly outage: OutageView }) {
  const { t, domain } = useWords();
  const affected = [
    outage.affectedGateways > 0 ? t.plural.gateways(outage.affectedGateways) : '',
    outage.affectedDevices > 0 ? t.plural.devices(outage.affectedDevices) : '',
  ].filter(Boolean);
  return (
    <tr>
      <td>
        <StateWord state={stateOfVerdict(outage.verdict)} word={domain.verdictShort(outage.verdict)} />
      </td>
      <td>
        <IntervalTime interval={outage.began} />
      </td>
      <td>
        {outage.ended === null ? <b className={shared.lasts}>{t.device.ongoing}</b> : <IntervalTime interval={outage.ended} />}
      </td>
      <td>
        <Length began={outage.began} ended={outage.ended} durationMs={outage.durationMs} />
      </td>
      <td>
        <Link className={shared.link} to={incidentAddress(outage.id)}>
          {affected.length > 0 ? affected.join(', ') : t.past.tookDownNone}
        </Link>
      </td>
      <td>
        <Told outage={outage} />
      </td>
    </tr>
  );
}

function Told({ outage }: { readonly outage: OutageView }) {
  const { t } = useWords();
  const silence = useSilence();
  const { alert } = outage;
  if (alert === null) return null;
  return (
    <span className={alert.outcome === 'shown' ? undefined : shared.quiet}>
      {t.frame.alertOutcome[alert.outcome]}
      {alert.reason !== null && alert.outcome !== 'shown' && `: ${silence(alert.reason)}`}
    </span>
  );
}
