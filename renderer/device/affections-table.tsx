import { Button } from '@mantine/core';
import { useState } from 'react';
import type { AffectionView } from '../../main/contract/look-back.ts';
import type { DeviceRef } from '../../main/contract/model.ts';
import { Link } from '../frame/link.tsx';
import { incidentAddress } from '../frame/routes.ts';
import { ExportChoice } from '../history/export-menu.tsx';
import { dayName } from '../history/history-filter.ts';
import { DeviceLink, Given } from '../shared/device-name.tsx';
import { CheckIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { IntervalTime, Length, Time } from '../shared/time.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import classes from './device.module.css';
import figures from './figures.module.css';

const STEP = 10;
const MAX = 500;
const TOPICS = ['outages'] as const;

/** Every time the device was affected by something that it hangs on: by what, from when to when, how sure that is, who took care. */
export function AffectionsTable({ device }: { readonly device: DeviceRef }) {
  const { t } = useWords();
  const live = useLive();
  const [shown, setShown] = useState(STEP);
  const { data } = useQuery(
    'device.affections',
    { key: device.key, limit: Math.min(MAX, shown) },
    { topics: TOPICS, deviceKey: device.key, keep: true },
  );
  if (data === undefined) return null;
  const { columns } = t.past;
  return (
    <Section
      title={t.past.affectedBy}
      aside={
        data.total > 0 && (
          <ExportChoice
            disabled={false}
            begin={(format) =>
              live.transport.request('device.exportAffections', { key: device.key, format, name: fileName(device, format) })
            }
          />
        )
      }
      flush
    >
      {data.rows.length === 0 ? (
        <p className={shared.sectionNote}>{t.past.affectedByNone}</p>
      ) : (
        <div className={shared.tableScroll}>
          <table className={shared.table}>
            <thead>
              <tr>
                <th>{columns.status}</th>
                <th>{columns.by}</th>
                <th>{columns.from}</th>
                <th>{columns.until}</th>
                <th>{columns.length}</th>
                <th>{columns.incident}</th>
                <th>{columns.acknowledged}</th>
              </tr>
            </thead>
            <tbody>
              {data.rows.map((row) => (
                <AffectionRow key={row.outage.id} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data.total > data.rows.length && shown < MAX && (
        <p className={classes.tableFoot}>
          <Button variant="subtle" size="compact-xs" onClick={() => setShown(shown + STEP * 4)}>
            {t.common.showMore} ({t.common.nMore(data.total - data.rows.length)})
          </Button>
        </p>
      )}
    </Section>
  );
}

function AffectionRow({ row }: { readonly row: AffectionView }) {
  const { t, domain } = useWords();
  const { outage, status, began, ended, durationMs } = row;
  return (
    <tr>
      <td>
        <span className={classes.status} data-status={status} title={t.device[`${status}Why`]}>
          {t.device[status]}
        </span>
      </td>
      <td>
        <DeviceLink device={outage.device} max={40} /> <span className={shared.quiet}>{domain.verdictShort(outage.verdict)}</span>
      </td>
      <td>
        <IntervalTime interval={began} />
      </td>
      <td>{ended === null ? <b className={shared.lasts}>{t.device.ongoing}</b> : <IntervalTime interval={ended} />}</td>
      <td>
        <Length began={began} ended={ended} durationMs={durationMs} />
      </td>
      <td>
        <Link className={shared.link} to={incidentAddress(outage.id)}>
          {t.past.showIncident}
        </Link>
      </td>
      <td>
        {outage.acknowledged !== null && (
          <span className={figures.acknowledged}>
            <CheckIcon size={13} />
            <Time at={outage.acknowledged.at} />
            {outage.acknowledged.note !== null && <Given text={outage.acknowledged.note} max={160} />}
          </span>
        )}
      </td>
    </tr>
  );
}

/** A name that every system takes: what is odd in an id is left out. */
function fileName({ id }: DeviceRef, format: string): string {
  const plain = id
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[^\w]+/, '')
    .slice(0, 60);
  return `willwatch-${plain === '' ? 'device' : plain}-affected-${dayName(Date.now())}.${format}`;
}
