import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { MaintenanceView } from '../../main/contract/maintenance.ts';
import { useActs } from '../acts/use-acts.ts';
import { useMuteName } from '../frame/mutes.tsx';
import { navigate, usePlace } from '../frame/router.ts';
import { cleanText } from '../shared/clean-text.ts';
import { Given } from '../shared/device-name.tsx';
import { BellOffIcon, SnoozeIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import { draftOf, EVERYTHING, type MaintenanceDraft, newDraft } from './maintenance-draft.ts';
import { MaintenanceForm } from './maintenance-form.tsx';
import { useTimesText } from './maintenance-times.ts';
import classes from './settings.module.css';

/** The maintenance windows: which there are, which is in force, when the next one comes. An address may ask for it: `?part=maintenance`. */
export function MaintenanceSection() {
  const { t } = useWords();
  const words = t.maintenance;
  const { search } = usePlace();
  const isAsked = new URLSearchParams(search).get('part') === 'maintenance';
  const place = useRef<HTMLDivElement>(null);
  const query = useQuery('maintenance.list', {}, { topics: ['mutes'], keep: true });
  const [editing, setEditing] = useState<MaintenanceDraft | null>(null);
  const windows = query.data;
  const isThere = windows !== undefined;
  useEffect(() => {
    if (!isAsked || !isThere) return;
    place.current?.scrollIntoView({ block: 'start' });
    navigate('/settings', { replace: true });
  }, [isAsked, isThere]);
  return (
    <div ref={place} className={classes.anchor}>
      <Section
        title={words.title}
        aside={
          <Button variant="light" onClick={() => setEditing(newDraft(EVERYTHING, Date.now()))}>
            {words.add}
          </Button>
        }
        flush
      >
        <p className={classes.intro}>{words.intro}</p>
        {windows?.length === 0 && <p className={classes.nothing}>{words.none}</p>}
        <ul className={classes.rows}>
          {windows?.map((window) => (
            <Row key={window.id} window={window} edit={() => setEditing(draftOf(window, Date.now()))} />
          ))}
        </ul>
      </Section>
      {editing && <MaintenanceForm key={editing.id ?? 'new'} draft={editing} close={() => setEditing(null)} />}
    </div>
  );
}

function Row({ window, edit }: { readonly window: MaintenanceView; readonly edit: () => void }) {
  const { t } = useWords();
  const words = t.maintenance;
  const acts = useActs();
  const mutes = useLiveState(({ overview }) => overview?.mutes);
  const nameOf = useMuteName();
  const text = useTimesText();
  const name = cleanText(window.name, 60);
  const label = (word: string): string => `${word}: ${name}`;
  const mute = mutes?.find(({ maintenance }) => maintenance?.id === window.id);
  return (
    <li className={classes.row}>
      {window.now === null ? <SnoozeIcon size={15} /> : <BellOffIcon size={15} />}
      <span className={classes.rowText}>
        <b>
          <Given text={window.name} max={120} />
        </b>
        <span className={classes.rowMore}>
          <span>{nameOf({ ...window, maintenance: null })}</span>
          <span>{text.times(window.times)}</span>
          <State window={window} />
        </span>
        {window.note !== '' && (
          <span className={classes.rowMore}>
            <Given text={window.note} max={240} />
          </span>
        )}
      </span>
      <span className={classes.rowButtons}>
        {mute !== undefined && (
          <Button variant="subtle" size="compact-xs" aria-label={label(words.endNow)} onClick={() => void acts.endMute(mute.id)}>
            {words.endNow}
          </Button>
        )}
        <Button variant="default" size="compact-xs" aria-label={label(t.common.edit)} onClick={edit}>
          {t.common.edit}
        </Button>
        <Button
          variant="subtle"
          size="compact-xs"
          aria-label={label(t.common.remove)}
          onClick={() => void acts.removeMaintenance(window.id, name)}
        >
          {t.common.remove}
        </Button>
      </span>
    </li>
  );
}

function State({ window: { now: current, next, times } }: { readonly window: MaintenanceView }) {
  const { t, clock } = useWords();
  const now = useNow();
  const text = useTimesText();
  if (current !== null) return <b className={classes.inForce}>{t.maintenance.inForce(clock.shortStamp(current.to, now))}</b>;
  if (next === null) return <span>{t.maintenance.over}</span>;
  return times.kind === 'once' ? null : <span>{t.maintenance.next(text.span(next))}</span>;
}
