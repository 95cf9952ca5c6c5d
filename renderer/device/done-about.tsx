import { Button } from '@mantine/core';
import type { DeviceDetail } from '../../main/contract/model.ts';
import { useActs } from '../acts/use-acts.ts';
import { useSilence } from '../frame/alert-words.ts';
import { useMuteName } from '../frame/mutes.tsx';
import { cleanText } from '../shared/clean-text.ts';
import { BellOffIcon, CheckIcon, SnoozeIcon } from '../shared/icons.tsx';
import { Time } from '../shared/time.tsx';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import classes from './device.module.css';

/** Whether a person was told of the outage. */
export function Told({ detail }: { readonly detail: DeviceDetail }) {
  const { t, clock } = useWords();
  const silence = useSilence();
  const now = useNow();
  const alert = detail.outage?.alert;
  if (!alert) return null;
  if (alert.outcome === 'shown') return <span>{t.device.told.shown(clock.stamp(alert.at, now))}</span>;
  return <span>{t.device.told[alert.outcome](alert.reason === null ? t.device.noReason : silence(alert.reason))}</span>;
}

/** What people have done about the device: acknowledged, snoozed, muted; each with the way back. */
export function DoneAbout({ detail }: { readonly detail: DeviceDetail }) {
  const { t, clock } = useWords();
  const acts = useActs();
  const now = useNow();
  const muteName = useMuteName();
  const { row, outage, mutes } = detail;
  const what = cleanText(row.name ?? row.id, 60);
  if (outage?.acknowledged == null && outage?.snoozedUntil == null && mutes.length === 0) return null;
  return (
    <ul className={classes.done}>
      {outage?.acknowledged && (
        <li>
          <CheckIcon size={15} />
          <span>
            {t.device.acknowledgedAt} <Time at={outage.acknowledged.at} />
            {outage.acknowledged.note !== null && <q>{cleanText(outage.acknowledged.note, 400)}</q>}
          </span>
          <Button
            variant="subtle"
            size="compact-xs"
            aria-label={t.acts.unacknowledge}
            title={t.acts.unacknowledge}
            onClick={() => void acts.unacknowledge({ outageIds: [outage.id] }, what)}
          >
            {t.acts.takeBack}
          </Button>
        </li>
      )}
      {outage?.snoozedUntil != null && (
        <li>
          <SnoozeIcon size={15} />
          <span>{t.acts.snoozed(what, clock.shortStamp(outage.snoozedUntil, now))}</span>
          <Button variant="subtle" size="compact-xs" onClick={() => void acts.snooze({ outageIds: [outage.id] }, what, null)}>
            {t.acts.endSnooze}
          </Button>
        </li>
      )}
      {mutes.map((mute) => (
        <li key={mute.id}>
          <BellOffIcon size={15} />
          <span>
            {mute.until === null
              ? t.acts.mutedForever(muteName(mute))
              : t.acts.muted(muteName(mute), clock.shortStamp(mute.until, now))}
          </span>
          <Button variant="subtle" size="compact-xs" onClick={() => void acts.endMute(mute.id)}>
            {t.acts.endMute}
          </Button>
        </li>
      ))}
    </ul>
  );
}
