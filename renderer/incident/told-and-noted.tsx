import { Button } from '@mantine/core';
import { useState } from 'react';
import type { IncidentView } from '../../main/contract/look-back.ts';
import { MAX_NOTE } from '../acts/limits.ts';
import { TextDialog } from '../acts/text-dialog.tsx';
import { useActs } from '../acts/use-acts.ts';
import { useSilence } from '../frame/alert-words.ts';
import { cleanLines, cleanText } from '../shared/clean-text.ts';
import { Given } from '../shared/device-name.tsx';
import { PlusIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { Time } from '../shared/time.tsx';
import { useWords } from '../shared/words-context.tsx';
import classes from './incident.module.css';

/** What people were told of an incident, or why they were not. */
export function ToldOf({ incident }: { readonly incident: IncidentView }) {
  const { t } = useWords();
  const silence = useSilence();
  const words = t.past.incident;
  const { alert } = incident.root;
  return (
    <Section title={words.told} flush>
      {incident.alerts.length > 0 ? (
        <ul className={classes.list}>
          {incident.alerts.map(({ id, at, title, body, outcome, reason }) => (
            <li key={id}>
              <b>
                <Given text={title} max={200} />
              </b>
              <p className={classes.text}>{cleanLines(body)}</p>
              <span className={classes.quiet}>
                <Time at={at} />{' '}
                {reason !== null && outcome !== 'shown'
                  ? words.toldReason(t.frame.alertOutcome[outcome], silence(reason))
                  : t.frame.alertOutcome[outcome]}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p className={shared.sectionNote}>
          {alert !== null && alert.reason !== null && alert.outcome !== 'shown'
            ? words.toldReason(t.frame.alertOutcome[alert.outcome], silence(alert.reason))
            : words.toldNone}
        </p>
      )}
    </Section>
  );
}

/** What people wrote on any outage of an incident, oldest first: its story. */
export function NotesOf({ incident }: { readonly incident: IncidentView }) {
  const { t } = useWords();
  const acts = useActs();
  const [asking, setAsking] = useState(false);
  const { device } = incident.root;
  const what = cleanText(device.name ?? device.id, 60);
  return (
    <Section
      title={t.device.notes}
      aside={
        <Button variant="subtle" size="compact-xs" leftSection={<PlusIcon size={14} />} onClick={() => setAsking(true)}>
          {t.device.addNote}
        </Button>
      }
      flush
    >
      {incident.notes.length === 0 ? (
        <p className={shared.sectionNote}>{t.device.noNotes}</p>
      ) : (
        <ul className={classes.list}>
          {incident.notes.map(({ id, text, at, deviceKey }) => (
            <li key={id}>
              <p className={classes.text}>{cleanLines(text)}</p>
              <span className={classes.quiet}>
                <Time at={at} />{' '}
                {deviceKey !== device.key && <Given text={deviceKey.slice(deviceKey.indexOf('/') + 1)} max={60} />}
              </span>
            </li>
          ))}
        </ul>
      )}
      {asking && (
        <TextDialog
          title={t.acts.noteTitle(what)}
          label={t.acts.note}
          max={MAX_NOTE}
          confirm={t.common.save}
          close={() => setAsking(false)}
          done={(text) => void acts.addNote({ outageId: incident.root.id }, what, text)}
        />
      )}
    </Section>
  );
}
