import { ActionIcon, Button } from '@mantine/core';
import { useState } from 'react';
import type { DeviceDetail, NoteView } from '../../main/contract/model.ts';
import { MAX_NOTE } from '../acts/limits.ts';
import { TextDialog } from '../acts/text-dialog.tsx';
import { useActs } from '../acts/use-acts.ts';
import { cleanLines, cleanText } from '../shared/clean-text.ts';
import { CrossIcon, PenIcon, PlusIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { Time } from '../shared/time.tsx';
import { useWords } from '../shared/words-context.tsx';
import classes from './device.module.css';

/** What people wrote about the device and its outages, newest first. */
export function Notes({ detail }: { readonly detail: DeviceDetail }) {
  const { t } = useWords();
  const acts = useActs();
  const [asking, setAsking] = useState<NoteView | 'new' | null>(null);
  const what = cleanText(detail.row.name ?? detail.row.id, 60);
  return (
    <Section
      title={t.device.notes}
      aside={
        <Button variant="subtle" size="compact-xs" leftSection={<PlusIcon size={14} />} onClick={() => setAsking('new')}>
          {t.device.addNote}
        </Button>
      }
      flush
    >
      {detail.notes.length === 0 ? (
        <p className={shared.sectionNote}>{t.device.noNotes}</p>
      ) : (
        <ul className={classes.notes}>
          {detail.notes.map((note) => (
            <li key={note.id}>
              <p className={classes.noteText}>{cleanLines(note.text)}</p>
              <span className={classes.noteFoot}>
                <Time at={note.at} />
                {note.outageId !== null && <span>{t.device.noteOnOutage}</span>}
                {note.editedAt !== null && <span>{t.device.noteEdited}</span>}
                <span className={classes.noteTools}>
                  <ActionIcon
                    size={22}
                    color="gray"
                    aria-label={t.acts.editNote}
                    title={t.acts.editNote}
                    onClick={() => setAsking(note)}
                  >
                    <PenIcon size={14} />
                  </ActionIcon>
                  <ActionIcon
                    size={22}
                    color="gray"
                    aria-label={t.acts.removeNote}
                    title={t.acts.removeNote}
                    onClick={() => void acts.removeNote(note.id)}
                  >
                    <CrossIcon size={14} />
                  </ActionIcon>
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {asking !== null && (
        <TextDialog
          title={t.acts.noteTitle(what)}
          label={t.acts.note}
          initial={asking === 'new' ? '' : asking.text}
          max={MAX_NOTE}
          confirm={t.common.save}
          close={() => setAsking(null)}
          done={(text) =>
            void (asking === 'new' ? acts.addNote({ keys: [detail.row.key] }, what, text) : acts.editNote(asking.id, what, text))
          }
        />
      )}
    </Section>
  );
}
