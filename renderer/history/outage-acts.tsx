import { ActionIcon, Menu } from '@mantine/core';
import { useState } from 'react';
import type { OutageView } from '../../main/contract/model.ts';
import { MAX_NOTE } from '../acts/limits.ts';
import { TextDialog } from '../acts/text-dialog.tsx';
import { TimeItems } from '../acts/times-menu.tsx';
import { useActs } from '../acts/use-acts.ts';
import { navigate, usePlace } from '../frame/router.ts';
import { incidentAddress } from '../frame/routes.ts';
import { cleanText } from '../shared/clean-text.ts';
import { CheckIcon, MoreIcon, NoteIcon } from '../shared/icons.tsx';
import { useWords } from '../shared/words-context.tsx';
import classes from './history.module.css';

/** What a person can do about an outage; about the root of an incident it is done for all of it. */
export function OutageActs({ outage }: { readonly outage: OutageView }) {
  const { t } = useWords();
  const acts = useActs();
  const [asking, setAsking] = useState<'acknowledge' | 'note' | null>(null);
  const what = cleanText(outage.device.name ?? outage.device.id, 60);
  const which = { outageIds: [outage.id] };
  const incident = incidentAddress(outage.id);
  const isThere = usePlace().path === incident;
  const isAcknowledged = outage.acknowledged !== null;
  return (
    <span className={classes.acts}>
      <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <ActionIcon color="gray" size={24} aria-label={t.acts.about(what)} title={t.acts.about(what)}>
            <MoreIcon size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {!isThere && <Menu.Item onClick={() => navigate(incident)}>{t.past.showIncident}</Menu.Item>}
          <Menu.Item leftSection={<CheckIcon size={14} />} onClick={() => setAsking('acknowledge')}>
            {t.acts.acknowledge}
          </Menu.Item>
          {isAcknowledged && <Menu.Item onClick={() => void acts.unacknowledge(which, what)}>{t.acts.unacknowledge}</Menu.Item>}
          <Menu.Item leftSection={<NoteIcon size={14} />} onClick={() => setAsking('note')}>
            {t.acts.note}
          </Menu.Item>
          {outage.ended === null && !isAcknowledged && (
            <>
              <Menu.Divider />
              <Menu.Label>{t.acts.snooze}</Menu.Label>
              <TimeItems kind="snooze" choose={(until) => void acts.snooze(which, what, until)} />
              {outage.snoozedUntil !== null && (
                <Menu.Item onClick={() => void acts.snooze(which, what, null)}>{t.acts.endSnooze}</Menu.Item>
              )}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {asking === 'acknowledge' && (
        <TextDialog
          title={t.acts.acknowledgeTitle(what)}
          label={t.acts.acknowledgeNote}
          hint={t.acts.acknowledgeHint}
          initial={outage.acknowledged?.note ?? ''}
          oneLine
          optional
          max={MAX_NOTE}
          confirm={t.acts.acknowledge}
          close={() => setAsking(null)}
          done={(note) => void acts.acknowledge(which, what, note)}
        />
      )}
      {asking === 'note' && (
        <TextDialog
          title={t.acts.noteTitle(what)}
          label={t.acts.note}
          max={MAX_NOTE}
          confirm={t.common.save}
          close={() => setAsking(null)}
          done={(text) => void acts.addNote({ outageId: outage.id }, what, text)}
        />
      )}
    </span>
  );
}
