import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { memo } from 'react';
import type { OutageView } from '../../main/contract/model.ts';
import { TimesMenu } from '../acts/times-menu.tsx';
import { useActs } from '../acts/use-acts.ts';
import { cleanText } from '../shared/clean-text.ts';
import { Given } from '../shared/device-name.tsx';
import { pointOf } from '../shared/format-time.ts';
import { CheckIcon, SnoozeIcon } from '../shared/icons.tsx';
import { StateShape, stateOfVerdict } from '../shared/state-shape.tsx';
import { IntervalTime } from '../shared/time.tsx';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import classes from './frame.module.css';
import { Link } from './link.tsx';
import { navigate } from './router.ts';
import { deviceAddress, incidentAddress } from './routes.ts';

/** The open outages that nothing above explains, newest first: what a person came to see. */
export function OpenStrip() {
  const { t } = useWords();
  const open = useLiveState(({ overview }) => overview?.open);
  const openTotal = useLiveState(({ overview }) => overview?.openTotal ?? 0);
  // Where the window is low, the page needs the room more than the second outage does.
  const low = useMediaQuery('(max-height: 720px), (max-width: 640px)', false, { getInitialValueInEffect: false });
  if (open === undefined || open.length === 0) return null;
  const shown = open.slice(0, low ? 1 : 3);
  const more = openTotal - shown.length;
  return (
    <section className={classes.strip} aria-label={t.frame.openOutages}>
      {shown.map((outage) => (
        <OpenOutage key={outage.id} outage={outage} more={low ? more : 0} />
      ))}
      {more > 0 && !low && (
        <div className={classes.stripRest}>
          <More more={more} />
        </div>
      )}
    </section>
  );
}

function More({ more }: { readonly more: number }) {
  const { t } = useWords();
  return (
    <Link className={classes.stripMore} to="/history?open=1">
      {t.frame.moreOpen(more)}
    </Link>
  );
}

/** @param more how many others the row mentions; 0: none */
const OpenOutage = memo(function OpenOutage({ outage, more }: { readonly outage: OutageView; readonly more: number }) {
  const { t, domain, clock } = useWords();
  const now = useNow();
  const acts = useActs();
  const which = { outageIds: [outage.id] };
  const what = cleanText(outage.device.name ?? outage.device.id, 60);
  const from = pointOf(outage.began);
  const takes = [
    outage.affectedGateways > 0 ? t.plural.downstreamGateways(outage.affectedGateways) : '',
    outage.affectedDevices > 0 ? t.plural.devices(outage.affectedDevices) : '',
  ].filter(Boolean);
  return (
    <div className={classes.stripRow}>
      <StateShape state={stateOfVerdict(outage.verdict)} size={16} />
      <span className={classes.stripText}>
        <b>
          <Given text={outage.device.name ?? outage.device.id} max={60} />
        </b>
        <span>: {domain.verdictShort(outage.verdict)}</span>
        {takes.length > 0 && (
          <span className={classes.stripTakes}>
            {' · '}
            <Link to={incidentAddress(outage.id)}>{takes.join(', ')}</Link>
          </span>
        )}
      </span>
      <span className={classes.stripTime}>
        <IntervalTime interval={outage.began} />
        {from !== null && <span> · {clock.minutes(Math.max(0, now - from))}</span>}
      </span>
      {more > 0 && <More more={more} />}
      <Button
        variant="default"
        size="compact-xs"
        aria-label={`${t.common.open} ${outage.device.id}`}
        onClick={() => navigate(deviceAddress(outage.device.key))}
      >
        {t.common.open}
      </Button>
      {outage.acknowledged === null ? (
        <>
          <Button
            variant="default"
            size="compact-xs"
            aria-label={`${t.acts.acknowledge} ${outage.device.id}`}
            onClick={() => void acts.acknowledge(which, what, '')}
          >
            {t.acts.acknowledge}
          </Button>
          {outage.snoozedUntil === null && (
            <TimesMenu
              kind="snooze"
              size="compact-xs"
              label={t.acts.snooze}
              choose={(until) => void acts.snooze(which, what, until)}
            />
          )}
        </>
      ) : (
        <span className={classes.stripAcknowledged} title={outage.acknowledged.note ?? undefined}>
          <CheckIcon size={14} />
          {t.frame.acknowledged}
        </span>
      )}
      {outage.snoozedUntil !== null && (
        <span className={classes.stripAcknowledged}>
          <SnoozeIcon size={14} />
          {clock.short(outage.snoozedUntil)}
        </span>
      )}
    </div>
  );
});
