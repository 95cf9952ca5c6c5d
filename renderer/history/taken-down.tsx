import { Button } from '@mantine/core';
import { useState } from 'react';
import type { AffectedView } from '../../main/contract/model.ts';
import { FeedTable } from '../device/feed-values.tsx';
import { Link } from '../frame/link.tsx';
import { incidentAddress } from '../frame/routes.ts';
import { DeviceLink } from '../shared/device-name.tsx';
import { Failed } from '../shared/failed.tsx';
import { GatewayIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { Skeleton } from '../shared/skeleton.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import classes from './history.module.css';

const FIRST = 60;
const STEP = 300;
const TOPICS = ['outages'] as const;

/** What an outage took down, as it was then: asked for when somebody wants to see it. */
export function TakenDown({ outageId }: { readonly outageId: number }) {
  const { t } = useWords();
  const { data, error, refetch } = useQuery('outage.get', { id: outageId }, { topics: TOPICS });
  if (!data) return error ? <Failed error={error} retry={refetch} /> : <Skeleton width={240} />;
  return (
    <div className={classes.takenParts}>
      {data.feed.length > 0 && (
        <section aria-label={t.feed.before}>
          <h3>{t.feed.before}</h3>
          <FeedTable values={data.feed} />
        </section>
      )}
      <Link className={shared.link} to={incidentAddress(outageId)}>
        {t.past.showIncident}
      </Link>
      <Part title={t.device.affectedGateways} rows={data.affected.filter(({ kind }) => kind === 'gateway')} />
      <Part title={t.device.affectedDevices} rows={data.affected.filter(({ kind }) => kind === 'device')} />
    </div>
  );
}

function Part({ title, rows }: { readonly title: string; readonly rows: readonly AffectedView[] }) {
  const { t, clock } = useWords();
  const [shown, setShown] = useState(FIRST);
  if (rows.length === 0) return null;
  const confirmed = rows.filter(({ status }) => status === 'confirmed').length;
  return (
    <section aria-label={title}>
      <h3>
        {title} <span className={shared.dim}>{t.history.confirmed(clock.count(confirmed), clock.count(rows.length))}</span>
      </h3>
      <ul className={classes.takenList}>
        {rows.slice(0, shown).map((row) => (
          <li key={row.key}>
            {row.kind === 'gateway' && <GatewayIcon size={14} />}
            <DeviceLink device={row} max={50} />
            {row.status === 'inferred' && (
              <span className={shared.dim} title={t.device.inferredWhy}>
                {t.device.inferred}
              </span>
            )}
          </li>
        ))}
      </ul>
      {rows.length > shown && (
        <Button variant="subtle" size="compact-xs" onClick={() => setShown(shown + STEP)}>
          {t.common.showMore} ({t.common.nMore(rows.length - shown)})
        </Button>
      )}
    </section>
  );
}
